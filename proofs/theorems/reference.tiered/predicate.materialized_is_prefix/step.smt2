; reference.tiered: predicate.materialized_is_prefix, query step
; Materialized means as many leading blocks in a row as were promised. (specs/resident_claim.rcl:127)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: promise(c)
(declare-fun |r.1@0| () Int)
; contract: required(c)
(declare-fun |r.0@0| () Int)
(assert (! (not (<= (+ |r.1@0| (* (- 1) |r.0@0|)) (- 1))) :named |lemma 1|))

; the step is one event, with fields of their types
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
; runtime: stage(c)
(declare-fun |r.2@0| () Int)
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
(assert (! (and (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.2@0|) (< |r.2@0| 7) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 7)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee filled_to_its_size, origin native, specs/reference_runtime.rcl:138
; An entry counts as filled only with as many blocks in a row as it promises.
; whenever entry_filled(entry: c, run: n) requires n >= promise(c)
(define-fun t1 () Bool (= |i.kind@0| 1))
(define-fun t2 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t3 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.entry_written.entry@0|)))
(declare-fun |i.entry_written.size@0| () Int)
(declare-fun |i.any1@0| () Int)
(declare-fun |i.entry_filled.run@0| () Int)
(assert (! (or (not t1) (<= (ite (= |i.entry_filled.entry@0| (- 1)) 0 (ite t2 (ite t3 |i.entry_written.size@0| |r.1@0|) |i.any1@0|)) |i.entry_filled.run@0|)) :named |guarantee filled_to_its_size|))

; what is to be impossible
; n
(declare-fun |k.n| () Int)
(assert (! (and t1 t2 (= |k.n| |i.entry_filled.run@0|) (not (<= (ite t3 |i.entry_written.size@0| |r.0@0|) |k.n|))) :named |goal|))

(check-sat)
