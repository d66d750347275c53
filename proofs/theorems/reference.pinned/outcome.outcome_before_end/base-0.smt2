; reference.pinned: outcome.outcome_before_end, query base-0
; A refusal or deferral comes before the request's end. (specs/resident_claim.rcl:198)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
(assert (! (<= 0 |k.r|) :named |constants|))

; what is to be impossible
; contract: once finished(request: r)
(define-fun |r.0@0| () Bool false)
(define-fun t1 () Bool (not |r.0@0|))
; runtime: previously phase(r) = fresh
(define-fun |r.15@0| () Bool true)
; runtime: previously phase(r) = gone
(define-fun |r.4@0| () Bool false)
; contract: previously once finished(request: r)
(define-fun |r.1@0| () Bool false)
; runtime: phase(r)
(define-fun |r.3@0| () Int 0)
(assert (! (not (and (or t1 (not |r.15@0|)) (or |r.4@0| (not |r.1@0|)) (or t1 (not (<= |r.3@0| 2))) (or |r.4@0| t1))) :named |goal|))

(check-sat)
