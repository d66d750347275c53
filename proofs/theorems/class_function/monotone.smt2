; Theorem monotone: Whoever knows less never gets a class with more support: a result that is no longer proved, evidence that says less, a new assumption, a defect, a contradiction, a question that was not asked.
; The negation is asserted, so this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; asserts: 0 conformance, 1 policy, 2 observation, 3 offer
(declare-fun |less.asserts| () Int)
(assert (! (and (<= 0 |less.asserts|) (<= |less.asserts| 3)) :named |range less.asserts|))

; defect: 0 no, 1 yes
(declare-fun |less.defect| () Int)
(assert (! (and (<= 0 |less.defect|) (<= |less.defect| 1)) :named |range less.defect|))

; contradiction: 0 no, 1 yes
(declare-fun |less.contradiction| () Int)
(assert (! (and (<= 0 |less.contradiction|) (<= |less.contradiction| 1)) :named |range less.contradiction|))

; complete: 0 no, 1 yes
(declare-fun |less.complete| () Int)
(assert (! (and (<= 0 |less.complete|) (<= |less.complete| 1)) :named |range less.complete|))

; consistent: 0 no, 1 yes
(declare-fun |less.consistent| () Int)
(assert (! (and (<= 0 |less.consistent|) (<= |less.consistent| 1)) :named |range less.consistent|))

; scenarios: 0 proved, 1 doubtful, 2 refuted
(declare-fun |less.scenarios| () Int)
(assert (! (and (<= 0 |less.scenarios|) (<= |less.scenarios| 2)) :named |range less.scenarios|))

; watched: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |less.watched| () Int)
(assert (! (and (<= 0 |less.watched|) (<= |less.watched| 3)) :named |range less.watched|))

; outcome: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |less.outcome| () Int)
(assert (! (and (<= 0 |less.outcome|) (<= |less.outcome| 3)) :named |range less.outcome|))

; feasibility: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |less.feasibility| () Int)
(assert (! (and (<= 0 |less.feasibility|) (<= |less.feasibility| 3)) :named |range less.feasibility|))

; watched_exercised: 0 no, 1 yes
(declare-fun |less.watched_exercised| () Int)
(assert (! (and (<= 0 |less.watched_exercised|) (<= |less.watched_exercised| 1)) :named |range less.watched_exercised|))

; outcome_exercised: 0 no, 1 yes
(declare-fun |less.outcome_exercised| () Int)
(assert (! (and (<= 0 |less.outcome_exercised|) (<= |less.outcome_exercised| 1)) :named |range less.outcome_exercised|))

; adapted: 0 no, 1 yes
(declare-fun |less.adapted| () Int)
(assert (! (and (<= 0 |less.adapted|) (<= |less.adapted| 1)) :named |range less.adapted|))

; assumed: 0 no, 1 yes
(declare-fun |less.assumed| () Int)
(assert (! (and (<= 0 |less.assumed|) (<= |less.assumed| 1)) :named |range less.assumed|))

; evidence: 0 none, 1 unchecked, 2 failed, 3 passed, 4 passed_under_pressure
(declare-fun |less.evidence| () Int)
(assert (! (and (<= 0 |less.evidence|) (<= |less.evidence| 4)) :named |range less.evidence|))

; pressure_named: 0 no, 1 yes
(declare-fun |less.pressure_named| () Int)
(assert (! (and (<= 0 |less.pressure_named|) (<= |less.pressure_named| 1)) :named |range less.pressure_named|))

(define-fun |less.some_asserted_refuted| () Bool (or (= |less.watched| 3) (and (not (= |less.asserts| 2)) (= |less.outcome| 3)) (and (not (= |less.asserts| 2)) (= |less.feasibility| 3))))
(define-fun |less.all_proved| () Bool (and (or (= |less.watched| 0) (= |less.watched| 1)) (or (= |less.outcome| 0) (= |less.outcome| 1)) (or (= |less.feasibility| 0) (= |less.feasibility| 1)) (or (= |less.watched| 1) (= |less.outcome| 1) (= |less.feasibility| 1))))
(define-fun |less.asserted_proved| () Bool (ite (= |less.asserts| 2) (= |less.watched| 1) |less.all_proved|))
(define-fun |less.rejected_mapping| () Bool (or (= |less.defect| 1) (= |less.contradiction| 1) |less.some_asserted_refuted| (= |less.scenarios| 2) (= |less.evidence| 2)))
(define-fun |less.shown| () Bool (and (not (= |less.defect| 1)) (not (= |less.contradiction| 1)) (not (= |less.evidence| 2)) (= |less.scenarios| 0) (= |less.complete| 1) (= |less.consistent| 1) |less.asserted_proved|))
(define-fun |less.native_alone| () Bool (and (not (= |less.adapted| 1)) (not (= |less.assumed| 1))))
(define-fun |less.policy_evidence| () Bool (and (= |less.adapted| 1) (= |less.pressure_named| 1) (= |less.evidence| 4) (or (= |less.outcome| 0) (= |less.outcome_exercised| 1))))
(define-fun |less.observed| () Bool (and (= |less.watched| 1) (= |less.watched_exercised| 1) (or (= |less.evidence| 3) (= |less.evidence| 4))))
(define-fun |less.native_conformance| () Bool (and |less.shown| (or (= |less.asserts| 0) (= |less.asserts| 1) (= |less.asserts| 2)) |less.all_proved| |less.native_alone|))
(define-fun |less.adapter_policy| () Bool (and |less.shown| (or (= |less.asserts| 0) (= |less.asserts| 1) (= |less.asserts| 2)) |less.all_proved| |less.policy_evidence|))
(define-fun |less.adapter_observational| () Bool (and |less.shown| (or (= |less.asserts| 0) (= |less.asserts| 1) (= |less.asserts| 2)) (or (not |less.all_proved|) (not (or |less.native_alone| |less.policy_evidence|))) |less.observed|))
(define-fun |less.approximation_substrate| () Bool (and |less.shown| (= |less.asserts| 3)))
(define-fun |less.unknown_evidence| () Bool (and (not |less.rejected_mapping|) (or (not |less.shown|) (and (or (= |less.asserts| 0) (= |less.asserts| 1) (= |less.asserts| 2)) (or (not |less.all_proved|) (not (or |less.native_alone| |less.policy_evidence|))) (not |less.observed|)))))

