; reference.pinned: identity.accepted_once, query base-0
; A claim is accepted once, and its name is never used again. (specs/resident_claim.rcl:112)
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
; runtime: stage(c)
(define-fun |r.6@0| () Int 0)
; contract: previously once accepted(claim: c)
(define-fun |r.1@0| () Bool false)
; runtime: previously stage(c) = unheard
(define-fun |r.7@0| () Bool true)
(assert (! (not (and (or (not |r.0@0|) (not (<= |r.6@0| 0))) (or (not |r.1@0|) (not |r.7@0|)))) :named |goal|))

(check-sat)
