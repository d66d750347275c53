; Theorem soft_priority.can_prioritize.prioritized: Where `prioritized` is not mapped, it is never so that an object can be given a level (`can_prioritize`). `soft_priority` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.soft_priority: scenario.can_prioritize, query step
; an object can be given a level (specs/resident_claim.rcl:342)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; o
(declare-fun |k.o| () Int)
(assert (! (<= 0 |k.o|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.prioritized.object@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.prioritized.object@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence prioritized, origin native, specs/resident_claim.rcl:319
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence prioritized|))

; what is to be impossible
(assert (! (and t1 (= |k.o| |i.free.prioritized.object@0|)) :named |goal|))

(check-sat)
