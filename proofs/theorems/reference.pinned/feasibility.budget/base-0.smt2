; reference.pinned: feasibility.budget, query base-0
; Whenever blocks are promised or occupied, protected and active blocks together fit into the usable ones. (specs/resident_claim.rcl:243)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; what is to be impossible
; runtime: pinned
(define-fun |r.3@0| () Int 0)
; contract: protected
(define-fun |r.0@0| () Int 0)
(define-fun t1 () Int (+ |r.3@0| (* (- 1) |r.0@0|)))
; runtime: live
(define-fun |r.4@0| () Int 0)
; contract: active
(define-fun |r.1@0| () Int 0)
(define-fun t2 () Int (* (- 1) |r.1@0|))
; runtime: limit
(define-fun |r.5@0| () Int 0)
; contract: usable
(define-fun |r.2@0| () Int 0)
(assert (! (not (and (not (<= (+ (+ t1 |r.4@0|) t2) (- 1))) (not (<= (+ (+ (+ (+ t1 (* (- 1) |r.5@0|)) |r.4@0|) |r.2@0|) t2) (- 1))))) :named |goal|))

(check-sat)
