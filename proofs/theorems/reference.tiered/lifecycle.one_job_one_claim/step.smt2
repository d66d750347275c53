; reference.tiered: lifecycle.one_job_one_claim, query step
; A restoration joins the job, the request and the claim it was made for. (specs/resident_claim.rcl:172)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; d
(declare-fun |k.d| () Int)
; q
(declare-fun |k.q| () Int)
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
; j
(declare-fun |k.j| () Int)
(assert (! (and (<= 0 |k.d|) (<= 0 |k.q|) (<= 0 |k.c|) (<= 0 |k.r|) (<= 0 |k.j|)) :named |constants|))

; a lemma
; runtime: once load_planned(job: j)
(declare-fun |r.18@0| () Bool)
; contract: once restore_required(claim: d, request: q, job: j)
(declare-fun |r.1@0| () Bool)
(define-fun t1 () Bool (not |r.1@0|))
(assert (! (or |r.18@0| t1) :named |lemma 1|))

; a lemma
; contract: once restore_required(claim: c, request: r, job: j)
(declare-fun |r.0@0| () Bool)
; runtime: once load_planned(job: j, entry: c, request: r, tier: v3)
(declare-fun |r.44@0| () Bool)
(assert (! (or |r.0@0| (not |r.44@0|)) :named |lemma 2|))

; a lemma
; runtime: once load_started(job: j, entry: c, request: r, tier: v3)
(declare-fun |r.17@0| () Bool)
(assert (! (or |r.0@0| (not |r.17@0|)) :named |lemma 3|))

; a lemma
(define-fun t2 () Bool (not |r.0@0|))
(assert (! (or |r.18@0| t2) :named |lemma 4|))

; a lemma
; runtime: once load_planned(job: j, entry: c, request: r, tier: v0)
(declare-fun |r.41@0| () Bool)
(assert (! (or |r.0@0| (not |r.41@0|)) :named |lemma 5|))

; a lemma
; runtime: once load_planned(job: j, entry: c, request: r, tier: v2)
(declare-fun |r.43@0| () Bool)
(assert (! (or |r.0@0| (not |r.43@0|)) :named |lemma 6|))

; a lemma
; runtime: once load_started(job: j, entry: c, request: r, tier: v2)
(declare-fun |r.16@0| () Bool)
(assert (! (or |r.0@0| (not |r.16@0|)) :named |lemma 7|))

; a lemma
; runtime: once load_planned(job: j, entry: c, request: r, tier: v1)
(declare-fun |r.42@0| () Bool)
(assert (! (or |r.0@0| (not |r.42@0|)) :named |lemma 8|))

; a lemma
; runtime: once load_started(job: j, entry: c, request: r, tier: v1)
(declare-fun |r.15@0| () Bool)
(assert (! (or |r.0@0| (not |r.15@0|)) :named |lemma 9|))

; a lemma
; runtime: once load_started(job: j, entry: c, request: r, tier: v0)
(declare-fun |r.14@0| () Bool)
(assert (! (or |r.0@0| (not |r.14@0|)) :named |lemma 10|))

; a lemma
; runtime: previously once load_planned(job: j)
(declare-fun |r.19@0| () Bool)
(assert (! (or |r.19@0| (not |r.18@0|)) :named |lemma 11|))

; a lemma
(define-fun t3 () Int (+ |k.q| (* (- 1) |k.r|)))
(assert (! (or t2 t1 (not (<= 1 t3))) :named |lemma 12|))

; a lemma
(assert (! (or t2 t1 (not (<= t3 (- 1)))) :named |lemma 13|))

; a lemma
(define-fun t4 () Int (+ |k.c| (* (- 1) |k.d|)))
(assert (! (or t2 t1 (not (<= t4 (- 1)))) :named |lemma 14|))

