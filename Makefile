# Everything starts from a fresh checkout with Python 3.11 or later, git and make; the first target sets up the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# uv takes a tenth of pip's time, but does not read what pip is told about mirrors; where that is needed pip does it all.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PACKAGES := --constraint constraints.txt --editable '.[dev]'
STYLE := $(BIN)/ruff check . && $(BIN)/ruff format --check .
# Two processes, which together take half as long.
LINT := { $(BIN)/mypy & types=$$!; $(BIN)/python -m tests.lint && sql=0 || sql=1; wait $$types && exit $$sql; }
TESTS := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup demo check test thorough spark lifetimes lint bench readme ui clean

help:
	@echo "make demo    simulate 30 days of a company of 40, run everything, print the scores"
	@echo "make check   in a few minutes: style and types of what has changed, and all tests that build no warehouse"
	@echo "make test    style and types of everything, and all tests"
	@echo "make thorough  all of that, and once more and slowly what it guards already, before a release"
	@echo "make spark   what is built, judged and published on Spark, on an engine that an environment of its own brings"
	@echo "make lifetimes  what customers will buy, fitted and compared, in an environment of its own with the library"
	@echo "make lint    style and types of everything, without tests"
	@echo "make ui      open the asset graph at http://localhost:3000"
	@echo "make bench   measure, SCALE=1000000 records by default"
	@echo "make readme  write what the demo prints into README.md"
	@echo "make setup   make the environment, which the others do where it is missing"
	@echo "make clean   remove what runs have written; the environment stays"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Scorehouse needs Python 3.11 or later; $(PYTHON) is older. Name another one: make PYTHON=python3.12 demo"; exit 1; }
	@echo "Setting up $(VENV), once: half a minute"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) uv && $(BIN)/uv pip install --quiet --python $(BIN)/python $(PACKAGES) || \
	  { echo "uv does not get at the packages; pip fetches them, in two minutes" && $(PIP) $(PACKAGES); }
	@touch $@

setup: $(READY)

demo: $(READY)
	@$(BIN)/scorehouse demo

check: $(READY)
	@$(STYLE)
	@$(LINT)
	@$(TESTS) -m "not builds"

# Great Expectations imports Spark's client wherever it is installed, which takes seconds in every process.
spark:
	@$(MAKE) --no-print-directory VENV=.venv-spark PACKAGES="--constraint constraints.txt --editable '.[dev,spark,sail]'" setup
	@.venv-spark/bin/python -m pytest -n 0 tests -k sail

lifetimes:
	@$(MAKE) --no-print-directory VENV=.venv-lifetimes PACKAGES="--constraint constraints.txt --editable '.[dev,lifetimes]'" setup
	@.venv-lifetimes/bin/python -m pytest -n 0 tests -k lifetimes

lint: $(READY)
	@$(STYLE)
	@$(LINT)

test: lint
	@$(TESTS) -m "not thorough"

thorough: lint
	@$(TESTS)

bench: $(READY)
	@$(BIN)/python -m tests.bench --records $(or $(SCALE),1000000)

readme: $(READY)
	@$(BIN)/python -m tests.readme

ui: $(READY)
	@$(BIN)/scorehouse ui

clean:
	rm -rf data dbt_project/target dbt_project/logs
