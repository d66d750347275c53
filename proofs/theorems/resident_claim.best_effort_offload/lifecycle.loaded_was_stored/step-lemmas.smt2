; resident_claim.best_effort_offload: lifecycle.loaded_was_stored, query step-lemmas
; A load from a tier finds a copy that was stored there. (specs/resident_claim.rcl:389)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
; t
(declare-fun |k.t| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.o|) (<= 0 |k.t|) (< |k.t| 4) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; a lemma
; runtime: once accepted(claim: w0)
(declare-fun |r.2@0| () Bool)
; runtime: once offloaded(claim: w0, tier: v3)
(declare-fun |r.12@0| () Bool)
(define-fun t1 () Bool (not |r.12@0|))
(assert (! (or |r.2@0| t1) :named |lemma 1|))

; a lemma
; contract: once stored(object: o, tier: t)
(declare-fun |r.1@0| () Bool)
; runtime: object(w0)
(declare-fun |r.0@0| () Int)
(define-fun t2 () Bool (not (= 0 (+ |r.0@0| (* (- 1) |k.o|)))))
(assert (! (or |r.1@0| (not (= |k.t| 3)) t2 t1) :named |lemma 2|))

; a lemma
; runtime: once offloaded(claim: w0, tier: v2)
(declare-fun |r.11@0| () Bool)
(define-fun t3 () Bool (not |r.11@0|))
(assert (! (or |r.1@0| (not (= |k.t| 2)) t2 t3) :named |lemma 3|))

; a lemma
; runtime: once offloaded(claim: w0, tier: v0)
(declare-fun |r.9@0| () Bool)
(define-fun t4 () Bool (not |r.9@0|))
(assert (! (or |r.1@0| (not (= |k.t| 0)) t2 t4) :named |lemma 4|))

; a lemma
; runtime: once offloaded(claim: w0, tier: v1)
(declare-fun |r.10@0| () Bool)
(define-fun t5 () Bool (not |r.10@0|))
(assert (! (or |r.1@0| (not (= |k.t| 1)) t2 t5) :named |lemma 5|))

; a lemma
; runtime: previously once accepted(claim: w0)
(declare-fun |r.3@0| () Bool)
(assert (! (or |r.3@0| t4) :named |lemma 6|))

; a lemma
(assert (! (or |r.3@0| t1) :named |lemma 7|))

; a lemma
(assert (! (or |r.3@0| t5) :named |lemma 8|))

; a lemma
(assert (! (or |r.2@0| t4) :named |lemma 9|))

; a lemma
(assert (! (or |r.3@0| t3) :named |lemma 10|))

; a lemma
(assert (! (or |r.2@0| t5) :named |lemma 11|))

; a lemma
(assert (! (or |r.2@0| t3) :named |lemma 12|))