; a lemma
(assert (! (or t2 t1 (not (<= 1 t4))) :named |lemma 15|))

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
(define-fun t5 () Bool (= |i.kind@0| 1))
(define-fun t6 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t7 () Bool (= |k.j| |i.load_done.job@0|))
(define-fun t8 () Bool (= |k.r| |i.load_done.request@0|))
(define-fun t9 () Bool (= |i.load_done.tier@0| 3))
(define-fun t10 () Bool (= |i.kind@0| 3))
(define-fun t11 () Bool (= |k.j| |i.load_started.job@0|))
(define-fun t12 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t13 () Bool (= |k.r| |i.load_started.request@0|))
(define-fun t14 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t15 () Bool (= |i.load_done.tier@0| 2))
(define-fun t16 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t17 () Bool (= |i.load_done.tier@0| 1))
(define-fun t18 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t19 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t20 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t21 () Bool (= |k.q| |i.load_done.request@0|))
; runtime: once load_started(job: j, entry: c, request: q, tier: v3)
(declare-fun |r.13@0| () Bool)
(define-fun t22 () Bool (= |k.q| |i.load_started.request@0|))
; runtime: once load_started(job: j, entry: c, request: q, tier: v2)
(declare-fun |r.12@0| () Bool)
; runtime: once load_started(job: j, entry: c, request: q, tier: v1)
(declare-fun |r.11@0| () Bool)
; runtime: once load_started(job: j, entry: c, request: q, tier: v0)
(declare-fun |r.10@0| () Bool)
(define-fun t23 () Bool (= |k.d| |i.load_done.entry@0|))
; runtime: once load_started(job: j, entry: d, request: r, tier: v3)
(declare-fun |r.9@0| () Bool)
(define-fun t24 () Bool (= |k.d| |i.load_started.entry@0|))
; runtime: once load_started(job: j, entry: d, request: r, tier: v2)
(declare-fun |r.8@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: r, tier: v1)
(declare-fun |r.7@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: r, tier: v0)
(declare-fun |r.6@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: q, tier: v3)
(declare-fun |r.5@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: q, tier: v2)
(declare-fun |r.4@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: q, tier: v1)
(declare-fun |r.3@0| () Bool)
; runtime: once load_started(job: j, entry: d, request: q, tier: v0)
(declare-fun |r.2@0| () Bool)
(declare-fun |i.any0@0| () Bool)
(define-fun t25 () Bool (ite (and t23 t7 t21 t15) (or |r.4@0| (and t10 t11 t24 t22 t16)) (ite (and t23 t7 t21 t17) (or |r.3@0| (and t10 t11 t24 t22 t18)) (ite (and t23 t7 t21 t19) (or |r.2@0| (and t10 t11 t24 t22 t20)) |i.any0@0|))))
(define-fun t26 () Bool (ite (and t23 t7 t8 t17) (or |r.7@0| (and t10 t11 t24 t13 t18)) (ite (and t23 t7 t8 t19) (or |r.6@0| (and t10 t11 t24 t13 t20)) (ite (and t23 t7 t21 t9) (or |r.5@0| (and t10 t11 t24 t22 t14)) t25))))
(define-fun t27 () Bool (ite (and t6 t7 t21 t19) (or |r.10@0| (and t10 t11 t12 t22 t20)) (ite (and t23 t7 t8 t9) (or |r.9@0| (and t10 t11 t24 t13 t14)) (ite (and t23 t7 t8 t15) (or |r.8@0| (and t10 t11 t24 t13 t16)) t26))))
(define-fun t28 () Bool (ite (and t6 t7 t21 t9) (or |r.13@0| (and t10 t11 t12 t22 t14)) (ite (and t6 t7 t21 t15) (or |r.12@0| (and t10 t11 t12 t22 t16)) (ite (and t6 t7 t21 t17) (or |r.11@0| (and t10 t11 t12 t22 t18)) t27))))
(define-fun t29 () Bool (ite (and t6 t7 t8 t15) (or |r.16@0| (and t10 t11 t12 t13 t16)) (ite (and t6 t7 t8 t17) (or |r.15@0| (and t10 t11 t12 t13 t18)) (ite (and t6 t7 t8 t19) (or |r.14@0| (and t10 t11 t12 t13 t20)) t28))))
(assert (! (or (not t5) (ite (and t6 t7 t8 t9) (or |r.17@0| (and t10 t11 t12 t13 t14)) t29)) :named |guarantee done_as_started|))

