; Theorem timed_retention.can_retain.retained: Where `retained` is not mapped, it is never so that an object can be retained (`can_retain`). `timed_retention` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.timed_retention: scenario.can_retain, query step
; an object can be retained (specs/resident_claim.rcl:344)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
(assert (! (<= 0 |k.o|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.retained.object@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.retained.object@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence retained, origin native, specs/resident_claim.rcl:321
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence retained|))

; what is to be impossible
(assert (! (and t1 (= |k.o| |i.free.retained.object@0|)) :named |goal|))

(check-sat)