; the step is one event, with fields of their types
(declare-fun |i.restored.claim@0| () Int)
(declare-fun |i.restored.request@0| () Int)
(declare-fun |i.restored.tier@0| () Int)
(declare-fun |i.restored.job@0| () Int)
(declare-fun |i.accepted.claim@0| () Int)
(declare-fun |i.accepted.object@0| () Int)
(declare-fun |i.accepted.cache@0| () Int)
(declare-fun |i.accepted.tokens@0| () Int)
(declare-fun |i.offloaded.claim@0| () Int)
(declare-fun |i.offloaded.tier@0| () Int)
(declare-fun |i.offloaded.job@0| () Int)
(declare-fun |i.materialized.claim@0| () Int)
(declare-fun |i.materialized.object@0| () Int)
(declare-fun |i.materialized.cache@0| () Int)
(declare-fun |i.materialized.tokens@0| () Int)
(declare-fun |i.restore_required.claim@0| () Int)
(declare-fun |i.restore_required.request@0| () Int)
(declare-fun |i.restore_required.tier@0| () Int)
(declare-fun |i.restore_required.job@0| () Int)
(declare-fun |i.reused.claim@0| () Int)
(declare-fun |i.reused.request@0| () Int)
(declare-fun |i.refused.request@0| () Int)
(declare-fun |i.refused.blocking@0| () Int)
(declare-fun |i.deferred.request@0| () Int)
(declare-fun |i.deferred.blocking@0| () Int)
(declare-fun |i.released.claim@0| () Int)
(declare-fun |i.released.cause@0| () Int)
(declare-fun |i.harmed.claim@0| () Int)
(declare-fun |i.finished.request@0| () Int)
(declare-fun |i.recomputed.claim@0| () Int)
(declare-fun |i.recomputed.request@0| () Int)
(declare-fun |i.load_failed.claim@0| () Int)
(declare-fun |i.load_failed.request@0| () Int)
(declare-fun |i.load_failed.job@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.restored.claim@0|) (<= 0 |i.restored.request@0|) (<= 0 |i.restored.tier@0|) (< |i.restored.tier@0| 4) (<= 0 |i.restored.job@0|) (<= (- 1) |r.0@0|) (<= 0 |i.accepted.claim@0|) (<= 0 |i.accepted.object@0|) (<= 0 |i.accepted.cache@0|) (<= 0 |i.accepted.tokens@0|) (<= 0 |i.offloaded.claim@0|) (<= 0 |i.offloaded.tier@0|) (< |i.offloaded.tier@0| 4) (<= 0 |i.offloaded.job@0|) (<= 0 |i.materialized.claim@0|) (<= 0 |i.materialized.object@0|) (<= 0 |i.materialized.cache@0|) (<= 0 |i.materialized.tokens@0|) (<= 0 |i.restore_required.claim@0|) (<= 0 |i.restore_required.request@0|) (<= 0 |i.restore_required.tier@0|) (< |i.restore_required.tier@0| 4) (<= 0 |i.restore_required.job@0|) (<= 0 |i.reused.claim@0|) (<= 0 |i.reused.request@0|) (<= 0 |i.refused.request@0|) (<= 0 |i.refused.blocking@0|) (<= 0 |i.deferred.request@0|) (<= 0 |i.deferred.blocking@0|) (<= 0 |i.released.claim@0|) (<= 0 |i.released.cause@0|) (< |i.released.cause@0| 3) (<= 0 |i.harmed.claim@0|) (<= 0 |i.finished.request@0|) (<= 0 |i.recomputed.claim@0|) (<= 0 |i.recomputed.request@0|) (<= 0 |i.load_failed.claim@0|) (<= 0 |i.load_failed.request@0|) (<= 0 |i.load_failed.job@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee identity.accepted_first, origin native, specs/resident_claim.rcl:104
; Nothing happens in a claim's name before it was accepted.
; whenever materialized(claim: c) | offloaded(claim: c) | restore_required(claim: c) | restored(claim: c) | reused(claim: c) | refused(blocking: c) | deferred(blocking: c) | released(claim: c) | harmed(claim: c) requires once accepted(claim: c)
(define-fun t6 () Bool (= |i.kind@0| 2))
(define-fun t7 () Bool (= |k.w0| |i.accepted.claim@0|))
(define-fun t8 () Bool (and t6 t7))
(define-fun t9 () Bool (or |r.2@0| t8))
(declare-fun |i.any2@0| () Bool)
(define-fun t10 () Bool (= |i.kind@0| 3))
(define-fun t11 () Bool (= |k.w0| |i.offloaded.claim@0|))
(declare-fun |i.any3@0| () Bool)
(declare-fun |i.any4@0| () Bool)
(define-fun t12 () Bool (not (= |i.kind@0| 1)))
(define-fun t13 () Bool (= |k.w0| |i.restored.claim@0|))
(declare-fun |i.any5@0| () Bool)
(declare-fun |i.any6@0| () Bool)
(declare-fun |i.any7@0| () Bool)
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(declare-fun |i.any10@0| () Bool)
(define-fun t14 () Bool (and (or (not (= |i.kind@0| 4)) (ite (= |k.w0| |i.materialized.claim@0|) t9 |i.any2@0|)) (or (not t10) (ite t11 t9 |i.any3@0|)) (or (not (= |i.kind@0| 5)) (ite (= |k.w0| |i.restore_required.claim@0|) t9 |i.any4@0|)) (or t12 (ite t13 t9 |i.any5@0|)) (or (not (= |i.kind@0| 6)) (ite (= |k.w0| |i.reused.claim@0|) t9 |i.any6@0|)) (or (not (= |i.kind@0| 7)) (ite (= |k.w0| |i.refused.blocking@0|) t9 |i.any7@0|)) (or (not (= |i.kind@0| 8)) (ite (= |k.w0| |i.deferred.blocking@0|) t9 |i.any8@0|)) (or (not (= |i.kind@0| 9)) (ite (= |k.w0| |i.released.claim@0|) t9 |i.any9@0|)) (or (not (= |i.kind@0| 10)) (ite (= |k.w0| |i.harmed.claim@0|) t9 |i.any10@0|))))
(assert (! t14 :named |guarantee identity.accepted_first|))

; guarantee identity.accepted_once, origin native, specs/resident_claim.rcl:112
; A claim is accepted once, and its name is never used again.
; whenever accepted(claim: c) requires not previously once accepted(claim: c)
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not t6) (not (ite t7 |r.3@0| |i.any11@0|))) :named |guarantee identity.accepted_once|))

