; reference.tiered: outcome.outcome_before_end, query step-lemmas
; A refusal or deferral comes before the request's end. (specs/resident_claim.rcl:198)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; r
(declare-fun |k.r| () Int)
(assert (! (<= 0 |k.r|) :named |constants|))

; a lemma
; contract: once finished(request: r)
(declare-fun |r.0@0| () Bool)
(define-fun t1 () Bool (not |r.0@0|))
; runtime: previously phase(r) = fresh
(declare-fun |r.11@0| () Bool)
(assert (! (or t1 (not |r.11@0|)) :named |lemma 1|))

; a lemma
; runtime: previously phase(r) = gone
(declare-fun |r.4@0| () Bool)
; contract: previously once finished(request: r)
(declare-fun |r.1@0| () Bool)
(assert (! (or |r.4@0| (not |r.1@0|)) :named |lemma 2|))

; a lemma
(assert (! (or |r.4@0| t1) :named |lemma 3|))

; a lemma
; runtime: phase(r)
(declare-fun |r.3@0| () Int)
(assert (! (or t1 (not (<= |r.3@0| 2))) :named |lemma 4|))

; the step is one event, with fields of their types
(declare-fun |i.turned_away.request@0| () Int)
(declare-fun |i.turned_away.entry@0| () Int)
(declare-fun |i.put_off.request@0| () Int)
(declare-fun |i.put_off.entry@0| () Int)
(declare-fun |i.request_ended.request@0| () Int)
(declare-fun |i.started.request@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.turned_away.request@0|) (<= 0 |i.turned_away.entry@0|) (<= 0 |i.put_off.request@0|) (<= 0 |i.put_off.entry@0|) (<= 0 |i.request_ended.request@0|) (<= 0 |r.3@0|) (< |r.3@0| 4) (<= 0 |i.started.request@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 4)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee answers_come_in_time, origin native, specs/reference_runtime.rcl:200
; A request is turned away or put off only before its end.
; whenever turned_away(request: r) | put_off(request: r) requires not previously phase(r) = gone
(define-fun t2 () Bool (= |i.kind@0| 1))
(define-fun t3 () Bool (= |k.r| |i.turned_away.request@0|))
(declare-fun |i.any0@0| () Bool)
(declare-fun |i.any1@0| () Bool)
(assert (! (and (or (not t2) (not (ite t3 |r.4@0| |i.any0@0|))) (or (not (= |i.kind@0| 2)) (not (ite (= |k.r| |i.put_off.request@0|) |r.4@0| |i.any1@0|)))) :named |guarantee answers_come_in_time|))

; guarantee runs_once, origin native, specs/reference_runtime.rcl:196
; Only a request that never ran, was never turned away and has not ended starts.
; whenever started(request: r) requires previously phase(r) = fresh
(define-fun t4 () Bool (= |i.kind@0| 4))
(define-fun t5 () Bool (= |k.r| |i.started.request@0|))
(declare-fun |i.any9@0| () Bool)
(assert (! (or (not t4) (ite t5 |r.11@0| |i.any9@0|)) :named |guarantee runs_once|))

; what is to be impossible
(define-fun t6 () Bool (and (= |i.kind@0| 3) (= |k.r| |i.request_ended.request@0|)))
(define-fun t7 () Bool (or |r.0@0| t6))
; contract: once finished(request: r)
(define-fun |r.0@1| () Bool t7)
(define-fun t8 () Bool (not |r.0@1|))
(define-fun t9 () Bool (< |i.kind@0| 1000000))
(define-fun t10 () Int (ite t6 3 (ite (and t2 t3) 2 (ite (and t4 t5) 1 |r.3@0|))))
; runtime: previously phase(r) = fresh
(define-fun |r.11@1| () Bool (ite t9 (= 0 t10) |r.11@0|))
; runtime: previously phase(r) = gone
(define-fun |r.4@1| () Bool (ite t9 (= 3 t10) |r.4@0|))
; contract: previously once finished(request: r)
(define-fun |r.1@1| () Bool t7)
; runtime: phase(r)
(define-fun |r.3@1| () Int (ite t9 t10 |r.3@0|))
(assert (! (not (and (or t8 (not |r.11@1|)) (or |r.4@1| (not |r.1@1|)) (or |r.4@1| t8) (or t8 (not (<= |r.3@1| 2))))) :named |goal|))

(check-sat)
