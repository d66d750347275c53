; reference.pinned: outcome.harm_once, query step
; Harm is reported once, when the predicate is broken and the claim not released. (specs/resident_claim.rcl:218)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once harmed(claim: c)
(declare-fun |r.2@0| () Bool)
(define-fun t1 () Bool (not |r.2@0|))
; runtime: previously stage(c) = unheard
(declare-fun |r.19@0| () Bool)
(define-fun t2 () Bool (not |r.19@0|))
(assert (! (or t1 t2) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.9@0| () Bool)
(assert (! (not |r.9@0|) :named |lemma 2|))

; a lemma
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
(assert (! (not (= 4 |r.6@0|)) :named |lemma 3|))

; a lemma
; runtime: promise(c)
(declare-fun |r.13@0| () Int)
; contract: required(c)
(declare-fun |r.1@0| () Int)
(assert (! (not (<= 1 (+ |r.13@0| (* (- 1) |r.1@0|)))) :named |lemma 4|))

; a lemma
; contract: once released(claim: c)
(declare-fun |r.5@0| () Bool)
(define-fun t3 () Bool (not |r.5@0|))
; runtime: previously stage(c) = filled
(declare-fun |r.7@0| () Bool)
(define-fun t4 () Bool (not |r.7@0|))
(assert (! (or t3 t4) :named |lemma 5|))

; a lemma
; contract: previously once harmed(claim: c)
(declare-fun |r.3@0| () Bool)
(define-fun t5 () Bool (not |r.3@0|))
(assert (! (or t5 t4) :named |lemma 6|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.17@0| () Bool)
(assert (! (or (not |r.17@0|) (not (<= 2 |r.6@0|))) :named |lemma 7|))

; a lemma
(assert (! (or t3 (not (<= |r.6@0| 4))) :named |lemma 8|))

; a lemma
(assert (! (or t3 t2) :named |lemma 9|))

; a lemma
(assert (! (or t1 (not (<= |r.6@0| 2))) :named |lemma 10|))

; the step is one event, with fields of their types
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
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
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
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
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t6 () Bool (= |i.kind@0| 2))
(define-fun t7 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any7@0| () Bool)
(assert (! (or (not t6) (ite t7 |r.17@0| |i.any7@0|)) :named |guarantee filled_from_written|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(define-fun t8 () Bool (= |i.kind@0| 4))
(define-fun t9 () Bool (= |k.c| |i.entry_written.entry@0|))
(declare-fun |i.any8@0| () Bool)
(assert (! (or (not t8) (ite t9 |r.19@0| |i.any8@0|)) :named |guarantee names_are_fresh|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t10 () Bool (= |i.kind@0| 3))
(assert (! (and (not (= |i.kind@0| 6)) (not (= |i.kind@0| 10)) (not (= |i.kind@0| 11)) (not t10) (not (= |i.kind@0| 12))) :named |guarantee nothing_moves|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t11 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t12 () Bool (not (and t11 |i.fault.report@0|)))
(define-fun t13 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any15@0| () Bool)
(declare-fun |i.any16@0| () Bool)
(assert (! (or t12 (ite t13 |r.7@0| |i.any15@0|) (ite t13 |r.9@0| |i.any16@0|)) :named |guarantee reports_are_earned|))

; guarantee reports_hit_the_promise, origin native, specs/reference_runtime.rcl:169
; A fault is reported only if it hits a promised block.
; whenever fault(entry: c, position: p, report: true) requires p < promise(c)
(declare-fun |i.fault.position@0| () Int)
(define-fun t14 () Bool (and t8 t9))
(declare-fun |i.entry_written.size@0| () Int)
(declare-fun |i.any9@0| () Int)
(assert (! (or t12 (< |i.fault.position@0| (ite (= |i.fault.entry@0| (- 1)) 0 (ite t13 (ite t14 |i.entry_written.size@0| |r.13@0|) |i.any9@0|)))) :named |guarantee reports_hit_the_promise|))

; what is to be impossible
(declare-fun |i.load_done.run@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
; contract: leading(c)
(declare-fun |r.0@0| () Int)
(define-fun t15 () Int (ite (and t10 (= |k.c| |i.load_done.entry@0|)) |i.load_done.run@0| (ite (and t6 t7) |i.entry_filled.run@0| |r.0@0|)))
(define-fun t16 () Bool (= |i.kind@0| 5))
(define-fun t17 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t18 () Bool (and (< (ite (and t11 t13) (ite (<= t15 |i.fault.position@0|) t15 |i.fault.position@0|) t15) (ite t14 |i.entry_written.size@0| |r.1@0|)) t5 (not (or |r.5@0| (and t16 (= 0 |i.entry_closed.why@0|) t17) (and t16 (= 1 |i.entry_closed.why@0|) t17) (and t16 (= 2 |i.entry_closed.why@0|) t17)))))
(assert (! (and t11 |i.fault.report@0| t13 (not t18)) :named |goal|))

(check-sat)
