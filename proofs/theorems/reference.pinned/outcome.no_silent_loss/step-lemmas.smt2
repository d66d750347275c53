; reference.pinned: outcome.no_silent_loss, query step-lemmas
; The promised prefix of an accepted claim is not lost before the claim was released, offloaded or reported harmed. (specs/resident_claim.rcl:183)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once released(claim: c)
(declare-fun |r.4@0| () Bool)
; contract: once harmed(claim: c)
(declare-fun |r.6@0| () Bool)
; contract: once materialized(claim: c)
(declare-fun |r.1@0| () Bool)
(define-fun t1 () Bool (not |r.1@0|))
; contract: leading(c)
(declare-fun |r.2@0| () Int)
; contract: required(c)
(declare-fun |r.3@0| () Int)
(assert (! (or |r.4@0| |r.6@0| t1 (not (<= (+ |r.2@0| (* (- 1) |r.3@0|)) (- 1)))) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.22@0| () Bool)
(assert (! (not |r.22@0|) :named |lemma 2|))

; a lemma
; runtime: stage(c)
(declare-fun |r.7@0| () Int)
(assert (! (not (= 3 |r.7@0|)) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.20@0| () Bool)
(assert (! (or t1 (not |r.20@0|)) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.18@0| () Bool)
(assert (! (or t1 (not |r.18@0|)) :named |lemma 5|))

; a lemma
; runtime: promise(c)
(declare-fun |r.14@0| () Int)
(assert (! (not (<= 1 (+ |r.3@0| (* (- 1) |r.14@0|)))) :named |lemma 6|))

; a lemma
(assert (! (or |r.4@0| (not (= 5 |r.7@0|))) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = ended
(declare-fun |r.24@0| () Bool)
(assert (! (or |r.4@0| (not |r.24@0|)) :named |lemma 8|))

; a lemma
(assert (! (or t1 (not (<= |r.7@0| 1))) :named |lemma 9|))

; a lemma
(assert (! (or |r.6@0| (not (<= 6 |r.7@0|))) :named |lemma 10|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.12@0| () Bool)
(assert (! (or |r.6@0| (not |r.12@0|)) :named |lemma 11|))

; the step is one event, with fields of their types
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |r.7@0|) (< |r.7@0| 7) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t2 () Bool (= |i.kind@0| 3))
(define-fun t3 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t4 () Bool (= |i.kind@0| 2))
(define-fun t5 () Bool (= |k.c| |i.entry_written.entry@0|))
(define-fun t6 () Bool (and t4 t5))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t7 () Int (ite t6 |i.entry_written.size@0| |r.14@0|))
(declare-fun |i.any6@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t2) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t3 t7 |i.any6@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(declare-fun |i.any8@0| () Bool)
(assert (! (or (not t4) (ite t5 |r.20@0| |i.any8@0|)) :named |guarantee names_are_fresh|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t8 () Bool (= |i.kind@0| 6))
(define-fun t9 () Bool (= |i.kind@0| 4))
(assert (! (and (not t8) (not (= |i.kind@0| 10)) (not (= |i.kind@0| 11)) (not t9) (not (= |i.kind@0| 12))) :named |guarantee nothing_moves|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t10 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t11 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any9@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any10@0| () Bool)
(declare-fun |i.any11@0| () Bool)
(declare-fun |i.any12@0| () Bool)
(declare-fun |i.any13@0| () Bool)
(declare-fun |i.any14@0| () Bool)
(define-fun t12 () Bool (or (not (and t10 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t11 t7 |i.any9@0|)) |i.fault.position@0|) (ite t11 |r.20@0| |i.any10@0|) (ite t11 |r.18@0| |i.any11@0|) (ite t11 |r.22@0| |i.any12@0|) (ite t11 |r.24@0| |i.any13@0|) (ite t11 |r.12@0| |i.any14@0|)))
(assert (! t12 :named |guarantee quiet_faults_are_harmless|))

; what is to be impossible
(define-fun t13 () Bool (= |i.kind@0| 5))
(define-fun t14 () Bool (= |k.c| |i.entry_closed.entry@0|))
; contract: once released(claim: c)
(define-fun |r.4@1| () Bool (or |r.4@0| (and t13 (= 0 |i.entry_closed.why@0|) t14) (and t13 (= 1 |i.entry_closed.why@0|) t14) (and t13 (= 2 |i.entry_closed.why@0|) t14)))
; contract: once harmed(claim: c)
(define-fun |r.6@1| () Bool (or |r.6@0| (and t10 |i.fault.report@0| t11)))
(define-fun t15 () Bool (and t2 t3))
; contract: once materialized(claim: c)
(define-fun |r.1@1| () Bool (or |r.1@0| t15))
(define-fun t16 () Bool (not |r.1@1|))
(define-fun t17 () Bool (and t9 (= |k.c| |i.load_done.entry@0|)))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t18 () Int (ite t17 |i.load_done.run@0| (ite t15 |i.entry_filled.run@0| |r.2@0|)))
; contract: leading(c)
(define-fun |r.2@1| () Int (ite (and t10 t11) (ite (<= t18 |i.fault.position@0|) t18 |i.fault.position@0|) t18))
; contract: required(c)
(define-fun |r.3@1| () Int (ite t6 |i.entry_written.size@0| |r.3@0|))
(define-fun t19 () Bool (< |i.kind@0| 1000000))
(define-fun t20 () Int (ite (and t10 t11 |i.fault.report@0|) 6 (ite (and t13 t14) 5 (ite t17 4 (ite (and t8 (= |k.c| |i.moved_out.entry@0|)) 3 (ite t15 2 (ite t6 1 |r.7@0|)))))))
; runtime: previously stage(c) = moved
(define-fun |r.22@1| () Bool (ite t19 (= 3 t20) |r.22@0|))
; runtime: stage(c)
(define-fun |r.7@1| () Int (ite t19 t20 |r.7@0|))
; runtime: previously stage(c) = unheard
(define-fun |r.20@1| () Bool (ite t19 (= 0 t20) |r.20@0|))
; runtime: previously stage(c) = written
(define-fun |r.18@1| () Bool (ite t19 (= 1 t20) |r.18@0|))
; runtime: promise(c)
(define-fun |r.14@1| () Int (ite t19 t7 |r.14@0|))
; runtime: previously stage(c) = ended
(define-fun |r.24@1| () Bool (ite t19 (= 5 t20) |r.24@0|))
; runtime: previously stage(c) = broken
(define-fun |r.12@1| () Bool (ite t19 (= 6 t20) |r.12@0|))
(define-fun t21 () Bool (and (or |r.4@1| |r.6@1| t16 (not (<= (+ |r.2@1| (* (- 1) |r.3@1|)) (- 1)))) (not |r.22@1|) (not (= 3 |r.7@1|)) (or t16 (not |r.20@1|)) (or t16 (not |r.18@1|)) (not (<= 1 (+ |r.3@1| (* (- 1) |r.14@1|)))) (or |r.4@1| (not (= 5 |r.7@1|))) (or |r.4@1| (not |r.24@1|)) (or t16 (not (<= |r.7@1| 1))) (or |r.6@1| (not (<= 6 |r.7@1|))) (or |r.6@1| (not |r.12@1|))))
(assert (! (not t21) :named |goal|))

(check-sat)
