; Theorem offloadable.can_reuse.reused: Where `reused` is not mapped, it is never so that a materialized claim can be reused (`can_reuse`). `offloadable` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.offloadable: scenario.can_reuse, query step
; a materialized claim can be reused (specs/resident_claim.rcl:282)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|)) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.reused.claim@0| () Int)
(declare-fun |i.free.reused.request@0| () Int)
(declare-fun |i.free.materialized.claim@0| () Int)
(declare-fun |i.free.materialized.object@0| () Int)
(declare-fun |i.free.materialized.cache@0| () Int)
(declare-fun |i.free.materialized.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.reused.claim@0|) (<= 0 |i.free.reused.request@0|) (<= 0 |i.free.materialized.claim@0|) (<= 0 |i.free.materialized.object@0|) (<= 0 |i.free.materialized.cache@0|) (<= 0 |i.free.materialized.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000002)))) :named |step 0|))

; silence reused, origin native, specs/resident_claim.rcl:30
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence reused|))

; what is to be impossible
; contract: once materialized(claim: c)
(declare-fun |r.0@0| () Bool)
(assert (! (and t1 (= |k.c| |i.free.reused.claim@0|) (= |k.r| |i.free.reused.request@0|) (or |r.0@0| (and (= |i.kind@0| 1000002) (= |k.c| |i.free.materialized.claim@0|)))) :named |goal|))

(check-sat)
