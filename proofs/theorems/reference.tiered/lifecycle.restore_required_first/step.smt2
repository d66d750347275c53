; reference.tiered: lifecycle.restore_required_first, query step
; A restoration answers a stated need of the same claim and request. (specs/resident_claim.rcl:153)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; a lemma
; seen contract: restore_required(claim: c, request: r) #0 job last
(declare-fun |r.0@0| () Bool)
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v0)
(declare-fun |r.38@0| () Bool)
(assert (! (or |r.0@0| (not |r.38@0|)) :named |lemma 1|))

; a lemma
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v3)
(declare-fun |r.41@0| () Bool)
(assert (! (or |r.0@0| (not |r.41@0|)) :named |lemma 2|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: r, tier: v3)
(declare-fun |r.14@0| () Bool)
(assert (! (or |r.0@0| (not |r.14@0|)) :named |lemma 3|))

; a lemma
; contract: once restore_required(claim: c, request: r)
(declare-fun |r.2@0| () Bool)
(assert (! (or |r.2@0| (not |r.0@0|)) :named |lemma 4|))

; a lemma
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v3)
(declare-fun |r.37@0| () Bool)
(assert (! (or |r.0@0| (not |r.37@0|)) :named |lemma 5|))

; a lemma
; runtime: once load_started(job: w1, entry: c, request: r, tier: v3)
(declare-fun |r.10@0| () Bool)
(assert (! (or |r.2@0| (not |r.10@0|)) :named |lemma 6|))

