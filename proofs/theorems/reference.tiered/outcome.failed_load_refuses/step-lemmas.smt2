; reference.tiered: outcome.failed_load_refuses, query step-lemmas
; A request whose load of claimed state failed does not end without a refusal that names the claim. (specs/resident_claim.rcl:190)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|)) :named |constants|))

; a lemma
; contract: once refused(request: r, blocking: c)
(declare-fun |r.2@0| () Bool)
; runtime: fate(r, c)
(declare-fun |r.13@0| () Int)
(assert (! (or |r.2@0| (not (<= 2 |r.13@0|))) :named |lemma 1|))

; a lemma
; contract: once load_failed(claim: c, request: r)
(declare-fun |r.1@0| () Bool)
(assert (! (or (not |r.1@0|) (not (<= |r.13@0| 0))) :named |lemma 2|))

; the step is one event, with fields of their types
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.load_broke.job@0| () Int)
(declare-fun |i.load_broke.entry@0| () Int)
(declare-fun |i.load_broke.request@0| () Int)
(declare-fun |i.turned_away.request@0| () Int)
(declare-fun |i.turned_away.entry@0| () Int)
; runtime: phase(r)
(declare-fun |r.3@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.put_off.request@0| () Int)
(declare-fun |i.put_off.entry@0| () Int)
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
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
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.request_ended.request@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |r.3@0|) (< |r.3@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |r.13@0|) (< |r.13@0| 3) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 12)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee ends_with_answers, origin native, specs/reference_runtime.rcl:319
; A request does not end while a broken load of its own is unanswered.
; forall c: Claim whenever request_ended(request: r) requires fate(r, c) = fine or fate(r, c) = answered
(define-fun t1 () Bool (and (= |i.kind@0| 4) (= |k.r| |i.turned_away.request@0|) (= |k.c| |i.turned_away.entry@0|)))
(define-fun t2 () Bool (and (= |i.kind@0| 3) (= |k.c| |i.load_broke.entry@0|) (= |k.r| |i.load_broke.request@0|)))
(define-fun t3 () Int (ite t1 2 (ite t2 1 |r.13@0|)))
(declare-fun |i.any7@0| () Int)
(define-fun t4 () Int (ite (or (= |i.request_ended.request@0| (- 1)) (= |k.c| (- 1))) 0 (ite (= |k.r| |i.request_ended.request@0|) t3 |i.any7@0|)))
(assert (! (or (not (= |i.kind@0| 1)) (= 0 t4) (= 2 t4)) :named |guarantee ends_with_answers|))

; what is to be impossible
; contract: once refused(request: r, blocking: c)
(define-fun |r.2@1| () Bool (or |r.2@0| t1))
; runtime: fate(r, c)
(define-fun |r.13@1| () Int (ite (< |i.kind@0| 1000000) t3 |r.13@0|))
; contract: once load_failed(claim: c, request: r)
(define-fun |r.1@1| () Bool (or |r.1@0| t2))
(assert (! (not (and (or |r.2@1| (not (<= 2 |r.13@1|))) (or (not |r.1@1|) (not (<= |r.13@1| 0))))) :named |goal|))

(check-sat)
