; reference.tiered: outcome.no_misattribution, query step
; A claim is blamed only for its own failed load or because its protection leaves no room. (specs/resident_claim.rcl:204)
; No step from a state with the lemmas is bad. So this has to be unsat.
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
(define-fun t4 () Bool (= |i.kind@0| 2))
(define-fun t5 () Bool (= |k.c| |i.put_off.entry@0|))
(define-fun t6 () Bool (= |k.r| |i.put_off.request@0|))
(declare-fun |i.any24@0| () Bool)
(assert (! (and (or (not t1) (ite (and t2 t3) |r.31@0| |i.any23@0|)) (or (not t4) (ite (and t5 t6) |r.31@0| |i.any24@0|))) :named |guarantee told_after_a_failure|))

; what is to be impossible
; contract: once accepted(claim: c)
(declare-fun |r.1@0| () Bool)
(define-fun t7 () Bool (= |i.kind@0| 4))
; contract: once released(claim: c)
(declare-fun |r.2@0| () Bool)
(define-fun t8 () Bool (= |i.kind@0| 5))
(define-fun t9 () Bool (= 0 |i.entry_closed.why@0|))
(define-fun t10 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t11 () Bool (= 1 |i.entry_closed.why@0|))
(define-fun t12 () Bool (= 2 |i.entry_closed.why@0|))
(declare-fun |i.resized.blocks@0| () Int)
; contract: usable
(declare-fun |r.6@0| () Int)
; contract: protected
(declare-fun |r.3@0| () Int)
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t13 () Int (ite t7 (+ |r.3@0| |i.entry_written.size@0|) |r.3@0|))
(declare-fun |i.moved_out.blocks@0| () Int)
(define-fun t14 () Int (ite (= |i.kind@0| 6) (+ t13 (* (- 1) |i.moved_out.blocks@0|)) t13))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t15 () Int (ite (= |i.kind@0| 7) (+ t14 |i.load_done.run@0|) t14))
(declare-fun |i.entry_closed.size@0| () Int)
(define-fun t16 () Int (* (- 1) |i.entry_closed.size@0|))
(define-fun t17 () Int (ite (and t8 t9) (+ t15 t16) t15))
(define-fun t18 () Int (ite (and t8 t11) (+ t17 t16) t17))
; contract: active
(declare-fun |r.4@0| () Int)
(declare-fun |i.started.blocks@0| () Int)
(define-fun t19 () Int (ite (= |i.kind@0| 8) (+ |r.4@0| |i.started.blocks@0|) |r.4@0|))
(declare-fun |i.request_ended.blocks@0| () Int)
(declare-fun |i.arrives.size@0| () Int)
; contract: need(r)
(declare-fun |r.5@0| () Int)
(define-fun t20 () Int (+ (+ (ite (and t8 t12) (+ t18 t16) t18) (ite (= |i.kind@0| 9) (+ t19 (* (- 1) |i.request_ended.blocks@0|)) t19)) (ite (and (= |i.kind@0| 10) (= |k.r| |i.arrives.request@0|)) |i.arrives.size@0| |r.5@0|)))
(define-fun t21 () Bool (and (or |r.1@0| (and t7 (= |k.c| |i.entry_written.entry@0|))) (not (or |r.2@0| (and t8 t9 t10) (and t8 t11 t10) (and t8 t12 t10))) (< (ite (= |i.kind@0| 11) |i.resized.blocks@0| |r.6@0|) t20)))
(assert (! (and (or (and t1 t3 t2) (and t4 t6 t5)) (not (or |r.0@0| (and (= |i.kind@0| 3) (= |k.c| |i.load_broke.entry@0|) (= |k.r| |i.load_broke.request@0|)) t21))) :named |goal|))

(check-sat)
