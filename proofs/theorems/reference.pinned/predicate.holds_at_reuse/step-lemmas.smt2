; reference.pinned: predicate.holds_at_reuse, query step-lemmas
; A reuse counts only while the leading prefix is as long as promised. (specs/resident_claim.rcl:133)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: previously stage(c) = broken
(declare-fun |r.15@0| () Bool)
; runtime: stage(c)
(declare-fun |r.6@0| () Int)
(define-fun t1 () Bool (not (<= |r.6@0| 2)))
(assert (! (or (not |r.15@0|) t1) :named |lemma 1|))

; a lemma
(assert (! (not (= 4 |r.6@0|)) :named |lemma 2|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.7@0| () Bool)
(assert (! (or (not |r.7@0|) (not (<= 2 |r.6@0|))) :named |lemma 3|))

; a lemma
; contract: required(c)
(declare-fun |r.1@0| () Int)
; runtime: promise(c)
(declare-fun |r.5@0| () Int)
(assert (! (not (<= 1 (+ |r.1@0| (* (- 1) |r.5@0|)))) :named |lemma 4|))

; a lemma
; contract: leading(c)
(declare-fun |r.0@0| () Int)
(assert (! (or (not (= 2 |r.6@0|)) (not (<= (+ |r.0@0| (* (- 1) |r.1@0|)) (- 1)))) :named |lemma 5|))

; a lemma
; runtime: previously stage(c) = moved
(declare-fun |r.11@0| () Bool)
(assert (! (or (not |r.11@0|) t1) :named |lemma 6|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.9@0| () Bool)
(assert (! (or (not |r.9@0|) (not (<= 1 |r.6@0|))) :named |lemma 7|))

; a lemma
; runtime: previously stage(c) = ended
(declare-fun |r.13@0| () Bool)
(assert (! (or (not |r.13@0|) t1) :named |lemma 8|))

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
(assert (! (and (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.fault.entry@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.6@0|) (< |r.6@0| 7) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 14)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t2 () Bool (= |i.kind@0| 2))
(define-fun t3 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t4 () Bool (and (= |i.kind@0| 5) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t5 () Int (ite t4 |i.entry_written.size@0| |r.5@0|))
(declare-fun |i.any1@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t2) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t3 t5 |i.any1@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(define-fun t6 () Bool (= |i.kind@0| 7))
(define-fun t7 () Bool (= |i.kind@0| 3))
(assert (! (and (not t6) (not (= |i.kind@0| 11)) (not (= |i.kind@0| 12)) (not t7) (not (= |i.kind@0| 13))) :named |guarantee nothing_moves|))

; guarantee quiet_faults_are_harmless, origin native, specs/reference_runtime.rcl:159
; A fault without a report hits a block beyond the promise, or an entry that is not in place.
; whenever fault(entry: c, position: p, report: false) requires p >= promise(c) or previously stage(c) = unheard or previously stage(c) = written or previously stage(c) = moved or previously stage(c) = ended or previously stage(c) = broken
(define-fun t8 () Bool (= |i.kind@0| 4))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t9 () Bool (= |k.c| |i.fault.entry@0|))
(declare-fun |i.any4@0| () Int)
(declare-fun |i.fault.position@0| () Int)
(declare-fun |i.any5@0| () Bool)
(declare-fun |i.any6@0| () Bool)
(declare-fun |i.any7@0| () Bool)
(declare-fun |i.any8@0| () Bool)
(declare-fun |i.any9@0| () Bool)
(define-fun t10 () Bool (or (not (and t8 (not |i.fault.report@0|))) (<= (ite (= |i.fault.entry@0| (- 1)) 0 (ite t9 t5 |i.any4@0|)) |i.fault.position@0|) (ite t9 |r.9@0| |i.any5@0|) (ite t9 |r.7@0| |i.any6@0|) (ite t9 |r.11@0| |i.any7@0|) (ite t9 |r.13@0| |i.any8@0|) (ite t9 |r.15@0| |i.any9@0|)))
(assert (! t10 :named |guarantee quiet_faults_are_harmless|))

; guarantee reads_are_in_place, origin native, specs/reference_runtime.rcl:192
; Only an entry that is in place is read.
; whenever read(entry: c) requires stage(c) = filled or stage(c) = back
(define-fun t11 () Bool (and t7 (= |k.c| |i.load_done.entry@0|)))
(define-fun t12 () Bool (and t2 t3))
(define-fun t13 () Int (ite (and t8 t9 |i.fault.report@0|) 6 (ite (and (= |i.kind@0| 6) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite t11 4 (ite (and t6 (= |k.c| |i.moved_out.entry@0|)) 3 (ite t12 2 (ite t4 1 |r.6@0|)))))))
(declare-fun |i.any10@0| () Int)
(define-fun t14 () Int (ite (= |i.read.entry@0| (- 1)) 0 (ite (= |k.c| |i.read.entry@0|) t13 |i.any10@0|)))
(assert (! (or (not (= |i.kind@0| 1)) (= 2 t14) (= 4 t14)) :named |guarantee reads_are_in_place|))

; what is to be impossible
(define-fun t15 () Bool (< |i.kind@0| 1000000))
; runtime: previously stage(c) = broken
(define-fun |r.15@1| () Bool (ite t15 (= 6 t13) |r.15@0|))
; runtime: stage(c)
(define-fun |r.6@1| () Int (ite t15 t13 |r.6@0|))
(define-fun t16 () Bool (not (<= |r.6@1| 2)))
; runtime: previously stage(c) = written
(define-fun |r.7@1| () Bool (ite t15 (= 1 t13) |r.7@0|))
; contract: required(c)
(define-fun |r.1@1| () Int (ite t4 |i.entry_written.size@0| |r.1@0|))
; runtime: promise(c)
(define-fun |r.5@1| () Int (ite t15 t5 |r.5@0|))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t17 () Int (ite t11 |i.load_done.run@0| (ite t12 |i.entry_filled.run@0| |r.0@0|)))
; contract: leading(c)
(define-fun |r.0@1| () Int (ite (and t8 t9) (ite (<= t17 |i.fault.position@0|) t17 |i.fault.position@0|) t17))
; runtime: previously stage(c) = moved
(define-fun |r.11@1| () Bool (ite t15 (= 3 t13) |r.11@0|))
; runtime: previously stage(c) = unheard
(define-fun |r.9@1| () Bool (ite t15 (= 0 t13) |r.9@0|))
; runtime: previously stage(c) = ended
(define-fun |r.13@1| () Bool (ite t15 (= 5 t13) |r.13@0|))
(define-fun t18 () Bool (and (or (not |r.15@1|) t16) (not (= 4 |r.6@1|)) (or (not |r.7@1|) (not (<= 2 |r.6@1|))) (not (<= 1 (+ |r.1@1| (* (- 1) |r.5@1|)))) (or (not (= 2 |r.6@1|)) (not (<= (+ |r.0@1| (* (- 1) |r.1@1|)) (- 1)))) (or (not |r.11@1|) t16) (or (not |r.9@1|) (not (<= 1 |r.6@1|))) (or (not |r.13@1|) t16)))
(assert (! (not t18) :named |goal|))

(check-sat)
