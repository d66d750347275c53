; Theorem event_visibility.can_announce.announced: Where `announced` is not mapped, it is never so that an object can be announced (`can_announce`). `event_visibility` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.event_visibility: scenario.can_announce, query step
; an object can be announced (specs/resident_claim.rcl:348)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
(assert (! (<= 0 |k.o|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.announced.object@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.announced.object@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence announced, origin native, specs/resident_claim.rcl:331
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence announced|))

; what is to be impossible
(assert (! (and t1 (= |k.o| |i.free.announced.object@0|)) :named |goal|))

(check-sat)
