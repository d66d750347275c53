; reference.tiered: lifecycle.offloaded_after_materialized, query base-0
; Only materialized state is offloaded. (specs/resident_claim.rcl:147)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: once materialized(claim: c)
(define-fun |r.0@0| () Bool false)
; runtime: stage(c)
(define-fun |r.2@0| () Int 0)
; runtime: previously stage(c) = filled
(define-fun |r.5@0| () Bool false)
; runtime: previously stage(c) = moved
(define-fun |r.11@0| () Bool false)
(define-fun t1 () Bool (not |r.11@0|))
; runtime: previously stage(c) = back
(define-fun |r.7@0| () Bool false)
(define-fun t2 () Bool (and (or |r.0@0| (not (= 3 |r.2@0|))) (or |r.0@0| (not |r.5@0|)) (or |r.0@0| (not (= 2 |r.2@0|))) (or t1 (not (<= |r.2@0| 2))) (or |r.0@0| (not |r.7@0|)) (or t1 (not (<= 4 |r.2@0|))) (or |r.0@0| (not (= 4 |r.2@0|)))))
(assert (! (not t2) :named |goal|))

(check-sat)
