; reference.tiered: predicate.holds_at_reuse, query step
; A reuse counts only while the leading prefix is as long as promised. (specs/resident_claim.rcl:133)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.4@0| () Bool)
(define-fun t1 () Bool (not |r.4@0|))
; runtime: stage(c)
(declare-fun |r.3@0| () Int)
(assert (! (or t1 (not (<= 4 |r.3@0|))) :named |lemma 1|))

; a lemma
; contract: required(c)
(declare-fun |r.1@0| () Int)
; runtime: promise(c)
(declare-fun |r.2@0| () Int)
(assert (! (not (<= 1 (+ |r.1@0| (* (- 1) |r.2@0|)))) :named |lemma 2|))

; a lemma
; contract: leading(c)
(declare-fun |r.0@0| () Int)
(define-fun t2 () Bool (not (<= (+ |r.0@0| (* (- 1) |r.1@0|)) (- 1))))
(assert (! (or (not (= 2 |r.3@0|)) t2) :named |lemma 3|))

; a lemma
(assert (! (or (not (= 4 |r.3@0|)) t2) :named |lemma 4|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.8@0| () Bool)
(define-fun t3 () Bool (not (<= 2 |r.3@0|)))
(assert (! (or (not |r.8@0|) t3) :named |lemma 5|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.6@0| () Bool)
(assert (! (or (not |r.6@0|) t3) :named |lemma 6|))

; a lemma
(assert (! (or t1 (not (<= |r.3@0| 2))) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = ended
(declare-fun |r.10@0| () Bool)
(define-fun t4 () Bool (not (<= |r.3@0| 4)))
(assert (! (or (not |r.10@0|) t4) :named |lemma 8|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.12@0| () Bool)
(assert (! (or (not |r.12@0|) t4) :named |lemma 9|))

; the step is one event, with fields of their types
(declare-fun |i.read.request@0| () Int)
(declare-fun |i.read.entry@0| () Int)
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
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.3@0|) (< |r.3@0| 7) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 8)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee done_in_full, origin native, specs/reference_runtime.rcl:305
; A job is done only when it has brought all that the entry promises.
; whenever load_done(entry: c, run: n) requires n = promise(c)
(define-fun t5 () Bool (= |i.kind@0| 3))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t6 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t7 () Bool (and (= |i.kind@0| 5) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t8 () Int (ite t7 |i.entry_written.size@0| |r.2@0|))
(declare-fun |i.any1@0| () Int)
(assert (! (or (not t5) (= |i.load_done.run@0| (ite (= |i.load_done.entry@0| (- 1)) 0 (ite t6 t8 |i.any1@0|)))) :named |guarantee done_in_full|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t9 () Bool (= |i.kind@0| 2))
(define-fun t10 () Bool (= |k.c| |i.entry_filled.entry@0|))
(declare-fun |i.any4@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t9) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t10 t8 |i.any4@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t11 () Bool (= |i.kind@0| 4))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t12 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any7@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(declare-fun |i.any10@0| () Bool)
(declare-fun |i.any11@0| () Bool)
(declare-fun |i.any12@0| () Bool)
(define-fun t13 () Bool (or (not (and t11 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t12 t8 |i.any7@0|)) |i.fault.position@0|) (ite t12 |r.8@0| |i.any8@0|) (ite t12 |r.6@0| |i.any9@0|) (ite t12 |r.4@0| |i.any10@0|) (ite t12 |r.10@0| |i.any11@0|) (ite t12 |r.12@0| |i.any12@0|)))
(assert (! t13 :named |guarantee quiet_faults_are_harmless|))

; guarantee reads_are_in_place, origin native, specs/reference_runtime.rcl:192
; Only an entry that is in place is read.
; whenever read(entry: c) requires stage(c) = filled or stage(c) = back
(define-fun t14 () Bool (= |i.kind@0| 1))
(define-fun t15 () Bool (= |k.c| |i.read.entry@0|))
(define-fun t16 () Bool (and t5 t6))
(define-fun t17 () Bool (and t9 t10))
(define-fun t18 () Int (ite (and (= |i.kind@0| 7) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite t16 4 (ite (and (= |i.kind@0| 6) (= |k.c| |i.moved_out.entry@0|)) 3 (ite t17 2 (ite t7 1 |r.3@0|))))))
(declare-fun |i.any13@0| () Int)
(define-fun t19 () Int (ite (= |i.read.entry@0| (- 1)) 0 (ite t15 (ite (and t11 t12 |i.fault.report@0|) 6 t18) |i.any13@0|)))
(assert (! (or (not t14) (= 2 t19) (= 4 t19)) :named |guarantee reads_are_in_place|))

; what is to be impossible
(define-fun t20 () Int (ite t16 |i.load_done.run@0| (ite t17 |i.entry_filled.run@0| |r.0@0|)))
(assert (! (and t14 t15 (not (<= (ite t7 |i.entry_written.size@0| |r.1@0|) (ite (and t11 t12) (ite (<= t20 |i.fault.position@0|) t20 |i.fault.position@0|) t20)))) :named |goal|))

(check-sat)
