# Everything that a developer runs, by name. `make run` and `make test` need
# nothing but Go, Node and the package registries; the tests also need
# PostgreSQL and Chromium, which `make postgres` and `make chromium` install
# where they are missing.

GO      ?= go
TOOL     = $(GO) tool -modfile=tools/go.mod
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
DATA    ?= data
LISTEN  ?= 127.0.0.1:8080

# The same for every target, so that what one compiled serves the others.
export CGO_ENABLED = 0
export GOFLAGS := $(GOFLAGS) -trimpath

.PHONY: run build postgres test race lint golangci vulncheck conformance bench bench-large nodes spread move live kills eval fuzz clients clean

# Start Lore on a data directory of its own with a demo key; SAMPLE=1 loads
# the sample data first.
run: build
	bin/lore serve --data $(DATA) --listen $(LISTEN) --demo-key $(if $(SAMPLE),--sample)

# One static binary.
build:
	$(GO) build -ldflags '-s -w -X main.version=$(VERSION)' -o bin/lore ./cmd/lore

# Makes web/dist of web/src; commit both. web-check fails when they differ.
.PHONY: web web-types web-check
web: web-types
	$(GO) run ./web/build

web-types: web/node_modules/.package-lock.json
	cd web && node build/types.mjs && node_modules/.bin/tsc --noEmit

web-check: web-types
	git diff --exit-code -- web/src/api
	$(GO) run ./web/build -check
	rm -rf web/test/unit/build && $(GO) run ./web/build -tests web/test/unit/build && node --test web/test/unit/build/

# The app in Debian's Chromium on the real binary: every screen in every state.
# WEB_TESTS names some of web/test/*.test.mjs; without it all run.
.PHONY: web-test web-bench screens chromium
web-test: build chromium web/node_modules/.package-lock.json clients/node_modules/.package-lock.json
	LORE_BINARY=$(CURDIR)/bin/lore node web/test/run.mjs $(WEB_TESTS)

# Writes every screen in both themes and two widths to a folder.
SCREENS ?= docs/screens
screens: build chromium web/node_modules/.package-lock.json
	LORE_BINARY=$(CURDIR)/bin/lore node web/test/screens.mjs $(SCREENS) $(ONLY)

# How busy the pages Live and Home are while 200 statements a second arrive; prints.
BENCH_SECONDS ?= 20
web-bench: build chromium web/node_modules/.package-lock.json
	LORE_BINARY=$(CURDIR)/bin/lore BENCH_SECONDS=$(BENCH_SECONDS) node web/test/bench.mjs

chromium:
	tools/chromium

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

# The programs of PostgreSQL, which the tests start by themselves: installs
# Debian's package when there are none.
postgres:
	tools/postgres

# Everything that must pass: linters, Go tests, the conformance table on both
# stores, the npm clients against the built binary on both, and the web app in a
# browser.
test: postgres lint web-check
	$(GO) test -timeout 20m ./...
	$(MAKE) clients
	$(MAKE) web-test

# The real JavaScript clients against the real binary, on a data directory and
# on PostgreSQL.
clients: build postgres clients/node_modules/.package-lock.json
	$(GO) build -o bin/withdatabase ./internal/pgtest/withdatabase
	cd clients && LORE_BINARY=$(CURDIR)/bin/lore node --test
	cd clients && LORE_BINARY=$(CURDIR)/bin/lore $(CURDIR)/bin/withdatabase node --test

clients/node_modules/.package-lock.json: clients/package-lock.json
	cd clients && npm ci --no-audit --no-fund

# The race detector needs cgo; it is slower than `make test` allows.
race:
	CGO_ENABLED=1 $(GO) test -race ./...

lint:
	@unformatted=$$($(TOOL) gofumpt -l .); test -z "$$unformatted" || { echo "not gofumpt-ed:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(TOOL) staticcheck ./...

# Slower and wider than lint; builds golangci-lint first.
golangci:
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

# Asks the public vulnerability database.
vulncheck:
	$(TOOL) govulncheck ./...

# The tables rule -> tests -> result for xAPI 1.0.3 and 2.0, one for each store;
# fails on a gap.
# Only from within its directory does go test show what a passing test prints.
conformance:
	cd conformance && $(GO) test -count=1 -conformance.table

# The budgets of docs/performance.md: micro benchmarks, then the real server on
# both stores, then dashboards over ten million facts beside DuckDB (which needs
# a C compiler, and is left out without one). Takes about ten minutes.
BENCH_FACTS ?= 10000000
bench: build postgres
	$(GO) run ./bench -facts $(BENCH_FACTS)

# The dashboards alone, over a hundred million facts: 5 GB on the disk of the
# temporary directory, and as much again for DuckDB's.
bench-large:
	$(GO) run ./bench -hot-paths=false -loads=false -facts 100000000

# Three nodes on one PostgreSQL under load for minutes, while nodes, databases
# and connections are taken away at random.
NODES_MINUTES ?= 5
nodes: postgres
	cd nodetest && $(GO) test -count=1 -v -timeout 0 -run 'Followers|Failover|ReadReplica' -nodes.minutes=$(NODES_MINUTES)

# The whole behaviour suite on a store that moves to more and more buckets.
spread: postgres
	$(GO) test -count=1 -timeout 0 ./internal/lrs/postgres -run BehaviourOfASpreadStore -spread.whole

# A million statements from a data directory into PostgreSQL and back, with both
# sides' exports compared; says how fast.
MOVE_STATEMENTS ?= 1000000
move: postgres
	$(GO) test -count=1 -v -timeout 0 ./internal/move -run TestBinaryMoves -move.statements=$(MOVE_STATEMENTS)

# Two hundred statements a second for a minute to fifty readers of the live
# stream, with the server stopped or killed in the middle.
LIVE_SECONDS ?= 60
live: postgres
	cd internal/live && $(GO) test -count=1 -v -timeout 0 -run Binary -live.seconds=$(LIVE_SECONDS)

# The server killed twenty times while its followers run: its answers are those
# of the statements that it kept, and of facts made anew.
KILLS ?= 20
kills:
	$(GO) test -count=1 -v -timeout 0 ./analyticstest -run TestKilledFollowers -analytics.kills=$(KILLS)

# Exact counts on a real record of learning: EVAL_DATA names the directory of the
# Open University data set (OULAD), which is not part of the project.
eval: postgres
	$(if $(EVAL_DATA),EVAL_DATA='$(abspath $(EVAL_DATA))') $(GO) test -count=1 -v -timeout 0 ./evaluation

# Every fuzz target for FUZZTIME each.
FUZZTIME ?= 30s
fuzz:
	tools/fuzz $(FUZZTIME)

clean:
	rm -rf bin clients/node_modules
