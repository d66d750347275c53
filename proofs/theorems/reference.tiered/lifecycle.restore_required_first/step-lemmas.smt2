; reference.tiered: lifecycle.restore_required_first, query step-lemmas
; A restoration answers a stated need of the same claim and request. (specs/resident_claim.rcl:153)
; A step from a state with the lemmas keeps them. So this has to be unsat.
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
(define-fun t8 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t9 () Bool (= |k.w2| |i.load_done.job@0|))
(define-fun t10 () Bool (= |k.r| |i.load_done.request@0|))
(define-fun t11 () Bool (= |i.load_done.tier@0| 3))
(define-fun t12 () Bool (= |i.kind@0| 3))
(define-fun t13 () Bool (= |k.w2| |i.load_started.job@0|))
(define-fun t14 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t15 () Bool (= |k.r| |i.load_started.request@0|))
(define-fun t16 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t17 () Bool (or |r.14@0| (and t12 t13 t14 t15 t16)))
(define-fun t18 () Bool (= |i.load_done.tier@0| 2))
(define-fun t19 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t20 () Bool (or |r.13@0| (and t12 t13 t14 t15 t19)))
(define-fun t21 () Bool (= |i.load_done.tier@0| 1))
(define-fun t22 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t23 () Bool (or |r.12@0| (and t12 t13 t14 t15 t22)))
(define-fun t24 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t25 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t26 () Bool (or |r.11@0| (and t12 t13 t14 t15 t25)))
(define-fun t27 () Bool (= |k.w1| |i.load_done.job@0|))
(define-fun t28 () Bool (= |k.w1| |i.load_started.job@0|))
(define-fun t29 () Bool (or |r.10@0| (and t12 t28 t14 t15 t16)))
(define-fun t30 () Bool (or |r.9@0| (and t12 t28 t14 t15 t19)))
(define-fun t31 () Bool (or |r.8@0| (and t12 t28 t14 t15 t22)))
(define-fun t32 () Bool (or |r.7@0| (and t12 t28 t14 t15 t25)))
(define-fun t33 () Bool (= |k.w0| |i.load_done.job@0|))
(define-fun t34 () Bool (= |k.w0| |i.load_started.job@0|))
(define-fun t35 () Bool (or |r.6@0| (and t12 t34 t14 t15 t16)))
(define-fun t36 () Bool (or |r.5@0| (and t12 t34 t14 t15 t19)))
(define-fun t37 () Bool (or |r.4@0| (and t12 t34 t14 t15 t22)))
(define-fun t38 () Bool (or |r.3@0| (and t12 t34 t14 t15 t25)))
(declare-fun |i.any0@0| () Bool)
(define-fun t39 () Bool (ite (and t8 t27 t10 t24) t32 (ite (and t8 t33 t10 t11) t35 (ite (and t8 t33 t10 t18) t36 (ite (and t8 t33 t10 t21) t37 (ite (and t8 t33 t10 t24) t38 |i.any0@0|))))))
(define-fun t40 () Bool (ite (and t8 t9 t10 t18) t20 (ite (and t8 t9 t10 t21) t23 (ite (and t8 t9 t10 t24) t26 (ite (and t8 t27 t10 t11) t29 (ite (and t8 t27 t10 t18) t30 (ite (and t8 t27 t10 t21) t31 t39)))))))
(assert (! (or (not (= |i.kind@0| 1)) (ite (and t8 t9 t10 t11) t17 t40)) :named |guarantee done_as_started|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t41 () Bool (= |i.kind@0| 2))
(define-fun t42 () Bool (= |k.w2| |i.load_planned.job@0|))
(define-fun t43 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t44 () Bool (= |k.r| |i.load_planned.request@0|))
(define-fun t45 () Bool (= |i.load_planned.tier@0| 3))
(define-fun t46 () Bool (or |r.41@0| (and t41 t42 t43 t44 t45)))
(define-fun t47 () Bool (= |i.load_planned.tier@0| 2))
(define-fun t48 () Bool (or |r.40@0| (and t41 t42 t43 t44 t47)))
(define-fun t49 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t50 () Bool (or |r.39@0| (and t41 t42 t43 t44 t49)))
(define-fun t51 () Bool (= 0 |i.load_planned.tier@0|))
(define-fun t52 () Bool (or |r.38@0| (and t41 t42 t43 t44 t51)))
(define-fun t53 () Bool (= |k.w1| |i.load_planned.job@0|))
(define-fun t54 () Bool (or |r.37@0| (and t41 t53 t43 t44 t45)))
(define-fun t55 () Bool (or |r.36@0| (and t41 t53 t43 t44 t47)))
(define-fun t56 () Bool (or |r.35@0| (and t41 t53 t43 t44 t49)))
(define-fun t57 () Bool (or |r.34@0| (and t41 t53 t43 t44 t51)))
(define-fun t58 () Bool (= |k.w0| |i.load_planned.job@0|))
(define-fun t59 () Bool (or |r.33@0| (and t41 t58 t43 t44 t45)))
(define-fun t60 () Bool (or |r.32@0| (and t41 t58 t43 t44 t47)))
(define-fun t61 () Bool (or |r.31@0| (and t41 t58 t43 t44 t49)))
(define-fun t62 () Bool (or |r.30@0| (and t41 t58 t43 t44 t51)))
(declare-fun |i.any3@0| () Bool)
(define-fun t63 () Bool (ite (and t14 t28 t15 t25) t57 (ite (and t14 t34 t15 t16) t59 (ite (and t14 t34 t15 t19) t60 (ite (and t14 t34 t15 t22) t61 (ite (and t14 t34 t15 t25) t62 |i.any3@0|))))))
(define-fun t64 () Bool (ite (and t14 t13 t15 t22) t50 (ite (and t14 t13 t15 t25) t52 (ite (and t14 t28 t15 t16) t54 (ite (and t14 t28 t15 t19) t55 (ite (and t14 t28 t15 t22) t56 t63))))))
(assert (! (or (not t12) (ite (and t14 t13 t15 t16) t46 (ite (and t14 t13 t15 t19) t48 t64))) :named |guarantee started_as_planned|))

; what is to be impossible
(define-fun t65 () Bool (and t41 t43 t44))
; seen contract: restore_required(claim: c, request: r) #0 job last
(define-fun |r.0@1| () Bool (or |r.0@0| t65))
(define-fun t66 () Bool (< |i.kind@0| 1000000))
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v0)
(define-fun |r.38@1| () Bool (ite t66 t52 |r.38@0|))
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v3)
(define-fun |r.41@1| () Bool (ite t66 t46 |r.41@0|))
; runtime: once load_started(job: w2, entry: c, request: r, tier: v3)
(define-fun |r.14@1| () Bool (ite t66 t17 |r.14@0|))
; contract: once restore_required(claim: c, request: r)
(define-fun |r.2@1| () Bool (or |r.2@0| t65))
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v3)
(define-fun |r.37@1| () Bool (ite t66 t54 |r.37@0|))
; runtime: once load_started(job: w1, entry: c, request: r, tier: v3)
(define-fun |r.10@1| () Bool (ite t66 t29 |r.10@0|))
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v1)
(define-fun |r.39@1| () Bool (ite t66 t50 |r.39@0|))
; runtime: once load_started(job: w2, entry: c, request: r, tier: v1)
(define-fun |r.12@1| () Bool (ite t66 t23 |r.12@0|))
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v2)
(define-fun |r.36@1| () Bool (ite t66 t55 |r.36@0|))
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v2)
(define-fun |r.32@1| () Bool (ite t66 t60 |r.32@0|))
; runtime: once load_planned(job: w2, entry: c, request: r, tier: v2)
(define-fun |r.40@1| () Bool (ite t66 t48 |r.40@0|))
; runtime: once load_started(job: w0, entry: c, request: r, tier: v2)
(define-fun |r.5@1| () Bool (ite t66 t36 |r.5@0|))
; runtime: once load_started(job: w2, entry: c, request: r, tier: v2)
(define-fun |r.13@1| () Bool (ite t66 t20 |r.13@0|))
; runtime: once load_started(job: w1, entry: c, request: r, tier: v2)
(define-fun |r.9@1| () Bool (ite t66 t30 |r.9@0|))
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v0)
(define-fun |r.34@1| () Bool (ite t66 t57 |r.34@0|))
(define-fun t67 () Int (+ |k.w0| (* (- 1) |k.w1|)))
(define-fun t68 () Int (+ |k.w0| (* (- 1) |k.w2|)))
(define-fun t69 () Bool (not (<= t68 (- 1))))
; runtime: once load_started(job: w1, entry: c, request: r, tier: v0)
(define-fun |r.7@1| () Bool (ite t66 t32 |r.7@0|))
(define-fun t70 () Bool (not |r.7@1|))
(define-fun t71 () Bool (not (<= 1 t68)))
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v0)
(define-fun |r.30@1| () Bool (ite t66 t62 |r.30@0|))
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v1)
(define-fun |r.31@1| () Bool (ite t66 t61 |r.31@0|))
; runtime: once load_started(job: w0, entry: c, request: r, tier: v0)
(define-fun |r.3@1| () Bool (ite t66 t38 |r.3@0|))
(define-fun t72 () Bool (not |r.3@1|))
; runtime: once load_planned(job: w1, entry: c, request: r, tier: v1)
(define-fun |r.35@1| () Bool (ite t66 t56 |r.35@0|))
; runtime: once load_started(job: w2, entry: c, request: r, tier: v0)
(define-fun |r.11@1| () Bool (ite t66 t26 |r.11@0|))
; runtime: once load_started(job: w0, entry: c, request: r, tier: v1)
(define-fun |r.4@1| () Bool (ite t66 t37 |r.4@0|))
(define-fun t73 () Bool (not |r.4@1|))
; runtime: once load_started(job: w1, entry: c, request: r, tier: v1)
(define-fun |r.8@1| () Bool (ite t66 t31 |r.8@0|))
; runtime: once load_planned(job: w0, entry: c, request: r, tier: v3)
(define-fun |r.33@1| () Bool (ite t66 t59 |r.33@0|))
; runtime: once load_started(job: w0, entry: c, request: r, tier: v3)
(define-fun |r.6@1| () Bool (ite t66 t35 |r.6@0|))
(define-fun t74 () Bool (and (or |r.0@1| (not |r.38@1|)) (or |r.0@1| (not |r.41@1|)) (or |r.0@1| (not |r.14@1|)) (or |r.2@1| (not |r.0@1|)) (or |r.0@1| (not |r.37@1|)) (or |r.2@1| (not |r.10@1|)) (or |r.0@1| (not |r.39@1|)) (or |r.0@1| (not |r.12@1|)) (or |r.0@1| (not |r.36@1|)) (or |r.0@1| (not |r.32@1|)) (or |r.0@1| (not |r.40@1|)) (or |r.2@1| (not |r.5@1|)) (or |r.0@1| (not |r.13@1|)) (or |r.2@1| (not |r.9@1|)) (or |r.0@1| (not |r.34@1|)) (or |r.2@1| (not (<= 0 t67)) t69 t70) (or |r.2@1| t71 (not (<= t67 0)) t70) (or |r.0@1| (not |r.30@1|)) (or |r.0@1| (not |r.31@1|)) (or |r.2@1| t72 t71) (or |r.2@1| t72 t69) (or |r.0@1| (not |r.35@1|)) (or |r.0@1| (not |r.11@1|)) (or |r.2@1| (not (<= t67 (- 1))) t73) (or |r.2@1| (not (<= 1 t67)) t73) (or |r.2@1| (not |r.8@1|)) (or |r.0@1| (not |r.33@1|)) (or |r.2@1| (not |r.6@1|))))
(assert (! (not t74) :named |goal|))

(check-sat)
