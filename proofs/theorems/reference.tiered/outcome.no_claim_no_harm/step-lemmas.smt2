; reference.tiered: outcome.no_claim_no_harm, query step-lemmas
; Harm is reported only for claims that were accepted and materialized. (specs/resident_claim.rcl:212)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: stage(c)
(declare-fun |r.3@0| () Int)
; contract: once materialized(claim: c)
(declare-fun |r.1@0| () Bool)
(assert (! (or (not (= 3 |r.3@0|)) |r.1@0|) :named |lemma 1|))

; a lemma
; runtime: previously stage(c) = filled
(declare-fun |r.14@0| () Bool)
(assert (! (or |r.1@0| (not |r.14@0|)) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.4@0| () Bool)
(define-fun t1 () Bool (not |r.4@0|))
(assert (! (or t1 (not (<= |r.3@0| 0))) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.8@0| () Bool)
(define-fun t2 () Bool (not |r.8@0|))
(assert (! (or t2 (not (<= |r.3@0| 2))) :named |lemma 4|))

; a lemma
(assert (! (or t1 (not (<= 2 |r.3@0|))) :named |lemma 5|))

; a lemma
(assert (! (or |r.1@0| (not (= 2 |r.3@0|))) :named |lemma 6|))

; a lemma
; contract: once accepted(claim: c)
(declare-fun |r.0@0| () Bool)
(assert (! (or |r.0@0| (not (= 1 |r.3@0|))) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.16@0| () Bool)
(assert (! (or (not |r.16@0|) |r.1@0|) :named |lemma 8|))

; a lemma
(assert (! (or |r.0@0| (not |r.1@0|)) :named |lemma 9|))

; a lemma
(assert (! (or t2 (not (<= 4 |r.3@0|))) :named |lemma 10|))

; a lemma
(assert (! (or (not (= |r.3@0| 4)) |r.1@0|) :named |lemma 11|))

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
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |r.3@0|) (< |r.3@0| 7) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(define-fun t3 () Bool (= |i.kind@0| 3))
(define-fun t4 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any2@0| () Bool)
(assert (! (or (not t3) (ite t4 |r.4@0| |i.any2@0|)) :named |guarantee filled_from_written|))

; guarantee reports_are_earned, origin native, specs/reference_runtime.rcl:165
; A fault is reported only for an entry that is in place.
; whenever fault(entry: c, report: true) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t5 () Bool (= |i.kind@0| 1))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t6 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any10@0| () Bool)
(declare-fun |i.any11@0| () Bool)
(assert (! (or (not (and t5 |i.fault.report@0|)) (ite t6 |r.14@0| |i.any10@0|) (ite t6 |r.16@0| |i.any11@0|)) :named |guarantee reports_are_earned|))

; guarantee done_while_away, origin native, specs/reference_runtime.rcl:301
; A job is done only while its entry is away.
; whenever load_done(entry: c) requires previously stage(c) = moved
(define-fun t7 () Bool (= |i.kind@0| 5))
(define-fun t8 () Bool (= |k.c| |i.load_done.entry@0|))
(declare-fun |i.any19@0| () Bool)
(assert (! (or (not t7) (ite t8 |r.8@0| |i.any19@0|)) :named |guarantee done_while_away|))

; guarantee moved_from_its_place, origin native, specs/reference_runtime.rcl:271
; Only an entry that is in place is moved out.
; whenever moved_out(entry: c) requires previously stage(c) = filled or previously stage(c) = back
(define-fun t9 () Bool (= |i.kind@0| 4))
(define-fun t10 () Bool (= |k.c| |i.moved_out.entry@0|))
(declare-fun |i.any20@0| () Bool)
(declare-fun |i.any21@0| () Bool)
(assert (! (or (not t9) (ite t10 |r.14@0| |i.any20@0|) (ite t10 |r.16@0| |i.any21@0|)) :named |guarantee moved_from_its_place|))

; what is to be impossible
(define-fun t11 () Bool (< |i.kind@0| 1000000))
(define-fun t12 () Bool (and t3 t4))
(define-fun t13 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.entry_written.entry@0|)))
(define-fun t14 () Int (ite (and t5 t6 |i.fault.report@0|) 6 (ite (and (= |i.kind@0| 6) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite (and t7 t8) 4 (ite (and t9 t10) 3 (ite t12 2 (ite t13 1 |r.3@0|)))))))
; runtime: stage(c)
(define-fun |r.3@1| () Int (ite t11 t14 |r.3@0|))
; contract: once materialized(claim: c)
(define-fun |r.1@1| () Bool (or |r.1@0| t12))
; runtime: previously stage(c) = filled
(define-fun |r.14@1| () Bool (ite t11 (= 2 t14) |r.14@0|))
; runtime: previously stage(c) = written
(define-fun |r.4@1| () Bool (ite t11 (= 1 t14) |r.4@0|))
(define-fun t15 () Bool (not |r.4@1|))
; runtime: previously stage(c) = moved
(define-fun |r.8@1| () Bool (ite t11 (= 3 t14) |r.8@0|))
(define-fun t16 () Bool (not |r.8@1|))
; contract: once accepted(claim: c)
(define-fun |r.0@1| () Bool (or |r.0@0| t13))
; runtime: previously stage(c) = back
(define-fun |r.16@1| () Bool (ite t11 (= 4 t14) |r.16@0|))
(define-fun t17 () Bool (and (or (not (= 3 |r.3@1|)) |r.1@1|) (or |r.1@1| (not |r.14@1|)) (or t15 (not (<= |r.3@1| 0))) (or t16 (not (<= |r.3@1| 2))) (or t15 (not (<= 2 |r.3@1|))) (or |r.1@1| (not (= 2 |r.3@1|))) (or |r.0@1| (not (= 1 |r.3@1|))) (or (not |r.16@1|) |r.1@1|) (or |r.0@1| (not |r.1@1|)) (or t16 (not (<= 4 |r.3@1|))) (or (not (= |r.3@1| 4)) |r.1@1|)))
(assert (! (not t17) :named |goal|))

(check-sat)
