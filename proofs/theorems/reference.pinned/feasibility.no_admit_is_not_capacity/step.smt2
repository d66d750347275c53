; reference.pinned: feasibility.no_admit_is_not_capacity, query step
; Denying later reuse frees no live block. (specs/resident_claim.rcl:263)
; No step from any state is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the step is one event, with fields of their types
(declare-fun |i.not_kept.request@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.not_kept.request@0|) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 11)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee booked_after, origin native, specs/reference_runtime.rcl:225
; The live blocks written down after a denial are those that requests hold.
; whenever not_kept(after: n) requires n = live
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (not t1))
(declare-fun |i.not_kept.after@0| () Int)
; runtime: live
(declare-fun |r.0@0| () Int)
(declare-fun |i.started.blocks@0| () Int)
(define-fun t3 () Int (ite (= |i.kind@0| 2) (+ |r.0@0| |i.started.blocks@0|) |r.0@0|))
(declare-fun |i.request_ended.blocks@0| () Int)
(define-fun t4 () Int (ite (= |i.kind@0| 3) (+ t3 (* (- 1) |i.request_ended.blocks@0|)) t3))
(assert (! (or t2 (= |i.not_kept.after@0| t4)) :named |guarantee booked_after|))

; guarantee booked_before, origin native, specs/reference_runtime.rcl:221
; The live blocks written down before a denial are those that requests hold.
; whenever not_kept(before: n) requires n = live
(declare-fun |i.not_kept.before@0| () Int)
(assert (! (or t2 (= |i.not_kept.before@0| t4)) :named |guarantee booked_before|))

; what is to be impossible
; n
(declare-fun |k.n| () Int)
(assert (! (and t1 (= |k.n| (+ |i.not_kept.before@0| (* (- 1) |i.not_kept.after@0|))) (not (= |k.n| 0))) :named |goal|))

(check-sat)