; asserts: 0 conformance, 1 policy, 2 observation, 3 offer
(declare-fun |more.asserts| () Int)
(assert (! (and (<= 0 |more.asserts|) (<= |more.asserts| 3)) :named |range more.asserts|))

; defect: 0 no, 1 yes
(declare-fun |more.defect| () Int)
(assert (! (and (<= 0 |more.defect|) (<= |more.defect| 1)) :named |range more.defect|))

; contradiction: 0 no, 1 yes
(declare-fun |more.contradiction| () Int)
(assert (! (and (<= 0 |more.contradiction|) (<= |more.contradiction| 1)) :named |range more.contradiction|))

; complete: 0 no, 1 yes
(declare-fun |more.complete| () Int)
(assert (! (and (<= 0 |more.complete|) (<= |more.complete| 1)) :named |range more.complete|))

; consistent: 0 no, 1 yes
(declare-fun |more.consistent| () Int)
(assert (! (and (<= 0 |more.consistent|) (<= |more.consistent| 1)) :named |range more.consistent|))

; scenarios: 0 proved, 1 doubtful, 2 refuted
(declare-fun |more.scenarios| () Int)
(assert (! (and (<= 0 |more.scenarios|) (<= |more.scenarios| 2)) :named |range more.scenarios|))

; watched: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |more.watched| () Int)
(assert (! (and (<= 0 |more.watched|) (<= |more.watched| 3)) :named |range more.watched|))

; outcome: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |more.outcome| () Int)
(assert (! (and (<= 0 |more.outcome|) (<= |more.outcome| 3)) :named |range more.outcome|))

; feasibility: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |more.feasibility| () Int)
(assert (! (and (<= 0 |more.feasibility|) (<= |more.feasibility| 3)) :named |range more.feasibility|))

; watched_exercised: 0 no, 1 yes
(declare-fun |more.watched_exercised| () Int)
(assert (! (and (<= 0 |more.watched_exercised|) (<= |more.watched_exercised| 1)) :named |range more.watched_exercised|))

; outcome_exercised: 0 no, 1 yes
(declare-fun |more.outcome_exercised| () Int)
(assert (! (and (<= 0 |more.outcome_exercised|) (<= |more.outcome_exercised| 1)) :named |range more.outcome_exercised|))

; adapted: 0 no, 1 yes
(declare-fun |more.adapted| () Int)
(assert (! (and (<= 0 |more.adapted|) (<= |more.adapted| 1)) :named |range more.adapted|))

; assumed: 0 no, 1 yes
(declare-fun |more.assumed| () Int)
(assert (! (and (<= 0 |more.assumed|) (<= |more.assumed| 1)) :named |range more.assumed|))

; evidence: 0 none, 1 unchecked, 2 failed, 3 passed, 4 passed_under_pressure
(declare-fun |more.evidence| () Int)
(assert (! (and (<= 0 |more.evidence|) (<= |more.evidence| 4)) :named |range more.evidence|))

; pressure_named: 0 no, 1 yes
(declare-fun |more.pressure_named| () Int)
(assert (! (and (<= 0 |more.pressure_named|) (<= |more.pressure_named| 1)) :named |range more.pressure_named|))

