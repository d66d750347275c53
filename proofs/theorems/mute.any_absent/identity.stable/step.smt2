; mute.any/absent: identity.stable, query step
; What is materialized for a claim is what was accepted: object, cache, token map and predicate. (specs/resident_claim.rcl:118)
; No step from any state is bad. So this has to be unsat.
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

; the step is one event, with fields of their types
(declare-fun |i.free.materialized.claim@0| () Int)
(declare-fun |i.free.materialized.object@0| () Int)
(declare-fun |i.free.materialized.cache@0| () Int)
(declare-fun |i.free.materialized.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.materialized.claim@0|) (<= 0 |i.free.materialized.object@0|) (<= 0 |i.free.materialized.cache@0|) (<= 0 |i.free.materialized.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence materialized, origin native, specs/resident_claim.rcl:22
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence materialized|))

; what is to be impossible
; n
(declare-fun |k.n| () Int)
(declare-fun |i.free.materialized.required@0| () Int)
(define-fun t2 () Bool (and t1 (= |k.c| |i.free.materialized.claim@0|) (= |k.o| |i.free.materialized.object@0|) (= |k.k| |i.free.materialized.cache@0|) (= |k.t| |i.free.materialized.tokens@0|) (= |k.n| |i.free.materialized.required@0|)))
(assert (! t2 :named |goal|))

(check-sat)
