# Everything that one does with a checkout; needs git, make and Python 3.11 or newer.
# The first call of a target sets up .venv with the versions of requirements.lock, later calls find it ready;
# `make demo` needs suance alone, the tests also its extras and tools.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet
SHARED := $(or $(SUANCE_SHARED),../shared)

# requirements.lock has DuckDB's line of long support; awards must come out the same on the next one.
DUCKDB_2 := 2.0.1

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check duckdb lint types bench score lock shown format clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(READY) ## set up .venv (the other targets do this themselves)

demo: $(CORE) ## run the whole way on the example that ships with the package
	$(BIN)/suance demo

test: $(READY) ## run the tests, without the slow ones (some eight minutes)
	$(BIN)/python -m pytest -m "not slow"

check: lint types ## the whole suite as CI runs it: linter, types, every test, awards on both lines of DuckDB
	$(BIN)/python -m pytest
	$(MAKE) duckdb

duckdb: build/duckdb-$(DUCKDB_2) ## the tests of awards and tables on the next DuckDB
	PYTHONPATH=$(CURDIR)/$< $(BIN)/python -m pytest -m "not slow" $(wildcard tests/test_award*.py tests/test_panel.py tests/test_table.py tests/test_registry.py)

build/duckdb-$(DUCKDB_2): $(READY)
	@$(PIP) --no-deps --upgrade --target $@ duckdb==$(DUCKDB_2)

lint: $(READY) ## the linter and the formatter, changing nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## the type checker, strict
	$(BIN)/mypy

bench: $(READY) ## the benchmarks: a table of ratios and throughput
	$(BIN)/python bench/run.py
	$(BIN)/python bench/awards.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/registry.py
	$(BIN)/python bench/fund.py
	$(BIN)/python bench/population.py

score: $(READY) ## what is read from the reference documents against their gold facts
	@$(BIN)/suance read $(SHARED)/facts/dev --out build/score --quiet > /dev/null
	@$(BIN)/python $(SHARED)/facts/score.py $(SHARED)/facts/dev build/score

format: $(READY) ## sort imports and lay out the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

shown: $(READY) ## write anew the output that the docs and the transcripts show
	SUANCE_WRITE=1 $(BIN)/python -m pytest tests/test_docs.py tests/test_cli.py

lock: $(READY) ## renew requirements.lock: the newest versions that pyproject.toml allows
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --upgrade \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet --output-file requirements.lock

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(CORE): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("suance needs Python 3.11 or newer; name one: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV), once ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --constraint requirements.lock hatchling editables
	@$(PIP) --constraint requirements.lock --no-build-isolation --editable .
	@touch $@

$(READY): $(CORE)
	@echo "adding what the tests need, once ..."
	@$(PIP) --requirement requirements.lock
	@touch $@
