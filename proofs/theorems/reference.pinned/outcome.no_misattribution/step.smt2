; reference.pinned: outcome.no_misattribution, query step
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
; contract: protected
(declare-fun |r.3@0| () Int)
; runtime: pinned
(declare-fun |r.27@0| () Int)
(assert (! (= |r.3@0| |r.27@0|) :named |lemma 1|))

; a lemma
; contract: active
(declare-fun |r.4@0| () Int)
; runtime: live
(declare-fun |r.28@0| () Int)
(assert (! (= |r.4@0| |r.28@0|) :named |lemma 2|))

; a lemma
; contract: need(r)
(declare-fun |r.5@0| () Int)
; runtime: wanted(r)
(declare-fun |r.33@0| () Int)
(assert (! (= |r.5@0| |r.33@0|) :named |lemma 3|))

; a lemma
; contract: usable
(declare-fun |r.6@0| () Int)
; runtime: limit
(declare-fun |r.29@0| () Int)
(assert (! (= |r.6@0| |r.29@0|) :named |lemma 4|))

; a lemma
; runtime: once entry_written(entry: c)
(declare-fun |r.13@0| () Bool)
; contract: once accepted(claim: c)
(declare-fun |r.1@0| () Bool)
(assert (! (or (not |r.13@0|) |r.1@0|) :named |lemma 5|))

; a lemma
; contract: once released(claim: c)
(declare-fun |r.2@0| () Bool)
; runtime: once entry_closed(entry: c)
(declare-fun |r.14@0| () Bool)
(assert (! (or (not |r.2@0|) |r.14@0|) :named |lemma 6|))

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
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.arrives.request@0|) (<= 0 |r.7@0|) (< |r.7@0| 4) (<= 0 |r.10@0|) (< |r.10@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.fault.entry@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 16)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee blame_holds_room, origin native, specs/reference_runtime.rcl:248
; The entry that is named was written and still pins its blocks.
; whenever turned_away(entry: c) | put_off(entry: c) requires once entry_written(entry: c) and not once entry_closed(entry: c)
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (not t1))
(define-fun t3 () Bool (= |k.c| |i.turned_away.entry@0|))
(define-fun t4 () Bool (= |i.kind@0| 4))
(define-fun t5 () Bool (and t4 (= |k.c| |i.entry_written.entry@0|)))
(define-fun t6 () Bool (or |r.13@0| t5))
(declare-fun |i.any4@0| () Bool)
(define-fun t7 () Bool (= |i.kind@0| 5))
(define-fun t8 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t9 () Bool (or |r.14@0| (and t7 t8)))
(declare-fun |i.any5@0| () Bool)
(define-fun t10 () Bool (= |i.kind@0| 2))
(define-fun t11 () Bool (not t10))
(define-fun t12 () Bool (= |k.c| |i.put_off.entry@0|))
(declare-fun |i.any6@0| () Bool)
(declare-fun |i.any7@0| () Bool)
(assert (! (and (or t2 (and (ite t3 t6 |i.any4@0|) (not (ite t3 t9 |i.any5@0|)))) (or t11 (and (ite t12 t6 |i.any6@0|) (not (ite t12 t9 |i.any7@0|))))) :named |guarantee blame_holds_room|))

; guarantee told_for_want_of_room, origin native, specs/reference_runtime.rcl:244
; A request is turned away or put off only when what it wants does not fit beside what is held.
; whenever turned_away(request: r) | put_off(request: r) requires pinned + live + wanted(r) > limit
(define-fun t13 () Bool (= |i.kind@0| 11))
(declare-fun |i.resized.blocks@0| () Int)
(define-fun t14 () Int (ite t13 |i.resized.blocks@0| |r.29@0|))
(define-fun t15 () Bool (= |i.kind@0| 7))
(define-fun t16 () Bool (= |i.kind@0| 6))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t17 () Int (ite t4 (+ |r.27@0| |i.entry_written.size@0|) |r.27@0|))
(declare-fun |i.entry_closed.size@0| () Int)
(define-fun t18 () Int (* (- 1) |i.entry_closed.size@0|))
(define-fun t19 () Int (ite t7 (+ t17 t18) t17))
(declare-fun |i.moved_out.blocks@0| () Int)
(define-fun t20 () Int (* (- 1) |i.moved_out.blocks@0|))
(define-fun t21 () Int (ite t16 (+ t19 t20) t19))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t22 () Bool (= |i.kind@0| 9))
(define-fun t23 () Bool (= |i.kind@0| 8))
(declare-fun |i.started.blocks@0| () Int)
(define-fun t24 () Int (ite t23 (+ |r.28@0| |i.started.blocks@0|) |r.28@0|))
(declare-fun |i.request_ended.blocks@0| () Int)
(define-fun t25 () Int (* (- 1) |i.request_ended.blocks@0|))
(define-fun t26 () Int (+ (ite t15 (+ t21 |i.load_done.run@0|) t21) (ite t22 (+ t24 t25) t24)))
(define-fun t27 () Bool (= |k.r| |i.turned_away.request@0|))
(define-fun t28 () Bool (and (= |i.kind@0| 10) (= |k.r| |i.arrives.request@0|)))
(declare-fun |i.arrives.size@0| () Int)
(define-fun t29 () Int (ite t28 |i.arrives.size@0| |r.33@0|))
(declare-fun |i.any19@0| () Int)
(define-fun t30 () Bool (= |k.r| |i.put_off.request@0|))
(declare-fun |i.any20@0| () Int)
(define-fun t31 () Bool (and (or t2 (< t14 (+ t26 (ite (= |i.turned_away.request@0| (- 1)) 0 (ite t27 t29 |i.any19@0|))))) (or t11 (< t14 (+ t26 (ite (= |i.put_off.request@0| (- 1)) 0 (ite t30 t29 |i.any20@0|)))))))
(assert (! t31 :named |guarantee told_for_want_of_room|))

; what is to be impossible
; contract: once load_failed(claim: c, request: r)
(declare-fun |r.0@0| () Bool)
(define-fun t32 () Bool (= 0 |i.entry_closed.why@0|))
(define-fun t33 () Bool (= 1 |i.entry_closed.why@0|))
(define-fun t34 () Bool (= 2 |i.entry_closed.why@0|))
(define-fun t35 () Int (ite t4 (+ |r.3@0| |i.entry_written.size@0|) |r.3@0|))
(define-fun t36 () Int (ite t16 (+ t35 t20) t35))
(define-fun t37 () Int (ite t15 (+ t36 |i.load_done.run@0|) t36))
(define-fun t38 () Int (ite (and t7 t32) (+ t37 t18) t37))
(define-fun t39 () Int (ite (and t7 t33) (+ t38 t18) t38))
(define-fun t40 () Int (ite t23 (+ |r.4@0| |i.started.blocks@0|) |r.4@0|))
(define-fun t41 () Bool (and (or |r.1@0| t5) (not (or |r.2@0| (and t7 t32 t8) (and t7 t33 t8) (and t7 t34 t8))) (< (ite t13 |i.resized.blocks@0| |r.6@0|) (+ (+ (ite (and t7 t34) (+ t39 t18) t39) (ite t22 (+ t40 t25) t40)) (ite t28 |i.arrives.size@0| |r.5@0|)))))
(assert (! (and (or (and t1 t27 t3) (and t10 t30 t12)) (not (or |r.0@0| (and (= |i.kind@0| 3) (= |k.c| |i.load_broke.entry@0|) (= |k.r| |i.load_broke.request@0|)) t41))) :named |goal|))

(check-sat)
