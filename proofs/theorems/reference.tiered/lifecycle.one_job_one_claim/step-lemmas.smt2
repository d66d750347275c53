; reference.tiered: lifecycle.one_job_one_claim, query step-lemmas
; A restoration joins the job, the request and the claim it was made for. (specs/resident_claim.rcl:172)
; A step from a state with the lemmas keeps them. So this has to be unsat.
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
(define-fun t5 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t6 () Bool (= |k.j| |i.load_done.job@0|))
(define-fun t7 () Bool (= |k.r| |i.load_done.request@0|))
(define-fun t8 () Bool (= |i.load_done.tier@0| 3))
(define-fun t9 () Bool (= |i.kind@0| 3))
(define-fun t10 () Bool (= |k.j| |i.load_started.job@0|))
(define-fun t11 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t12 () Bool (= |k.r| |i.load_started.request@0|))
(define-fun t13 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t14 () Bool (or |r.17@0| (and t9 t10 t11 t12 t13)))
(define-fun t15 () Bool (= |i.load_done.tier@0| 2))
(define-fun t16 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t17 () Bool (or |r.16@0| (and t9 t10 t11 t12 t16)))
(define-fun t18 () Bool (= |i.load_done.tier@0| 1))
(define-fun t19 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t20 () Bool (or |r.15@0| (and t9 t10 t11 t12 t19)))
(define-fun t21 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t22 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t23 () Bool (or |r.14@0| (and t9 t10 t11 t12 t22)))
(define-fun t24 () Bool (= |k.q| |i.load_done.request@0|))
; runtime: once load_started(job: j, entry: c, request: q, tier: v3)
(declare-fun |r.13@0| () Bool)
(define-fun t25 () Bool (= |k.q| |i.load_started.request@0|))
; runtime: once load_started(job: j, entry: c, request: q, tier: v2)
(declare-fun |r.12@0| () Bool)
; runtime: once load_started(job: j, entry: c, request: q, tier: v1)
(declare-fun |r.11@0| () Bool)
; runtime: once load_started(job: j, entry: c, request: q, tier: v0)
(declare-fun |r.10@0| () Bool)
(define-fun t26 () Bool (= |k.d| |i.load_done.entry@0|))
; runtime: once load_started(job: j, entry: d, request: r, tier: v3)
(declare-fun |r.9@0| () Bool)
(define-fun t27 () Bool (= |k.d| |i.load_started.entry@0|))
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
(define-fun t28 () Bool (ite (and t26 t6 t24 t15) (or |r.4@0| (and t9 t10 t27 t25 t16)) (ite (and t26 t6 t24 t18) (or |r.3@0| (and t9 t10 t27 t25 t19)) (ite (and t26 t6 t24 t21) (or |r.2@0| (and t9 t10 t27 t25 t22)) |i.any0@0|))))
(define-fun t29 () Bool (ite (and t26 t6 t7 t18) (or |r.7@0| (and t9 t10 t27 t12 t19)) (ite (and t26 t6 t7 t21) (or |r.6@0| (and t9 t10 t27 t12 t22)) (ite (and t26 t6 t24 t8) (or |r.5@0| (and t9 t10 t27 t25 t13)) t28))))
(define-fun t30 () Bool (ite (and t5 t6 t24 t21) (or |r.10@0| (and t9 t10 t11 t25 t22)) (ite (and t26 t6 t7 t8) (or |r.9@0| (and t9 t10 t27 t12 t13)) (ite (and t26 t6 t7 t15) (or |r.8@0| (and t9 t10 t27 t12 t16)) t29))))
(define-fun t31 () Bool (ite (and t5 t6 t24 t8) (or |r.13@0| (and t9 t10 t11 t25 t13)) (ite (and t5 t6 t24 t15) (or |r.12@0| (and t9 t10 t11 t25 t16)) (ite (and t5 t6 t24 t18) (or |r.11@0| (and t9 t10 t11 t25 t19)) t30))))
(assert (! (or (not (= |i.kind@0| 1)) (ite (and t5 t6 t7 t8) t14 (ite (and t5 t6 t7 t15) t17 (ite (and t5 t6 t7 t18) t20 (ite (and t5 t6 t7 t21) t23 t31))))) :named |guarantee done_as_started|))

