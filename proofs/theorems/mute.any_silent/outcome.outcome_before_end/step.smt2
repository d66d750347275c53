; mute.any/silent: outcome.outcome_before_end, query step
; A refusal or deferral comes before the request's end. (specs/resident_claim.rcl:198)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
(assert (! (<= 0 |k.r|) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.refused.request@0| () Int)
(declare-fun |i.free.refused.blocking@0| () Int)
(declare-fun |i.free.deferred.request@0| () Int)
(declare-fun |i.free.deferred.blocking@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.refused.request@0|) (<= 0 |i.free.refused.blocking@0|) (<= 0 |i.free.deferred.request@0|) (<= 0 |i.free.deferred.blocking@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000002)))) :named |step 0|))

; silence refused, origin native, specs/resident_claim.rcl:32
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence refused|))

; silence deferred, origin native, specs/resident_claim.rcl:34
(define-fun t2 () Bool (= |i.kind@0| 1000002))
(assert (! (not t2) :named |silence deferred|))

; what is to be impossible
(assert (! (or (and t1 (= |k.r| |i.free.refused.request@0|)) (and t2 (= |k.r| |i.free.deferred.request@0|))) :named |goal|))

(check-sat)
