; reference.pinned: feasibility.hard_is_not_demoted, query step
; A hard claim ends by expiry or withdrawal, not by demotion. (specs/resident_claim.rcl:269)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; k
(declare-fun |k.k| () Int)
(assert (! (and (<= 0 |k.k|) (< |k.k| 3)) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 1)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee no_pressure, origin native, specs/reference_runtime.rcl:253
; No entry is closed to make room.
; whenever entry_closed(why: w) requires w = timer or w = client
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (= 0 |i.entry_closed.why@0|))
(define-fun t3 () Bool (= |i.entry_closed.why@0| 1))
(assert (! (or (not t1) t2 t3) :named |guarantee no_pressure|))

; what is to be impossible
(define-fun t4 () Bool (= |k.k| 0))
(assert (! (and (or (and t1 t2 (= |k.k| 1)) (and t1 t3 (= |k.k| 2)) (and t1 (= |i.entry_closed.why@0| 2) t4)) t4) :named |goal|))

(check-sat)
