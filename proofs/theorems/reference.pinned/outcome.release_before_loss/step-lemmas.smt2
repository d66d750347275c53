; reference.pinned: outcome.release_before_loss, query step-lemmas
; A claim is released while its predicate still holds, never as an excuse afterwards. (specs/resident_claim.rcl:225)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: previously stage(c) = ended
(declare-fun |r.22@0| () Bool)
; runtime: stage(c)
(declare-fun |r.5@0| () Int)
(assert (! (or (not |r.22@0|) (not (<= |r.5@0| 4))) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.8@0| () Bool)
(assert (! (not |r.8@0|) :named |lemma 2|))

; a lemma
(assert (! (not (= 4 |r.5@0|)) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.16@0| () Bool)
(define-fun t1 () Bool (not (<= 2 |r.5@0|)))
(assert (! (or (not |r.16@0|) t1) :named |lemma 4|))

; a lemma
; contract: required(c)
(declare-fun |r.2@0| () Int)
; runtime: promise(c)
(declare-fun |r.12@0| () Int)
(assert (! (not (<= 1 (+ |r.2@0| (* (- 1) |r.12@0|)))) :named |lemma 5|))

; a lemma
; contract: once materialized(claim: c)
(declare-fun |r.0@0| () Bool)
(define-fun t2 () Bool (not |r.0@0|))
; runtime: previously stage(c) = filled
(declare-fun |r.6@0| () Bool)
; contract: leading(c)
(declare-fun |r.1@0| () Int)
(define-fun t3 () Bool (not (<= 1 (+ |r.2@0| (* (- 1) |r.1@0|)))))
(assert (! (or t2 (not |r.6@0|) t3) :named |lemma 6|))

; a lemma
(assert (! (or t2 (not (= 2 |r.5@0|)) t3) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.20@0| () Bool)
(define-fun t4 () Bool (not (<= |r.5@0| 2)))
(assert (! (or (not |r.20@0|) t4) :named |lemma 8|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.10@0| () Bool)
(define-fun t5 () Bool (not |r.10@0|))
(assert (! (or t5 t4) :named |lemma 9|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.18@0| () Bool)
(assert (! (or (not |r.18@0|) t1) :named |lemma 10|))

; a lemma
; contract: once harmed(claim: c)
(declare-fun |r.4@0| () Bool)
(assert (! (or |r.4@0| (not (<= 6 |r.5@0|)) t2) :named |lemma 11|))

; a lemma
(assert (! (or |r.4@0| t2 t5) :named |lemma 12|))

; the step is one event, with fields of their types
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
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
(assert (! (and (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |r.5@0|) (< |r.5@0| 7) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee closed_while_it_counts, origin native, specs/reference_runtime.rcl:142
; Only an entry that is in place, or whose loss was reported, is closed.
; whenever entry_closed(entry: c) requires previously stage(c) = filled or previously stage(c) = back or previously stage(c) = broken
(define-fun t6 () Bool (= |i.kind@0| 1))
(define-fun t7 () Bool (= |k.c| |i.entry_closed.entry@0|))
(declare-fun |i.any0@0| () Bool)
(declare-fun |i.any1@0| () Bool)
(declare-fun |i.any2@0| () Bool)
(assert (! (or (not t6) (ite t7 |r.6@0| |i.any0@0|) (ite t7 |r.8@0| |i.any1@0|) (ite t7 |r.10@0| |i.any2@0|)) :named |guarantee closed_while_it_counts|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t8 () Bool (= |i.kind@0| 2))
(define-fun t9 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t10 () Bool (and (= |i.kind@0| 5) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t11 () Int (ite t10 |i.entry_written.size@0| |r.12@0|))
(declare-fun |i.any6@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t8) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t9 t11 |i.any6@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t12 () Bool (= |i.kind@0| 6))
(define-fun t13 () Bool (= |i.kind@0| 3))
(assert (! (and (not t12) (not (= |i.kind@0| 10)) (not (= |i.kind@0| 11)) (not t13) (not (= |i.kind@0| 12))) :named |guarantee nothing_moves|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t14 () Bool (= |i.kind@0| 4))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t15 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any9@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any10@0| () Bool)
(declare-fun |i.any11@0| () Bool)
(declare-fun |i.any12@0| () Bool)
(declare-fun |i.any13@0| () Bool)
(declare-fun |i.any14@0| () Bool)
(define-fun t16 () Bool (or (not (and t14 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t15 t11 |i.any9@0|)) |i.fault.position@0|) (ite t15 |r.18@0| |i.any10@0|) (ite t15 |r.16@0| |i.any11@0|) (ite t15 |r.20@0| |i.any12@0|) (ite t15 |r.22@0| |i.any13@0|) (ite t15 |r.10@0| |i.any14@0|)))
(assert (! t16 :named |guarantee quiet_faults_are_harmless|))

; what is to be impossible
(define-fun t17 () Bool (< |i.kind@0| 1000000))
(define-fun t18 () Bool (and t13 (= |k.c| |i.load_done.entry@0|)))
(define-fun t19 () Bool (and t8 t9))
(define-fun t20 () Int (ite (and t14 t15 |i.fault.report@0|) 6 (ite (and t6 t7) 5 (ite t18 4 (ite (and t12 (= |k.c| |i.moved_out.entry@0|)) 3 (ite t19 2 (ite t10 1 |r.5@0|)))))))
; runtime: previously stage(c) = ended
(define-fun |r.22@1| () Bool (ite t17 (= 5 t20) |r.22@0|))
; runtime: stage(c)
(define-fun |r.5@1| () Int (ite t17 t20 |r.5@0|))
; runtime: previously stage(c) = back
(define-fun |r.8@1| () Bool (ite t17 (= 4 t20) |r.8@0|))
; runtime: previously stage(c) = written
(define-fun |r.16@1| () Bool (ite t17 (= 1 t20) |r.16@0|))
(define-fun t21 () Bool (not (<= 2 |r.5@1|)))
; contract: required(c)
(define-fun |r.2@1| () Int (ite t10 |i.entry_written.size@0| |r.2@0|))
; runtime: promise(c)
(define-fun |r.12@1| () Int (ite t17 t11 |r.12@0|))
; contract: once materialized(claim: c)
(define-fun |r.0@1| () Bool (or |r.0@0| t19))
(define-fun t22 () Bool (not |r.0@1|))
; runtime: previously stage(c) = filled
(define-fun |r.6@1| () Bool (ite t17 (= 2 t20) |r.6@0|))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t23 () Int (ite t18 |i.load_done.run@0| (ite t19 |i.entry_filled.run@0| |r.1@0|)))
; contract: leading(c)
(define-fun |r.1@1| () Int (ite (and t14 t15) (ite (<= t23 |i.fault.position@0|) t23 |i.fault.position@0|) t23))
(define-fun t24 () Bool (not (<= 1 (+ |r.2@1| (* (- 1) |r.1@1|)))))
; runtime: previously stage(c) = moved
(define-fun |r.20@1| () Bool (ite t17 (= 3 t20) |r.20@0|))
(define-fun t25 () Bool (not (<= |r.5@1| 2)))
; runtime: previously stage(c) = broken
(define-fun |r.10@1| () Bool (ite t17 (= 6 t20) |r.10@0|))
(define-fun t26 () Bool (not |r.10@1|))
; runtime: previously stage(c) = unheard
(define-fun |r.18@1| () Bool (ite t17 (= 0 t20) |r.18@0|))
; contract: once harmed(claim: c)
(define-fun |r.4@1| () Bool (or |r.4@0| (and t14 |i.fault.report@0| t15)))
(define-fun t27 () Bool (and (or (not |r.22@1|) (not (<= |r.5@1| 4))) (not |r.8@1|) (not (= 4 |r.5@1|)) (or (not |r.16@1|) t21) (not (<= 1 (+ |r.2@1| (* (- 1) |r.12@1|)))) (or t22 (not |r.6@1|) t24) (or t22 (not (= 2 |r.5@1|)) t24) (or (not |r.20@1|) t25) (or t26 t25) (or (not |r.18@1|) t21) (or |r.4@1| (not (<= 6 |r.5@1|)) t22) (or |r.4@1| t22 t26)))
(assert (! (not t27) :named |goal|))

(check-sat)
