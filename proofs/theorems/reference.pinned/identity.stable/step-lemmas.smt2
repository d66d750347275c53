; reference.pinned: identity.stable, query step-lemmas
; What is materialized for a claim is what was accepted: object, cache, token map and predicate. (specs/resident_claim.rcl:118)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; o
(declare-fun |k.o| () Int)
; k
(declare-fun |k.k| () Int)
; t
(declare-fun |k.t| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.o|) (<= 0 |k.k|) (<= 0 |k.t|)) :named |constants|))

; a lemma
; runtime: once entry_written(entry: c, object: o, cache: k, tokens: t)
(declare-fun |r.7@0| () Bool)
(define-fun t1 () Bool (not |r.7@0|))
; runtime: stage(c)
(declare-fun |r.9@0| () Int)
(assert (! (or t1 (not (<= |r.9@0| 0))) :named |lemma 1|))

; a lemma
; runtime: promise(c)
(declare-fun |r.8@0| () Int)
; contract: required(c)
(declare-fun |r.3@0| () Int)
(define-fun t2 () Int (+ |r.8@0| (* (- 1) |r.3@0|)))
(assert (! (or t1 (not (<= t2 (- 1)))) :named |lemma 2|))

; a lemma
(assert (! (not (<= 1 t2)) :named |lemma 3|))

; a lemma
; contract: tokens(c)
(declare-fun |r.2@0| () Int)
(define-fun t3 () Int (+ |k.t| (* (- 1) |r.2@0|)))
(assert (! (or t1 (not (<= t3 (- 1)))) :named |lemma 4|))

; a lemma
(assert (! (or t1 (not (<= 1 t3))) :named |lemma 5|))

; a lemma
; contract: cache(c)
(declare-fun |r.1@0| () Int)
(define-fun t4 () Int (+ |k.k| (* (- 1) |r.1@0|)))
(assert (! (or t1 (not (<= t4 (- 1)))) :named |lemma 6|))

; a lemma
(assert (! (or t1 (not (<= 1 t4))) :named |lemma 7|))

; a lemma
; contract: object(c)
(declare-fun |r.0@0| () Int)
(define-fun t5 () Int (+ |r.0@0| (* (- 1) |k.o|)))
(assert (! (or t1 (not (<= 1 t5))) :named |lemma 8|))

; a lemma
(assert (! (or t1 (not (<= t5 (- 1)))) :named |lemma 9|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.12@0| () Bool)
(assert (! (or t1 (not |r.12@0|)) :named |lemma 10|))

; the step is one event, with fields of their types
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
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
(assert (! (and (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= (- 1) |r.0@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= (- 1) |r.1@0|) (<= (- 1) |r.2@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.started.request@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.9@0|) (< |r.9@0| 7) (<= 0 |i.fault.entry@0|) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_broke.job@0|) (<= 0 |i.load_broke.entry@0|) (<= 0 |i.load_broke.request@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 13)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_as_written, origin native, specs/reference_runtime.rcl:129
; An entry is filled with the object, cache and token map that it was written with.
; whenever entry_filled(entry: c, object: o, cache: k, tokens: t) requires once entry_written(entry: c, object: o, cache: k, tokens: t)
(define-fun t6 () Bool (= |i.kind@0| 1))
(define-fun t7 () Bool (not t6))
(define-fun t8 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t9 () Bool (= |i.kind@0| 2))
(define-fun t10 () Bool (= |k.c| |i.entry_written.entry@0|))
(define-fun t11 () Bool (or |r.7@0| (and t9 t10 (= |k.o| |i.entry_written.object@0|) (= |k.k| |i.entry_written.cache@0|) (= |k.t| |i.entry_written.tokens@0|))))
(declare-fun |i.any0@0| () Bool)
(assert (! (or t7 (ite (and t8 (= |k.k| |i.entry_filled.cache@0|) (= |k.o| |i.entry_filled.object@0|) (= |k.t| |i.entry_filled.tokens@0|)) t11 |i.any0@0|)) :named |guarantee filled_as_written|))

; guarantee filled_for_its_size, origin native, specs/reference_runtime.rcl:134
; An entry is filled for as many blocks as it promises.
; whenever entry_filled(entry: c, size: n) requires n = promise(c)
(declare-fun |i.entry_filled.size@0| () Int)
(define-fun t12 () Bool (and t9 t10))
(declare-fun |i.entry_written.size@0| () Int)
(define-fun t13 () Int (ite t12 |i.entry_written.size@0| |r.8@0|))
(declare-fun |i.any1@0| () Int)
(assert (! (or t7 (= |i.entry_filled.size@0| (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t8 t13 |i.any1@0|)))) :named |guarantee filled_for_its_size|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(declare-fun |i.any3@0| () Bool)
(assert (! (or (not t9) (ite t10 |r.12@0| |i.any3@0|)) :named |guarantee names_are_fresh|))

; what is to be impossible
(define-fun t14 () Bool (< |i.kind@0| 1000000))
; runtime: once entry_written(entry: c, object: o, cache: k, tokens: t)
(define-fun |r.7@1| () Bool (ite t14 t11 |r.7@0|))
(define-fun t15 () Bool (not |r.7@1|))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t16 () Int (ite (and (= |i.kind@0| 5) (= |k.c| |i.load_done.entry@0|)) 4 (ite (and (= |i.kind@0| 4) (= |k.c| |i.moved_out.entry@0|)) 3 (ite (and t6 t8) 2 (ite t12 1 |r.9@0|)))))
(define-fun t17 () Int (ite (and (= |i.kind@0| 9) (= |k.c| |i.fault.entry@0|) |i.fault.report@0|) 6 (ite (and (= |i.kind@0| 3) (= |k.c| |i.entry_closed.entry@0|)) 5 t16)))
; runtime: stage(c)
(define-fun |r.9@1| () Int (ite t14 t17 |r.9@0|))
; runtime: promise(c)
(define-fun |r.8@1| () Int (ite t14 t13 |r.8@0|))
; contract: required(c)
(define-fun |r.3@1| () Int (ite t12 |i.entry_written.size@0| |r.3@0|))
(define-fun t18 () Int (+ |r.8@1| (* (- 1) |r.3@1|)))
; contract: tokens(c)
(define-fun |r.2@1| () Int (ite t12 |i.entry_written.tokens@0| |r.2@0|))
(define-fun t19 () Int (+ |k.t| (* (- 1) |r.2@1|)))
; contract: cache(c)
(define-fun |r.1@1| () Int (ite t12 |i.entry_written.cache@0| |r.1@0|))
(define-fun t20 () Int (+ |k.k| (* (- 1) |r.1@1|)))
; contract: object(c)
(define-fun |r.0@1| () Int (ite t12 |i.entry_written.object@0| |r.0@0|))
(define-fun t21 () Int (+ |r.0@1| (* (- 1) |k.o|)))
; runtime: previously stage(c) = unheard
(define-fun |r.12@1| () Bool (ite t14 (= 0 t17) |r.12@0|))
(define-fun t22 () Bool (and (or t15 (not (<= |r.9@1| 0))) (or t15 (not (<= t18 (- 1)))) (not (<= 1 t18)) (or t15 (not (<= t19 (- 1)))) (or t15 (not (<= 1 t19))) (or t15 (not (<= t20 (- 1)))) (or t15 (not (<= 1 t20))) (or t15 (not (<= 1 t21))) (or t15 (not (<= t21 (- 1)))) (or t15 (not |r.12@1|))))
(assert (! (not t22) :named |goal|))

(check-sat)