(define-fun |more.some_asserted_refuted| () Bool (or (= 3 |more.watched|) (and (not (= 2 |more.asserts|)) (= 3 |more.outcome|)) (and (not (= 2 |more.asserts|)) (= 3 |more.feasibility|))))
(define-fun |more.all_proved| () Bool (and (or (= 0 |more.watched|) (= 1 |more.watched|)) (or (= 0 |more.outcome|) (= 1 |more.outcome|)) (or (= 0 |more.feasibility|) (= 1 |more.feasibility|)) (or (= 1 |more.watched|) (= 1 |more.outcome|) (= 1 |more.feasibility|))))
(define-fun |more.asserted_proved| () Bool (ite (= 2 |more.asserts|) (= 1 |more.watched|) |more.all_proved|))
(define-fun |more.rejected_mapping| () Bool (or (= 1 |more.defect|) (= 1 |more.contradiction|) |more.some_asserted_refuted| (= 2 |more.scenarios|) (= 2 |more.evidence|)))
(define-fun |more.shown| () Bool (and (not (= 1 |more.defect|)) (not (= 1 |more.contradiction|)) (not (= 2 |more.evidence|)) (= 0 |more.scenarios|) (= 1 |more.complete|) (= 1 |more.consistent|) |more.asserted_proved|))
(define-fun |more.native_alone| () Bool (and (not (= 1 |more.adapted|)) (not (= 1 |more.assumed|))))
(define-fun |more.policy_evidence| () Bool (and (= 1 |more.adapted|) (= 1 |more.pressure_named|) (= 4 |more.evidence|) (or (= 0 |more.outcome|) (= 1 |more.outcome_exercised|))))
(define-fun |more.observed| () Bool (and (= 1 |more.watched|) (= 1 |more.watched_exercised|) (or (= 3 |more.evidence|) (= 4 |more.evidence|))))
(define-fun |more.native_conformance| () Bool (and |more.shown| (or (= 0 |more.asserts|) (= 1 |more.asserts|) (= 2 |more.asserts|)) |more.all_proved| |more.native_alone|))
(define-fun |more.adapter_policy| () Bool (and |more.shown| (or (= 0 |more.asserts|) (= 1 |more.asserts|) (= 2 |more.asserts|)) |more.all_proved| |more.policy_evidence|))
(define-fun |more.adapter_observational| () Bool (and |more.shown| (or (= 0 |more.asserts|) (= 1 |more.asserts|) (= 2 |more.asserts|)) (or (not |more.all_proved|) (not (or |more.native_alone| |more.policy_evidence|))) |more.observed|))
(define-fun |more.approximation_substrate| () Bool (and |more.shown| (= 3 |more.asserts|)))
(define-fun |more.unknown_evidence| () Bool (and (not |more.rejected_mapping|) (or (not |more.shown|) (and (or (= 0 |more.asserts|) (= 1 |more.asserts|) (= 2 |more.asserts|)) (or (not |more.all_proved|) (not (or |more.native_alone| |more.policy_evidence|))) (not |more.observed|)))))

(assert (! (and (= |less.asserts| |more.asserts|) (or (not (= 1 |more.defect|)) (= |less.defect| 1)) (or (not (= 1 |more.contradiction|)) (= |less.contradiction| 1)) (or (not (= |less.complete| 1)) (= 1 |more.complete|)) (or (not (= |less.consistent| 1)) (= 1 |more.consistent|)) (or (not (= |less.watched_exercised| 1)) (= 1 |more.watched_exercised|)) (or (not (= |less.outcome_exercised| 1)) (= 1 |more.outcome_exercised|)) (or (not (= |less.pressure_named| 1)) (= 1 |more.pressure_named|)) (or (not (= |less.scenarios| 0)) (= 0 |more.scenarios|)) (or (not (= |less.watched| 1)) (= 1 |more.watched|)) (or (not (= |less.outcome| 1)) (= 1 |more.outcome|)) (or (not (= |less.feasibility| 1)) (= 1 |more.feasibility|)) (= (= |less.watched| 0) (= 0 |more.watched|)) (= (= |less.outcome| 0) (= 0 |more.outcome|)) (= (= |less.feasibility| 0) (= 0 |more.feasibility|)) (or (not (= |less.evidence| 4)) (= 4 |more.evidence|)) (or (not (or (= |less.evidence| 3) (= |less.evidence| 4))) (= 3 |more.evidence|) (= 4 |more.evidence|)) (or (not (= 2 |more.evidence|)) (= |less.evidence| 2)) (or (and (= (= |less.adapted| 1) (= 1 |more.adapted|)) (or (not (= 1 |more.assumed|)) (= |less.assumed| 1))) (= |less.watched| 2) (= |less.watched| 3) (= |less.outcome| 2) (= |less.outcome| 3) (= |less.feasibility| 2) (= |less.feasibility| 3) |more.native_alone|) (< (ite |more.native_conformance| 4 (ite |more.adapter_policy| 3 (ite |more.adapter_observational| 2 (ite |more.approximation_substrate| 1 0)))) (ite |less.native_conformance| 4 (ite |less.adapter_policy| 3 (ite |less.adapter_observational| 2 (ite |less.approximation_substrate| 1 0)))))) :named negation))

(check-sat)
