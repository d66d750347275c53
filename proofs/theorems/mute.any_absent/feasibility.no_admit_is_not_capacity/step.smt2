; mute.any/absent: feasibility.no_admit_is_not_capacity, query step
; Denying later reuse frees no live block. (specs/resident_claim.rcl:263)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the step is one event, with fields of their types
(declare-fun |i.free.write_denied.request@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.write_denied.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000001)))) :named |step 0|))

; silence write_denied, origin native, specs/resident_claim.rcl:40
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence write_denied|))

; what is to be impossible
; n
(declare-fun |k.n| () Int)
(declare-fun |i.free.write_denied.freed@0| () Int)
(assert (! (and t1 (= |k.n| |i.free.write_denied.freed@0|)) :named |goal|))

(check-sat)
