# One command for each need; `make` alone lists them. Defaults can be overridden: make backfill JOB=press_line FROM=…
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules

SWIFT ?= swift
CONFIG ?= jobs/sluice.yaml
BINARY ?= .build/release/sluice
SOURCES = $(wildcard Sources Tests Benchmarks Package.swift)

# For backfill.
JOB ?=
FROM ?=
TO ?=
# For fuzz; `Tests/Fuzzing/fuzz targets` lists them.
TARGET ?=
SECONDS ?= 300
# For bench-data and bench-peers.
READINGS ?= 10000000
# For bench-peers; ROWS=1,3 for some of the rows.
ROUNDS ?= 5
ROWS ?=

.PHONY: help setup build test fuzz lint format run backfill stop bench-data bench bench-decode bench-peers clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing: Debian packages, as root or through sudo; silent when all is there
	@.ci/setup

build: setup ## build the release binary, .build/release/sluice
	$(SWIFT) build -c release --product sluice

test: setup lint ## check the style, build everything, run all tests on a private PostgreSQL, fuzz a little
	$(SWIFT) build --build-tests
	$(SWIFT) test
	Tests/Fuzzing/fuzz smoke

fuzz: setup ## go on fuzzing, crashes to .build-fuzz/crashes: TARGET=csv SECONDS=300; without TARGET all in turn
	Tests/Fuzzing/fuzz long "$(TARGET)" "$(SECONDS)"

lint: ## check the style
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## rewrite the sources in our style
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

run: build ## start the embedded PostgreSQL, load the shipped jobs, show three example queries
	@$(BINARY) db start --config $(CONFIG)
	@$(BINARY) db migrate --config $(CONFIG) --verbose
	@before=$$($(BINARY) status --config $(CONFIG) --content-hash | tail -n 1); \
	$(BINARY) run --all --config $(CONFIG) --verbose; \
	after=$$($(BINARY) status --config $(CONFIG) --content-hash | tail -n 1); \
	if [[ $$before == "$$after" ]]; then echo "$$after: unchanged"; else echo "$$after (before: $${before#content hash })"; fi
	@$(BINARY) db psql --config $(CONFIG) -- -X -q -P pager=off -f docs/examples/queries.sql

backfill: build ## load a span of a job: JOB=steel_energy FROM=2018-05-01 TO=2018-06-01
	@[[ "$(JOB)" && "$(FROM)" && "$(TO)" ]] || { echo 'usage: make backfill JOB=… FROM=… TO=…' >&2; exit 64; }
	@$(BINARY) run $(JOB) --from $(FROM) --to $(TO) --config $(CONFIG) --verbose

stop: ## stop the embedded PostgreSQL
	@if [[ -x $(BINARY) ]]; then $(BINARY) db stop --config $(CONFIG); fi

bench-data: ## make the benchmarks' input, .sluice/bench/readings-10m.csv: READINGS=10000000
	$(SWIFT) run -c release --package-path Benchmarks bench-data --readings $(READINGS)

bench: build bench-data ## measure preview and run on that file: the figures of the README
	@Benchmarks/measure $(BINARY)

bench-decode: build ## measure how fast one core reads each format
	@Benchmarks/decode-speed

bench-peers: build ## measure beside DuckDB, DataFusion and Polars, in turn: READINGS=1000000 ROUNDS=2 for a first look
	@$(SWIFT) build -c release --package-path Benchmarks --product bench-data
	@python3 -B Benchmarks/peers/bench.py --binary $(BINARY) --readings $(READINGS) --rounds $(ROUNDS) $(if $(ROWS),--rows $(ROWS))

clean: ## remove what was built; a site's data (.sluice) stay
	rm -rf .build .build-fuzz Benchmarks/.build
