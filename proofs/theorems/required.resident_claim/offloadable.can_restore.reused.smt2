; Theorem offloadable.can_restore.reused: Where `reused` is not mapped, it is never so that an offloaded claim can be restored by one joined chain and then reused (`can_restore`). `offloadable` requires it: no lowering that asks for this bundle reaches a class with support.
; resident_claim.offloadable: scenario.can_restore, query step
; an offloaded claim can be restored by one joined chain and then reused (specs/resident_claim.rcl:284)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
; j
(declare-fun |k.j| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|) (<= 0 |k.j|)) :named |constants|))

; the step is one event, with fields of their types
(declare-fun |i.free.reused.claim@0| () Int)
(declare-fun |i.free.reused.request@0| () Int)
(declare-fun |i.free.restored.claim@0| () Int)
(declare-fun |i.free.restored.request@0| () Int)
(declare-fun |i.free.restored.tier@0| () Int)
(declare-fun |i.free.restored.job@0| () Int)
(declare-fun |i.free.restore_required.claim@0| () Int)
(declare-fun |i.free.restore_required.request@0| () Int)
(declare-fun |i.free.restore_required.tier@0| () Int)
(declare-fun |i.free.restore_required.job@0| () Int)
(declare-fun |i.free.offloaded.claim@0| () Int)
(declare-fun |i.free.offloaded.tier@0| () Int)
(declare-fun |i.free.offloaded.job@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.free.reused.claim@0|) (<= 0 |i.free.reused.request@0|) (<= 0 |i.free.restored.claim@0|) (<= 0 |i.free.restored.request@0|) (<= 0 |i.free.restored.tier@0|) (< |i.free.restored.tier@0| 4) (<= 0 |i.free.restored.job@0|) (<= 0 |i.free.restore_required.claim@0|) (<= 0 |i.free.restore_required.request@0|) (<= 0 |i.free.restore_required.tier@0|) (< |i.free.restore_required.tier@0| 4) (<= 0 |i.free.restore_required.job@0|) (<= 0 |i.free.offloaded.claim@0|) (<= 0 |i.free.offloaded.tier@0|) (< |i.free.offloaded.tier@0| 4) (<= 0 |i.free.offloaded.job@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 0)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000004)))) :named |step 0|))

; silence reused, origin native, specs/resident_claim.rcl:30
(define-fun t1 () Bool (= |i.kind@0| 1000001))
(assert (! (not t1) :named |silence reused|))

; what is to be impossible
; contract: once (restored(claim: c, request: r, job: j) and once (restore_required(claim: c, request: r, job: j) and once offloaded(claim: c)))
(declare-fun |r.2@0| () Bool)
; contract: once (restore_required(claim: c, request: r, job: j) and once offloaded(claim: c))
(declare-fun |r.1@0| () Bool)
; contract: once offloaded(claim: c)
(declare-fun |r.0@0| () Bool)
(define-fun t2 () Bool (and (= |i.kind@0| 1000003) (= |k.c| |i.free.restore_required.claim@0|) (= |k.r| |i.free.restore_required.request@0|) (= |k.j| |i.free.restore_required.job@0|) (or |r.0@0| (and (= |i.kind@0| 1000004) (= |k.c| |i.free.offloaded.claim@0|)))))
(define-fun t3 () Bool (or |r.2@0| (and (= |i.kind@0| 1000002) (= |k.c| |i.free.restored.claim@0|) (= |k.r| |i.free.restored.request@0|) (= |k.j| |i.free.restored.job@0|) (or |r.1@0| t2))))
(assert (! (and t1 (= |k.c| |i.free.reused.claim@0|) (= |k.r| |i.free.reused.request@0|) t3) :named |goal|))

(check-sat)
