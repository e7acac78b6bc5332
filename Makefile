# Everything starts from a fresh checkout with Python 3.11 or later, git and make; the first target sets up the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint bench readme ui setup clean help

help:
	@echo "make demo    simulate 30 days of a company of 40, run everything, print the scores"
	@echo "make test    check style and types, run the tests"
	@echo "make ui      open the asset graph at http://localhost:3000"
	@echo "make bench   measure, SCALE=1000000 records by default"
	@echo "make readme  run the demonstration and write what it prints into README.md"
	@echo "make clean   remove what runs have written; the environment stays"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Scorehouse needs Python 3.11 or later; $(PYTHON) is older. Name another one: make PYTHON=python3.12 demo"; exit 1; }
	@echo "Setting up $(VENV), once: about two minutes"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

setup: $(READY)

demo: $(READY)
	@$(BIN)/scorehouse demo

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@mkdir -p data/lint && SCOREHOUSE_HOME=$(CURDIR)/data/lint $(BIN)/sqlfluff lint --processes 2 dbt_project/models

test: lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(READY)
	@$(BIN)/python -m tests.bench --records $(or $(SCALE),1000000)

readme: $(READY)
	@$(BIN)/python -m tests.readme

ui: $(READY)
	@$(BIN)/scorehouse ui

clean:
	rm -rf data dbt_project/target dbt_project/logs