; guarantee lifecycle.restored_from_its_tier, origin native, specs/resident_claim.rcl:166
; What is restored comes from the tier it was offloaded to.
; whenever restored(claim: c, tier: t) requires once offloaded(claim: c, tier: t)
(define-fun t15 () Bool (or |r.12@0| (and t10 t11 (= |i.offloaded.tier@0| 3))))
(define-fun t16 () Bool (or |r.11@0| (and t10 t11 (= 2 |i.offloaded.tier@0|))))
(define-fun t17 () Bool (or |r.10@0| (and t10 t11 (= 1 |i.offloaded.tier@0|))))
(define-fun t18 () Bool (or |r.9@0| (and t10 t11 (= 0 |i.offloaded.tier@0|))))
(declare-fun |i.any16@0| () Bool)
(define-fun t19 () Bool (ite (and t13 (= |i.restored.tier@0| 3)) t15 (ite (and t13 (= |i.restored.tier@0| 2)) t16 (ite (and t13 (= |i.restored.tier@0| 1)) t17 (ite (and t13 (= 0 |i.restored.tier@0|)) t18 |i.any16@0|)))))
(assert (! (or t12 t19) :named |guarantee lifecycle.restored_from_its_tier|))

; what is to be impossible
(define-fun t20 () Bool (< |i.kind@0| 1000000))
; runtime: once accepted(claim: w0)
(define-fun |r.2@1| () Bool (ite t20 t9 |r.2@0|))
; runtime: once offloaded(claim: w0, tier: v3)
(define-fun |r.12@1| () Bool (ite t20 t15 |r.12@0|))
(define-fun t21 () Bool (not |r.12@1|))
(define-fun t22 () Int (ite t8 |i.accepted.object@0| |r.0@0|))
(declare-fun |i.any1@0| () Int)
; contract: once stored(object: o, tier: t)
(define-fun |r.1@1| () Bool (or |r.1@0| (and t10 (= |k.o| (ite (= (- 1) |i.offloaded.claim@0|) (- 1) (ite t11 t22 |i.any1@0|))) (= |k.t| |i.offloaded.tier@0|))))
; runtime: object(w0)
(define-fun |r.0@1| () Int (ite t20 t22 |r.0@0|))
(define-fun t23 () Bool (not (= 0 (+ |r.0@1| (* (- 1) |k.o|)))))
; runtime: once offloaded(claim: w0, tier: v2)
(define-fun |r.11@1| () Bool (ite t20 t16 |r.11@0|))
(define-fun t24 () Bool (not |r.11@1|))
; runtime: once offloaded(claim: w0, tier: v0)
(define-fun |r.9@1| () Bool (ite t20 t18 |r.9@0|))
(define-fun t25 () Bool (not |r.9@1|))
; runtime: once offloaded(claim: w0, tier: v1)
(define-fun |r.10@1| () Bool (ite t20 t17 |r.10@0|))
(define-fun t26 () Bool (not |r.10@1|))
; runtime: previously once accepted(claim: w0)
(define-fun |r.3@1| () Bool (ite t20 t9 |r.3@0|))
(define-fun t27 () Bool (and (or |r.2@1| t21) (or |r.1@1| (not (= |k.t| 3)) t23 t21) (or |r.1@1| (not (= |k.t| 2)) t23 t24) (or |r.1@1| (not (= |k.t| 0)) t23 t25) (or |r.1@1| (not (= |k.t| 1)) t23 t26) (or |r.3@1| t25) (or |r.3@1| t21) (or |r.3@1| t26) (or |r.2@1| t25) (or |r.3@1| t24) (or |r.2@1| t26) (or |r.2@1| t24)))
(assert (! (not t27) :named |goal|))

(check-sat)
