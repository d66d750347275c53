; mute.any/absent: feasibility.protected_is_no_victim, query step
; State of an accepted and unreleased claim is never taken to make room. (specs/resident_claim.rcl:256)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; o
(declare-fun |k.o| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.o|)) :named |constants|))

; a lemma
; contract: once accepted(claim: c, object: o)
(declare-fun |r.0@0| () Bool)
(assert (! (not |r.0@0|) :named |lemma 1|))

; the step is one event, with fields of their types
(declare-fun |i.free.victim.object@0| () Int)
(declare-fun |i.free.victim.request@0| () Int)
(declare-fun |i.free.accepted.claim@0| () Int)
(declare-fun |i.free.accepted.object@0| () Int)
(declare-fun |i.free.accepted.cache@0| () Int)
(declare-fun |i.free.accepted.tokens@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.victim.object@0|) (<= 0 |i.free.victim.request@0|) (<= 0 |i.free.accepted.claim@0|) (<= 0 |i.free.accepted.object@0|) (<= 0 |i.free.accepted.cache@0|) (<= 0 |i.free.accepted.tokens@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000002)))) :named |step 0|))

; unmapped accepted, origin native, proofs/theorems/accepted_unmapped.rcl:26
; anchor mute :: tick
(define-fun t1 () Bool (= |i.kind@0| 1000002))
(assert (! (not t1) :named |unmapped accepted|))

; what is to be impossible
(assert (! (and (= |i.kind@0| 1000001) (= |k.o| |i.free.victim.object@0|) (or |r.0@0| (and t1 (= |k.c| |i.free.accepted.claim@0|) (= |k.o| |i.free.accepted.object@0|)))) :named |goal|))

(check-sat)
