# Kontera: every task of a developer, each with a sentence. `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
ARGS ?=

.PHONY: help setup demo test check unit bench fuzz fuzz-again fuzz-nightly kafka kafka-stop fmt schemas lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## create .venv with every pinned dependency (quick the second time)

$(VENV)/.ready: pyproject.toml requirements/dev.txt requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kontera needs Python 3.11 or newer; say which with: make setup PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync -q --system-certs --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	@$(BIN)/uv pip install -q --system-certs --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## make a small municipality, run the whole chain over its invoices, open the review page
	@$(BIN)/kontera demo $(ARGS)

test: check unit ## what CI runs: format, lint, types, import rules, tests

check: setup
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

unit: setup
	@$(BIN)/python -m pytest $(ARGS)

bench: setup ## run the benchmarks behind the figures in the README
	@$(BIN)/python -m benchmarks $(ARGS)

fuzz: setup ## fuzz the reader for 60 seconds, or as ARGS say
	@$(BIN)/python -m tests.fuzz.fuzz_read --seconds 60 $(ARGS)

fuzz-again: setup ## read an input again that a fuzzer kept: make fuzz-again ARGS=.cache/fuzz/crash-...
	@$(BIN)/python -m tests.fuzz.keeping $(ARGS)

fuzz-nightly: setup ## fuzz the reader with two million inputs, which takes about an hour
	@$(BIN)/python -m tests.fuzz.fuzz_files --runs 1000000 --seconds 14400 $(ARGS)
	@$(BIN)/python -m tests.fuzz.fuzz_read --runs 1000000 --seconds 14400 $(ARGS)

kafka: setup ## bring a Kafka broker from Maven Central, start one node on loopback, wait until it answers
	@$(BIN)/python -m deploy.kafka.local start

kafka-stop: setup ## stop that broker, and no other
	@$(BIN)/python -m deploy.kafka.local stop

fmt: setup ## format the code and mend what the linter can mend
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

schemas: setup ## write schemas/json anew from the models
	@$(BIN)/python -m schemas.publish

lock: setup ## renew the hash-pinned requirements
	@$(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	@$(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-header --python-version 3.11 --extra dev --extra official pyproject.toml -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-header --python-version 3.11 requirements/uv.in -o requirements/uv.txt

clean: ## remove what make made
	@rm -rf $(VENV) .kafka .cache .pytest_cache .mypy_cache .ruff_cache demo-data
