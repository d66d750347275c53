; reference.tiered: lifecycle.restored_from_its_tier, query step-lemmas
; What is restored comes from the tier it was offloaded to. (specs/resident_claim.rcl:166)
; A step from a state with the lemmas keeps them. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; t
(declare-fun |k.t| () Int)
; w0
(declare-fun |k.w0| () Int)
; w1
(declare-fun |k.w1| () Int)
; w2
(declare-fun |k.w2| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.t|) (< |k.t| 4) (<= 0 |k.w0|) (<= 0 |k.w1|) (<= 0 |k.w2|)) :named |constants|))

; a lemma
(define-fun t1 () Bool (not (= |k.t| 2)))
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v2)
(declare-fun |r.5@0| () Bool)
; contract: once offloaded(claim: c, tier: t)
(declare-fun |r.2@0| () Bool)
(assert (! (or t1 (not |r.5@0|) |r.2@0|) :named |lemma 1|))

; a lemma
; runtime: once moved_out(entry: c, tier: v2)
(declare-fun |r.27@0| () Bool)
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v2)
(declare-fun |r.17@0| () Bool)
(assert (! (or |r.27@0| (not |r.17@0|)) :named |lemma 2|))

; a lemma
(assert (! (or t1 (not |r.27@0|) |r.2@0|) :named |lemma 3|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v2)
(declare-fun |r.9@0| () Bool)
(assert (! (or t1 (not |r.9@0|) |r.2@0|) :named |lemma 4|))

; a lemma
; runtime: once moved_out(entry: c, tier: v1)
(declare-fun |r.26@0| () Bool)
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v1)
(declare-fun |r.16@0| () Bool)
(assert (! (or |r.26@0| (not |r.16@0|)) :named |lemma 5|))

; a lemma
(define-fun t2 () Bool (not (= |k.t| 1)))
(assert (! (or (not |r.26@0|) t2 |r.2@0|) :named |lemma 6|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v1)
(declare-fun |r.8@0| () Bool)
(assert (! (or (not |r.8@0|) t2 |r.2@0|) :named |lemma 7|))

; a lemma
; runtime: once moved_out(entry: c, tier: v0)
(declare-fun |r.25@0| () Bool)
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v0)
(declare-fun |r.15@0| () Bool)
(assert (! (or |r.25@0| (not |r.15@0|)) :named |lemma 8|))

