; reference.tiered: lifecycle.restored_before_reuse, query step
; After an offload, reuse waits for a restoration of the same claim. (specs/resident_claim.rcl:159)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
(assert (! (<= 0 |k.c|) :named |constants|))

; a lemma
; runtime: previously stage(c) = written
(declare-fun |r.12@0| () Bool)
; runtime: stage(c)
(declare-fun |r.3@0| () Int)
(assert (! (or (not |r.12@0|) (not (<= 2 |r.3@0|))) :named |lemma 1|))

; a lemma
; contract: not offloaded(claim: c) since restored(claim: c)
(declare-fun |r.1@0| () Bool)
(assert (! (or |r.1@0| (not (= 4 |r.3@0|))) :named |lemma 2|))

; a lemma
; contract: once offloaded(claim: c)
(declare-fun |r.0@0| () Bool)
(define-fun t1 () Bool (not |r.0@0|))
(assert (! (or t1 (not (<= |r.3@0| 2))) :named |lemma 3|))

; a lemma
; runtime: previously stage(c) = unheard
(declare-fun |r.14@0| () Bool)
(assert (! (or t1 (not |r.14@0|)) :named |lemma 4|))

; the step is one event, with fields of their types
(declare-fun |i.read.request@0| () Int)
(declare-fun |i.read.entry@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.entry_written.entry@0| () Int)
(declare-fun |i.entry_written.object@0| () Int)
(declare-fun |i.entry_written.cache@0| () Int)
(declare-fun |i.entry_written.tokens@0| () Int)
(declare-fun |i.entry_filled.entry@0| () Int)
(declare-fun |i.entry_filled.object@0| () Int)
(declare-fun |i.entry_filled.cache@0| () Int)
(declare-fun |i.entry_filled.tokens@0| () Int)
(declare-fun |i.entry_closed.entry@0| () Int)
(declare-fun |i.entry_closed.object@0| () Int)
(declare-fun |i.entry_closed.why@0| () Int)
(declare-fun |i.fault.entry@0| () Int)
(declare-fun |i.timer_ran_out.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.entry_written.entry@0|) (<= 0 |i.entry_written.object@0|) (<= 0 |i.entry_written.cache@0|) (<= 0 |i.entry_written.tokens@0|) (<= 0 |r.3@0|) (< |r.3@0| 7) (<= 0 |i.entry_filled.entry@0|) (<= 0 |i.entry_filled.object@0|) (<= 0 |i.entry_filled.cache@0|) (<= 0 |i.entry_filled.tokens@0|) (<= 0 |i.entry_closed.entry@0|) (<= 0 |i.entry_closed.object@0|) (<= 0 |i.entry_closed.why@0|) (< |i.entry_closed.why@0| 3) (<= 0 |i.fault.entry@0|) (<= 0 |i.timer_ran_out.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 8)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee reads_are_in_place, origin native, specs/reference_runtime.rcl:192
; Only an entry that is in place is read.
; whenever read(entry: c) requires stage(c) = filled or stage(c) = back
(define-fun t2 () Bool (= |i.kind@0| 1))
(define-fun t3 () Bool (= |k.c| |i.read.entry@0|))
(declare-fun |i.fault.report@0| () Bool)
(define-fun t4 () Bool (and (= |i.kind@0| 3) (= |k.c| |i.load_done.entry@0|)))
(define-fun t5 () Bool (and (= |i.kind@0| 2) (= |k.c| |i.moved_out.entry@0|)))
(define-fun t6 () Bool (= |i.kind@0| 5))
(define-fun t7 () Bool (= |k.c| |i.entry_filled.entry@0|))
(define-fun t8 () Bool (= |i.kind@0| 4))
(define-fun t9 () Bool (= |k.c| |i.entry_written.entry@0|))
(define-fun t10 () Int (ite (and (= |i.kind@0| 7) (= |k.c| |i.fault.entry@0|) |i.fault.report@0|) 6 (ite (and (= |i.kind@0| 6) (= |k.c| |i.entry_closed.entry@0|)) 5 (ite t4 4 (ite t5 3 (ite (and t6 t7) 2 (ite (and t8 t9) 1 |r.3@0|)))))))
(declare-fun |i.any6@0| () Int)
(define-fun t11 () Int (ite (= |i.read.entry@0| (- 1)) 0 (ite t3 t10 |i.any6@0|)))
(assert (! (or (not t2) (= 2 t11) (= 4 t11)) :named |guarantee reads_are_in_place|))

; guarantee filled_from_written, origin native, specs/reference_runtime.rcl:125
; Only a written entry is filled.
; whenever entry_filled(entry: c) requires previously stage(c) = written
(declare-fun |i.any15@0| () Bool)
(assert (! (or (not t6) (ite t7 |r.12@0| |i.any15@0|)) :named |guarantee filled_from_written|))

; guarantee names_are_fresh, origin native, specs/reference_runtime.rcl:121
; An entry is written only under a name that the ledger has not heard of.
; whenever entry_written(entry: c) requires previously stage(c) = unheard
(declare-fun |i.any16@0| () Bool)
(assert (! (or (not t8) (ite t9 |r.14@0| |i.any16@0|)) :named |guarantee names_are_fresh|))

; what is to be impossible
(assert (! (and t2 t3 (or |r.0@0| t5) (not (or t4 (and (not t5) |r.1@0|)))) :named |goal|))

(check-sat)
