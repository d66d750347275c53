; reference.tiered: outcome.no_silent_loss, query base-0
; The promised prefix of an accepted claim is not lost before the claim was released, offloaded or reported harmed. (specs/resident_claim.rcl:183)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; what is to be impossible
; contract: once harmed(claim: c)
(define-fun |r.6@0| () Bool false)
; runtime: stage(c)
(define-fun |r.7@0| () Int 0)
; contract: once materialized(claim: c)
(define-fun |r.1@0| () Bool false)
(define-fun t1 () Bool (not |r.1@0|))
; contract: once accepted(claim: c)
(define-fun |r.0@0| () Bool false)
(define-fun t2 () Bool (not |r.0@0|))
; runtime: previously stage(c) = unheard
(define-fun |r.19@0| () Bool true)
(define-fun t3 () Bool (not |r.19@0|))
; runtime: previously stage(c) = written
(define-fun |r.17@0| () Bool false)
; runtime: promise(c)
(define-fun |r.14@0| () Int 0)
; contract: required(c)
(define-fun |r.3@0| () Int 0)
; contract: once offloaded(claim: c)
(define-fun |r.5@0| () Bool false)
; runtime: previously stage(c) = moved
(define-fun |r.15@0| () Bool false)
; runtime: previously stage(c) = broken
(define-fun |r.12@0| () Bool false)
; contract: once released(claim: c)
(define-fun |r.4@0| () Bool false)
; runtime: previously stage(c) = ended
(define-fun |r.21@0| () Bool false)
; contract: leading(c)
(define-fun |r.2@0| () Int 0)
(define-fun t4 () Bool (and (or |r.6@0| (not (<= 6 |r.7@0|)) t1 t2) (or t2 t3) (or (not |r.17@0|) t1) (or t3 t1) (or |r.19@0| (not (<= |r.7@0| 0))) (not (<= (+ |r.14@0| (* (- 1) |r.3@0|)) (- 1))) (or t1 (not (<= |r.7@0| 1))) (or |r.5@0| t1 t2 (not |r.15@0|)) (or |r.6@0| (not |r.12@0|) t1 t2) (or |r.4@0| (not |r.21@0|)) (or |r.4@0| |r.5@0| |r.6@0| t1 t2 (not (<= 1 (+ |r.3@0| (* (- 1) |r.2@0|))))) (or |r.4@0| (not (= 5 |r.7@0|))) (or |r.5@0| (not (= 3 |r.7@0|)) t1 t2)))
(assert (! (not t4) :named |goal|))

(check-sat)
