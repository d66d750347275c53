; reference.tiered: lifecycle.one_job_one_claim, query base-0
; A restoration joins the job, the request and the claim it was made for. (specs/resident_claim.rcl:172)
; The lemmas hold before the first step. So this has to be unsat.
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

; what is to be impossible
; runtime: once load_planned(job: j)
(define-fun |r.18@0| () Bool false)
; contract: once restore_required(claim: d, request: q, job: j)
(define-fun |r.1@0| () Bool false)
(define-fun t1 () Bool (not |r.1@0|))
; contract: once restore_required(claim: c, request: r, job: j)
(define-fun |r.0@0| () Bool false)
; runtime: once load_planned(job: j, entry: c, request: r, tier: v3)
(define-fun |r.44@0| () Bool false)
; runtime: once load_started(job: j, entry: c, request: r, tier: v3)
(define-fun |r.17@0| () Bool false)
(define-fun t2 () Bool (not |r.0@0|))
; runtime: once load_planned(job: j, entry: c, request: r, tier: v0)
(define-fun |r.41@0| () Bool false)
; runtime: once load_planned(job: j, entry: c, request: r, tier: v2)
(define-fun |r.43@0| () Bool false)
; runtime: once load_started(job: j, entry: c, request: r, tier: v2)
(define-fun |r.16@0| () Bool false)
; runtime: once load_planned(job: j, entry: c, request: r, tier: v1)
(define-fun |r.42@0| () Bool false)
; runtime: once load_started(job: j, entry: c, request: r, tier: v1)
(define-fun |r.15@0| () Bool false)
; runtime: once load_started(job: j, entry: c, request: r, tier: v0)
(define-fun |r.14@0| () Bool false)
; runtime: previously once load_planned(job: j)
(define-fun |r.19@0| () Bool false)
(define-fun t3 () Int (+ |k.q| (* (- 1) |k.r|)))
(define-fun t4 () Int (+ |k.c| (* (- 1) |k.d|)))
(define-fun t5 () Bool (and (or |r.18@0| t1) (or |r.0@0| (not |r.44@0|)) (or |r.0@0| (not |r.17@0|)) (or |r.18@0| t2) (or |r.0@0| (not |r.41@0|)) (or |r.0@0| (not |r.43@0|)) (or |r.0@0| (not |r.16@0|)) (or |r.0@0| (not |r.42@0|)) (or |r.0@0| (not |r.15@0|)) (or |r.0@0| (not |r.14@0|)) (or |r.19@0| (not |r.18@0|)) (or t2 t1 (not (<= 1 t3))) (or t2 t1 (not (<= t3 (- 1)))) (or t2 t1 (not (<= t4 (- 1)))) (or t2 t1 (not (<= 1 t4)))))
(assert (! (not t5) :named |goal|))

(check-sat)
