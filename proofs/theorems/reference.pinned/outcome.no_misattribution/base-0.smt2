; reference.pinned: outcome.no_misattribution, query base-0
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
; contract: protected
(define-fun |r.3@0| () Int 0)
; runtime: pinned
(define-fun |r.27@0| () Int 0)
; contract: active
(define-fun |r.4@0| () Int 0)
; runtime: live
(define-fun |r.28@0| () Int 0)
; contract: need(r)
(define-fun |r.5@0| () Int 0)
; runtime: wanted(r)
(define-fun |r.33@0| () Int 0)
; contract: usable
(define-fun |r.6@0| () Int 0)
; runtime: limit
(define-fun |r.29@0| () Int 0)
; runtime: once entry_written(entry: c)
(define-fun |r.13@0| () Bool false)
; contract: once accepted(claim: c)
(define-fun |r.1@0| () Bool false)
; contract: once released(claim: c)
(define-fun |r.2@0| () Bool false)
; runtime: once entry_closed(entry: c)
(define-fun |r.14@0| () Bool false)
(assert (! (not (and (= |r.3@0| |r.27@0|) (= |r.4@0| |r.28@0|) (= |r.5@0| |r.33@0|) (= |r.6@0| |r.29@0|) (or (not |r.13@0|) |r.1@0|) (or (not |r.2@0|) |r.14@0|))) :named |goal|))

(check-sat)
