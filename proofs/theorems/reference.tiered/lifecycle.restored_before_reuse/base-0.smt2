; reference.tiered: lifecycle.restored_before_reuse, query base-0
; After an offload, reuse waits for a restoration of the same claim. (specs/resident_claim.rcl:159)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; runtime: previously stage(c) = written
(define-fun |r.12@0| () Bool false)
; runtime: stage(c)
(define-fun |r.3@0| () Int 0)
; contract: not offloaded(claim: c) since restored(claim: c)
(define-fun |r.1@0| () Bool false)
; contract: once offloaded(claim: c)
(define-fun |r.0@0| () Bool false)
(define-fun t1 () Bool (not |r.0@0|))
; runtime: previously stage(c) = unheard
(define-fun |r.14@0| () Bool true)
(assert (! (not (and (or (not |r.12@0|) (not (<= 2 |r.3@0|))) (or |r.1@0| (not (= 4 |r.3@0|))) (or t1 (not (<= |r.3@0| 2))) (or t1 (not |r.14@0|)))) :named |goal|))

(check-sat)
