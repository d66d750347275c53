; reference.pinned: outcome.no_claim_no_harm, query base-0
; Harm is reported only for claims that were accepted and materialized. (specs/resident_claim.rcl:212)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: once accepted(claim: c)
(define-fun |r.0@0| () Bool false)
; contract: once materialized(claim: c)
(define-fun |r.1@0| () Bool false)
; runtime: previously stage(c) = back
(define-fun |r.19@0| () Bool false)
; runtime: stage(c)
(define-fun |r.6@0| () Int 0)
; runtime: previously stage(c) = filled
(define-fun |r.17@0| () Bool false)
; runtime: previously stage(c) = written
(define-fun |r.7@0| () Bool false)
(define-fun t1 () Bool (not |r.7@0|))
(define-fun t2 () Bool (and (or |r.0@0| (not |r.1@0|)) (not |r.19@0|) (not (= 4 |r.6@0|)) (or |r.1@0| (not |r.17@0|)) (or t1 (not (<= |r.6@0| 0))) (or t1 (not (<= 2 |r.6@0|))) (or |r.0@0| (not (= 1 |r.6@0|))) (or |r.1@0| (not (= 2 |r.6@0|)))))
(assert (! (not t2) :named |goal|))

(check-sat)
