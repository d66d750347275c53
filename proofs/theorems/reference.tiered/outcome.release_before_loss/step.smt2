; reference.tiered: outcome.release_before_loss, query step
; A claim is released while its predicate still holds, never as an excuse afterwards. (specs/resident_claim.rcl:225)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: previously stage(c) = back
(declare-fun |r.8@0| () Bool)
; contract: leading(c)
(declare-fun |r.1@0| () Int)
; contract: required(c)
(declare-fun |r.2@0| () Int)
(define-fun t1 () Int (* (- 1) |r.2@0|))
(define-fun t2 () Bool (not (<= (+ |r.1@0| t1) (- 1))))
(assert (! (or (not |r.8@0|) t2) :named |lemma 1|))

; a lemma
; runtime: promise(c)
(declare-fun |r.12@0| () Int)
(assert (! (not (<= (+ |r.12@0| t1) (- 1))) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.15@0| () Bool)
; runtime: stage(c)
(declare-fun |r.5@0| () Int)
(define-fun t3 () Bool (not (<= 2 |r.5@0|)))
(assert (! (or (not |r.15@0|) t3) :named |lemma 3|))

; a lemma
; contract: once materialized(claim: c)
(declare-fun |r.0@0| () Bool)
(define-fun t4 () Bool (not |r.0@0|))
; runtime: previously stage(c) = filled
(declare-fun |r.6@0| () Bool)
(assert (! (or t4 (not |r.6@0|) t2) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.10@0| () Bool)
(define-fun t5 () Bool (not |r.10@0|))
(define-fun t6 () Bool (not (<= |r.5@0| 4)))
(assert (! (or t5 t6) :named |lemma 5|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.17@0| () Bool)
(assert (! (or (not |r.17@0|) t3) :named |lemma 6|))

; a lemma
(assert (! (or t4 (not (= 2 |r.5@0|)) t2) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.13@0| () Bool)
(define-fun t7 () Bool (not |r.13@0|))
(assert (! (or t7 (not (<= |r.5@0| 2))) :named |lemma 8|))

; a lemma
; runtime: previously stage(c) = ended
(declare-fun |r.19@0| () Bool)
(assert (! (or (not |r.19@0|) t6) :named |lemma 9|))

; a lemma
; contract: once harmed(claim: c)
(declare-fun |r.4@0| () Bool)
(assert (! (or |r.4@0| (not (<= 6 |r.5@0|)) t4) :named |lemma 10|))

; a lemma
(assert (! (or |r.4@0| t4 t5) :named |lemma 11|))

; a lemma
(assert (! (or t7 (not (<= 4 |r.5@0|))) :named |lemma 12|))

; a lemma
(assert (! (or (not (= 4 |r.5@0|)) t2) :named |lemma 13|))

; the step is one event, with fields of their types
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |r.5@0|) (< |r.5@0| 7) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee closed_while_it_counts, origin native, specs/reference_runtime.rcl:142
; Only an entry that is in place, or whose loss was reported, is closed.
; whenever entry_closed(entry: c) requires previously stage(c) = filled or previously stage(c) = back or previously stage(c) = broken
(define-fun t8 () Bool (= |i.kind@0| 1))
(define-fun t9 () Bool (= |k.c| |i.entry_closed.entry@0|))
(declare-fun |i.any0@0| () Bool)
(declare-fun |i.any1@0| () Bool)
(declare-fun |i.any2@0| () Bool)
(assert (! (or (not t8) (ite t9 |r.6@0| |i.any0@0|) (ite t9 |r.8@0| |i.any1@0|) (ite t9 |r.10@0| |i.any2@0|)) :named |guarantee closed_while_it_counts|))

; guarantee done_in_full, origin native, specs/reference_runtime.rcl:305
; A job is done only when it has brought all that the entry promises.
; whenever load_done(entry: c, run: n) requires n = promise(c)
(define-fun t10 () Bool (= |i.kind@0| 3))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t11 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t12 () Bool (and (= |i.kind@0| 5) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t13 () Int (ite t12 |i.entry_written.size@0| |r.12@0|))
(declare-fun |i.any6@0| () Int)
(assert (! (or (not t10) (= |i.load_done.run@0| (ite (= |i.load_done.entry@0| (- 1)) 0 (ite t11 t13 |i.any6@0|)))) :named |guarantee done_in_full|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t14 () Bool (= |i.kind@0| 2))
(define-fun t15 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any9@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t14) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t15 t13 |i.any9@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t16 () Bool (= |i.kind@0| 4))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t17 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any15@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any16@0| () Bool)
(declare-fun |i.any17@0| () Bool)
(declare-fun |i.any18@0| () Bool)
(declare-fun |i.any19@0| () Bool)
(declare-fun |i.any20@0| () Bool)
(define-fun t18 () Bool (or (not (and t16 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t17 t13 |i.any15@0|)) |i.fault.position@0|) (ite t17 |r.17@0| |i.any16@0|) (ite t17 |r.15@0| |i.any17@0|) (ite t17 |r.13@0| |i.any18@0|) (ite t17 |r.19@0| |i.any19@0|) (ite t17 |r.10@0| |i.any20@0|)))
(assert (! t18 :named |guarantee quiet_faults_are_harmless|))

; what is to be impossible
(define-fun t19 () Bool (and t14 t15))
(define-fun t20 () Int (ite (and t10 t11) |i.load_done.run@0| (ite t19 |i.entry_filled.run@0| |r.1@0|)))
; contract: once offloaded(claim: c)
(declare-fun |r.3@0| () Bool)
(define-fun t21 () Bool (or (<= (ite t12 |i.entry_written.size@0| |r.2@0|) (ite (and t16 t17) (ite (<= t20 |i.fault.position@0|) t20 |i.fault.position@0|) t20)) |r.3@0| (and (= |i.kind@0| 6) (= |k.c| |i.moved_out.entry@0|)) |r.4@0| (and t16 |i.fault.report@0| t17)))
(assert (! (and (or (and t8 (= 0 |i.entry_closed.why@0|) t9) (and t8 (= |i.entry_closed.why@0| 1) t9) (and t8 (= |i.entry_closed.why@0| 2) t9)) (or |r.0@0| t19) (not t21)) :named |goal|))

(check-sat)