; guarantee job_numbers_are_fresh, origin native, specs/reference_runtime.rcl:287
; A job number is given out once.
; whenever load_planned(job: j) requires not previously once load_planned(job: j)
(define-fun t30 () Bool (= |i.kind@0| 2))
(define-fun t31 () Bool (= |k.j| |i.load_planned.job@0|))
(declare-fun |i.any1@0| () Bool)
(assert (! (or (not t30) (not (ite t31 |r.19@0| |i.any1@0|))) :named |guarantee job_numbers_are_fresh|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t32 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t33 () Bool (= |k.r| |i.load_planned.request@0|))
(define-fun t34 () Bool (= |i.load_planned.tier@0| 3))
(define-fun t35 () Bool (= |i.load_planned.tier@0| 2))
(define-fun t36 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t37 () Bool (= 0 |i.load_planned.tier@0|))
; runtime: once load_planned(job: j, entry: c, request: q, tier: v3)
(declare-fun |r.40@0| () Bool)
(define-fun t38 () Bool (= |k.q| |i.load_planned.request@0|))
; runtime: once load_planned(job: j, entry: c, request: q, tier: v2)
(declare-fun |r.39@0| () Bool)
; runtime: once load_planned(job: j, entry: c, request: q, tier: v1)
(declare-fun |r.38@0| () Bool)
; runtime: once load_planned(job: j, entry: c, request: q, tier: v0)
(declare-fun |r.37@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: r, tier: v3)
(declare-fun |r.36@0| () Bool)
(define-fun t39 () Bool (= |k.d| |i.load_planned.entry@0|))
; runtime: once load_planned(job: j, entry: d, request: r, tier: v2)
(declare-fun |r.35@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: r, tier: v1)
(declare-fun |r.34@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: r, tier: v0)
(declare-fun |r.33@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: q, tier: v3)
(declare-fun |r.32@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: q, tier: v2)
(declare-fun |r.31@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: q, tier: v1)
(declare-fun |r.30@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: q, tier: v0)
(declare-fun |r.29@0| () Bool)
(declare-fun |i.any3@0| () Bool)
(define-fun t40 () Bool (ite (and t24 t11 t22 t16) (or |r.31@0| (and t30 t31 t39 t38 t35)) (ite (and t24 t11 t22 t18) (or |r.30@0| (and t30 t31 t39 t38 t36)) (ite (and t24 t11 t22 t20) (or |r.29@0| (and t30 t31 t39 t38 t37)) |i.any3@0|))))
(define-fun t41 () Bool (ite (and t24 t11 t13 t18) (or |r.34@0| (and t30 t31 t39 t33 t36)) (ite (and t24 t11 t13 t20) (or |r.33@0| (and t30 t31 t39 t33 t37)) (ite (and t24 t11 t22 t14) (or |r.32@0| (and t30 t31 t39 t38 t34)) t40))))
(define-fun t42 () Bool (ite (and t12 t11 t22 t20) (or |r.37@0| (and t30 t31 t32 t38 t37)) (ite (and t24 t11 t13 t14) (or |r.36@0| (and t30 t31 t39 t33 t34)) (ite (and t24 t11 t13 t16) (or |r.35@0| (and t30 t31 t39 t33 t35)) t41))))
(define-fun t43 () Bool (ite (and t12 t11 t22 t14) (or |r.40@0| (and t30 t31 t32 t38 t34)) (ite (and t12 t11 t22 t16) (or |r.39@0| (and t30 t31 t32 t38 t35)) (ite (and t12 t11 t22 t18) (or |r.38@0| (and t30 t31 t32 t38 t36)) t42))))
(define-fun t44 () Bool (ite (and t12 t11 t13 t16) (or |r.43@0| (and t30 t31 t32 t33 t35)) (ite (and t12 t11 t13 t18) (or |r.42@0| (and t30 t31 t32 t33 t36)) (ite (and t12 t11 t13 t20) (or |r.41@0| (and t30 t31 t32 t33 t37)) t43))))
(assert (! (or (not t10) (ite (and t12 t11 t13 t14) (or |r.44@0| (and t30 t31 t32 t33 t34)) t44)) :named |guarantee started_as_planned|))

; what is to be impossible
(assert (! (and t5 t6 t8 t7 (not (and (or |r.0@0| (and t30 t32 t33 t31)) (or (not (or |r.1@0| (and t30 t39 t38 t31))) (and (= |k.d| |k.c|) (= |k.q| |k.r|)))))) :named |goal|))

(check-sat)
