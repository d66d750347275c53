; reference.pinned: predicate.recompute_is_not_reuse, query step
; A request that recomputed the state did not reuse the claim. (specs/resident_claim.rcl:139)
; No step from a state with the lemmas is bad. So this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; the constants are what their types allow
; c
(declare-fun |k.c| () Int)
; r
(declare-fun |k.r| () Int)
(assert (! (and (<= 0 |k.c|) (<= 0 |k.r|)) :named |constants|))

; a lemma
; runtime: once looked_up(request: r, entry: c)
(declare-fun |r.3@0| () Bool)
; runtime: once looked_up(request: r, entry: c, hit: false)
(declare-fun |r.1@0| () Bool)
(define-fun t1 () Bool (not |r.1@0|))
(assert (! (or |r.3@0| t1) :named |lemma 1|))

; a lemma
; runtime: once looked_up(request: r, entry: c, hit: true)
(declare-fun |r.2@0| () Bool)
(define-fun t2 () Bool (not |r.2@0|))
(assert (! (or t1 t2) :named |lemma 2|))

; a lemma
; contract: once recomputed(claim: c, request: r)
(declare-fun |r.0@0| () Bool)
(assert (! (or (not |r.0@0|) |r.1@0|) :named |lemma 3|))

; a lemma
(assert (! (or |r.3@0| t2) :named |lemma 4|))

; a lemma
; runtime: previously once looked_up(request: r, entry: c)
(declare-fun |r.4@0| () Bool)
(assert (! (or |r.4@0| (not |r.3@0|)) :named |lemma 5|))

; the step is one event, with fields of their types
(declare-fun |i.read.request@0| () Int)
(declare-fun |i.read.entry@0| () Int)
(declare-fun |i.computed.request@0| () Int)
(declare-fun |i.computed.entry@0| () Int)
(declare-fun |i.looked_up.request@0| () Int)
(declare-fun |i.looked_up.entry@0| () Int)
(declare-fun |i.kind@0| () Int)
(assert (! (and (<= 0 |i.read.request@0|) (<= 0 |i.read.entry@0|) (<= 0 |i.computed.request@0|) (<= 0 |i.computed.entry@0|) (<= 0 |i.looked_up.request@0|) (<= 0 |i.looked_up.entry@0|) (or (and (<= 0 |i.kind@0|) (<= |i.kind@0| 3)) (and (< 1000000 |i.kind@0|) (<= |i.kind@0| 1000000)))) :named |step 0|))

; guarantee computing_follows_a_miss, origin native, specs/reference_runtime.rcl:188
; A request computes for itself only what its lookup has not found.
; whenever computed(request: r, entry: c) requires once looked_up(request: r, entry: c, hit: false)
(define-fun t3 () Bool (= |i.kind@0| 2))
(define-fun t4 () Bool (= |k.c| |i.computed.entry@0|))
(define-fun t5 () Bool (= |k.r| |i.computed.request@0|))
(define-fun t6 () Bool (= |i.kind@0| 3))
(define-fun t7 () Bool (= |k.r| |i.looked_up.request@0|))
(define-fun t8 () Bool (= |k.c| |i.looked_up.entry@0|))
(declare-fun |i.looked_up.hit@0| () Bool)
(declare-fun |i.any0@0| () Bool)
(assert (! (or (not t3) (ite (and t4 t5) (or |r.1@0| (and t6 t7 t8 (not |i.looked_up.hit@0|))) |i.any0@0|)) :named |guarantee computing_follows_a_miss|))

; guarantee reads_follow_a_hit, origin native, specs/reference_runtime.rcl:184
; A request reads only what its lookup has found.
; whenever read(request: r, entry: c) requires once looked_up(request: r, entry: c, hit: true)
(define-fun t9 () Bool (= |i.kind@0| 1))
(define-fun t10 () Bool (= |k.c| |i.read.entry@0|))
(define-fun t11 () Bool (= |k.r| |i.read.request@0|))
(declare-fun |i.any1@0| () Bool)
(assert (! (or (not t9) (ite (and t10 t11) (or |r.2@0| (and t6 t7 t8 |i.looked_up.hit@0|)) |i.any1@0|)) :named |guarantee reads_follow_a_hit|))

; guarantee one_lookup, origin native, specs/reference_runtime.rcl:180
; A request looks an entry up once.
; whenever looked_up(request: r, entry: c) requires not previously once looked_up(request: r, entry: c)
(declare-fun |i.any2@0| () Bool)
(assert (! (or (not t6) (not (ite (and t8 t7) |r.4@0| |i.any2@0|))) :named |guarantee one_lookup|))

; what is to be impossible
(assert (! (and t9 t10 t11 (or |r.0@0| (and t3 t4 t5))) :named |goal|))

(check-sat)
