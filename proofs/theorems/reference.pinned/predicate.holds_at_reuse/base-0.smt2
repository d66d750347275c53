; reference.pinned: predicate.holds_at_reuse, query base-0
; A reuse counts only while the leading prefix is as long as promised. (specs/resident_claim.rcl:133)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; runtime: previously stage(c) = broken
(define-fun |r.15@0| () Bool false)
; runtime: stage(c)
(define-fun |r.6@0| () Int 0)
(define-fun t1 () Bool (not (<= |r.6@0| 2)))
; runtime: previously stage(c) = written
(define-fun |r.7@0| () Bool false)
; contract: required(c)
(define-fun |r.1@0| () Int 0)
; runtime: promise(c)
(define-fun |r.5@0| () Int 0)
; contract: leading(c)
(define-fun |r.0@0| () Int 0)
; runtime: previously stage(c) = moved
(define-fun |r.11@0| () Bool false)
; runtime: previously stage(c) = unheard
(define-fun |r.9@0| () Bool true)
; runtime: previously stage(c) = ended
(define-fun |r.13@0| () Bool false)
(define-fun t2 () Bool (and (or (not |r.15@0|) t1) (not (= 4 |r.6@0|)) (or (not |r.7@0|) (not (<= 2 |r.6@0|))) (not (<= 1 (+ |r.1@0| (* (- 1) |r.5@0|)))) (or (not (= 2 |r.6@0|)) (not (<= (+ |r.0@0| (* (- 1) |r.1@0|)) (- 1)))) (or (not |r.11@0|) t1) (or (not |r.9@0|) (not (<= 1 |r.6@0|))) (or (not |r.13@0|) t1)))
(assert (! (not t2) :named |goal|))

(check-sat)
