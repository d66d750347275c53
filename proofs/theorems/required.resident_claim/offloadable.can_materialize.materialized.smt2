; Theorem offloadable.can_materialize.materialized: Where `materialized` is not mapped, it is never so that an accepted claim can be materialized (`can_materialize`). `offloadable` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.offloadable: scenario.can_materialize, query step
; an accepted claim can be materialized (specs/resident_claim.rcl:280)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.materialized.claim@0| () Int)
(declare-fun |i.free.materialized.object@0| () Int)
(declare-fun |i.free.materialized.cache@0| () Int)
(declare-fun |i.free.materialized.tokens@0| () Int)
(declare-fun |i.free.accepted.claim@0| () Int)
(declare-fun |i.free.accepted.object@0| () Int)
(declare-fun |i.free.accepted.cache@0| () Int)
(declare-fun |i.free.accepted.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.materialized.claim@0|) (<= 0 |i.free.materialized.object@0|) (<= 0 |i.free.materialized.cache@0|) (<= 0 |i.free.materialized.tokens@0|) (<= 0 |i.free.accepted.claim@0|) (<= 0 |i.free.accepted.object@0|) (<= 0 |i.free.accepted.cache@0|) (<= 0 |i.free.accepted.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000002)))) :named |step 0|))

; silence materialized, origin native, specs/resident_claim.rcl:22
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence materialized|))

; what is to be impossible
; contract: once accepted(claim: c)
(declare-fun |r.0@0| () Bool)
(assert (! (and t1 (= |k.c| |i.free.materialized.claim@0|) (or |r.0@0| (and (= |i.kind@0| 1000002) (= |k.c| |i.free.accepted.claim@0|)))) :named |goal|))

(check-sat)
