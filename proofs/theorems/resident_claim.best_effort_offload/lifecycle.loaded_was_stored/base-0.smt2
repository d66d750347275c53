; resident_claim.best_effort_offload: lifecycle.loaded_was_stored, query base-0
; A load from a tier finds a copy that was stored there. (specs/resident_claim.rcl:389)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
; t
(declare-fun |k.t| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.o|) (<= 0 |k.t|) (< |k.t| 4) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; what is to be impossible
; runtime: once accepted(claim: w0)
(define-fun |r.2@0| () Bool false)
; runtime: once offloaded(claim: w0, tier: v3)
(define-fun |r.12@0| () Bool false)
(define-fun t1 () Bool (not |r.12@0|))
; contract: once stored(object: o, tier: t)
(define-fun |r.1@0| () Bool false)
; runtime: object(w0)
(define-fun |r.0@0| () Int (- 1))
(define-fun t2 () Bool (not (= 0 (+ |r.0@0| (* (- 1) |k.o|)))))
; runtime: once offloaded(claim: w0, tier: v2)
(define-fun |r.11@0| () Bool false)
(define-fun t3 () Bool (not |r.11@0|))
; runtime: once offloaded(claim: w0, tier: v0)
(define-fun |r.9@0| () Bool false)
(define-fun t4 () Bool (not |r.9@0|))
; runtime: once offloaded(claim: w0, tier: v1)
(define-fun |r.10@0| () Bool false)
(define-fun t5 () Bool (not |r.10@0|))
; runtime: previously once accepted(claim: w0)
(define-fun |r.3@0| () Bool false)
(define-fun t6 () Bool (and (or |r.2@0| t1) (or |r.1@0| (not (= |k.t| 3)) t2 t1) (or |r.1@0| (not (= |k.t| 2)) t2 t3) (or |r.1@0| (not (= |k.t| 0)) t2 t4) (or |r.1@0| (not (= |k.t| 1)) t2 t5) (or |r.3@0| t4) (or |r.3@0| t1) (or |r.3@0| t5) (or |r.2@0| t4) (or |r.3@0| t3) (or |r.2@0| t5) (or |r.2@0| t3)))
(assert (! (not t6) :named |goal|))

(check-sat)
