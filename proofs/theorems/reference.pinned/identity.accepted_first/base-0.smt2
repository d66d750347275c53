; reference.pinned: identity.accepted_first, query base-0
; Nothing happens in a claim's name before it was accepted. (specs/resident_claim.rcl:104)
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
; runtime: previously stage(c) = back
(define-fun |r.8@0| () Bool false)
; runtime: once entry_written(entry: c)
(define-fun |r.4@0| () Bool false)
; runtime: previously stage(c) = written
(define-fun |r.16@0| () Bool false)
; runtime: stage(c)
(define-fun |r.1@0| () Int 0)
; runtime: previously stage(c) = filled
(define-fun |r.6@0| () Bool false)
; runtime: previously stage(c) = broken
(define-fun |r.10@0| () Bool false)
(define-fun t1 () Bool (and (or |r.0@0| (not |r.8@0|)) (or (not |r.4@0|) |r.0@0|) (or (not |r.16@0|) |r.0@0|) (or (not (<= 1 |r.1@0|)) |r.0@0|) (or (not |r.6@0|) |r.0@0|) (or |r.0@0| (not |r.10@0|))))
(assert (! (not t1) :named |goal|))

(check-sat)
