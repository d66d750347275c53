; resident_claim.event_visibility: lifecycle.retracted_was_announced, query step
; A retraction follows an announcement of the same object. (specs/resident_claim.rcl:404)
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
; contract: once announced(object: o)
(declare-fun |r.6@0| () Bool)
; runtime: object(w2)
(declare-fun |r.2@0| () Int)
(assert (! (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.2@0|))))) :named |lemma 1|))

; a lemma
; runtime: object(w0)
(declare-fun |r.0@0| () Int)
(assert (! (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.0@0|))))) :named |lemma 2|))

; a lemma
; runtime: object(w1)
(declare-fun |r.1@0| () Int)
(assert (! (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.1@0|))))) :named |lemma 3|))

; the step is one event, with fields of their types
(declare-fun |i.released.claim@0| () Int)
(declare-fun |i.released.cause@0| () Int)
(declare-fun |i.accepted.claim@0| () Int)
(declare-fun |i.accepted.object@0| () Int)
(declare-fun |i.accepted.cache@0| () Int)
(declare-fun |i.accepted.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(define-fun t1 () Bool (= |i.kind@0| 2))
(define-fun t2 () Bool (= |k.o| |i.accepted.object@0|))
; seen contract: announced(object: o) #0 claim first
(declare-fun |r.5@0| () Bool)
(define-fun t3 () Bool (= |k.w2| |i.accepted.claim@0|))
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
(assert (! (and (<= 0 |i.released.claim@0|) (<= 0 |i.released.cause@0|) (< |i.released.cause@0| 3) (<= (- 1) |r.0@0|) (<= 0 |i.accepted.claim@0|) (<= 0 |i.accepted.object@0|) (<= 0 |i.accepted.cache@0|) (<= 0 |i.accepted.tokens@0|) (<= (- 1) |r.1@0|) (<= (- 1) |r.2@0|) (or (not (and t1 t2 (not |r.5@0|))) t3) (<= 0 |i.materialized.claim@0|) (<= 0 |i.materialized.object@0|) (<= 0 |i.materialized.cache@0|) (<= 0 |i.materialized.tokens@0|) (<= 0 |i.offloaded.claim@0|) (<= 0 |i.offloaded.tier@0|) (< |i.offloaded.tier@0| 4) (<= 0 |i.offloaded.job@0|) (<= 0 |i.restore_required.claim@0|) (<= 0 |i.restore_required.request@0|) (<= 0 |i.restore_required.tier@0|) (< |i.restore_required.tier@0| 4) (<= 0 |i.restore_required.job@0|) (<= 0 |i.restored.claim@0|) (<= 0 |i.restored.request@0|) (<= 0 |i.restored.tier@0|) (< |i.restored.tier@0| 4) (<= 0 |i.restored.job@0|) (<= 0 |i.reused.claim@0|) (<= 0 |i.reused.request@0|) (<= 0 |i.refused.request@0|) (<= 0 |i.refused.blocking@0|) (<= 0 |i.deferred.request@0|) (<= 0 |i.deferred.blocking@0|) (<= 0 |i.harmed.claim@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 10)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; what is to be impossible
(define-fun t4 () Bool (= |i.kind@0| 1))
(define-fun t5 () Bool (= |k.w0| |i.released.claim@0|))
(declare-fun |i.any0@0| () Int)
(define-fun t6 () Int (ite (= |k.w1| |i.released.claim@0|) (ite (and t1 (= |k.w1| |i.accepted.claim@0|)) |i.accepted.object@0| |r.1@0|) (ite t5 (ite (and t1 (= |k.w0| |i.accepted.claim@0|)) |i.accepted.object@0| |r.0@0|) |i.any0@0|)))
(define-fun t7 () Bool (and t1 t2))
; seen contract: announced(object: o) #0 claim last
(declare-fun |r.3@0| () Bool)
; last contract: announced(object: o) #0 claim last
(declare-fun |r.4@0| () Int)
(define-fun t8 () Bool (and t4 (= |k.o| (ite (= |i.released.claim@0| (- 1)) (- 1) (ite (= |k.w2| |i.released.claim@0|) (ite (and t1 t3) |i.accepted.object@0| |r.2@0|) t6))) (not (or |r.6@0| t7)) (or (not t4) t5) (or (not (or |r.3@0| t7)) (= |k.w1| (ite t7 |i.accepted.claim@0| |r.4@0|)))))
(assert (! t8 :named |goal|))

(check-sat)
