; mute.any/silent: feasibility.hard_is_not_demoted, query step
; A hard claim ends by expiry or withdrawal, not by demotion. (specs/resident_claim.rcl:269)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; k
(declare-fun |k.k| () Int)
(assert (! (and (<= 0 |k.k|) (< |k.k| 3)) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.released.claim@0| () Int)
(declare-fun |i.free.released.cause@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.released.claim@0|) (<= 0 |i.free.released.cause@0|) (< |i.free.released.cause@0| 3) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence released, origin native, specs/resident_claim.rcl:36
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence released|))

; what is to be impossible
(assert (! (and t1 (= |k.k| |i.free.released.cause@0|)) :named |goal|))

(check-sat)
