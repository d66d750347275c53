; reference.tiered: lifecycle.offloaded_after_materialized, query step-lemmas
; Only materialized state is offloaded. (specs/resident_claim.rcl:147)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; contract: once materialized(claim: c)
(declare-fun |r.0@0| () Bool)
; runtime: stage(c)
(declare-fun |r.2@0| () Int)
(assert (! (or |r.0@0| (not (= 3 |r.2@0|))) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.5@0| () Bool)
(assert (! (or |r.0@0| (not |r.5@0|)) :named |lemma 2|))

; a lemma
(assert (! (or |r.0@0| (not (= 2 |r.2@0|))) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.11@0| () Bool)
(define-fun t1 () Bool (not |r.11@0|))
(assert (! (or t1 (not (<= |r.2@0| 2))) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.7@0| () Bool)
(assert (! (or |r.0@0| (not |r.7@0|)) :named |lemma 5|))

; a lemma
(assert (! (or t1 (not (<= 4 |r.2@0|))) :named |lemma 6|))

; a lemma
(assert (! (or |r.0@0| (not (= 4 |r.2@0|))) :named |lemma 7|))

; the step is one event, with fields of their types
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
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
(assert (! (and (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.2@0|) (< |r.2@0| 7) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee moved_from_its_place, origin native, specs/reference_runtime.rcl:271
; Only an entry that is in place is moved out.
; whenever moved_out(entry: c) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t2 () Bool (= |i.kind@0| 1))
(define-fun t3 () Bool (= |k.c| |i.moved_out.entry@0|))
(declare-fun |i.any3@0| () Bool)
(declare-fun |i.any4@0| () Bool)
(assert (! (or (not t2) (ite t3 |r.5@0| |i.any3@0|) (ite t3 |r.7@0| |i.any4@0|)) :named |guarantee moved_from_its_place|))

; guarantee done_while_away, origin native, specs/reference_runtime.rcl:301
; A job is done only while its entry is away.
; whenever load_done(entry: c) requires previously stage(c) = moved
(define-fun t4 () Bool (= |i.kind@0| 4))
(define-fun t5 () Bool (= |k.c| |i.load_done.entry@0|))
(declare-fun |i.any13@0| () Bool)
(assert (! (or (not t4) (ite t5 |r.11@0| |i.any13@0|)) :named |guarantee done_while_away|))

; what is to be impossible
(define-fun t6 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.entry_filled.entry@0|)))
; contract: once materialized(claim: c)
(define-fun |r.0@1| () Bool (or |r.0@0| t6))
(define-fun t7 () Bool (< |i.kind@0| 1000000))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t8 () Int (ite (and (= |i.kind@0| 5) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite (and t4 t5) 4 (ite (and t2 t3) 3 (ite t6 2 (ite (and (= |i.kind@0| 3) (= |k.c| |i.entry_written.entry@0|)) 1 |r.2@0|))))))
(define-fun t9 () Int (ite (and (= |i.kind@0| 6) (= |k.c| |i.fault.entry@0|) |i.fault.report@0|) 6 t8))
; runtime: stage(c)
(define-fun |r.2@1| () Int (ite t7 t9 |r.2@0|))
; runtime: previously stage(c) = filled
(define-fun |r.5@1| () Bool (ite t7 (= 2 t9) |r.5@0|))
; runtime: previously stage(c) = moved
(define-fun |r.11@1| () Bool (ite t7 (= 3 t9) |r.11@0|))
(define-fun t10 () Bool (not |r.11@1|))
; runtime: previously stage(c) = back
(define-fun |r.7@1| () Bool (ite t7 (= 4 t9) |r.7@0|))
(define-fun t11 () Bool (and (or |r.0@1| (not (= 3 |r.2@1|))) (or |r.0@1| (not |r.5@1|)) (or |r.0@1| (not (= 2 |r.2@1|))) (or t10 (not (<= |r.2@1| 2))) (or |r.0@1| (not |r.7@1|)) (or t10 (not (<= 4 |r.2@1|))) (or |r.0@1| (not (= 4 |r.2@1|)))))
(assert (! (not t11) :named |goal|))

(check-sat)
