; mute.any/absent: predicate.materialized_is_prefix, query step
; Materialized means as many leading blocks in a row as were promised. (specs/resident_claim.rcl:127)
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
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.materialized.claim@0|) (<= 0 |i.free.materialized.object@0|) (<= 0 |i.free.materialized.cache@0|) (<= 0 |i.free.materialized.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence materialized, origin native, specs/resident_claim.rcl:22
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence materialized|))

; what is to be impossible
; n
(declare-fun |k.n| () Int)
(declare-fun |i.free.materialized.leading@0| () Int)
(assert (! (and t1 (= |k.c| |i.free.materialized.claim@0|) (= |k.n| |i.free.materialized.leading@0|)) :named |goal|))

(check-sat)
