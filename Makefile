# `make run` starts the house; `make test` proves it. `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
NAME ?=
SEED ?= 1
PART ?=
MINUTES ?= 120
TESTERS ?= 4

export PYTHON

.PHONY: help run setup setup-test test lint prove audit lock wheels bench hold soak screenshots
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: ## set up what is missing, then start everything: PORT, CONTEST_HOME, DEMO=no, ...
	@.ci/setup
	@exec $(BIN)/contest up

setup: ## what `make run` does before it starts
	@.ci/setup

setup-test: ## setup, and what the tests need on top
	@.ci/setup --test

test: setup-test ## lints, types, floors, and every test on real parts
	@$(MAKE) --no-print-directory -j2 lint prove

lint: ## what reads the code without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates

# Twice the cores: half of them mostly wait, for a browser or for what they started. Tests of services wait for less.
# Bytecode is kept, for each of them would make it anew.
PROVE = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python

prove: ## every test, then those of services once more on stores given by address
	$(PROVE) -m pytest -n $(TESTERS) --dist loadgroup
	$(PROVE) -m tests.second_stores -- $(BIN)/python -m pytest -n 3 tests/test_ground.py $(wildcard tests/*/test_service*.py)

audit: setup-test ## known flaws in what is pinned; says so where nobody can be asked
	@.ci/audit

bench: setup-test ## figures as JSON lines: NAME=startup SEED=1; without NAME all of them
	@$(BIN)/python -m tests.bench $(if $(NAME),--name $(NAME)) --seed $(SEED)

hold: setup-test ## the timed part of the fifteen tests, as a table; PART=crowded, pages or rush for one part of it
	@$(BIN)/python -m tests.hold $(if $(PART),--part $(PART))

soak: setup-test ## a house under steady use for MINUTES (120): neither memory nor open files may grow
	@$(BIN)/python -m tests.hold --soak $(MINUTES)

screenshots: setup-test ## the pages as people see them, in tests/screenshots
	SCREENSHOTS=tests/screenshots $(BIN)/python -m pytest tests/journeys

COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links

lock: setup-test ## pin anew: requirements*.txt with hashes, package-lock.json; no registry's address in either
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	$(COMPILE) requirements-audit.in -o requirements-audit.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved
	! grep -nE '"resolved"|https?://[^ ]*/(simple|npm)/' package-lock.json requirements*.txt

wheels: setup-test ## whether every pin has a wheel for each Python that is promised
	@set -e; for version in 3.11 3.12 3.13 3.14; do \
	  for file in requirements.txt requirements-dev.txt requirements-node.txt requirements-audit.txt; do \
	    $(BIN)/uv pip install --quiet --dry-run --target .venv/wheels --only-binary :all: --no-deps --require-hashes \
	      --python-version $$version --python-platform x86_64-manylinux_2_28 -r $$file; \
	    echo "Python $$version: every pin of $$file has a wheel"; \
	  done; \
	done
