; reference.pinned: feasibility.budget, query step-lemmas
; Whenever blocks are promised or occupied, protected and active blocks together fit into the usable ones. (specs/resident_claim.rcl:243)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; a lemma
; runtime: pinned
(declare-fun |r.3@0| () Int)
; contract: protected
(declare-fun |r.0@0| () Int)
(define-fun t1 () Int (+ |r.3@0| (* (- 1) |r.0@0|)))
; runtime: live
(declare-fun |r.4@0| () Int)
; contract: active
(declare-fun |r.1@0| () Int)
(define-fun t2 () Int (* (- 1) |r.1@0|))
(assert (! (not (<= (+ (+ t1 |r.4@0|) t2) (- 1))) :named |lemma 1|))

; a lemma
; runtime: limit
(declare-fun |r.5@0| () Int)
; contract: usable
(declare-fun |r.2@0| () Int)
(assert (! (not (<= (+ (+ (+ (+ t1 (* (- 1) |r.5@0|)) |r.4@0|) |r.2@0|) t2) (- 1))) :named |lemma 2|))

; the step is one event, with fields of their types
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
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
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.request_ended.request@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 10)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee entries_fit, origin native, specs/reference_runtime.rcl:236
; An entry is written only while pinned and live blocks fit together.
; whenever entry_written() requires pinned + live <= limit
(define-fun t3 () Bool (= |i.kind@0| 1))
(define-fun t4 () Bool (= |i.kind@0| 2))
(define-fun t5 () Bool (= |i.kind@0| 4))
(define-fun t6 () Bool (= |i.kind@0| 5))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t7 () Int (ite t3 (+ |r.3@0| |i.entry_written.size@0|) |r.3@0|))
(declare-fun |i.entry_closed.size@0| () Int)
(define-fun t8 () Int (* (- 1) |i.entry_closed.size@0|))
(define-fun t9 () Int (ite t6 (+ t7 t8) t7))
(declare-fun |i.moved_out.blocks@0| () Int)
(define-fun t10 () Int (* (- 1) |i.moved_out.blocks@0|))
(define-fun t11 () Int (ite t5 (+ t9 t10) t9))
(declare-fun |i.load_done.run@0| () Int)
(define-fun t12 () Int (ite t4 (+ t11 |i.load_done.run@0|) t11))
(define-fun t13 () Bool (= |i.kind@0| 6))
(define-fun t14 () Bool (= |i.kind@0| 3))
(declare-fun |i.started.blocks@0| () Int)
(define-fun t15 () Int (ite t14 (+ |r.4@0| |i.started.blocks@0|) |r.4@0|))
(declare-fun |i.request_ended.blocks@0| () Int)
(define-fun t16 () Int (* (- 1) |i.request_ended.blocks@0|))
(define-fun t17 () Int (ite t13 (+ t15 t16) t15))
(define-fun t18 () Bool (= |i.kind@0| 7))
(declare-fun |i.resized.blocks@0| () Int)
(define-fun t19 () Int (ite t18 |i.resized.blocks@0| |r.5@0|))
(define-fun t20 () Bool (<= (+ t12 t17) t19))
(assert (! (or (not t3) t20) :named |guarantee entries_fit|))

; guarantee nothing_moves, origin native, specs/reference_runtime.rcl:232
; No entry leaves the GPU, so none is loaded.
; never moved_out() | load_planned() | load_started() | load_done() | load_broke()
(assert (! (and (not t5) (not (= |i.kind@0| 8)) (not (= |i.kind@0| 9)) (not t4) (not (= |i.kind@0| 10))) :named |guarantee nothing_moves|))

; guarantee requests_fit, origin native, specs/reference_runtime.rcl:240
; A request starts only while pinned and live blocks fit together.
; whenever started() requires pinned + live <= limit
(assert (! (or (not t14) t20) :named |guarantee requests_fit|))

; what is to be impossible
(define-fun t21 () Bool (< |i.kind@0| 1000000))
; runtime: pinned
(define-fun |r.3@1| () Int (ite t21 t12 |r.3@0|))
(define-fun t22 () Int (ite t3 (+ |r.0@0| |i.entry_written.size@0|) |r.0@0|))
(define-fun t23 () Int (ite t5 (+ t22 t10) t22))
(define-fun t24 () Int (ite t4 (+ t23 |i.load_done.run@0|) t23))
(define-fun t25 () Int (ite (and t6 (= 0 |i.entry_closed.why@0|)) (+ t24 t8) t24))
(define-fun t26 () Int (ite (and t6 (= 1 |i.entry_closed.why@0|)) (+ t25 t8) t25))
; contract: protected
(define-fun |r.0@1| () Int (ite (and t6 (= 2 |i.entry_closed.why@0|)) (+ t26 t8) t26))
(define-fun t27 () Int (+ |r.3@1| (* (- 1) |r.0@1|)))
; runtime: live
(define-fun |r.4@1| () Int (ite t21 t17 |r.4@0|))
(define-fun t28 () Int (ite t14 (+ |r.1@0| |i.started.blocks@0|) |r.1@0|))
; contract: active
(define-fun |r.1@1| () Int (ite t13 (+ t28 t16) t28))
(define-fun t29 () Int (* (- 1) |r.1@1|))
; runtime: limit
(define-fun |r.5@1| () Int (ite t21 t19 |r.5@0|))
; contract: usable
(define-fun |r.2@1| () Int (ite t18 |i.resized.blocks@0| |r.2@0|))
(assert (! (not (and (not (<= (+ (+ t27 |r.4@1|) t29) (- 1))) (not (<= (+ (+ (+ (+ t27 (* (- 1) |r.5@1|)) |r.4@1|) |r.2@1|) t29) (- 1))))) :named |goal|))

(check-sat)
