; reference.pinned: outcome.no_claim_no_harm, query step-lemmas
; Harm is reported only for claims that were accepted and materialized. (specs/resident_claim.rcl:212)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once accepted(claim: c)
(declare-fun |r.0@0| () Bool)
; contract: once materialized(claim: c)
(declare-fun |r.1@0| () Bool)
(assert (! (or |r.0@0| (not |r.1@0|)) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.19@0| () Bool)
(assert (! (not |r.19@0|) :named |lemma 2|))

; a lemma
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
(assert (! (not (= 4 |r.6@0|)) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.17@0| () Bool)
(assert (! (or |r.1@0| (not |r.17@0|)) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.7@0| () Bool)
(define-fun t1 () Bool (not |r.7@0|))
(assert (! (or t1 (not (<= |r.6@0| 0))) :named |lemma 5|))

; a lemma
(assert (! (or t1 (not (<= 2 |r.6@0|))) :named |lemma 6|))

; a lemma
(assert (! (or |r.0@0| (not (= 1 |r.6@0|))) :named |lemma 7|))

; a lemma
(assert (! (or |r.1@0| (not (= 2 |r.6@0|))) :named |lemma 8|))

; the step is one event, with fields of their types
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
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
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t2 () Bool (= |i.kind@0| 3))
(define-fun t3 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any2@0| () Bool)
(assert (! (or (not t2) (ite t3 |r.7@0| |i.any2@0|)) :named |guarantee filled_from_written|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t4 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t5 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any10@0| () Bool)
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not (and t4 |i.fault.report@0|)) (ite t5 |r.17@0| |i.any10@0|) (ite t5 |r.19@0| |i.any11@0|)) :named |guarantee reports_are_earned|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t6 () Bool (= |i.kind@0| 5))
(define-fun t7 () Bool (= |i.kind@0| 6))
(assert (! (and (not t6) (not (= |i.kind@0| 10)) (not (= |i.kind@0| 11)) (not t7) (not (= |i.kind@0| 12))) :named |guarantee nothing_moves|))

; what is to be impossible
(define-fun t8 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.entry_written.entry@0|)))
; contract: once accepted(claim: c)
(define-fun |r.0@1| () Bool (or |r.0@0| t8))
(define-fun t9 () Bool (and t2 t3))
; contract: once materialized(claim: c)
(define-fun |r.1@1| () Bool (or |r.1@0| t9))
(define-fun t10 () Bool (< |i.kind@0| 1000000))
(define-fun t11 () Int (ite (and (= |i.kind@0| 4) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite (and t7 (= |k.c| |i.load_done.entry@0|)) 4 (ite (and t6 (= |k.c| |i.moved_out.entry@0|)) 3 (ite t9 2 (ite t8 1 |r.6@0|))))))
(define-fun t12 () Int (ite (and t4 t5 |i.fault.report@0|) 6 t11))
; runtime: previously stage(c) = back
(define-fun |r.19@1| () Bool (ite t10 (= 4 t12) |r.19@0|))
; runtime: stage(c)
(define-fun |r.6@1| () Int (ite t10 t12 |r.6@0|))
; runtime: previously stage(c) = filled
(define-fun |r.17@1| () Bool (ite t10 (= 2 t12) |r.17@0|))
; runtime: previously stage(c) = written
(define-fun |r.7@1| () Bool (ite t10 (= 1 t12) |r.7@0|))
(define-fun t13 () Bool (not |r.7@1|))
(define-fun t14 () Bool (and (or |r.0@1| (not |r.1@1|)) (not |r.19@1|) (not (= 4 |r.6@1|)) (or |r.1@1| (not |r.17@1|)) (or t13 (not (<= |r.6@1| 0))) (or t13 (not (<= 2 |r.6@1|))) (or |r.0@1| (not (= 1 |r.6@1|))) (or |r.1@1| (not (= 2 |r.6@1|)))))
(assert (! (not t14) :named |goal|))

(check-sat)
