; reference.tiered: outcome.release_before_loss, query base-0
; A claim is released while its predicate still holds, never as an excuse afterwards. (specs/resident_claim.rcl:225)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; runtime: previously stage(c) = back
(define-fun |r.8@0| () Bool false)
; contract: leading(c)
(define-fun |r.1@0| () Int 0)
; contract: required(c)
(define-fun |r.2@0| () Int 0)
(define-fun t1 () Int (* (- 1) |r.2@0|))
(define-fun t2 () Bool (not (<= (+ |r.1@0| t1) (- 1))))
; runtime: promise(c)
(define-fun |r.12@0| () Int 0)
; runtime: previously stage(c) = written
(define-fun |r.15@0| () Bool false)
; runtime: stage(c)
(define-fun |r.5@0| () Int 0)
(define-fun t3 () Bool (not (<= 2 |r.5@0|)))
; contract: once materialized(claim: c)
(define-fun |r.0@0| () Bool false)
(define-fun t4 () Bool (not |r.0@0|))
; runtime: previously stage(c) = filled
(define-fun |r.6@0| () Bool false)
; runtime: previously stage(c) = broken
(define-fun |r.10@0| () Bool false)
(define-fun t5 () Bool (not |r.10@0|))
(define-fun t6 () Bool (not (<= |r.5@0| 4)))
; runtime: previously stage(c) = unheard
(define-fun |r.17@0| () Bool true)
; runtime: previously stage(c) = moved
(define-fun |r.13@0| () Bool false)
(define-fun t7 () Bool (not |r.13@0|))
; runtime: previously stage(c) = ended
(define-fun |r.19@0| () Bool false)
; contract: once harmed(claim: c)
(define-fun |r.4@0| () Bool false)
(define-fun t8 () Bool (and (or (not |r.8@0|) t2) (not (<= (+ |r.12@0| t1) (- 1))) (or (not |r.15@0|) t3) (or t4 (not |r.6@0|) t2) (or t5 t6) (or (not |r.17@0|) t3) (or t4 (not (= 2 |r.5@0|)) t2) (or t7 (not (<= |r.5@0| 2))) (or (not |r.19@0|) t6) (or |r.4@0| (not (<= 6 |r.5@0|)) t4) (or |r.4@0| t4 t5) (or t7 (not (<= 4 |r.5@0|))) (or (not (= 4 |r.5@0|)) t2)))
(assert (! (not t8) :named |goal|))

(check-sat)
