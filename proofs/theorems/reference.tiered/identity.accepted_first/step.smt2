; reference.tiered: identity.accepted_first, query step
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
; runtime: previously stage(c) = broken
(declare-fun |r.8@0| () Bool)
(assert (! (or |r.0@0| (not |r.8@0|)) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.13@0| () Bool)
(assert (! (or |r.0@0| (not |r.13@0|)) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.2@0| () Bool)
(assert (! (or |r.0@0| |r.2@0|) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.4@0| () Bool)
(assert (! (or |r.0@0| (not |r.4@0|)) :named |lemma 4|))

; a lemma
; runtime: stage(c)
(declare-fun |r.1@0| () Int)
(assert (! (or |r.0@0| (not (<= 1 |r.1@0|))) :named |lemma 5|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.6@0| () Bool)
(assert (! (or |r.0@0| (not |r.6@0|)) :named |lemma 6|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.11@0| () Bool)
(assert (! (or |r.0@0| (not |r.11@0|)) :named |lemma 7|))

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
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.1@0|) (< |r.1@0| 7) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 11)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee blame_has_an_entry, origin native, specs/reference_runtime.rcl:204
; A request is turned away or put off only because of an entry in the ledger.
; whenever turned_away(entry: c) | put_off(entry: c) requires not previously stage(c) = unheard
(define-fun t1 () Bool (= |i.kind@0| 6))
(define-fun t2 () Bool (= |k.c| |i.turned_away.entry@0|))
(declare-fun |i.any2@0| () Bool)
(define-fun t3 () Bool (= |i.kind@0| 7))
(define-fun t4 () Bool (= |k.c| |i.put_off.entry@0|))
(declare-fun |i.any3@0| () Bool)
(assert (! (and (or (not t1) (not (ite t2 |r.2@0| |i.any2@0|))) (or (not t3) (not (ite t4 |r.2@0| |i.any3@0|)))) :named |guarantee blame_has_an_entry|))

; guarantee closed_while_it_counts, origin native, specs/reference_runtime.rcl:142
; Only an entry that is in place, or whose loss was reported, is closed.
; whenever entry_closed(entry: c) requires previously stage(c) = filled or previously stage(c) = back or previously stage(c) = broken
(define-fun t5 () Bool (= |i.kind@0| 8))
(define-fun t6 () Bool (= |k.c| |i.entry_closed.entry@0|))
(declare-fun |i.any4@0| () Bool)
(declare-fun |i.any5@0| () Bool)
(declare-fun |i.any6@0| () Bool)
(assert (! (or (not t5) (ite t6 |r.4@0| |i.any4@0|) (ite t6 |r.6@0| |i.any5@0|) (ite t6 |r.8@0| |i.any6@0|)) :named |guarantee closed_while_it_counts|))

; guarantee done_while_away, origin native, specs/reference_runtime.rcl:301
; A job is done only while its entry is away.
; whenever load_done(entry: c) requires previously stage(c) = moved
(define-fun t7 () Bool (= |i.kind@0| 4))
(define-fun t8 () Bool (= |k.c| |i.load_done.entry@0|))
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not t7) (ite t8 |r.11@0| |i.any11@0|)) :named |guarantee done_while_away|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t9 () Bool (= |i.kind@0| 1))
(define-fun t10 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any14@0| () Bool)
(assert (! (or (not t9) (ite t10 |r.13@0| |i.any14@0|)) :named |guarantee filled_from_written|))

; guarantee moved_from_its_place, origin native, specs/reference_runtime.rcl:271
; Only an entry that is in place is moved out.
; whenever moved_out(entry: c) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t11 () Bool (= |i.kind@0| 2))
(define-fun t12 () Bool (= |k.c| |i.moved_out.entry@0|))
(declare-fun |i.any16@0| () Bool)
(declare-fun |i.any17@0| () Bool)
(assert (! (or (not t11) (ite t12 |r.4@0| |i.any16@0|) (ite t12 |r.6@0| |i.any17@0|)) :named |guarantee moved_from_its_place|))

; guarantee planned_while_away, origin native, specs/reference_runtime.rcl:279
; A load is planned only for an entry that was moved out.
; whenever load_planned(entry: c) requires previously stage(c) = moved
(define-fun t13 () Bool (= |i.kind@0| 3))
(define-fun t14 () Bool (= |k.c| |i.load_planned.entry@0|))
(declare-fun |i.any21@0| () Bool)
(assert (! (or (not t13) (ite t14 |r.11@0| |i.any21@0|)) :named |guarantee planned_while_away|))

; guarantee reads_are_in_place, origin native, specs/reference_runtime.rcl:192
; Only an entry that is in place is read.
; whenever read(entry: c) requires stage(c) = filled or stage(c) = back
(define-fun t15 () Bool (= |i.kind@0| 5))
(define-fun t16 () Bool (= |k.c| |i.read.entry@0|))
(define-fun t17 () Bool (= |i.kind@0| 9))
(define-fun t18 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t19 () Bool (and t7 t8))
(define-fun t20 () Bool (and t11 t12))
(define-fun t21 () Bool (and t9 t10))
(define-fun t22 () Bool (and (= |i.kind@0| 10) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.any28@0| () Int)
(define-fun t23 () Int (ite (= |i.read.entry@0| (- 1)) 0 (ite t16 (ite (and t17 t18 |i.fault.report@0|) 6 (ite (and t5 t6) 5 (ite t19 4 (ite t20 3 (ite t21 2 (ite t22 1 |r.1@0|)))))) |i.any28@0|)))
(assert (! (or (not t15) (= 2 t23) (= 4 t23)) :named |guarantee reads_are_in_place|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(declare-fun |i.any30@0| () Bool)
(declare-fun |i.any31@0| () Bool)
(assert (! (or (not (and t17 |i.fault.report@0|)) (ite t18 |r.4@0| |i.any30@0|) (ite t18 |r.6@0| |i.any31@0|)) :named |guarantee reports_are_earned|))

; what is to be impossible
(define-fun t24 () Bool (or t21 t20 (and t13 t14) t19 (and t15 t16) (and t1 t2) (and t3 t4) (and t5 (= 0 |i.entry_closed.why@0|) t6) (and t5 (= 1 |i.entry_closed.why@0|) t6) (and t5 (= 2 |i.entry_closed.why@0|) t6) (and t17 |i.fault.report@0| t18)))
(assert (! (and t24 (not (or |r.0@0| t22))) :named |goal|))

(check-sat)
