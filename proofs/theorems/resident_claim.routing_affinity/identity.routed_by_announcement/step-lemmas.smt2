; resident_claim.routing_affinity: identity.routed_by_announcement, query step-lemmas
; A request is routed by state that had been announced. (specs/resident_claim.rcl:419)
; A step from a state with the lemmas keeps them. So this has to be unsat.
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
; contract: once announced(object: o)
(declare-fun |r.4@0| () Bool)
; runtime: object(w2)
(declare-fun |r.1@0| () Int)
(assert (! (or |r.4@0| (not (= 0 (+ |k.o| (* (- 1) |r.1@0|))))) :named |lemma 1|))

; a lemma
; runtime: object(w0)
(declare-fun |r.0@0| () Int)
(assert (! (or |r.4@0| (not (= 0 (+ |k.o| (* (- 1) |r.0@0|))))) :named |lemma 2|))

; the step is one event, with fields of their types
(declare-fun |i.reused.claim@0| () Int)
(declare-fun |i.reused.request@0| () Int)
(declare-fun |i.accepted.claim@0| () Int)
(declare-fun |i.accepted.object@0| () Int)
(declare-fun |i.accepted.cache@0| () Int)
(declare-fun |i.accepted.tokens@0| () Int)
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
(declare-fun |i.refused.request@0| () Int)
(declare-fun |i.refused.blocking@0| () Int)
(declare-fun |i.deferred.request@0| () Int)
(declare-fun |i.deferred.blocking@0| () Int)
(declare-fun |i.released.claim@0| () Int)
(declare-fun |i.released.cause@0| () Int)
(declare-fun |i.harmed.claim@0| () Int)
(declare-fun |i.recomputed.claim@0| () Int)
(declare-fun |i.recomputed.request@0| () Int)
(declare-fun |i.finished.request@0| () Int)
(declare-fun |i.submitted.request@0| () Int)
(declare-fun |i.admitted.request@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.reused.claim@0|) (<= 0 |i.reused.request@0|) (<= (- 1) |r.0@0|) (<= 0 |i.accepted.claim@0|) (<= 0 |i.accepted.object@0|) (<= 0 |i.accepted.cache@0|) (<= 0 |i.accepted.tokens@0|) (<= (- 1) |r.1@0|) (<= 0 |i.materialized.claim@0|) (<= 0 |i.materialized.object@0|) (<= 0 |i.materialized.cache@0|) (<= 0 |i.materialized.tokens@0|) (<= 0 |i.offloaded.claim@0|) (<= 0 |i.offloaded.tier@0|) (< |i.offloaded.tier@0| 4) (<= 0 |i.offloaded.job@0|) (<= 0 |i.restore_required.claim@0|) (<= 0 |i.restore_required.request@0|) (<= 0 |i.restore_required.tier@0|) (< |i.restore_required.tier@0| 4) (<= 0 |i.restore_required.job@0|) (<= 0 |i.restored.claim@0|) (<= 0 |i.restored.request@0|) (<= 0 |i.restored.tier@0|) (< |i.restored.tier@0| 4) (<= 0 |i.restored.job@0|) (<= 0 |i.refused.request@0|) (<= 0 |i.refused.blocking@0|) (<= 0 |i.deferred.request@0|) (<= 0 |i.deferred.blocking@0|) (<= 0 |i.released.claim@0|) (<= 0 |i.released.cause@0|) (< |i.released.cause@0| 3) (<= 0 |i.harmed.claim@0|) (<= 0 |i.recomputed.claim@0|) (<= 0 |i.recomputed.request@0|) (<= 0 |i.finished.request@0|) (<= 0 |i.submitted.request@0|) (<= 0 |i.admitted.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 14)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; what is to be impossible
(define-fun t1 () Bool (= |i.kind@0| 2))
; contract: once announced(object: o)
(define-fun |r.4@1| () Bool (or |r.4@0| (and t1 (= |k.o| |i.accepted.object@0|))))
(define-fun t2 () Bool (< |i.kind@0| 1000000))
; runtime: object(w2)
(define-fun |r.1@1| () Int (ite t2 (ite (and t1 (= |k.w2| |i.accepted.claim@0|)) |i.accepted.object@0| |r.1@0|) |r.1@0|))
; runtime: object(w0)
(define-fun |r.0@1| () Int (ite t2 (ite (and t1 (= |k.w0| |i.accepted.claim@0|)) |i.accepted.object@0| |r.0@0|) |r.0@0|))
(assert (! (not (and (or |r.4@1| (not (= 0 (+ |k.o| (* (- 1) |r.1@1|))))) (or |r.4@1| (not (= 0 (+ |k.o| (* (- 1) |r.0@1|))))))) :named |goal|))

(check-sat)
