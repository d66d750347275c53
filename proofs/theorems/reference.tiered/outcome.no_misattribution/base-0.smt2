; reference.tiered: outcome.no_misattribution, query base-0
; A claim is blamed only for its own failed load or because its protection leaves no room. (specs/resident_claim.rcl:204)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
; c
(declare-fun |k.c| () Int)
(assert (! (and (<= 0 |k.r|) (<= 0 |k.c|)) :named |constants|))

; what is to be impossible
; contract: once load_failed(claim: c, request: r)
(define-fun |r.0@0| () Bool false)
; runtime: fate(r, c)
(define-fun |r.26@0| () Int 0)
; runtime: previously fate(r, c) = failed
(define-fun |r.31@0| () Bool false)
(assert (! (not (and (or |r.0@0| (not (<= 1 |r.26@0|))) (or |r.0@0| (not |r.31@0|)))) :named |goal|))

(check-sat)
