; mute.any/silent: identity.accepted_first, query step
; Nothing happens in a claim's name before it was accepted. (specs/resident_claim.rcl:104)
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
(declare-fun |i.free.offloaded.claim@0| () Int)
(declare-fun |i.free.offloaded.tier@0| () Int)
(declare-fun |i.free.offloaded.job@0| () Int)
(declare-fun |i.free.restore_required.claim@0| () Int)
(declare-fun |i.free.restore_required.request@0| () Int)
(declare-fun |i.free.restore_required.tier@0| () Int)
(declare-fun |i.free.restore_required.job@0| () Int)
(declare-fun |i.free.restored.claim@0| () Int)
(declare-fun |i.free.restored.request@0| () Int)
(declare-fun |i.free.restored.tier@0| () Int)
(declare-fun |i.free.restored.job@0| () Int)
(declare-fun |i.free.reused.claim@0| () Int)
(declare-fun |i.free.reused.request@0| () Int)
(declare-fun |i.free.refused.request@0| () Int)
(declare-fun |i.free.refused.blocking@0| () Int)
(declare-fun |i.free.deferred.request@0| () Int)
(declare-fun |i.free.deferred.blocking@0| () Int)
(declare-fun |i.free.released.claim@0| () Int)
(declare-fun |i.free.released.cause@0| () Int)
(declare-fun |i.free.harmed.claim@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.materialized.claim@0|) (<= 0 |i.free.materialized.object@0|) (<= 0 |i.free.materialized.cache@0|) (<= 0 |i.free.materialized.tokens@0|) (<= 0 |i.free.offloaded.claim@0|) (<= 0 |i.free.offloaded.tier@0|) (< |i.free.offloaded.tier@0| 4) (<= 0 |i.free.offloaded.job@0|) (<= 0 |i.free.restore_required.claim@0|) (<= 0 |i.free.restore_required.request@0|) (<= 0 |i.free.restore_required.tier@0|) (< |i.free.restore_required.tier@0| 4) (<= 0 |i.free.restore_required.job@0|) (<= 0 |i.free.restored.claim@0|) (<= 0 |i.free.restored.request@0|) (<= 0 |i.free.restored.tier@0|) (< |i.free.restored.tier@0| 4) (<= 0 |i.free.restored.job@0|) (<= 0 |i.free.reused.claim@0|) (<= 0 |i.free.reused.request@0|) (<= 0 |i.free.refused.request@0|) (<= 0 |i.free.refused.blocking@0|) (<= 0 |i.free.deferred.request@0|) (<= 0 |i.free.deferred.blocking@0|) (<= 0 |i.free.released.claim@0|) (<= 0 |i.free.released.cause@0|) (< |i.free.released.cause@0| 3) (<= 0 |i.free.harmed.claim@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000009)))) :named |step 0|))

; silence materialized, origin native, specs/resident_claim.rcl:22
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence materialized|))

; silence offloaded, origin native, specs/resident_claim.rcl:24
(define-fun t2 () Bool (= |i.kind@0| 1000002))
(assert (! (not t2) :named |silence offloaded|))

; silence restore_required, origin native, specs/resident_claim.rcl:26
(define-fun t3 () Bool (= |i.kind@0| 1000003))
(assert (! (not t3) :named |silence restore_required|))

; silence restored, origin native, specs/resident_claim.rcl:28
(define-fun t4 () Bool (= |i.kind@0| 1000004))
(assert (! (not t4) :named |silence restored|))

; silence reused, origin native, specs/resident_claim.rcl:30
(define-fun t5 () Bool (= |i.kind@0| 1000005))
(assert (! (not t5) :named |silence reused|))

; silence refused, origin native, specs/resident_claim.rcl:32
(define-fun t6 () Bool (= |i.kind@0| 1000006))
(assert (! (not t6) :named |silence refused|))

; silence deferred, origin native, specs/resident_claim.rcl:34
(define-fun t7 () Bool (= |i.kind@0| 1000007))
(assert (! (not t7) :named |silence deferred|))

; silence released, origin native, specs/resident_claim.rcl:36
(define-fun t8 () Bool (= |i.kind@0| 1000008))
(assert (! (not t8) :named |silence released|))

; silence harmed, origin native, specs/resident_claim.rcl:38
(define-fun t9 () Bool (= |i.kind@0| 1000009))
(assert (! (not t9) :named |silence harmed|))

; what is to be impossible
(define-fun t10 () Bool (or (and t1 (= |k.c| |i.free.materialized.claim@0|)) (and t2 (= |k.c| |i.free.offloaded.claim@0|)) (and t3 (= |k.c| |i.free.restore_required.claim@0|)) (and t4 (= |k.c| |i.free.restored.claim@0|)) (and t5 (= |k.c| |i.free.reused.claim@0|)) (and t6 (= |k.c| |i.free.refused.blocking@0|)) (and t7 (= |k.c| |i.free.deferred.blocking@0|)) (and t8 (= |k.c| |i.free.released.claim@0|)) (and t9 (= |k.c| |i.free.harmed.claim@0|))))
(assert (! t10 :named |goal|))

(check-sat)
