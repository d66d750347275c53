; resident_claim.event_visibility: lifecycle.retracted_was_announced, query base-0
; A retraction follows an announcement of the same object. (specs/resident_claim.rcl:404)
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
(define-fun |r.6@0| () Bool false)
; runtime: object(w2)
(define-fun |r.2@0| () Int (- 1))
; runtime: object(w0)
(define-fun |r.0@0| () Int (- 1))
; runtime: object(w1)
(define-fun |r.1@0| () Int (- 1))
(define-fun t1 () Bool (and (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.2@0|))))) (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.0@0|))))) (or |r.6@0| (not (= 0 (+ |k.o| (* (- 1) |r.1@0|)))))))
(assert (! (not t1) :named |goal|))

(check-sat)
