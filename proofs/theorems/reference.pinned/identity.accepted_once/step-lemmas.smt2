; reference.pinned: identity.accepted_once, query step-lemmas
; A claim is accepted once, and its name is never used again. (specs/resident_claim.rcl:112)
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
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
(assert (! (or (not |r.0@0|) (not (<= |r.6@0| 0))) :named |lemma 1|))

; a lemma
; contract: previously once accepted(claim: c)
(declare-fun |r.1@0| () Bool)
; runtime: previously stage(c) = unheard
(declare-fun |r.7@0| () Bool)
(assert (! (or (not |r.1@0|) (not |r.7@0|)) :named |lemma 2|))

; the step is one event, with fields of their types
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
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.fault.entry@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (= |k.c| |i.entry_written.entry@0|))
(declare-fun |i.any0@0| () Bool)
(assert (! (or (not t1) (ite t2 |r.7@0| |i.any0@0|)) :named |guarantee names_are_fresh|))

; what is to be impossible
(define-fun t3 () Bool (and t1 t2))
(define-fun t4 () Bool (or |r.0@0| t3))
; contract: once accepted(claim: c)
(define-fun |r.0@1| () Bool t4)
(define-fun t5 () Bool (< |i.kind@0| 1000000))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t6 () Int (ite (and (= |i.kind@0| 4) (= |k.c| |i.load_done.entry@0|)) 4 (ite (and (= |i.kind@0| 3) (= |k.c| |i.moved_out.entry@0|)) 3 (ite (and (= |i.kind@0| 8) (= |k.c| |i.entry_filled.entry@0|)) 2 (ite t3 1 |r.6@0|)))))
(define-fun t7 () Int (ite (and (= |i.kind@0| 9) (= |k.c| |i.fault.entry@0|) |i.fault.report@0|) 6 (ite (and (= |i.kind@0| 2) (= |k.c| |i.entry_closed.entry@0|)) 5 t6)))
; runtime: stage(c)
(define-fun |r.6@1| () Int (ite t5 t7 |r.6@0|))
; contract: previously once accepted(claim: c)
(define-fun |r.1@1| () Bool t4)
; runtime: previously stage(c) = unheard
(define-fun |r.7@1| () Bool (ite t5 (= 0 t7) |r.7@0|))
(assert (! (not (and (or (not |r.0@1|) (not (<= |r.6@1| 0))) (or (not |r.1@1|) (not |r.7@1|)))) :named |goal|))

(check-sat)
