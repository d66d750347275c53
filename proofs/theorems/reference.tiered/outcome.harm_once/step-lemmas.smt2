; reference.tiered: outcome.harm_once, query step-lemmas
; Harm is reported once, when the predicate is broken and the claim not released. (specs/resident_claim.rcl:218)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once harmed(claim: c)
(declare-fun |r.2@0| () Bool)
(define-fun t1 () Bool (not |r.2@0|))
; runtime: previously stage(c) = back
(declare-fun |r.9@0| () Bool)
(define-fun t2 () Bool (not |r.9@0|))
(assert (! (or t1 t2) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.7@0| () Bool)
(define-fun t3 () Bool (not |r.7@0|))
; contract: once released(claim: c)
(declare-fun |r.5@0| () Bool)
(define-fun t4 () Bool (not |r.5@0|))
(assert (! (or t3 t4) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.16@0| () Bool)
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
(assert (! (or (not |r.16@0|) (not (<= 2 |r.6@0|))) :named |lemma 3|))

; a lemma
; contract: required(c)
(declare-fun |r.1@0| () Int)
; runtime: promise(c)
(declare-fun |r.13@0| () Int)
(assert (! (not (<= (+ |r.1@0| (* (- 1) |r.13@0|)) (- 1))) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.18@0| () Bool)
(define-fun t5 () Bool (not |r.18@0|))
(assert (! (or t5 t4) :named |lemma 5|))

; a lemma
; contract: previously once harmed(claim: c)
(declare-fun |r.3@0| () Bool)
(define-fun t6 () Bool (not |r.3@0|))
(assert (! (or t6 t3) :named |lemma 6|))

; a lemma
(assert (! (or t4 t2) :named |lemma 7|))

; a lemma
(assert (! (or t6 t2) :named |lemma 8|))

; a lemma
(assert (! (or t4 (not (<= |r.6@0| 4))) :named |lemma 9|))

; a lemma
(assert (! (or t1 t5) :named |lemma 10|))

; a lemma
(assert (! (or t1 t3) :named |lemma 11|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.14@0| () Bool)
(assert (! (or (not |r.14@0|) (not (<= 4 |r.6@0|))) :named |lemma 12|))

; a lemma
(assert (! (or t1 (not (= 4 |r.6@0|))) :named |lemma 13|))

; a lemma
(assert (! (or t1 (not (<= |r.6@0| 3))) :named |lemma 14|))

; the step is one event, with fields of their types
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee done_while_away, origin native, specs/reference_runtime.rcl:301
; A job is done only while its entry is away.
; whenever load_done(entry: c) requires previously stage(c) = moved
(define-fun t7 () Bool (= |i.kind@0| 3))
(define-fun t8 () Bool (= |k.c| |i.load_done.entry@0|))
(declare-fun |i.any7@0| () Bool)
(assert (! (or (not t7) (ite t8 |r.14@0| |i.any7@0|)) :named |guarantee done_while_away|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t9 () Bool (= |i.kind@0| 2))
(define-fun t10 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any10@0| () Bool)
(assert (! (or (not t9) (ite t10 |r.16@0| |i.any10@0|)) :named |guarantee filled_from_written|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(define-fun t11 () Bool (= |i.kind@0| 4))
(define-fun t12 () Bool (= |k.c| |i.entry_written.entry@0|))
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not t11) (ite t12 |r.18@0| |i.any11@0|)) :named |guarantee names_are_fresh|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t13 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t14 () Bool (not (and t13 |i.fault.report@0|)))
(define-fun t15 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any18@0| () Bool)
(declare-fun |i.any19@0| () Bool)
(assert (! (or t14 (ite t15 |r.7@0| |i.any18@0|) (ite t15 |r.9@0| |i.any19@0|)) :named |guarantee reports_are_earned|))

; guarantee reports_hit_the_promise, origin native, specs/reference_runtime.rcl:169
; A fault is reported only if it hits a promised block.
; whenever fault(entry: c, position: p, report: true) requires p < promise(c)
(declare-fun |i.fault.position@0| () Int)
(define-fun t16 () Bool (and t11 t12))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t17 () Int (ite t16 |i.entry_written.size@0| |r.13@0|))
(declare-fun |i.any12@0| () Int)
(assert (! (or t14 (< |i.fault.position@0| (ite (= |i.fault.entry@0| (- 1)) 0 (ite t15 t17 |i.any12@0|)))) :named |guarantee reports_hit_the_promise|))

; guarantee moved_from_its_place, origin native, specs/reference_runtime.rcl:271
; Only an entry that is in place is moved out.
; whenever moved_out(entry: c) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t18 () Bool (= |i.kind@0| 6))
(define-fun t19 () Bool (= |k.c| |i.moved_out.entry@0|))
(declare-fun |i.any21@0| () Bool)
(declare-fun |i.any22@0| () Bool)
(assert (! (or (not t18) (ite t19 |r.7@0| |i.any21@0|) (ite t19 |r.9@0| |i.any22@0|)) :named |guarantee moved_from_its_place|))

; what is to be impossible
(define-fun t20 () Bool (or |r.2@0| (and t13 |i.fault.report@0| t15)))
; contract: once harmed(claim: c)
(define-fun |r.2@1| () Bool t20)
(define-fun t21 () Bool (not |r.2@1|))
(define-fun t22 () Bool (< |i.kind@0| 1000000))
(define-fun t23 () Bool (= |i.kind@0| 5))
(define-fun t24 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t25 () Int (ite (and t13 t15 |i.fault.report@0|) 6 (ite (and t23 t24) 5 (ite (and t7 t8) 4 (ite (and t18 t19) 3 (ite (and t9 t10) 2 (ite t16 1 |r.6@0|)))))))
; runtime: previously stage(c) = back
(define-fun |r.9@1| () Bool (ite t22 (= 4 t25) |r.9@0|))
(define-fun t26 () Bool (not |r.9@1|))
; runtime: previously stage(c) = filled
(define-fun |r.7@1| () Bool (ite t22 (= 2 t25) |r.7@0|))
(define-fun t27 () Bool (not |r.7@1|))
; contract: once released(claim: c)
(define-fun |r.5@1| () Bool (or |r.5@0| (and t23 (= 0 |i.entry_closed.why@0|) t24) (and t23 (= 1 |i.entry_closed.why@0|) t24) (and t23 (= 2 |i.entry_closed.why@0|) t24)))
(define-fun t28 () Bool (not |r.5@1|))
; runtime: previously stage(c) = written
(define-fun |r.16@1| () Bool (ite t22 (= 1 t25) |r.16@0|))
; runtime: stage(c)
(define-fun |r.6@1| () Int (ite t22 t25 |r.6@0|))
; contract: required(c)
(define-fun |r.1@1| () Int (ite t16 |i.entry_written.size@0| |r.1@0|))
; runtime: promise(c)
(define-fun |r.13@1| () Int (ite t22 t17 |r.13@0|))
; runtime: previously stage(c) = unheard
(define-fun |r.18@1| () Bool (ite t22 (= 0 t25) |r.18@0|))
(define-fun t29 () Bool (not |r.18@1|))
; contract: previously once harmed(claim: c)
(define-fun |r.3@1| () Bool t20)
(define-fun t30 () Bool (not |r.3@1|))
; runtime: previously stage(c) = moved
(define-fun |r.14@1| () Bool (ite t22 (= 3 t25) |r.14@0|))
(define-fun t31 () Bool (and (or t21 t26) (or t27 t28) (or (not |r.16@1|) (not (<= 2 |r.6@1|))) (not (<= (+ |r.1@1| (* (- 1) |r.13@1|)) (- 1))) (or t29 t28) (or t30 t27) (or t28 t26) (or t30 t26) (or t28 (not (<= |r.6@1| 4))) (or t21 t29) (or t21 t27) (or (not |r.14@1|) (not (<= 4 |r.6@1|))) (or t21 (not (= 4 |r.6@1|))) (or t21 (not (<= |r.6@1| 3)))))
(assert (! (not t31) :named |goal|))

(check-sat)
