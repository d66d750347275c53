; reference.tiered: lifecycle.restored_from_its_tier, query step
; What is restored comes from the tier it was offloaded to. (specs/resident_claim.rcl:166)
; No step from a state with the lemmas is bad. So this has to be unsat.
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
(define-fun t5 () Bool (= |i.kind@0| 1))
(define-fun t6 () Bool (not t5))
(define-fun t7 () Bool (= |k.c| |i.load_done.entry@0|))
(define-fun t8 () Bool (= |k.w2| |i.load_done.job@0|))
(define-fun t9 () Bool (= |k.w1| |i.load_done.request@0|))
(define-fun t10 () Bool (= |i.load_done.tier@0| 3))
(define-fun t11 () Bool (= |i.kind@0| 3))
(define-fun t12 () Bool (= |k.w2| |i.load_started.job@0|))
(define-fun t13 () Bool (= |k.c| |i.load_started.entry@0|))
(define-fun t14 () Bool (= |k.w1| |i.load_started.request@0|))
(define-fun t15 () Bool (= 3 |i.load_started.tier@0|))
(define-fun t16 () Bool (= |i.load_done.tier@0| 2))
(define-fun t17 () Bool (= 2 |i.load_started.tier@0|))
(define-fun t18 () Bool (= |i.load_done.tier@0| 1))
(define-fun t19 () Bool (= 1 |i.load_started.tier@0|))
(define-fun t20 () Bool (= 0 |i.load_done.tier@0|))
(define-fun t21 () Bool (= 0 |i.load_started.tier@0|))
(define-fun t22 () Bool (= |k.w0| |i.load_done.job@0|))
(define-fun t23 () Bool (= |k.w0| |i.load_started.job@0|))
(declare-fun |i.any0@0| () Bool)
(define-fun t24 () Bool (ite (and t7 t22 t9 t16) (or |r.5@0| (and t11 t23 t13 t14 t17)) (ite (and t7 t22 t9 t18) (or |r.4@0| (and t11 t23 t13 t14 t19)) (ite (and t7 t22 t9 t20) (or |r.3@0| (and t11 t23 t13 t14 t21)) |i.any0@0|))))
(define-fun t25 () Bool (ite (and t7 t8 t9 t18) (or |r.8@0| (and t11 t12 t13 t14 t19)) (ite (and t7 t8 t9 t20) (or |r.7@0| (and t11 t12 t13 t14 t21)) (ite (and t7 t22 t9 t10) (or |r.6@0| (and t11 t23 t13 t14 t15)) t24))))
(assert (! (or t6 (ite (and t7 t8 t9 t10) (or |r.10@0| (and t11 t12 t13 t14 t15)) (ite (and t7 t8 t9 t16) (or |r.9@0| (and t11 t12 t13 t14 t17)) t25))) :named |guarantee done_as_started|))

; guarantee started_as_planned, origin native, specs/reference_runtime.rcl:291
; A job starts with the entry, request and tier that it was planned with.
; whenever load_started(job: j, entry: c, request: r, tier: t) requires once load_planned(job: j, entry: c, request: r, tier: t)
(define-fun t26 () Bool (= |i.kind@0| 4))
(define-fun t27 () Bool (= |k.w2| |i.load_planned.job@0|))
(define-fun t28 () Bool (= |k.c| |i.load_planned.entry@0|))
(define-fun t29 () Bool (= |k.w1| |i.load_planned.request@0|))
(define-fun t30 () Bool (= 3 |i.load_planned.tier@0|))
(define-fun t31 () Bool (= 2 |i.load_planned.tier@0|))
(define-fun t32 () Bool (= 1 |i.load_planned.tier@0|))
(define-fun t33 () Bool (= 0 |i.load_planned.tier@0|))
(define-fun t34 () Bool (= |k.w0| |i.load_planned.job@0|))
(declare-fun |i.any1@0| () Bool)
(define-fun t35 () Bool (ite (and t13 t23 t14 t17) (or |r.13@0| (and t26 t34 t28 t29 t31)) (ite (and t13 t23 t14 t19) (or |r.12@0| (and t26 t34 t28 t29 t32)) (ite (and t13 t23 t14 t21) (or |r.11@0| (and t26 t34 t28 t29 t33)) |i.any1@0|))))
(define-fun t36 () Bool (ite (and t13 t12 t14 t19) (or |r.16@0| (and t26 t27 t28 t29 t32)) (ite (and t13 t12 t14 t21) (or |r.15@0| (and t26 t27 t28 t29 t33)) (ite (and t13 t23 t14 t15) (or |r.14@0| (and t26 t34 t28 t29 t30)) t35))))
(assert (! (or (not t11) (ite (and t13 t12 t14 t15) (or |r.18@0| (and t26 t27 t28 t29 t30)) (ite (and t13 t12 t14 t17) (or |r.17@0| (and t26 t27 t28 t29 t31)) t36))) :named |guarantee started_as_planned|))

; guarantee planned_from_a_copy, origin native, specs/reference_runtime.rcl:283
; A load is planned only from a tier to which the entry was moved.
; whenever load_planned(entry: c, tier: t) requires once moved_out(entry: c, tier: t)
(define-fun t37 () Bool (= |i.kind@0| 2))
(define-fun t38 () Bool (= |k.c| |i.moved_out.entry@0|))
(declare-fun |i.any3@0| () Bool)
(define-fun t39 () Bool (ite (and t28 t31) (or |r.27@0| (and t37 t38 (= |i.moved_out.tier@0| 2))) (ite (and t28 t32) (or |r.26@0| (and t37 t38 (= 1 |i.moved_out.tier@0|))) (ite (and t28 t33) (or |r.25@0| (and t37 t38 (= 0 |i.moved_out.tier@0|))) |i.any3@0|))))
(assert (! (or (not t26) (ite (and t28 t30) (or |r.28@0| (and t37 t38 (= |i.moved_out.tier@0| 3))) t39)) :named |guarantee planned_from_a_copy|))

; what is to be impossible
(define-fun t40 () Bool (and t37 t38 (= |k.t| |i.moved_out.tier@0|)))
; seen contract: offloaded(claim: c, tier: t) #0 job last
(declare-fun |r.0@0| () Bool)
; last contract: offloaded(claim: c, tier: t) #0 job last
(declare-fun |r.1@0| () Int)
(define-fun t41 () Bool (and t5 t7 (= |k.t| |i.load_done.tier@0|) (not (or |r.2@0| t40)) (or t6 t22) (or t6 t9) (or (not (or |r.0@0| t40)) (= |k.w2| (ite t40 |i.moved_out.job@0| |r.1@0|)))))
(assert (! t41 :named |goal|))

(check-sat)
