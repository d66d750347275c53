; reference.tiered: outcome.harm_once, query base-0
; Harm is reported once, when the predicate is broken and the claim not released. (specs/resident_claim.rcl:218)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: once harmed(claim: c)
(define-fun |r.2@0| () Bool false)
(define-fun t1 () Bool (not |r.2@0|))
; runtime: previously stage(c) = back
(define-fun |r.9@0| () Bool false)
(define-fun t2 () Bool (not |r.9@0|))
; runtime: previously stage(c) = filled
(define-fun |r.7@0| () Bool false)
(define-fun t3 () Bool (not |r.7@0|))
; contract: once released(claim: c)
(define-fun |r.5@0| () Bool false)
(define-fun t4 () Bool (not |r.5@0|))
; runtime: previously stage(c) = written
(define-fun |r.16@0| () Bool false)
; runtime: stage(c)
(define-fun |r.6@0| () Int 0)
; contract: required(c)
(define-fun |r.1@0| () Int 0)
; runtime: promise(c)
(define-fun |r.13@0| () Int 0)
; runtime: previously stage(c) = unheard
(define-fun |r.18@0| () Bool true)
(define-fun t5 () Bool (not |r.18@0|))
; contract: previously once harmed(claim: c)
(define-fun |r.3@0| () Bool false)
(define-fun t6 () Bool (not |r.3@0|))
; runtime: previously stage(c) = moved
(define-fun |r.14@0| () Bool false)
(define-fun t7 () Bool (and (or t1 t2) (or t3 t4) (or (not |r.16@0|) (not (<= 2 |r.6@0|))) (not (<= (+ |r.1@0| (* (- 1) |r.13@0|)) (- 1))) (or t5 t4) (or t6 t3) (or t4 t2) (or t6 t2) (or t4 (not (<= |r.6@0| 4))) (or t1 t5) (or t1 t3) (or (not |r.14@0|) (not (<= 4 |r.6@0|))) (or t1 (not (= 4 |r.6@0|))) (or t1 (not (<= |r.6@0| 3)))))
(assert (! (not t7) :named |goal|))

(check-sat)
