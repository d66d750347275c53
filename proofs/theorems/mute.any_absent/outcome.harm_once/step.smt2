; mute.any/absent: outcome.harm_once, query step
; Harm is reported once, when the predicate is broken and the claim not released. (specs/resident_claim.rcl:218)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.harmed.claim@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.harmed.claim@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence harmed, origin native, specs/resident_claim.rcl:38
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence harmed|))

; what is to be impossible
(assert (! (and t1 (= |k.c| |i.free.harmed.claim@0|)) :named |goal|))

(check-sat)
