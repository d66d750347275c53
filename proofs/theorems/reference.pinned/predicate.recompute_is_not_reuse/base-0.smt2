; reference.pinned: predicate.recompute_is_not_reuse, query base-0
; A request that recomputed the state did not reuse the claim. (specs/resident_claim.rcl:139)
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
; runtime: once looked_up(request: r, entry: c)
(define-fun |r.3@0| () Bool false)
; runtime: once looked_up(request: r, entry: c, hit: false)
(define-fun |r.1@0| () Bool false)
(define-fun t1 () Bool (not |r.1@0|))
; runtime: once looked_up(request: r, entry: c, hit: true)
(define-fun |r.2@0| () Bool false)
(define-fun t2 () Bool (not |r.2@0|))
; contract: once recomputed(claim: c, request: r)
(define-fun |r.0@0| () Bool false)
; runtime: previously once looked_up(request: r, entry: c)
(define-fun |r.4@0| () Bool false)
(assert (! (not (and (or |r.3@0| t1) (or t1 t2) (or (not |r.0@0|) |r.1@0|) (or |r.3@0| t2) (or |r.4@0| (not |r.3@0|)))) :named |goal|))

(check-sat)
