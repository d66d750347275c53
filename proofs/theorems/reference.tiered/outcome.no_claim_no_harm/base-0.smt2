; reference.tiered: outcome.no_claim_no_harm, query base-0
; Harm is reported only for claims that were accepted and materialized. (specs/resident_claim.rcl:212)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; runtime: stage(c)
(define-fun |r.3@0| () Int 0)
; contract: once materialized(claim: c)
(define-fun |r.1@0| () Bool false)
; runtime: previously stage(c) = filled
(define-fun |r.14@0| () Bool false)
; runtime: previously stage(c) = written
(define-fun |r.4@0| () Bool false)
(define-fun t1 () Bool (not |r.4@0|))
; runtime: previously stage(c) = moved
(define-fun |r.8@0| () Bool false)
(define-fun t2 () Bool (not |r.8@0|))
; contract: once accepted(claim: c)
(define-fun |r.0@0| () Bool false)
; runtime: previously stage(c) = back
(define-fun |r.16@0| () Bool false)
(define-fun t3 () Bool (and (or (not (= 3 |r.3@0|)) |r.1@0|) (or |r.1@0| (not |r.14@0|)) (or t1 (not (<= |r.3@0| 0))) (or t2 (not (<= |r.3@0| 2))) (or t1 (not (<= 2 |r.3@0|))) (or |r.1@0| (not (= 2 |r.3@0|))) (or |r.0@0| (not (= 1 |r.3@0|))) (or (not |r.16@0|) |r.1@0|) (or |r.0@0| (not |r.1@0|)) (or t2 (not (<= 4 |r.3@0|))) (or (not (= |r.3@0| 4)) |r.1@0|)))
(assert (! (not t3) :named |goal|))

(check-sat)
