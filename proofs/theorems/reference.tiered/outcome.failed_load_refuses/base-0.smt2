; reference.tiered: outcome.failed_load_refuses, query base-0
; A request whose load of claimed state failed does not end without a refusal that names the claim. (specs/resident_claim.rcl:190)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|)) :named |constants|))

; what is to be impossible
; contract: once refused(request: r, blocking: c)
(define-fun |r.2@0| () Bool false)
; runtime: fate(r, c)
(define-fun |r.13@0| () Int 0)
; contract: once load_failed(claim: c, request: r)
(define-fun |r.1@0| () Bool false)
(assert (! (not (and (or |r.2@0| (not (<= 2 |r.13@0|))) (or (not |r.1@0|) (not (<= |r.13@0| 0))))) :named |goal|))

(check-sat)
