; resident_claim.timed_retention: outcome.kept_until_timer, query step
; Between a retention and the end of its timer the state is not evicted. (specs/resident_claim.rcl:372)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.o|) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; a lemma
; runtime: object(w2)
(declare-fun |r.4@0| () Int)
(define-fun t1 () Int (+ |k.o| (* (- 1) |r.4@0|)))
; last contract: retained(object: o) #0 claim last
(declare-fun |r.1@0| () Int)
(define-fun t2 () Int (* (- 1) |r.1@0|))
(define-fun t3 () Bool (not (= 0 (+ |k.w2| t2))))
(define-fun t4 () Bool (not (= 0 (+ |k.w1| t2))))
; contract: once retained(object: o)
(declare-fun |r.2@0| () Bool)
(define-fun t5 () Bool (not |r.2@0|))
(assert (! (or (not (<= t1 (- 1))) t3 t4 t5) :named |lemma 1|))

; a lemma
; seen contract: retained(object: o) #0 claim last
(declare-fun |r.0@0| () Bool)
(assert (! (or |r.0@0| t5) :named |lemma 2|))

; a lemma
; runtime: once accepted(claim: w1, object: o)
(declare-fun |r.9@0| () Bool)
(assert (! (or |r.9@0| t4 t5) :named |lemma 3|))

; a lemma
; runtime: object(w1)
(declare-fun |r.3@0| () Int)
(define-fun t6 () Int (+ |k.o| (* (- 1) |r.3@0|)))
(assert (! (or (not (<= t6 (- 1))) t4 t5) :named |lemma 4|))

; a lemma
; runtime: once accepted(claim: w1)
(declare-fun |r.12@0| () Bool)
(define-fun t7 () Bool (not |r.9@0|))
(assert (! (or |r.12@0| t7) :named |lemma 5|))

; a lemma
; contract: not retained(object: o) since timer_ended(object: o)
(declare-fun |r.7@0| () Bool)
; runtime: once released(claim: w1)
(declare-fun |r.8@0| () Bool)
(define-fun t8 () Bool (not |r.8@0|))
(assert (! (or |r.7@0| t4 t5 t8) :named |lemma 6|))

; a lemma
(define-fun t9 () Int (+ |k.w1| (* (- 1) |k.w2|)))
(assert (! (or |r.12@0| (not (<= 1 t9)) t8) :named |lemma 7|))

; a lemma
; runtime: previously once accepted(claim: w1)
(declare-fun |r.14@0| () Bool)
(assert (! (or |r.14@0| (not |r.12@0|)) :named |lemma 8|))

; a lemma
; runtime: once accepted(claim: w2)
(declare-fun |r.13@0| () Bool)
(define-fun t10 () Bool (not (= 0 t9)))
(assert (! (or |r.13@0| t7 t10) :named |lemma 9|))

; a lemma
(assert (! (or |r.13@0| t10 t8) :named |lemma 10|))

; a lemma
; runtime: previously once accepted(claim: w2)
(declare-fun |r.16@0| () Bool)
(assert (! (or |r.16@0| (not |r.13@0|)) :named |lemma 11|))

; a lemma
(assert (! (or |r.12@0| (not (<= t9 (- 1))) t8) :named |lemma 12|))

; a lemma
(assert (! (or t7 t4 (not (<= 1 t6))) :named |lemma 13|))

; a lemma
(assert (! (or t5 t4 t3 (not (<= 1 t1))) :named |lemma 14|))

