; reference.tiered: predicate.holds_at_reuse, query base-0
; A reuse counts only while the leading prefix is as long as promised. (specs/resident_claim.rcl:133)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; runtime: previously stage(c) = moved
(define-fun |r.4@0| () Bool false)
(define-fun t1 () Bool (not |r.4@0|))
; runtime: stage(c)
(define-fun |r.3@0| () Int 0)
; contract: required(c)
(define-fun |r.1@0| () Int 0)
; runtime: promise(c)
(define-fun |r.2@0| () Int 0)
; contract: leading(c)
(define-fun |r.0@0| () Int 0)
(define-fun t2 () Bool (not (<= (+ |r.0@0| (* (- 1) |r.1@0|)) (- 1))))
; runtime: previously stage(c) = unheard
(define-fun |r.8@0| () Bool true)
(define-fun t3 () Bool (not (<= 2 |r.3@0|)))
; runtime: previously stage(c) = written
(define-fun |r.6@0| () Bool false)
; runtime: previously stage(c) = ended
(define-fun |r.10@0| () Bool false)
(define-fun t4 () Bool (not (<= |r.3@0| 4)))
; runtime: previously stage(c) = broken
(define-fun |r.12@0| () Bool false)
(define-fun t5 () Bool (and (or t1 (not (<= 4 |r.3@0|))) (not (<= 1 (+ |r.1@0| (* (- 1) |r.2@0|)))) (or (not (= 2 |r.3@0|)) t2) (or (not (= 4 |r.3@0|)) t2) (or (not |r.8@0|) t3) (or (not |r.6@0|) t3) (or t1 (not (<= |r.3@0| 2))) (or (not |r.10@0|) t4) (or (not |r.12@0|) t4)))
(assert (! (not t5) :named |goal|))

(check-sat)
