; resident_claim.timed_retention: outcome.kept_until_timer, query base-0
; Between a retention and the end of its timer the state is not evicted. (specs/resident_claim.rcl:372)
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
; runtime: object(w2)
(define-fun |r.4@0| () Int (- 1))
(define-fun t1 () Int (+ |k.o| (* (- 1) |r.4@0|)))
; last contract: retained(object: o) #0 claim last
(define-fun |r.1@0| () Int 0)
(define-fun t2 () Int (* (- 1) |r.1@0|))
(define-fun t3 () Bool (not (= 0 (+ |k.w2| t2))))
(define-fun t4 () Bool (not (= 0 (+ |k.w1| t2))))
; contract: once retained(object: o)
(define-fun |r.2@0| () Bool false)
(define-fun t5 () Bool (not |r.2@0|))
; seen contract: retained(object: o) #0 claim last
(define-fun |r.0@0| () Bool false)
; runtime: once accepted(claim: w1, object: o)
(define-fun |r.9@0| () Bool false)
; runtime: object(w1)
(define-fun |r.3@0| () Int (- 1))
(define-fun t6 () Int (+ |k.o| (* (- 1) |r.3@0|)))
; runtime: once accepted(claim: w1)
(define-fun |r.12@0| () Bool false)
(define-fun t7 () Bool (not |r.9@0|))
; contract: not retained(object: o) since timer_ended(object: o)
(define-fun |r.7@0| () Bool false)
; runtime: once released(claim: w1)
(define-fun |r.8@0| () Bool false)
(define-fun t8 () Bool (not |r.8@0|))
(define-fun t9 () Int (+ |k.w1| (* (- 1) |k.w2|)))
; runtime: previously once accepted(claim: w1)
(define-fun |r.14@0| () Bool false)
; runtime: once accepted(claim: w2)
(define-fun |r.13@0| () Bool false)
(define-fun t10 () Bool (not (= 0 t9)))
; runtime: previously once accepted(claim: w2)
(define-fun |r.16@0| () Bool false)
(define-fun t11 () Bool (and (or (not (<= t1 (- 1))) t3 t4 t5) (or |r.0@0| t5) (or |r.9@0| t4 t5) (or (not (<= t6 (- 1))) t4 t5) (or |r.12@0| t7) (or |r.7@0| t4 t5 t8) (or |r.12@0| (not (<= 1 t9)) t8) (or |r.14@0| (not |r.12@0|)) (or |r.13@0| t7 t10) (or |r.13@0| t10 t8) (or |r.16@0| (not |r.13@0|)) (or |r.12@0| (not (<= t9 (- 1))) t8) (or t7 t4 (not (<= 1 t6))) (or t5 t4 t3 (not (<= 1 t1)))))
(assert (! (not t11) :named |goal|))

(check-sat)
