; mute.any/silent: outcome.no_silent_loss, query base-0
; The promised prefix of an accepted claim is not lost before the claim was released, offloaded or reported harmed. (specs/resident_claim.rcl:183)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: once materialized(claim: c)
(define-fun |r.1@0| () Bool false)
(assert (! |r.1@0| :named |goal|))

(check-sat)