; the step is one event, with fields of their types
(declare-fun |i.victim.object@0| () Int)
(declare-fun |i.victim.request@0| () Int)
(declare-fun |i.accepted.claim@0| () Int)
(declare-fun |i.accepted.object@0| () Int)
(declare-fun |i.accepted.cache@0| () Int)
(declare-fun |i.accepted.tokens@0| () Int)
(declare-fun |i.released.claim@0| () Int)
(declare-fun |i.released.cause@0| () Int)
(declare-fun |i.materialized.claim@0| () Int)
(declare-fun |i.materialized.object@0| () Int)
(declare-fun |i.materialized.cache@0| () Int)
(declare-fun |i.materialized.tokens@0| () Int)
(declare-fun |i.offloaded.claim@0| () Int)
(declare-fun |i.offloaded.tier@0| () Int)
(declare-fun |i.offloaded.job@0| () Int)
(declare-fun |i.restore_required.claim@0| () Int)
(declare-fun |i.restore_required.request@0| () Int)
(declare-fun |i.restore_required.tier@0| () Int)
(declare-fun |i.restore_required.job@0| () Int)
(declare-fun |i.restored.claim@0| () Int)
(declare-fun |i.restored.request@0| () Int)
(declare-fun |i.restored.tier@0| () Int)
(declare-fun |i.restored.job@0| () Int)
(declare-fun |i.reused.claim@0| () Int)
(declare-fun |i.reused.request@0| () Int)
(declare-fun |i.refused.request@0| () Int)
(declare-fun |i.refused.blocking@0| () Int)
(declare-fun |i.deferred.request@0| () Int)
(declare-fun |i.deferred.blocking@0| () Int)
(declare-fun |i.harmed.claim@0| () Int)
(declare-fun |i.finished.request@0| () Int)
(declare-fun |i.recomputed.claim@0| () Int)
(declare-fun |i.recomputed.request@0| () Int)
(declare-fun |i.reuse_requested.claim@0| () Int)
(declare-fun |i.reuse_requested.request@0| () Int)
(declare-fun |i.deadline_passed.claim@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.victim.object@0|) (<= 0 |i.victim.request@0|) (<= 0 |i.accepted.claim@0|) (<= 0 |i.accepted.object@0|) (<= 0 |i.accepted.cache@0|) (<= 0 |i.accepted.tokens@0|) (<= 0 |i.released.claim@0|) (<= 0 |i.released.cause@0|) (< |i.released.cause@0| 3) (<= (- 1) |r.3@0|) (<= (- 1) |r.4@0|) (<= 0 |i.materialized.claim@0|) (<= 0 |i.materialized.object@0|) (<= 0 |i.materialized.cache@0|) (<= 0 |i.materialized.tokens@0|) (<= 0 |i.offloaded.claim@0|) (<= 0 |i.offloaded.tier@0|) (< |i.offloaded.tier@0| 4) (<= 0 |i.offloaded.job@0|) (<= 0 |i.restore_required.claim@0|) (<= 0 |i.restore_required.request@0|) (<= 0 |i.restore_required.tier@0|) (< |i.restore_required.tier@0| 4) (<= 0 |i.restore_required.job@0|) (<= 0 |i.restored.claim@0|) (<= 0 |i.restored.request@0|) (<= 0 |i.restored.tier@0|) (< |i.restored.tier@0| 4) (<= 0 |i.restored.job@0|) (<= 0 |i.reused.claim@0|) (<= 0 |i.reused.request@0|) (<= 0 |i.refused.request@0|) (<= 0 |i.refused.blocking@0|) (<= 0 |i.deferred.request@0|) (<= 0 |i.deferred.blocking@0|) (<= 0 |i.harmed.claim@0|) (<= 0 |i.finished.request@0|) (<= 0 |i.recomputed.claim@0|) (<= 0 |i.recomputed.request@0|) (<= 0 |i.reuse_requested.claim@0|) (<= 0 |i.reuse_requested.request@0|) (<= 0 |i.deadline_passed.claim@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 15)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee feasibility.protected_is_no_victim, origin native, specs/resident_claim.rcl:256
; State of an accepted and unreleased claim is never taken to make room.
; forall c: Claim whenever victim(object: o) and once accepted(claim: c, object: o) requires once released(claim: c)
(define-fun t11 () Bool (= |i.kind@0| 1))
(define-fun t12 () Bool (not t11))
(define-fun t13 () Bool (= |k.o| |i.victim.object@0|))
(define-fun t14 () Bool (= |i.kind@0| 2))
(define-fun t15 () Bool (= |k.w1| |i.accepted.claim@0|))
(define-fun t16 () Bool (= |k.o| |i.accepted.object@0|))
(declare-fun |i.any1@0| () Bool)
(define-fun t17 () Bool (= |i.kind@0| 3))
(define-fun t18 () Bool (= |k.w1| |i.released.claim@0|))
; runtime: once accepted(claim: w2, object: o)
(declare-fun |r.11@0| () Bool)
(define-fun t19 () Bool (= |k.w2| |i.accepted.claim@0|))
; runtime: once released(claim: w2)
(declare-fun |r.10@0| () Bool)
(define-fun t20 () Bool (= |k.w2| |i.released.claim@0|))
(define-fun t21 () Bool (and (or t12 (not (ite t13 (or |r.9@0| (and t14 t15 t16)) |i.any1@0|)) |r.8@0| (and t17 t18)) (or t12 (not (ite t13 (or |r.11@0| (and t14 t19 t16)) |i.any1@0|)) |r.10@0| (and t17 t20))))
(assert (! t21 :named |guarantee feasibility.protected_is_no_victim|))