; a lemma
(define-fun t3 () Bool (not (= |k.t| 0)))
(assert (! (or t3 (not |r.25@0|) |r.2@0|) :named |lemma 9|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v0)
(declare-fun |r.7@0| () Bool)
(assert (! (or t3 (not |r.7@0|) |r.2@0|) :named |lemma 10|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v1)
(declare-fun |r.12@0| () Bool)
(assert (! (or |r.26@0| (not |r.12@0|)) :named |lemma 11|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v1)
(declare-fun |r.4@0| () Bool)
(assert (! (or t2 (not |r.4@0|) |r.2@0|) :named |lemma 12|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v0)
(declare-fun |r.11@0| () Bool)
(assert (! (or |r.25@0| (not |r.11@0|)) :named |lemma 13|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v0)
(declare-fun |r.3@0| () Bool)
(assert (! (or t3 (not |r.3@0|) |r.2@0|) :named |lemma 14|))

; a lemma
; runtime: once moved_out(entry: c, tier: v3)
(declare-fun |r.28@0| () Bool)
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v3)
(declare-fun |r.18@0| () Bool)
(assert (! (or |r.28@0| (not |r.18@0|)) :named |lemma 15|))

; a lemma
(define-fun t4 () Bool (not (= |k.t| 3)))
(assert (! (or |r.2@0| t4 (not |r.28@0|)) :named |lemma 16|))

; a lemma
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v3)
(declare-fun |r.10@0| () Bool)
(assert (! (or |r.2@0| t4 (not |r.10@0|)) :named |lemma 17|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v3)
(declare-fun |r.14@0| () Bool)
(assert (! (or |r.2@0| t4 (not |r.14@0|)) :named |lemma 18|))

; a lemma
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v3)
(declare-fun |r.6@0| () Bool)
(assert (! (or |r.2@0| t4 (not |r.6@0|)) :named |lemma 19|))

; a lemma
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v2)
(declare-fun |r.13@0| () Bool)
(assert (! (or |r.27@0| (not |r.13@0|)) :named |lemma 20|))

; the step is one event, with fields of their types
(declare-fun |i.load_done.job@0| () Int)
(declare-fun |i.load_done.entry@0| () Int)
(declare-fun |i.load_done.request@0| () Int)
(declare-fun |i.load_done.tier@0| () Int)
(declare-fun |i.moved_out.entry@0| () Int)
(declare-fun |i.moved_out.tier@0| () Int)
(declare-fun |i.moved_out.job@0| () Int)
(declare-fun |i.load_started.job@0| () Int)
(declare-fun |i.load_started.entry@0| () Int)
(declare-fun |i.load_started.request@0| () Int)
(declare-fun |i.load_started.tier@0| () Int)
(declare-fun |i.load_planned.job@0| () Int)
(declare-fun |i.load_planned.entry@0| () Int)
(declare-fun |i.load_planned.request@0| () Int)
(declare-fun |i.load_planned.tier@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.load_done.job@0|) (<= 0 |i.load_done.entry@0|) (<= 0 |i.load_done.request@0|) (<= 0 |i.load_done.tier@0|) (< |i.load_done.tier@0| 4) (<= 0 |i.moved_out.entry@0|) (<= 0 |i.moved_out.tier@0|) (< |i.moved_out.tier@0| 4) (<= 0 |i.moved_out.job@0|) (<= 0 |i.load_started.job@0|) (<= 0 |i.load_started.entry@0|) (<= 0 |i.load_started.request@0|) (<= 0 |i.load_started.tier@0|) (< |i.load_started.tier@0| 4) (<= 0 |i.load_planned.job@0|) (<= 0 |i.load_planned.entry@0|) (<= 0 |i.load_planned.request@0|) (<= 0 |i.load_planned.tier@0|) (< |i.load_planned.tier@0| 4) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 4)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee done_as_started, origin native, specs/reference_runtime.rcl:296
; A job is done with the entry, request and tier that it started with.
; whenever load_done(job: j, entry: c, request: r, tier: t) requires once load_started(job: j, entry: c, request: r, tier: t)
(define-fun t5 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t6 () Bool (= |k.w2| |i.load_done.job@0|))
(define-fun t7 () Bool (= |k.w1| |i.load_done.request@0|))
(define-fun t8 () Bool (= |i.load_done.tier@0| 3))
(define-fun t9 () Bool (= |i.kind@0| 3))
(define-fun t10 () Bool (= |k.w2| |i.load_started.job@0|))
(define-fun t11 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t12 () Bool (= |k.w1| |i.load_started.request@0|))
(define-fun t13 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t14 () Bool (or |r.10@0| (and t9 t10 t11 t12 t13)))
(define-fun t15 () Bool (= |i.load_done.tier@0| 2))
(define-fun t16 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t17 () Bool (or |r.9@0| (and t9 t10 t11 t12 t16)))
(define-fun t18 () Bool (= |i.load_done.tier@0| 1))
(define-fun t19 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t20 () Bool (or |r.8@0| (and t9 t10 t11 t12 t19)))
(define-fun t21 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t22 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t23 () Bool (or |r.7@0| (and t9 t10 t11 t12 t22)))
(define-fun t24 () Bool (= |k.w0| |i.load_done.job@0|))
(define-fun t25 () Bool (= |k.w0| |i.load_started.job@0|))
(define-fun t26 () Bool (or |r.6@0| (and t9 t25 t11 t12 t13)))
(define-fun t27 () Bool (or |r.5@0| (and t9 t25 t11 t12 t16)))
(define-fun t28 () Bool (or |r.4@0| (and t9 t25 t11 t12 t19)))
(define-fun t29 () Bool (or |r.3@0| (and t9 t25 t11 t12 t22)))
(declare-fun |i.any0@0| () Bool)
(define-fun t30 () Bool (ite (and t5 t6 t7 t18) t20 (ite (and t5 t6 t7 t21) t23 (ite (and t5 t24 t7 t8) t26 (ite (and t5 t24 t7 t15) t27 (ite (and t5 t24 t7 t18) t28 (ite (and t5 t24 t7 t21) t29 |i.any0@0|)))))))
(assert (! (or (not (= |i.kind@0| 1)) (ite (and t5 t6 t7 t8) t14 (ite (and t5 t6 t7 t15) t17 t30))) :named |guarantee done_as_started|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t31 () Bool (= |i.kind@0| 4))
(define-fun t32 () Bool (= |k.w2| |i.load_planned.job@0|))
(define-fun t33 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t34 () Bool (= |k.w1| |i.load_planned.request@0|))
(define-fun t35 () Bool (= 3 |i.load_planned.tier@0|))
(define-fun t36 () Bool (or |r.18@0| (and t31 t32 t33 t34 t35)))
(define-fun t37 () Bool (= 2 |i.load_planned.tier@0|))
(define-fun t38 () Bool (or |r.17@0| (and t31 t32 t33 t34 t37)))
(define-fun t39 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t40 () Bool (or |r.16@0| (and t31 t32 t33 t34 t39)))
(define-fun t41 () Bool (= 0 |i.load_planned.tier@0|))
(define-fun t42 () Bool (or |r.15@0| (and t31 t32 t33 t34 t41)))
(define-fun t43 () Bool (= |k.w0| |i.load_planned.job@0|))
(define-fun t44 () Bool (or |r.14@0| (and t31 t43 t33 t34 t35)))
(define-fun t45 () Bool (or |r.13@0| (and t31 t43 t33 t34 t37)))
(define-fun t46 () Bool (or |r.12@0| (and t31 t43 t33 t34 t39)))
(define-fun t47 () Bool (or |r.11@0| (and t31 t43 t33 t34 t41)))
(declare-fun |i.any1@0| () Bool)
(define-fun t48 () Bool (ite (and t11 t10 t12 t22) t42 (ite (and t11 t25 t12 t13) t44 (ite (and t11 t25 t12 t16) t45 (ite (and t11 t25 t12 t19) t46 (ite (and t11 t25 t12 t22) t47 |i.any1@0|))))))
(assert (! (or (not t9) (ite (and t11 t10 t12 t13) t36 (ite (and t11 t10 t12 t16) t38 (ite (and t11 t10 t12 t19) t40 t48)))) :named |guarantee started_as_planned|))

; guarantee planned_from_a_copy, origin native, specs/reference_runtime.rcl:283
; A load is planned only from a tier to which the entry was moved.
; whenever load_planned(entry: c, tier: t) requires once moved_out(entry: c, tier: t)
(define-fun t49 () Bool (= |i.kind@0| 2))
(define-fun t50 () Bool (= |k.c| |i.moved_out.entry@0|))
(define-fun t51 () Bool (or |r.28@0| (and t49 t50 (= |i.moved_out.tier@0| 3))))
(define-fun t52 () Bool (or |r.27@0| (and t49 t50 (= |i.moved_out.tier@0| 2))))
(define-fun t53 () Bool (or |r.26@0| (and t49 t50 (= 1 |i.moved_out.tier@0|))))
(define-fun t54 () Bool (or |r.25@0| (and t49 t50 (= 0 |i.moved_out.tier@0|))))
(declare-fun |i.any3@0| () Bool)
(assert (! (or (not t31) (ite (and t33 t35) t51 (ite (and t33 t37) t52 (ite (and t33 t39) t53 (ite (and t33 t41) t54 |i.any3@0|))))) :named |guarantee planned_from_a_copy|))

; what is to be impossible
(define-fun t55 () Bool (not (= |k.t| 2)))
(define-fun t56 () Bool (< |i.kind@0| 1000000))
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v2)
(define-fun |r.5@1| () Bool (ite t56 t27 |r.5@0|))
; contract: once offloaded(claim: c, tier: t)
(define-fun |r.2@1| () Bool (or |r.2@0| (and t49 t50 (= |k.t| |i.moved_out.tier@0|))))
; runtime: once moved_out(entry: c, tier: v2)
(define-fun |r.27@1| () Bool (ite t56 t52 |r.27@0|))
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v2)
(define-fun |r.17@1| () Bool (ite t56 t38 |r.17@0|))
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v2)
(define-fun |r.9@1| () Bool (ite t56 t17 |r.9@0|))
; runtime: once moved_out(entry: c, tier: v1)
(define-fun |r.26@1| () Bool (ite t56 t53 |r.26@0|))
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v1)
(define-fun |r.16@1| () Bool (ite t56 t40 |r.16@0|))
(define-fun t57 () Bool (not (= |k.t| 1)))
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v1)
(define-fun |r.8@1| () Bool (ite t56 t20 |r.8@0|))
; runtime: once moved_out(entry: c, tier: v0)
(define-fun |r.25@1| () Bool (ite t56 t54 |r.25@0|))
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v0)
(define-fun |r.15@1| () Bool (ite t56 t42 |r.15@0|))
(define-fun t58 () Bool (not (= |k.t| 0)))
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v0)
(define-fun |r.7@1| () Bool (ite t56 t23 |r.7@0|))
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v1)
(define-fun |r.12@1| () Bool (ite t56 t46 |r.12@0|))
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v1)
(define-fun |r.4@1| () Bool (ite t56 t28 |r.4@0|))
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v0)
(define-fun |r.11@1| () Bool (ite t56 t47 |r.11@0|))
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v0)
(define-fun |r.3@1| () Bool (ite t56 t29 |r.3@0|))
; runtime: once moved_out(entry: c, tier: v3)
(define-fun |r.28@1| () Bool (ite t56 t51 |r.28@0|))
; runtime: once load_planned(job: w2, entry: c, request: w1, tier: v3)
(define-fun |r.18@1| () Bool (ite t56 t36 |r.18@0|))
(define-fun t59 () Bool (not (= |k.t| 3)))
; runtime: once load_started(job: w2, entry: c, request: w1, tier: v3)
(define-fun |r.10@1| () Bool (ite t56 t14 |r.10@0|))
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v3)
(define-fun |r.14@1| () Bool (ite t56 t44 |r.14@0|))
; runtime: once load_started(job: w0, entry: c, request: w1, tier: v3)
(define-fun |r.6@1| () Bool (ite t56 t26 |r.6@0|))
; runtime: once load_planned(job: w0, entry: c, request: w1, tier: v2)
(define-fun |r.13@1| () Bool (ite t56 t45 |r.13@0|))
(define-fun t60 () Bool (and (or t55 (not |r.5@1|) |r.2@1|) (or |r.27@1| (not |r.17@1|)) (or t55 (not |r.27@1|) |r.2@1|) (or t55 (not |r.9@1|) |r.2@1|) (or |r.26@1| (not |r.16@1|)) (or (not |r.26@1|) t57 |r.2@1|) (or (not |r.8@1|) t57 |r.2@1|) (or |r.25@1| (not |r.15@1|)) (or t58 (not |r.25@1|) |r.2@1|) (or t58 (not |r.7@1|) |r.2@1|) (or |r.26@1| (not |r.12@1|)) (or t57 (not |r.4@1|) |r.2@1|) (or |r.25@1| (not |r.11@1|)) (or t58 (not |r.3@1|) |r.2@1|) (or |r.28@1| (not |r.18@1|)) (or |r.2@1| t59 (not |r.28@1|)) (or |r.2@1| t59 (not |r.10@1|)) (or |r.2@1| t59 (not |r.14@1|)) (or |r.2@1| t59 (not |r.6@1|)) (or |r.27@1| (not |r.13@1|))))
(assert (! (not t60) :named |goal|))

(check-sat)
