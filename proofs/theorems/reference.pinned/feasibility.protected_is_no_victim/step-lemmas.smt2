; reference.pinned: feasibility.protected_is_no_victim, query step-lemmas
; State of an accepted and unreleased claim is never taken to make room. (specs/resident_claim.rcl:256)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; o
(declare-fun |k.o| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.o|)) :named |constants|))

; a lemma
; contract: once released(claim: c)
(declare-fun |r.1@0| () Bool)
; runtime: pin(c, o)
(declare-fun |r.16@0| () Int)
(assert (! (or |r.1@0| (not (<= 2 |r.16@0|))) :named |lemma 1|))

; a lemma
; contract: once accepted(claim: c, object: o)
(declare-fun |r.0@0| () Bool)
(assert (! (or (not |r.0@0|) (not (<= |r.16@0| 0))) :named |lemma 2|))

; the step is one event, with fields of their types
(declare-fun |i.reclaimed.object@0| () Int)
(declare-fun |i.reclaimed.request@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
; runtime: stage(c)
(declare-fun |r.2@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
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
(assert (! (and (<= 0 |i.reclaimed.object@0|) (<= 0 |i.reclaimed.request@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |r.2@0|) (< |r.2@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.fault.entry@0|) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.16@0|) (< |r.16@0| 3) (<= 0 |i.timer_ran_out.entry@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 14)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee pinned_is_not_reclaimed, origin native, specs/reference_runtime.rcl:173
; The blocks of an object are taken only while no entry pins it.
; forall c: Claim whenever reclaimed(object: o) requires pin(c, o) = loose or pin(c, o) = given_back
(define-fun t1 () Bool (= |i.kind@0| 3))
(define-fun t2 () Bool (= |k.c| |i.entry_closed.entry@0|))
(define-fun t3 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.entry_written.entry@0|) (= |k.o| |i.entry_written.object@0|)))
(define-fun t4 () Int (ite (and t1 t2 (= |k.o| |i.entry_closed.object@0|)) 2 (ite t3 1 |r.16@0|)))
(declare-fun |i.any6@0| () Int)
(define-fun t5 () Int (ite (or (= |k.c| (- 1)) (= |i.reclaimed.object@0| (- 1))) 0 (ite (= |k.o| |i.reclaimed.object@0|) t4 |i.any6@0|)))
(assert (! (or (not (= |i.kind@0| 1)) (= 0 t5) (= 2 t5)) :named |guarantee pinned_is_not_reclaimed|))

; what is to be impossible
; contract: once released(claim: c)
(define-fun |r.1@1| () Bool (or |r.1@0| (and t1 (= 0 |i.entry_closed.why@0|) t2) (and t1 (= 1 |i.entry_closed.why@0|) t2) (and t1 (= 2 |i.entry_closed.why@0|) t2)))
; runtime: pin(c, o)
(define-fun |r.16@1| () Int (ite (< |i.kind@0| 1000000) t4 |r.16@0|))
; contract: once accepted(claim: c, object: o)
(define-fun |r.0@1| () Bool (or |r.0@0| t3))
(assert (! (not (and (or |r.1@1| (not (<= 2 |r.16@1|))) (or (not |r.0@1|) (not (<= |r.16@1| 0))))) :named |goal|))

(check-sat)
