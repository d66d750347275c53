; reference.pinned: identity.stable, query base-0
; What is materialized for a claim is what was accepted: object, cache, token map and predicate. (specs/resident_claim.rcl:118)
; The lemmas hold before the first step. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; o
(declare-fun |k.o| () Int)
; k
(declare-fun |k.k| () Int)
; t
(declare-fun |k.t| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.o|) (<= 0 |k.k|) (<= 0 |k.t|)) :named |constants|))

; what is to be impossible
; runtime: once entry_written(entry: c, object: o, cache: k, tokens: t)
(define-fun |r.7@0| () Bool false)
(define-fun t1 () Bool (not |r.7@0|))
; runtime: stage(c)
(define-fun |r.9@0| () Int 0)
; runtime: promise(c)
(define-fun |r.8@0| () Int 0)
; contract: required(c)
(define-fun |r.3@0| () Int 0)
(define-fun t2 () Int (+ |r.8@0| (* (- 1) |r.3@0|)))
; contract: tokens(c)
(define-fun |r.2@0| () Int (- 1))
(define-fun t3 () Int (+ |k.t| (* (- 1) |r.2@0|)))
; contract: cache(c)
(define-fun |r.1@0| () Int (- 1))
(define-fun t4 () Int (+ |k.k| (* (- 1) |r.1@0|)))
; contract: object(c)
(define-fun |r.0@0| () Int (- 1))
(define-fun t5 () Int (+ |r.0@0| (* (- 1) |k.o|)))
; runtime: previously stage(c) = unheard
(define-fun |r.12@0| () Bool true)
(define-fun t6 () Bool (and (or t1 (not (<= |r.9@0| 0))) (or t1 (not (<= t2 (- 1)))) (not (<= 1 t2)) (or t1 (not (<= t3 (- 1)))) (or t1 (not (<= 1 t3))) (or t1 (not (<= t4 (- 1)))) (or t1 (not (<= 1 t4))) (or t1 (not (<= 1 t5))) (or t1 (not (<= t5 (- 1)))) (or t1 (not |r.12@0|))))
(assert (! (not t6) :named |goal|))

(check-sat)
