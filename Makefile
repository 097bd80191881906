# hri-pipelines: `make demo` shows the main job, `make test` proves it. Needs Python >= 3.11 and make.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# The first of these that runs and is new enough.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)

export DAGSTER_HOME := $(CURDIR)/dagster_home
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-faults check lint stop dev lock clean install

help:  ## Show these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(STAMP)  ## Publish the declared datasets to a CKAN of your own and leave it running
	@$(BIN)/python -m sandbox.demo

test: lint  ## Lint, strict types and every test, a real CKAN included (about 20 minutes)
	@$(BIN)/pytest -n 2 --no-loadscope-reorder

test-faults: $(STAMP)  ## Spoil every request of a publish, on both CKAN versions (an hour and a half)
	@$(BIN)/python -m tests.faults

check: lint  ## Lint, strict types, architecture and the tests that need no CKAN (about 4 minutes)
	@$(BIN)/pytest -n 2 --no-loadscope-reorder -m "not ckan and not browser"

lint: $(STAMP)  ## Lint, format and strict types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

stop: $(STAMP)  ## End the portal and the replica that the demo left running; their data stay
	@$(BIN)/python -m sandbox down

dev: $(STAMP)  ## Dagster's own pages: the graph, the schedules, the runs
	@$(BIN)/dagster dev -w workspace.yaml

install: $(STAMP)  ## Make the virtual environment from the lock

lock: $(STAMP)  ## Write requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock

clean: stop  ## Remove everything that was made here: environment, sandbox, state, records
	@rm -rf $(VENV) .sandbox .state
	@find dagster_home -mindepth 1 ! -name dagster.yaml -delete

$(STAMP): requirements.lock requirements-uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is needed (on Debian: python3-venv)." >&2; exit 1; }
	@echo "installing the locked packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-uv.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes \
		-r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
