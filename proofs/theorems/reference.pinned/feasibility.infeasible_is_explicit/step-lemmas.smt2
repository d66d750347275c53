; reference.pinned: feasibility.infeasible_is_explicit, query step-lemmas
; A request that ends unserved for want of room was refused or deferred, and a claim was named. (specs/resident_claim.rcl:249)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
(assert (! (<= 0 |k.r|) :named |constants|))

; a lemma
; runtime: phase(r)
(declare-fun |r.4@0| () Int)
; contract: once refused(request: r)
(declare-fun |r.2@0| () Bool)
(assert (! (or (not (= 2 |r.4@0|)) |r.2@0|) :named |lemma 1|))

; a lemma
; runtime: previously phase(r) = rejected
(declare-fun |r.9@0| () Bool)
(assert (! (or |r.2@0| (not |r.9@0|)) :named |lemma 2|))

; a lemma
; contract: once admitted(request: r)
(declare-fun |r.1@0| () Bool)
; runtime: previously phase(r) = running
(declare-fun |r.7@0| () Bool)
(assert (! (or |r.1@0| (not |r.7@0|)) :named |lemma 3|))

; a lemma
(assert (! (or |r.1@0| (not (= 1 |r.4@0|))) :named |lemma 4|))

; the step is one event, with fields of their types
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.arrives.request@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.turned_away.request@0| () Int)
(declare-fun |i.turned_away.entry@0| () Int)
(declare-fun |i.put_off.request@0| () Int)
(declare-fun |i.put_off.entry@0| () Int)
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
(assert (! (and (<= 0 |i.request_ended.request@0|) (<= 0 |i.arrives.request@0|) (<= 0 |i.started.request@0|) (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |r.4@0|) (< |r.4@0| 4) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee ends_after_an_answer, origin native, specs/reference_runtime.rcl:208
; A request ends only after it ran or was turned away.
; whenever request_ended(request: r) requires previously phase(r) = running or previously phase(r) = rejected
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (= |k.r| |i.request_ended.request@0|))
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(assert (! (or (not t1) (ite t2 |r.7@0| |i.any8@0|) (ite t2 |r.9@0| |i.any9@0|)) :named |guarantee ends_after_an_answer|))

; what is to be impossible
(define-fun t3 () Bool (< |i.kind@0| 1000000))
(define-fun t4 () Bool (and (= |i.kind@0| 4) (= |k.r| |i.turned_away.request@0|)))
(define-fun t5 () Bool (and (= |i.kind@0| 3) (= |k.r| |i.started.request@0|)))
(define-fun t6 () Int (ite (and t1 t2) 3 (ite t4 2 (ite t5 1 |r.4@0|))))
; runtime: phase(r)
(define-fun |r.4@1| () Int (ite t3 t6 |r.4@0|))
; contract: once refused(request: r)
(define-fun |r.2@1| () Bool (or |r.2@0| t4))
; runtime: previously phase(r) = rejected
(define-fun |r.9@1| () Bool (ite t3 (= 2 t6) |r.9@0|))
; contract: once admitted(request: r)
(define-fun |r.1@1| () Bool (or |r.1@0| t5))
; runtime: previously phase(r) = running
(define-fun |r.7@1| () Bool (ite t3 (= 1 t6) |r.7@0|))
(assert (! (not (and (or (not (= 2 |r.4@1|)) |r.2@1|) (or |r.2@1| (not |r.9@1|)) (or |r.1@1| (not |r.7@1|)) (or |r.1@1| (not (= 1 |r.4@1|))))) :named |goal|))

(check-sat)
