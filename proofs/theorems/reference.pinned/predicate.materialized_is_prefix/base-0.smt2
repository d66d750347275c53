; reference.pinned: predicate.materialized_is_prefix, query base-0
; Materialized means as many leading blocks in a row as were promised. (specs/resident_claim.rcl:127)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: required(c)
(define-fun |r.0@0| () Int 0)
; runtime: promise(c)
(define-fun |r.4@0| () Int 0)
(assert (! (<= 1 (+ |r.0@0| (* (- 1) |r.4@0|))) :named |goal|))

(check-sat)
