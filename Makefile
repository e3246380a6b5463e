# make train ARGS="phase=advanced model=lightgbm"   install into .venv, run the main job
# make test                                         install what tests need, run them
# make live-demo                                    ten nights replayed: odds, picks, bets, the watch
# make docs-serve                                   this documentation on http://127.0.0.1:8000, with search
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
MKDOCS := NO_MKDOCS_2_WARNING=true $(BIN)/python -m mkdocs
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Exact versions for what is installed and for what builds it (older pip reads the first for both).
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(CURDIR)/constraints.txt

.PHONY: help install train live-demo test test-slow test-deep coverage lint format types docs docs-serve pictures bench gpu clean

help:
	@sed -n 's/^# make /make /p' Makefile; echo "also: make install | test-slow | test-deep | coverage | lint | format | types | docs | pictures | bench | gpu | clean"

install: $(VENV)/.installed

train: $(VENV)/.installed
	@$(BIN)/python train.py $(ARGS)

live-demo: $(VENV)/.installed-dev
	@$(BIN)/python -m examples.live_demo.demo

# glibc hands freed memory back at once and asks for it again: a tenth of the time of tests with many frames.
test test-slow test-deep coverage: export MALLOC_MMAP_THRESHOLD_ := 1073741824
test test-slow test-deep coverage: export MALLOC_TRIM_THRESHOLD_ := 1073741824

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not slow"

# Lines and branches that the tests reach, by package; the rest of .ci/run does not need it.
coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not slow" --cov --cov-report=
	$(BIN)/coverage report --skip-covered

# More processes than two cores: many of these tests wait, for servers, kills and timeouts.
test-slow: $(VENV)/.installed-oracles
	$(BIN)/python -m pytest -m "slow and not deep" -n 5

# All of what .ci/run does a part of: every kill, file, command line, night and league.
test-deep: $(VENV)/.installed-oracles
	$(BIN)/python -m pytest -m deep -n 4

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/actionlint .github/workflows/*.yml

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# Into site/. A dead link, an anchor or a reference that is not there stops it.
docs: $(VENV)/.installed-docs
	$(MKDOCS) build --strict
	@echo "site/index.html: $$(find site -name '*.html' | wc -l) pages; make docs-serve shows them, with search"

docs-serve: $(VENV)/.installed-docs
	@echo "building the site; the first time it executes eight tutorials, which takes some minutes ..."
	$(MKDOCS) serve --dev-addr 127.0.0.1:8000

# The two pictures that README shows; looked at before they are committed.
pictures: $(VENV)/.installed-dev $(VENV)/.installed-docs
	@$(BIN)/python -m tools.pictures

bench: $(VENV)/.installed-dev
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

# XGBoost with its GPU code in place of the smaller CPU build; the two share one module name.
gpu: $(VENV)/.installed
	$(PIP) uninstall --yes xgboost-cpu
	$(PIP) install -e ".[gpu]"
	$(PIP) uninstall --yes xgboost-cpu
	$(PIP) install --force-reinstall --no-deps xgboost

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: $(PYTHON) is older than Python 3.11; name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@echo "installing into $(VENV), once (a minute or two) ..."
	@$(PIP) install -e .
	@$(BIN)/python -m compileall -q src train.py # where PYTHONDONTWRITEBYTECODE is set, no run would keep it
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing the tools for tests ..."
	@$(PIP) install -e ".[dev]"
	@touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	@echo "installing what builds the documentation ..."
	@$(PIP) install -e ".[docs]"
	@touch $@

$(VENV)/.installed-oracles: $(VENV)/.installed-dev $(VENV)/.installed-docs
	@echo "installing the oracles of slow tests ..."
	@$(PIP) install -e ".[dev,docs,oracles]"
	@touch $@

clean:
	rm -rf $(VENV) build dist site .mypy_cache .pytest_cache .ruff_cache