; guarantee job_numbers_are_fresh, origin native, specs/reference_runtime.rcl:287
; A job number is given out once.
; whenever load_planned(job: j) requires not previously once load_planned(job: j)
(define-fun t32 () Bool (= |i.kind@0| 2))
(define-fun t33 () Bool (= |k.j| |i.load_planned.job@0|))
(declare-fun |i.any1@0| () Bool)
(assert (! (or (not t32) (not (ite t33 |r.19@0| |i.any1@0|))) :named |guarantee job_numbers_are_fresh|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t34 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t35 () Bool (= |k.r| |i.load_planned.request@0|))
(define-fun t36 () Bool (= |i.load_planned.tier@0| 3))
(define-fun t37 () Bool (or |r.44@0| (and t32 t33 t34 t35 t36)))
(define-fun t38 () Bool (= |i.load_planned.tier@0| 2))
(define-fun t39 () Bool (or |r.43@0| (and t32 t33 t34 t35 t38)))
(define-fun t40 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t41 () Bool (or |r.42@0| (and t32 t33 t34 t35 t40)))
(define-fun t42 () Bool (= 0 |i.load_planned.tier@0|))
(define-fun t43 () Bool (or |r.41@0| (and t32 t33 t34 t35 t42)))
; runtime: once load_planned(job: j, entry: c, request: q, tier: v3)
(declare-fun |r.40@0| () Bool)
(define-fun t44 () Bool (= |k.q| |i.load_planned.request@0|))
; runtime: once load_planned(job: j, entry: c, request: q, tier: v2)
(declare-fun |r.39@0| () Bool)
; runtime: once load_planned(job: j, entry: c, request: q, tier: v1)
(declare-fun |r.38@0| () Bool)
; runtime: once load_planned(job: j, entry: c, request: q, tier: v0)
(declare-fun |r.37@0| () Bool)
; runtime: once load_planned(job: j, entry: d, request: r, tier: v3)
(declare-fun |r.36@0| () Bool)
(define-fun t45 () Bool (= |k.d| |i.load_planned.entry@0|))
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
(define-fun t46 () Bool (ite (and t27 t10 t25 t16) (or |r.31@0| (and t32 t33 t45 t44 t38)) (ite (and t27 t10 t25 t19) (or |r.30@0| (and t32 t33 t45 t44 t40)) (ite (and t27 t10 t25 t22) (or |r.29@0| (and t32 t33 t45 t44 t42)) |i.any3@0|))))
(define-fun t47 () Bool (ite (and t27 t10 t12 t19) (or |r.34@0| (and t32 t33 t45 t35 t40)) (ite (and t27 t10 t12 t22) (or |r.33@0| (and t32 t33 t45 t35 t42)) (ite (and t27 t10 t25 t13) (or |r.32@0| (and t32 t33 t45 t44 t36)) t46))))
(define-fun t48 () Bool (ite (and t11 t10 t25 t22) (or |r.37@0| (and t32 t33 t34 t44 t42)) (ite (and t27 t10 t12 t13) (or |r.36@0| (and t32 t33 t45 t35 t36)) (ite (and t27 t10 t12 t16) (or |r.35@0| (and t32 t33 t45 t35 t38)) t47))))
(define-fun t49 () Bool (ite (and t11 t10 t25 t13) (or |r.40@0| (and t32 t33 t34 t44 t36)) (ite (and t11 t10 t25 t16) (or |r.39@0| (and t32 t33 t34 t44 t38)) (ite (and t11 t10 t25 t19) (or |r.38@0| (and t32 t33 t34 t44 t40)) t48))))
(assert (! (or (not t9) (ite (and t11 t10 t12 t13) t37 (ite (and t11 t10 t12 t16) t39 (ite (and t11 t10 t12 t19) t41 (ite (and t11 t10 t12 t22) t43 t49))))) :named |guarantee started_as_planned|))

; what is to be impossible
(define-fun t50 () Bool (< |i.kind@0| 1000000))
(define-fun t51 () Bool (or |r.18@0| (and t32 t33)))
; runtime: once load_planned(job: j)
(define-fun |r.18@1| () Bool (ite t50 t51 |r.18@0|))
; contract: once restore_required(claim: d, request: q, job: j)
(define-fun |r.1@1| () Bool (or |r.1@0| (and t32 t45 t44 t33)))
(define-fun t52 () Bool (not |r.1@1|))
; contract: once restore_required(claim: c, request: r, job: j)
(define-fun |r.0@1| () Bool (or |r.0@0| (and t32 t34 t35 t33)))
; runtime: once load_planned(job: j, entry: c, request: r, tier: v3)
(define-fun |r.44@1| () Bool (ite t50 t37 |r.44@0|))
; runtime: once load_started(job: j, entry: c, request: r, tier: v3)
(define-fun |r.17@1| () Bool (ite t50 t14 |r.17@0|))
(define-fun t53 () Bool (not |r.0@1|))
; runtime: once load_planned(job: j, entry: c, request: r, tier: v0)
(define-fun |r.41@1| () Bool (ite t50 t43 |r.41@0|))
; runtime: once load_planned(job: j, entry: c, request: r, tier: v2)
(define-fun |r.43@1| () Bool (ite t50 t39 |r.43@0|))
; runtime: once load_started(job: j, entry: c, request: r, tier: v2)
(define-fun |r.16@1| () Bool (ite t50 t17 |r.16@0|))
; runtime: once load_planned(job: j, entry: c, request: r, tier: v1)
(define-fun |r.42@1| () Bool (ite t50 t41 |r.42@0|))
; runtime: once load_started(job: j, entry: c, request: r, tier: v1)
(define-fun |r.15@1| () Bool (ite t50 t20 |r.15@0|))
; runtime: once load_started(job: j, entry: c, request: r, tier: v0)
(define-fun |r.14@1| () Bool (ite t50 t23 |r.14@0|))
; runtime: previously once load_planned(job: j)
(define-fun |r.19@1| () Bool (ite t50 t51 |r.19@0|))
(define-fun t54 () Int (+ |k.q| (* (- 1) |k.r|)))
(define-fun t55 () Int (+ |k.c| (* (- 1) |k.d|)))
(define-fun t56 () Bool (and (or |r.18@1| t52) (or |r.0@1| (not |r.44@1|)) (or |r.0@1| (not |r.17@1|)) (or |r.18@1| t53) (or |r.0@1| (not |r.41@1|)) (or |r.0@1| (not |r.43@1|)) (or |r.0@1| (not |r.16@1|)) (or |r.0@1| (not |r.42@1|)) (or |r.0@1| (not |r.15@1|)) (or |r.0@1| (not |r.14@1|)) (or |r.19@1| (not |r.18@1|)) (or t53 t52 (not (<= 1 t54))) (or t53 t52 (not (<= t54 (- 1)))) (or t53 t52 (not (<= t55 (- 1)))) (or t53 t52 (not (<= 1 t55)))))
(assert (! (not t56) :named |goal|))

(check-sat)
