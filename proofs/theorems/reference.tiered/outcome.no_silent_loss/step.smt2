; reference.tiered: outcome.no_silent_loss, query step
; The promised prefix of an accepted claim is not lost before the claim was released, offloaded or reported harmed. (specs/resident_claim.rcl:183)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once harmed(claim: c)
(declare-fun |r.6@0| () Bool)
; runtime: stage(c)
(declare-fun |r.7@0| () Int)
; contract: once materialized(claim: c)
(declare-fun |r.1@0| () Bool)
(define-fun t1 () Bool (not |r.1@0|))
; contract: once accepted(claim: c)
(declare-fun |r.0@0| () Bool)
(define-fun t2 () Bool (not |r.0@0|))
(assert (! (or |r.6@0| (not (<= 6 |r.7@0|)) t1 t2) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.19@0| () Bool)
(define-fun t3 () Bool (not |r.19@0|))
(assert (! (or t2 t3) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.17@0| () Bool)
(assert (! (or (not |r.17@0|) t1) :named |lemma 3|))

; a lemma
(assert (! (or t3 t1) :named |lemma 4|))

; a lemma
(assert (! (or |r.19@0| (not (<= |r.7@0| 0))) :named |lemma 5|))

; a lemma
; runtime: promise(c)
(declare-fun |r.14@0| () Int)
; contract: required(c)
(declare-fun |r.3@0| () Int)
(assert (! (not (<= (+ |r.14@0| (* (- 1) |r.3@0|)) (- 1))) :named |lemma 6|))

; a lemma
(assert (! (or t1 (not (<= |r.7@0| 1))) :named |lemma 7|))

; a lemma
; contract: once offloaded(claim: c)
(declare-fun |r.5@0| () Bool)
; runtime: previously stage(c) = moved
(declare-fun |r.15@0| () Bool)
(assert (! (or |r.5@0| t1 t2 (not |r.15@0|)) :named |lemma 8|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.12@0| () Bool)
(assert (! (or |r.6@0| (not |r.12@0|) t1 t2) :named |lemma 9|))

; a lemma
; contract: once released(claim: c)
(declare-fun |r.4@0| () Bool)
; runtime: previously stage(c) = ended
(declare-fun |r.21@0| () Bool)
(assert (! (or |r.4@0| (not |r.21@0|)) :named |lemma 10|))

; a lemma
; contract: leading(c)
(declare-fun |r.2@0| () Int)
(assert (! (or |r.4@0| |r.5@0| |r.6@0| t1 t2 (not (<= 1 (+ |r.3@0| (* (- 1) |r.2@0|))))) :named |lemma 11|))

; a lemma
(assert (! (or |r.4@0| (not (= 5 |r.7@0|))) :named |lemma 12|))

; a lemma
(assert (! (or |r.5@0| (not (= 3 |r.7@0|)) t1 t2) :named |lemma 13|))

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
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |r.7@0|) (< |r.7@0| 7) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee done_while_away, origin native, specs/reference_runtime.rcl:301
; A job is done only while its entry is away.
; whenever load_done(entry: c) requires previously stage(c) = moved
(define-fun t4 () Bool (= |i.kind@0| 4))
(define-fun t5 () Bool (= |k.c| |i.load_done.entry@0|))
(declare-fun |i.any7@0| () Bool)
(assert (! (or (not t4) (ite t5 |r.15@0| |i.any7@0|)) :named |guarantee done_while_away|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t6 () Bool (= |i.kind@0| 3))
(define-fun t7 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t8 () Bool (= |i.kind@0| 2))
(define-fun t9 () Bool (= |k.c| |i.entry_written.entry@0|))
(define-fun t10 () Bool (and t8 t9))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t11 () Int (ite t10 |i.entry_written.size@0| |r.14@0|))
(declare-fun |i.any9@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t6) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t7 t11 |i.any9@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(declare-fun |i.any14@0| () Bool)
(assert (! (or (not t8) (ite t9 |r.19@0| |i.any14@0|)) :named |guarantee names_are_fresh|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t12 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t13 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any15@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any16@0| () Bool)
(declare-fun |i.any17@0| () Bool)
(declare-fun |i.any18@0| () Bool)
(declare-fun |i.any19@0| () Bool)
(declare-fun |i.any20@0| () Bool)
(define-fun t14 () Bool (or (not (and t12 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t13 t11 |i.any15@0|)) |i.fault.position@0|) (ite t13 |r.19@0| |i.any16@0|) (ite t13 |r.17@0| |i.any17@0|) (ite t13 |r.15@0| |i.any18@0|) (ite t13 |r.21@0| |i.any19@0|) (ite t13 |r.12@0| |i.any20@0|)))
(assert (! t14 :named |guarantee quiet_faults_are_harmless|))

; what is to be impossible
(define-fun t15 () Bool (and t6 t7))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t16 () Int (ite (and t4 t5) |i.load_done.run@0| (ite t15 |i.entry_filled.run@0| |r.2@0|)))
(define-fun t17 () Bool (= |i.kind@0| 5))
(define-fun t18 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t19 () Bool (or (<= (ite t10 |i.entry_written.size@0| |r.3@0|) (ite (and t12 t13) (ite (<= t16 |i.fault.position@0|) t16 |i.fault.position@0|) t16)) |r.4@0| (and t17 (= 0 |i.entry_closed.why@0|) t18) (and t17 (= 1 |i.entry_closed.why@0|) t18) (and t17 (= 2 |i.entry_closed.why@0|) t18) |r.5@0| (and (= |i.kind@0| 6) (= |k.c| |i.moved_out.entry@0|)) |r.6@0| (and t12 |i.fault.report@0| t13)))
(assert (! (and t12 t13 (or |r.0@0| t10) (or |r.1@0| t15) (not t19)) :named |goal|))

(check-sat)
