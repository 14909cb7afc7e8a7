# One command for each need; `make` alone lists them. Defaults can be overridden: make backfill JOB=press_line FROM=…
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules

SWIFT ?= swift
CONFIG ?= jobs/sluice.yaml
BINARY ?= .build/release/sluice
SLUICE = $(BINARY) --config $(CONFIG)
SOURCES = $(wildcard Sources Tests Benchmarks Package.swift)
EXAMPLES = $(wildcard sql/marts/examples/*.sql)

# For backfill.
JOB ?=
FROM ?=
TO ?=
MODE ?= missing
# For bench-data.
READINGS ?= 10000000

.PHONY: help setup build test lint format run backfill bench-data clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing: Debian packages, as root or through sudo; silent when all is there
	@.ci/setup

build: setup ## build the release binary, .build/release/sluice
	$(SWIFT) build -c release --product sluice

test: setup lint ## check the style, build everything, run all tests on a private PostgreSQL
	$(SWIFT) build --build-tests
	$(SWIFT) test

lint: ## check the style
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## rewrite the sources in our style
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

run: build ## start the embedded PostgreSQL, load the shipped jobs, show three example queries
	$(SLUICE) db start
	$(SLUICE) db migrate
	$(SLUICE) run --all
	for query in $(EXAMPLES); do $(SLUICE) db psql -- -f "$$query"; done

backfill: build ## recompute a span of a job: JOB=press_line FROM=2026-05-01 TO=2026-06-01 [MODE=missing|outdated|all]
	@[[ "$(JOB)" && "$(FROM)" && "$(TO)" ]] || { echo 'usage: make backfill JOB=… FROM=… TO=…' >&2; exit 64; }
	$(SLUICE) backfill $(JOB) --from $(FROM) --to $(TO) --mode $(MODE)

bench-data: ## make the benchmarks' input: READINGS=10000000
	$(SWIFT) run -c release --package-path Benchmarks bench-data --readings $(READINGS)

clean: ## remove what was built; a site's data (.sluice) stay
	rm -rf .build Benchmarks/.build
