; reference.pinned: identity.accepted_first, query step
; Nothing happens in a claim's name before it was accepted. (specs/resident_claim.rcl:104)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once accepted(claim: c)
(declare-fun |r.0@0| () Bool)
; runtime: previously stage(c) = back
(declare-fun |r.8@0| () Bool)
(assert (! (or |r.0@0| (not |r.8@0|)) :named |lemma 1|))

; a lemma
; runtime: once entry_written(entry: c)
(declare-fun |r.4@0| () Bool)
(assert (! (or (not |r.4@0|) |r.0@0|) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.16@0| () Bool)
(assert (! (or (not |r.16@0|) |r.0@0|) :named |lemma 3|))

; a lemma
; runtime: stage(c)
(declare-fun |r.1@0| () Int)
(assert (! (or (not (<= 1 |r.1@0|)) |r.0@0|) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.6@0| () Bool)
(assert (! (or (not |r.6@0|) |r.0@0|) :named |lemma 5|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.10@0| () Bool)
(assert (! (or |r.0@0| (not |r.10@0|)) :named |lemma 6|))

; the step is one event, with fields of their types
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.read.request@0| () Int)
(declare-fun |i.read.entry@0| () Int)
(declare-fun |i.turned_away.request@0| () Int)
(declare-fun |i.turned_away.entry@0| () Int)
(declare-fun |i.put_off.request@0| () Int)
(declare-fun |i.put_off.entry@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.1@0|) (< |r.1@0| 7) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 16)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee blame_holds_room, origin native, specs/reference_runtime.rcl:248
; The entry that is named was written and still pins its blocks.
; whenever turned_away(entry: c) | put_off(entry: c) requires once entry_written(entry: c) and not once entry_closed(entry: c)
(define-fun t1 () Bool (= |i.kind@0| 6))
(define-fun t2 () Bool (= |k.c| |i.turned_away.entry@0|))
(define-fun t3 () Bool (and (= |i.kind@0| 10) (= |k.c| |i.entry_written.entry@0|)))
(define-fun t4 () Bool (or |r.4@0| t3))
(declare-fun |i.any4@0| () Bool)
; runtime: once entry_closed(entry: c)
(declare-fun |r.5@0| () Bool)
(define-fun t5 () Bool (= |i.kind@0| 8))
(define-fun t6 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t7 () Bool (and t5 t6))
(define-fun t8 () Bool (or |r.5@0| t7))
(declare-fun |i.any5@0| () Bool)
(define-fun t9 () Bool (= |i.kind@0| 7))
(define-fun t10 () Bool (= |k.c| |i.put_off.entry@0|))
(declare-fun |i.any6@0| () Bool)
(declare-fun |i.any7@0| () Bool)
(assert (! (and (or (not t1) (and (ite t2 t4 |i.any4@0|) (not (ite t2 t8 |i.any5@0|)))) (or (not t9) (and (ite t10 t4 |i.any6@0|) (not (ite t10 t8 |i.any7@0|))))) :named |guarantee blame_holds_room|))

; guarantee closed_while_it_counts, origin native, specs/reference_runtime.rcl:142
; Only an entry that is in place, or whose loss was reported, is closed.
; whenever entry_closed(entry: c) requires previously stage(c) = filled or previously stage(c) = back or previously stage(c) = broken
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(declare-fun |i.any10@0| () Bool)
(assert (! (or (not t5) (ite t6 |r.6@0| |i.any8@0|) (ite t6 |r.8@0| |i.any9@0|) (ite t6 |r.10@0| |i.any10@0|)) :named |guarantee closed_while_it_counts|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t11 () Bool (= |i.kind@0| 1))
(define-fun t12 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any15@0| () Bool)
(assert (! (or (not t11) (ite t12 |r.16@0| |i.any15@0|)) :named |guarantee filled_from_written|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t13 () Bool (= |i.kind@0| 2))
(define-fun t14 () Bool (= |i.kind@0| 3))
(define-fun t15 () Bool (= |i.kind@0| 4))
(assert (! (and (not t13) (not t14) (not (= |i.kind@0| 14)) (not t15) (not (= |i.kind@0| 15))) :named |guarantee nothing_moves|))

; guarantee reads_are_in_place, origin native, specs/reference_runtime.rcl:192
; Only an entry that is in place is read.
; whenever read(entry: c) requires stage(c) = filled or stage(c) = back
(define-fun t16 () Bool (= |i.kind@0| 5))
(define-fun t17 () Bool (= |k.c| |i.read.entry@0|))
(define-fun t18 () Bool (= |i.kind@0| 9))
(define-fun t19 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t20 () Bool (and t15 (= |k.c| |i.load_done.entry@0|)))
(define-fun t21 () Bool (and t13 (= |k.c| |i.moved_out.entry@0|)))
(define-fun t22 () Bool (and t11 t12))
(declare-fun |i.any23@0| () Int)
(define-fun t23 () Int (ite (= |i.read.entry@0| (- 1)) 0 (ite t17 (ite (and t18 t19 |i.fault.report@0|) 6 (ite t7 5 (ite t20 4 (ite t21 3 (ite t22 2 (ite t3 1 |r.1@0|)))))) |i.any23@0|)))
(assert (! (or (not t16) (= 2 t23) (= 4 t23)) :named |guarantee reads_are_in_place|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(declare-fun |i.any25@0| () Bool)
(declare-fun |i.any26@0| () Bool)
(assert (! (or (not (and t18 |i.fault.report@0|)) (ite t19 |r.6@0| |i.any25@0|) (ite t19 |r.8@0| |i.any26@0|)) :named |guarantee reports_are_earned|))

; what is to be impossible
(define-fun t24 () Bool (or t22 t21 (and t14 (= |k.c| |i.load_planned.entry@0|)) t20 (and t16 t17) (and t1 t2) (and t9 t10) (and t5 (= 0 |i.entry_closed.why@0|) t6) (and t5 (= 1 |i.entry_closed.why@0|) t6) (and t5 (= 2 |i.entry_closed.why@0|) t6) (and t18 |i.fault.report@0| t19)))
(assert (! (and t24 (not (or |r.0@0| t3))) :named |goal|))

(check-sat)
