; Theorem offloadable.can_accept.accepted: Where `accepted` is not mapped, it is never so that a claim can be accepted (`can_accept`). `offloadable` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.offloadable: scenario.can_accept, query step
; a claim can be accepted (specs/resident_claim.rcl:278)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.accepted.claim@0| () Int)
(declare-fun |i.free.accepted.object@0| () Int)
(declare-fun |i.free.accepted.cache@0| () Int)
(declare-fun |i.free.accepted.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.accepted.claim@0|) (<= 0 |i.free.accepted.object@0|) (<= 0 |i.free.accepted.cache@0|) (<= 0 |i.free.accepted.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence accepted, origin native, specs/resident_claim.rcl:20
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence accepted|))

; what is to be impossible
(assert (! (and t1 (= |k.c| |i.free.accepted.claim@0|)) :named |goal|))

(check-sat)
