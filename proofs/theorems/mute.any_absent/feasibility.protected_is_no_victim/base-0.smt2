; mute.any/absent: feasibility.protected_is_no_victim, query base-0
; State of an accepted and unreleased claim is never taken to make room. (specs/resident_claim.rcl:256)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; o
(declare-fun |k.o| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.o|)) :named |constants|))

; what is to be impossible
; contract: once accepted(claim: c, object: o)
(define-fun |r.0@0| () Bool false)
(assert (! |r.0@0| :named |goal|))

(check-sat)
