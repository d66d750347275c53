; Theorem total: Every input has a class.
; The negation is asserted, so this has to be unsat.
(set-option :produce-unsat-cores true)
(set-logic QF_LIA)

; asserts: 0 conformance, 1 policy, 2 observation, 3 offer
(declare-fun |asserts| () Int)
(assert (! (and (<= 0 |asserts|) (<= |asserts| 3)) :named |range asserts|))

; defect: 0 no, 1 yes
(declare-fun |defect| () Int)
(assert (! (and (<= 0 |defect|) (<= |defect| 1)) :named |range defect|))

; contradiction: 0 no, 1 yes
(declare-fun |contradiction| () Int)
(assert (! (and (<= 0 |contradiction|) (<= |contradiction| 1)) :named |range contradiction|))

; complete: 0 no, 1 yes
(declare-fun |complete| () Int)
(assert (! (and (<= 0 |complete|) (<= |complete| 1)) :named |range complete|))

; consistent: 0 no, 1 yes
(declare-fun |consistent| () Int)
(assert (! (and (<= 0 |consistent|) (<= |consistent| 1)) :named |range consistent|))

; scenarios: 0 proved, 1 doubtful, 2 refuted
(declare-fun |scenarios| () Int)
(assert (! (and (<= 0 |scenarios|) (<= |scenarios| 2)) :named |range scenarios|))

; watched: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |watched| () Int)
(assert (! (and (<= 0 |watched|) (<= |watched| 3)) :named |range watched|))

; outcome: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |outcome| () Int)
(assert (! (and (<= 0 |outcome|) (<= |outcome| 3)) :named |range outcome|))

; feasibility: 0 absent, 1 proved, 2 doubtful, 3 refuted
(declare-fun |feasibility| () Int)
(assert (! (and (<= 0 |feasibility|) (<= |feasibility| 3)) :named |range feasibility|))

; watched_exercised: 0 no, 1 yes
(declare-fun |watched_exercised| () Int)
(assert (! (and (<= 0 |watched_exercised|) (<= |watched_exercised| 1)) :named |range watched_exercised|))

; outcome_exercised: 0 no, 1 yes
(declare-fun |outcome_exercised| () Int)
(assert (! (and (<= 0 |outcome_exercised|) (<= |outcome_exercised| 1)) :named |range outcome_exercised|))

; adapted: 0 no, 1 yes
(declare-fun |adapted| () Int)
(assert (! (and (<= 0 |adapted|) (<= |adapted| 1)) :named |range adapted|))

; assumed: 0 no, 1 yes
(declare-fun |assumed| () Int)
(assert (! (and (<= 0 |assumed|) (<= |assumed| 1)) :named |range assumed|))

; evidence: 0 none, 1 unchecked, 2 failed, 3 passed, 4 passed_under_pressure
(declare-fun |evidence| () Int)
(assert (! (and (<= 0 |evidence|) (<= |evidence| 4)) :named |range evidence|))

; pressure_named: 0 no, 1 yes
(declare-fun |pressure_named| () Int)
(assert (! (and (<= 0 |pressure_named|) (<= |pressure_named| 1)) :named |range pressure_named|))

(define-fun |some_asserted_refuted| () Bool (or (= |watched| 3) (and (not (= |asserts| 2)) (= |outcome| 3)) (and (not (= |asserts| 2)) (= |feasibility| 3))))
(define-fun |all_proved| () Bool (and (or (= |watched| 0) (= |watched| 1)) (or (= |outcome| 0) (= |outcome| 1)) (or (= |feasibility| 0) (= |feasibility| 1)) (or (= |watched| 1) (= |outcome| 1) (= |feasibility| 1))))
(define-fun |asserted_proved| () Bool (ite (= |asserts| 2) (= |watched| 1) |all_proved|))
(define-fun |rejected_mapping| () Bool (or (= |defect| 1) (= |contradiction| 1) |some_asserted_refuted| (= |scenarios| 2) (= |evidence| 2)))
(define-fun |shown| () Bool (and (not (= |defect| 1)) (not (= |contradiction| 1)) (not (= |evidence| 2)) (= |scenarios| 0) (= |complete| 1) (= |consistent| 1) |asserted_proved|))
(define-fun |native_alone| () Bool (and (not (= |adapted| 1)) (not (= |assumed| 1))))
(define-fun |policy_evidence| () Bool (and (= |adapted| 1) (= |pressure_named| 1) (= |evidence| 4) (or (= |outcome| 0) (= |outcome_exercised| 1))))
(define-fun |observed| () Bool (and (= |watched| 1) (= |watched_exercised| 1) (or (= |evidence| 3) (= |evidence| 4))))
(define-fun |native_conformance| () Bool (and |shown| (or (= |asserts| 0) (= |asserts| 1) (= |asserts| 2)) |all_proved| |native_alone|))
(define-fun |adapter_policy| () Bool (and |shown| (or (= |asserts| 0) (= |asserts| 1) (= |asserts| 2)) |all_proved| |policy_evidence|))
(define-fun |adapter_observational| () Bool (and |shown| (or (= |asserts| 0) (= |asserts| 1) (= |asserts| 2)) (or (not |all_proved|) (not (or |native_alone| |policy_evidence|))) |observed|))
(define-fun |approximation_substrate| () Bool (and |shown| (= |asserts| 3)))
(define-fun |unknown_evidence| () Bool (and (not |rejected_mapping|) (or (not |shown|) (and (or (= |asserts| 0) (= |asserts| 1) (= |asserts| 2)) (or (not |all_proved|) (not (or |native_alone| |policy_evidence|))) (not |observed|)))))

(assert (! (not (or |native_conformance| |adapter_policy| |adapter_observational| |approximation_substrate| |rejected_mapping| |unknown_evidence|)) :named negation))

(check-sat)
