; reference.tiered: outcome.no_misattribution, query step-lemmas
; A claim is blamed only for its own failed load or because its protection leaves no room. (specs/resident_claim.rcl:204)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
; c
(declare-fun |k.c| () Int)
(assert (! (and (<= 0 |k.r|) (<= 0 |k.c|)) :named |constants|))

; a lemma
; contract: once load_failed(claim: c, request: r)
(declare-fun |r.0@0| () Bool)
; runtime: fate(r, c)
(declare-fun |r.26@0| () Int)
(assert (! (or |r.0@0| (not (<= 1 |r.26@0|))) :named |lemma 1|))

; a lemma
; runtime: previously fate(r, c) = failed
(declare-fun |r.31@0| () Bool)
(assert (! (or |r.0@0| (not |r.31@0|)) :named |lemma 2|))

; the step is one event, with fields of their types
(declare-fun |i.turned_away.request@0| () Int)
(declare-fun |i.turned_away.entry@0| () Int)
(declare-fun |i.put_off.request@0| () Int)
(declare-fun |i.put_off.entry@0| () Int)
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
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
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.arrives.request@0| () Int)
; runtime: phase(r)
(declare-fun |r.7@0| () Int)
; runtime: stage(c)
(declare-fun |r.10@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.arrives.request@0|) (<= 0 |r.7@0|) (< |r.7@0| 4) (<= 0 |r.10@0|) (< |r.10@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.fault.entry@0|) (<= 0 |r.26@0|) (< |r.26@0| 3) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 14)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee told_after_a_failure, origin native, specs/reference_runtime.rcl:314
; A request is turned away or put off because of an entry only after a load of that entry for it broke.
; whenever turned_away(request: r, entry: c) | put_off(request: r, entry: c) requires previously fate(r, c) = failed
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (= |k.c| |i.turned_away.entry@0|))
(define-fun t3 () Bool (= |k.r| |i.turned_away.request@0|))
(declare-fun |i.any23@0| () Bool)
(declare-fun |i.any24@0| () Bool)
(define-fun t4 () Bool (and (or (not t1) (ite (and t2 t3) |r.31@0| |i.any23@0|)) (or (not (= |i.kind@0| 2)) (ite (and (= |k.c| |i.put_off.entry@0|) (= |k.r| |i.put_off.request@0|)) |r.31@0| |i.any24@0|))))
(assert (! t4 :named |guarantee told_after_a_failure|))

; what is to be impossible
(define-fun t5 () Bool (and (= |i.kind@0| 3) (= |k.c| |i.load_broke.entry@0|) (= |k.r| |i.load_broke.request@0|)))
; contract: once load_failed(claim: c, request: r)
(define-fun |r.0@1| () Bool (or |r.0@0| t5))
(define-fun t6 () Bool (< |i.kind@0| 1000000))
(define-fun t7 () Int (ite (and t1 t3 t2) 2 (ite t5 1 |r.26@0|)))
; runtime: fate(r, c)
(define-fun |r.26@1| () Int (ite t6 t7 |r.26@0|))
; runtime: previously fate(r, c) = failed
(define-fun |r.31@1| () Bool (ite t6 (= 1 t7) |r.31@0|))
(assert (! (not (and (or |r.0@1| (not (<= 1 |r.26@1|))) (or |r.0@1| (not |r.31@1|)))) :named |goal|))

(check-sat)
