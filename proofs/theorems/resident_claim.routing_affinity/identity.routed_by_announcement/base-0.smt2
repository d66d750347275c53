; resident_claim.routing_affinity: identity.routed_by_announcement, query base-0
; A request is routed by state that had been announced. (specs/resident_claim.rcl:419)
; The lemmas hold before the first step. So this has to be unsat.
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

; what is to be impossible
; contract: once announced(object: o)
(define-fun |r.4@0| () Bool false)
; runtime: object(w2)
(define-fun |r.1@0| () Int (- 1))
; runtime: object(w0)
(define-fun |r.0@0| () Int (- 1))
(assert (! (not (and (or |r.4@0| (not (= 0 (+ |k.o| (* (- 1) |r.1@0|))))) (or |r.4@0| (not (= 0 (+ |k.o| (* (- 1) |r.0@0|))))))) :named |goal|))

(check-sat)
