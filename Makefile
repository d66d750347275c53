# Two commands: `make prove` decides the shipped descriptors, `make test` runs all tests.
# Each makes its own virtual environment, from any python3 that is at least 3.11.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
ARGS ?=
PIP = -m pip install --quiet --disable-pip-version-check

.PHONY: prove test proofs env-test clean

prove: .venv-prove/ready
	.venv-prove/bin/rcl prove $(ARGS)

test: .venv-test/ready
	.venv-test/bin/python -m pytest -n 2 $(ARGS)

# Certificates of all shipped lowerings, checked by both solvers; CI checks those with support and a few others.
proofs: .venv-test/ready
	.venv-test/bin/python tools/check_proofs.py --all --limit 7200 $(ARGS)

env-test: .venv-test/ready

.venv-prove/ready: pyproject.toml
	$(call environment,.venv-prove)
	.venv-prove/bin/python $(PIP) --editable .
	touch $@

.venv-test/ready: pyproject.toml
	$(call environment,.venv-test)
	.venv-test/bin/python $(PIP) --editable '.[dev]'
	touch $@

define environment
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name one with PYTHON=..." >&2; exit 2; }
	rm -rf $(1)
	$(PYTHON) -m venv $(1)
endef

clean:
	rm -rf .venv-prove .venv-test build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