; a lemma
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v1)
(declare-fun |r.39@0| () Bool)
(assert (! (or |r.0@0| (not |r.39@0|)) :named |lemma 7|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: r, tier: v1)
(declare-fun |r.12@0| () Bool)
(assert (! (or |r.0@0| (not |r.12@0|)) :named |lemma 8|))

; a lemma
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v2)
(declare-fun |r.36@0| () Bool)
(assert (! (or |r.0@0| (not |r.36@0|)) :named |lemma 9|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v2)
(declare-fun |r.32@0| () Bool)
(assert (! (or |r.0@0| (not |r.32@0|)) :named |lemma 10|))

; a lemma
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v2)
(declare-fun |r.40@0| () Bool)
(assert (! (or |r.0@0| (not |r.40@0|)) :named |lemma 11|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: r, tier: v2)
(declare-fun |r.5@0| () Bool)
(assert (! (or |r.2@0| (not |r.5@0|)) :named |lemma 12|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: r, tier: v2)
(declare-fun |r.13@0| () Bool)
(assert (! (or |r.0@0| (not |r.13@0|)) :named |lemma 13|))

; a lemma
; runtime: once load_started(job: w1, entry: c, request: r, tier: v2)
(declare-fun |r.9@0| () Bool)
(assert (! (or |r.2@0| (not |r.9@0|)) :named |lemma 14|))

; a lemma
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v0)
(declare-fun |r.34@0| () Bool)
(assert (! (or |r.0@0| (not |r.34@0|)) :named |lemma 15|))

; a lemma
(define-fun t1 () Int (+ |k.w0| (* (- 1) |k.w1|)))
(define-fun t2 () Int (+ |k.w0| (* (- 1) |k.w2|)))
(define-fun t3 () Bool (not (<= t2 (- 1))))
; runtime: once load_started(job: w1, entry: c, request: r, tier: v0)
(declare-fun |r.7@0| () Bool)
(define-fun t4 () Bool (not |r.7@0|))
(assert (! (or |r.2@0| (not (<= 0 t1)) t3 t4) :named |lemma 16|))

; a lemma
(define-fun t5 () Bool (not (<= 1 t2)))
(assert (! (or |r.2@0| t5 (not (<= t1 0)) t4) :named |lemma 17|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v0)
(declare-fun |r.30@0| () Bool)
(assert (! (or |r.0@0| (not |r.30@0|)) :named |lemma 18|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v1)
(declare-fun |r.31@0| () Bool)
(assert (! (or |r.0@0| (not |r.31@0|)) :named |lemma 19|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: r, tier: v0)
(declare-fun |r.3@0| () Bool)
(define-fun t6 () Bool (not |r.3@0|))
(assert (! (or |r.2@0| t6 t5) :named |lemma 20|))

; a lemma
(assert (! (or |r.2@0| t6 t3) :named |lemma 21|))

; a lemma
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v1)
(declare-fun |r.35@0| () Bool)
(assert (! (or |r.0@0| (not |r.35@0|)) :named |lemma 22|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: r, tier: v0)
(declare-fun |r.11@0| () Bool)
(assert (! (or |r.0@0| (not |r.11@0|)) :named |lemma 23|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: r, tier: v1)
(declare-fun |r.4@0| () Bool)
(define-fun t7 () Bool (not |r.4@0|))
(assert (! (or |r.2@0| (not (<= t1 (- 1))) t7) :named |lemma 24|))

; a lemma
(assert (! (or |r.2@0| (not (<= 1 t1)) t7) :named |lemma 25|))

; a lemma
; runtime: once load_started(job: w1, entry: c, request: r, tier: v1)
(declare-fun |r.8@0| () Bool)
(assert (! (or |r.2@0| (not |r.8@0|)) :named |lemma 26|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v3)
(declare-fun |r.33@0| () Bool)
(assert (! (or |r.0@0| (not |r.33@0|)) :named |lemma 27|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: r, tier: v3)
(declare-fun |r.6@0| () Bool)
(assert (! (or |r.2@0| (not |r.6@0|)) :named |lemma 28|))

; the step is one event, with fields of their types
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 4)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee done_as_started, origin native, specs/reference_runtime.rcl:296
; A job is done with the entry, request and tier that it started with.
; whenever load_done(job: j, entry: c, request: r, tier: t) requires once load_started(job: j, entry: c, request: r, tier: t)
(define-fun t8 () Bool (= |i.kind@0| 1))
(define-fun t9 () Bool (not t8))
(define-fun t10 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t11 () Bool (= |k.w2| |i.load_done.job@0|))
(define-fun t12 () Bool (= |k.r| |i.load_done.request@0|))
(define-fun t13 () Bool (= |i.load_done.tier@0| 3))
(define-fun t14 () Bool (= |i.kind@0| 3))
(define-fun t15 () Bool (= |k.w2| |i.load_started.job@0|))
(define-fun t16 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t17 () Bool (= |k.r| |i.load_started.request@0|))
(define-fun t18 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t19 () Bool (= |i.load_done.tier@0| 2))
(define-fun t20 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t21 () Bool (= |i.load_done.tier@0| 1))
(define-fun t22 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t23 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t24 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t25 () Bool (= |k.w1| |i.load_done.job@0|))
(define-fun t26 () Bool (= |k.w1| |i.load_started.job@0|))
(define-fun t27 () Bool (= |k.w0| |i.load_done.job@0|))
(define-fun t28 () Bool (= |k.w0| |i.load_started.job@0|))
(declare-fun |i.any0@0| () Bool)
(define-fun t29 () Bool (ite (and t10 t27 t12 t19) (or |r.5@0| (and t14 t28 t16 t17 t20)) (ite (and t10 t27 t12 t21) (or |r.4@0| (and t14 t28 t16 t17 t22)) (ite (and t10 t27 t12 t23) (or |r.3@0| (and t14 t28 t16 t17 t24)) |i.any0@0|))))
(define-fun t30 () Bool (ite (and t10 t25 t12 t21) (or |r.8@0| (and t14 t26 t16 t17 t22)) (ite (and t10 t25 t12 t23) (or |r.7@0| (and t14 t26 t16 t17 t24)) (ite (and t10 t27 t12 t13) (or |r.6@0| (and t14 t28 t16 t17 t18)) t29))))
(define-fun t31 () Bool (ite (and t10 t11 t12 t23) (or |r.11@0| (and t14 t15 t16 t17 t24)) (ite (and t10 t25 t12 t13) (or |r.10@0| (and t14 t26 t16 t17 t18)) (ite (and t10 t25 t12 t19) (or |r.9@0| (and t14 t26 t16 t17 t20)) t30))))
(define-fun t32 () Bool (ite (and t10 t11 t12 t13) (or |r.14@0| (and t14 t15 t16 t17 t18)) (ite (and t10 t11 t12 t19) (or |r.13@0| (and t14 t15 t16 t17 t20)) (ite (and t10 t11 t12 t21) (or |r.12@0| (and t14 t15 t16 t17 t22)) t31))))
(assert (! (or t9 t32) :named |guarantee done_as_started|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t33 () Bool (= |i.kind@0| 2))
(define-fun t34 () Bool (= |k.w2| |i.load_planned.job@0|))
(define-fun t35 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t36 () Bool (= |k.r| |i.load_planned.request@0|))
(define-fun t37 () Bool (= |i.load_planned.tier@0| 3))
(define-fun t38 () Bool (= |i.load_planned.tier@0| 2))
(define-fun t39 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t40 () Bool (= 0 |i.load_planned.tier@0|))
(define-fun t41 () Bool (= |k.w1| |i.load_planned.job@0|))
(define-fun t42 () Bool (= |k.w0| |i.load_planned.job@0|))
(declare-fun |i.any3@0| () Bool)
(define-fun t43 () Bool (ite (and t16 t28 t17 t20) (or |r.32@0| (and t33 t42 t35 t36 t38)) (ite (and t16 t28 t17 t22) (or |r.31@0| (and t33 t42 t35 t36 t39)) (ite (and t16 t28 t17 t24) (or |r.30@0| (and t33 t42 t35 t36 t40)) |i.any3@0|))))
(define-fun t44 () Bool (ite (and t16 t26 t17 t22) (or |r.35@0| (and t33 t41 t35 t36 t39)) (ite (and t16 t26 t17 t24) (or |r.34@0| (and t33 t41 t35 t36 t40)) (ite (and t16 t28 t17 t18) (or |r.33@0| (and t33 t42 t35 t36 t37)) t43))))
(define-fun t45 () Bool (ite (and t16 t15 t17 t24) (or |r.38@0| (and t33 t34 t35 t36 t40)) (ite (and t16 t26 t17 t18) (or |r.37@0| (and t33 t41 t35 t36 t37)) (ite (and t16 t26 t17 t20) (or |r.36@0| (and t33 t41 t35 t36 t38)) t44))))
(define-fun t46 () Bool (ite (and t16 t15 t17 t18) (or |r.41@0| (and t33 t34 t35 t36 t37)) (ite (and t16 t15 t17 t20) (or |r.40@0| (and t33 t34 t35 t36 t38)) (ite (and t16 t15 t17 t22) (or |r.39@0| (and t33 t34 t35 t36 t39)) t45))))
(assert (! (or (not t14) t46) :named |guarantee started_as_planned|))

; what is to be impossible
(define-fun t47 () Bool (and t33 t35 t36))
; last contract: restore_required(claim: c, request: r) #0 job last
(declare-fun |r.1@0| () Int)
; seen runtime: moved_out(entry: c, tier: v0) #0 job last
(declare-fun |r.24@0| () Bool)
(define-fun t48 () Bool (and (= |i.kind@0| 4) (= |k.c| |i.moved_out.entry@0|) (= 0 |i.moved_out.tier@0|)))
; last runtime: moved_out(entry: c, tier: v0) #0 job last
(declare-fun |r.25@0| () Int)
(define-fun t49 () Bool (and t8 t10 t12 (not (or |r.2@0| t47)) (or t9 t27) (or (not (or |r.0@0| t47)) (= |k.w1| (ite t47 |i.load_planned.job@0| |r.1@0|))) (or (not (or |r.24@0| t48)) (= |k.w2| (ite t48 |i.moved_out.job@0| |r.25@0|)))))
(assert (! t49 :named |goal|))

(check-sat)