; guarantee identity.accepted_first, origin native, specs/resident_claim.rcl:104
; Nothing happens in a claim's name before it was accepted.
; whenever materialized(claim: c) | offloaded(claim: c) | restore_required(claim: c) | restored(claim: c) | reused(claim: c) | refused(blocking: c) | deferred(blocking: c) | released(claim: c) | harmed(claim: c) requires once accepted(claim: c)
(define-fun t22 () Bool (and t14 t19))
(define-fun t23 () Bool (or |r.13@0| t22))
(define-fun t24 () Bool (and t14 t15))
(define-fun t25 () Bool (or |r.12@0| t24))
(declare-fun |i.any2@0| () Bool)
(declare-fun |i.any3@0| () Bool)
(declare-fun |i.any4@0| () Bool)
(declare-fun |i.any5@0| () Bool)
(declare-fun |i.any6@0| () Bool)
(declare-fun |i.any7@0| () Bool)
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(declare-fun |i.any10@0| () Bool)
(define-fun t26 () Bool (and (or (not (= |i.kind@0| 4)) (ite (= |k.w2| |i.materialized.claim@0|) t23 (ite (= |k.w1| |i.materialized.claim@0|) t25 |i.any2@0|))) (or (not (= |i.kind@0| 5)) (ite (= |k.w2| |i.offloaded.claim@0|) t23 (ite (= |k.w1| |i.offloaded.claim@0|) t25 |i.any3@0|))) (or (not (= |i.kind@0| 6)) (ite (= |k.w2| |i.restore_required.claim@0|) t23 (ite (= |k.w1| |i.restore_required.claim@0|) t25 |i.any4@0|))) (or (not (= |i.kind@0| 7)) (ite (= |k.w2| |i.restored.claim@0|) t23 (ite (= |k.w1| |i.restored.claim@0|) t25 |i.any5@0|))) (or (not (= |i.kind@0| 8)) (ite (= |k.w2| |i.reused.claim@0|) t23 (ite (= |k.w1| |i.reused.claim@0|) t25 |i.any6@0|))) (or (not (= |i.kind@0| 9)) (ite (= |k.w2| |i.refused.blocking@0|) t23 (ite (= |k.w1| |i.refused.blocking@0|) t25 |i.any7@0|))) (or (not (= |i.kind@0| 10)) (ite (= |k.w2| |i.deferred.blocking@0|) t23 (ite (= |k.w1| |i.deferred.blocking@0|) t25 |i.any8@0|))) (or (not t17) (ite t20 t23 (ite t18 t25 |i.any9@0|))) (or (not (= |i.kind@0| 11)) (ite (= |k.w2| |i.harmed.claim@0|) t23 (ite (= |k.w1| |i.harmed.claim@0|) t25 |i.any10@0|)))))
(assert (! t26 :named |guarantee identity.accepted_first|))

; guarantee identity.accepted_once, origin native, specs/resident_claim.rcl:112
; A claim is accepted once, and its name is never used again.
; whenever accepted(claim: c) requires not previously once accepted(claim: c)
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not t14) (not (ite t19 |r.16@0| (ite t15 |r.14@0| |i.any11@0|)))) :named |guarantee identity.accepted_once|))

; what is to be impossible
(define-fun t27 () Bool (and t14 t16))
(declare-fun |i.any0@0| () Int)
(define-fun t28 () Bool (= |k.o| (ite (= |i.released.claim@0| (- 1)) (- 1) (ite t20 (ite t22 |i.accepted.object@0| |r.4@0|) (ite t18 (ite t24 |i.accepted.object@0| |r.3@0|) |i.any0@0|)))))
(define-fun t29 () Bool (and t17 t28))
; seen contract: timer_ended(object: o) #0 claim last
(declare-fun |r.5@0| () Bool)
; last contract: timer_ended(object: o) #0 claim last
(declare-fun |r.6@0| () Int)
(define-fun t30 () Bool (and t11 t13 (or |r.2@0| t27) (not (or t29 (and (not t27) |r.7@0|))) (or (not (or |r.0@0| t27)) (= |k.w1| (ite t27 |i.accepted.claim@0| |r.1@0|))) (or t12 (= |k.w0| |i.victim.request@0|)) (or (not (or |r.5@0| t29)) (= |k.w2| (ite t29 |i.released.claim@0| |r.6@0|)))))
(assert (! t30 :named |goal|))

(check-sat)
