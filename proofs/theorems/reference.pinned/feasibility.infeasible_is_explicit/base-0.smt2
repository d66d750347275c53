; reference.pinned: feasibility.infeasible_is_explicit, query base-0
; A request that ends unserved for want of room was refused or deferred, and a claim was named. (specs/resident_claim.rcl:249)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
(assert (! (<= 0 |k.r|) :named |constants|))

; what is to be impossible
; runtime: phase(r)
(define-fun |r.4@0| () Int 0)
; contract: once refused(request: r)
(define-fun |r.2@0| () Bool false)
; runtime: previously phase(r) = rejected
(define-fun |r.9@0| () Bool false)
; contract: once admitted(request: r)
(define-fun |r.1@0| () Bool false)
; runtime: previously phase(r) = running
(define-fun |r.7@0| () Bool false)
(assert (! (not (and (or (not (= 2 |r.4@0|)) |r.2@0|) (or |r.2@0| (not |r.9@0|)) (or |r.1@0| (not |r.7@0|)) (or |r.1@0| (not (= 1 |r.4@0|))))) :named |goal|))

(check-sat)
