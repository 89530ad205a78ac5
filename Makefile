# Sampark: every command of the project. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
VENDORED := chalicelib/web/vendor/.brought
STAGE ?= dev
MEDIA ?=
PARAMETERS ?=
SIZE ?= 110000
STORIES ?= 4000
# Tests are shared among two processes, file by file; tests/conftest.py says what stays together.
SHARED_OUT := -n 2 --dist loadscope --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup vendor run demo media bench-media bench-pages bench-slots prove test test-fast test-browser check lint format types layers cover cold package \
        deploy found docs bench seed screenshots credentials explain eval-names eval-verification clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Sampark needs Python 3.11 or newer; $(PYTHON) was not found. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sampark needs Python 3.11 or newer; $$($(PYTHON) --version) is too old. Name another: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once, a minute or two)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(STAMP)

$(VENDORED): $(STAMP) infra/web/package-lock.json infra/vendor.py infra/libraries.py
	@$(BIN)/python -m infra.vendor

setup: $(VENDORED) ## Make the environment with the pinned dependencies

vendor: $(VENDORED) ## Bring the pages' libraries, pinned and checked by their hashes

run: $(VENDORED) ## Start everything on this machine, with a demo campaign (PORT, AWS_PORT, FRESH=1)
	@exec $(BIN)/python -m infra.local.run

demo: $(VENDORED) ## Walk the whole journey with MEDIA=folder, or with made photos and videos
	@exec $(BIN)/python -m infra.demo $(if $(MEDIA),"$(MEDIA)")

# What follows `make media` is its files, not goals of their own.
ifeq ($(firstword $(MAKECMDGOALS)),media)
FILE ?= $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
$(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS)): ; @:
endif
media: $(VENDORED) ## Run the media engine: make media photo.jpg clip.mp4 (DRY=1 plans only; folders too)
	@exec $(BIN)/python -m infra.media $(if $(DRY),--dry-run) $(FILE)

test: $(VENDORED) ## All tests
	@$(BIN)/python -m pytest $(SHARED_OUT)

test-fast: $(VENDORED) ## The rules and the use cases only
	@$(BIN)/python -m pytest tests/domain tests/services $(SHARED_OUT)

test-browser: $(VENDORED) ## The pages in a real browser
	@$(BIN)/python -m pytest tests/browser

lint: $(VENDORED) ## Style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENDORED) ## Put the code into its form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

types: $(VENDORED) ## Types
	@$(BIN)/mypy

layers: $(VENDORED) ## Dependencies point inwards
	@$(BIN)/lint-imports

cover: $(VENDORED) ## Every branch of the rules and the use cases is tested
	@$(BIN)/python -m pytest tests/domain tests/services $(SHARED_OUT) \
		--cov=chalicelib.domain --cov=chalicelib.services --cov-branch --cov-fail-under=100 --cov-report=term-missing

cold: $(VENDORED) ## Import and size budgets
	@$(BIN)/python -m pytest tests/cold

docs: $(VENDORED) ## Write docs/problems.md and docs/openapi.json anew
	@$(BIN)/python -m infra.docs

screenshots: $(VENDORED) ## Take pictures of every page in both languages anew: docs/screenshots
	@exec $(BIN)/python -m infra.screenshots $(ONLY)

package: $(VENDORED) ## Build the deployable package and template for STAGE
	@$(BIN)/python -m infra.package $(STAGE)

deploy: $(VENDORED) ## Deploy STAGE to AWS (PARAMETERS="WebOrigin=https://… Name=value")
	@$(BIN)/python -m infra.deploy $(STAGE) $(PARAMETERS)

seed: $(VENDORED) ## Bring a made-up constituency of SIZE people in, by files (SIZE=110000)
	@exec $(BIN)/python -m infra.seeding $(SIZE)

explain: $(VENDORED) ## Tell the whole story of one testimonial of the running stack: make explain ID=… (LANG=hi; no ID lists)
	@exec $(BIN)/python -m infra.explain $(if $(ID),"$(ID)")

found: $(VENDORED) ## Found a campaign on STAGE (KIND=public_scheme NAME="…" ADMIN=username)
	@$(BIN)/python -m infra.founding $(STAGE) "$(KIND)" "$(NAME)" "$(ADMIN)"

credentials: $(VENDORED) ## Sign CAMPAIGN's files on STAGE from now on (CHAIN=chain.pem KEY=key.pem, or neither to try)
	@$(BIN)/python -m infra.credentials $(STAGE) "$(CAMPAIGN)" $(if $(CHAIN),"$(CHAIN)" "$(KEY)",--demo)

bench: $(VENDORED) ## Measure the pipeline, and the registry at SIZE people
	@$(BIN)/python -m infra.bench; first=$$?; $(BIN)/python -m infra.bench.registry $(SIZE) && exit $$first

bench-media: $(VENDORED) ## Measure the media engine against floor, rivals and itself (QUICK=1: a first look)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@exec $(BIN)/python -m infra.bench.compression $(if $(QUICK),--quick)

bench-slots: $(VENDORED) ## A week of five channels: the planner of slots against first come, first served; a plot
	@exec $(BIN)/python -m infra.bench.slots

prove: $(VENDORED) ## Long proofs of publishing: thousands of kills, a freeze of thousands, a week of slots (STORIES=4000)
	@$(BIN)/python -m tests.prove $(STORIES); told=$$?; \
	$(BIN)/python -m infra.bench.freezes; frozen=$$?; \
	$(BIN)/python -m infra.bench.slots; exit $$((told + frozen + $$?))

bench-pages: $(VENDORED) ## The review desk and the pages in a real browser: waiting, weight, Lighthouse's marks
	@exec $(BIN)/python -m infra.bench.pages

eval-names: $(VENDORED) ## How well names match across scripts and spellings, with every wrong pair
	@exec $(BIN)/python -m infra.evaluation.names

eval-verification: $(VENDORED) ## How much planted fraud is found, at SIZE people (SIZE=20000: a quick look)
	@exec $(BIN)/python -m infra.evaluation.visits $(SIZE)

check: lint types layers cover test ## All that CI runs

clean: ## Remove what was built; your data in .local stays
	@rm -rf .build .mypy_cache .ruff_cache .hypothesis .coverage
