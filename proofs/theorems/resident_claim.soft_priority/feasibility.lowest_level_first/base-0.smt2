; resident_claim.soft_priority: feasibility.lowest_level_first, query base-0
; What is evicted has no higher level than what is spared. (specs/resident_claim.rcl:356)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.o|) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; what is to be impossible
; runtime: once accepted(claim: w1)
(define-fun |r.11@0| () Bool false)
; last contract: level(o) 0.0 #0 claim last
(define-fun |r.4@0| () Int 0)
(define-fun t1 () Int (* (- 1) |r.4@0|))
(define-fun t2 () Bool (not (= 0 (+ |k.w1| t1))))
; contract: level(o)
(define-fun |r.0@0| () Int 0)
(define-fun t3 () Bool (not (<= 1 |r.0@0|)))
; seen contract: level(o) 0.0 #0 claim last
(define-fun |r.3@0| () Bool false)
; runtime: once accepted(claim: w1, object: o)
(define-fun |r.8@0| () Bool false)
; runtime: object(w1)
(define-fun |r.1@0| () Int (- 1))
(define-fun t4 () Int (+ |r.1@0| (* (- 1) |k.o|)))
; runtime: object(w2)
(define-fun |r.2@0| () Int (- 1))
(define-fun t5 () Int (+ |k.o| (* (- 1) |r.2@0|)))
(define-fun t6 () Bool (not (= 0 (+ |k.w2| t1))))
; runtime: previously once accepted(claim: w2)
(define-fun |r.15@0| () Bool false)
; runtime: once accepted(claim: w2)
(define-fun |r.12@0| () Bool false)
; runtime: once released(claim: w1)
(define-fun |r.7@0| () Bool false)
(define-fun t7 () Bool (not |r.7@0|))
(define-fun t8 () Int (+ |k.w2| (* (- 1) |k.w1|)))
; runtime: previously once accepted(claim: w1)
(define-fun |r.13@0| () Bool false)
(define-fun t9 () Bool (and (or |r.11@0| t2 t3) (or |r.3@0| t3) (or |r.8@0| t2 t3) (or t2 (not (<= t4 (- 1))) t3) (or t3 t2 (not (<= 1 t4))) (or (not (<= t5 (- 1))) t6 t3) (or |r.15@0| (not |r.12@0|)) (or |r.12@0| t7 (not (= 0 t8))) (or t3 t6 (not (<= 1 t5))) (or t7 t3 t2) (or |r.11@0| (not (<= 1 t8)) t7) (or |r.13@0| (not |r.11@0|)) (or |r.11@0| t7 (not (<= t8 (- 1)))) (or |r.12@0| t6 t3)))
(assert (! (not t9) :named |goal|))

(check-sat)
