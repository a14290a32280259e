# `make serve` shows the playground, `make test` runs every check; both install what the machine lacks.

SHELL := bash
PORT ?= 8080

# Tools take minutes to build, so they live outside the clone and outlast `cargo clean`.
export STEPYARD_TOOLS := $(or $(STEPYARD_TOOLS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/stepyard)
export PATH := $(STEPYARD_TOOLS)/bin:$(CURDIR)/node_modules/.bin:$(PATH)

# Trunk takes `true` for an answer here, but not the usual `1`.
ifneq ($(NO_COLOR),)
export NO_COLOR := true
endif
export TRUNK_SKIP_VERSION_CHECK := true

# Written by npm; newer than the lock file where everything is installed.
PACKAGES := node_modules/.package-lock.json
# Trunk empties `dist` first, so this is there only after a release build. Folders are among the
# sources because removing a file changes its folder.
PAGE := dist/.release
# The package is made new whenever its sources are.
ENGINE := pkg/engine_bg.wasm
ENGINE_SOURCES := $(shell find src npm scripts/package Cargo.toml Cargo.lock)
PAGE_SOURCES := $(shell find src www scripts Cargo.toml Cargo.lock Trunk.toml package-lock.json)

say = @printf '\n== %s\n'

.DEFAULT_GOAL := help
# Steps share Cargo's lock, and their output is to be read.
.NOTPARALLEL:

.PHONY: help
help: ## List these targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

.PHONY: serve
serve: build ## Build the playground and serve it on http://127.0.0.1:8080 (or PORT=…)
	@exec node scripts/serve.mjs dist $(PORT)

.PHONY: dev
dev: need-rust $(PACKAGES) need-wasm-bindgen need-trunk ## Serve a debug build and rebuild it on every change
	@exec trunk serve --dist target/dev --port $(PORT)

.PHONY: test
test: setup lint test-native docs test-wasm test-package test-e2e ## Run every check
	$(say) 'All checks passed'

# What fails for want of something comes before what takes minutes.
.PHONY: setup
setup: need-rust $(PACKAGES) need-browser need-wasm-bindgen need-trunk ## Install what is missing: wasm32 target, npm packages, Chromium, wasm-bindgen, Trunk
	@echo 'setup: ready'

.PHONY: lint
lint: need-rust ## Check formatting, lints and the syntax of scripts
	$(say) 'Checking the formatting'
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	$(say) 'Linting everything'
	cargo clippy --locked --all-targets --features package -- -D warnings
	$(say) 'Linting the interpreter without the page'
	cargo clippy --locked --all-targets --no-default-features -- -D warnings
	$(say) 'Linting the library for wasm'
	cargo clippy --locked --target wasm32-unknown-unknown --lib --features package -- -D warnings
	$(say) 'Checking the syntax of scripts'
	@for file in .ci/run scripts/setup scripts/package scripts/fuzz tests/bench/peers/build; do bash -n $$file || exit; done
	@find scripts tests www npm -path tests/bench/peers/pkg -prune -o -name '*.js' -print -o -name '*.mjs' -print | while read -r file; do node --check "$$file" || exit; done

.PHONY: test-native
test-native: ## Run the native tests, with the page and without
	$(say) 'Testing natively'
	cargo test --locked --features package
	$(say) 'Testing the interpreter without the page'
	cargo test --locked --no-default-features

.PHONY: docs
docs: ## Build the documentation of the library
	$(say) 'Building the documentation'
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --lib

# Without `app`: the bindings are the same, and Yew need not be built once more.
.PHONY: test-wasm
test-wasm: need-rust need-wasm-bindgen ## Run the wasm tests in Node.js
	$(say) 'Testing the bindings in wasm'
	CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
	cargo test --locked --target wasm32-unknown-unknown --no-default-features --features package --test bindings

.PHONY: build
build: $(PAGE) ## Build the page for release into dist/

$(PAGE): $(PAGE_SOURCES) $(PACKAGES) | need-rust need-wasm-bindgen need-trunk
	$(say) 'Building the page (some minutes the first time)'
	cargo fetch --locked
	trunk build --release --offline
	@touch $@

.PHONY: package
package: $(ENGINE) ## Build the npm package into pkg/

$(ENGINE): $(ENGINE_SOURCES) $(PACKAGES) | need-rust need-wasm-bindgen
	$(say) 'Building the npm package (some minutes the first time)'
	scripts/package

# Says so where they are not there.
RECORDED := ../shared/recorded/cases
JSONATA_CASES := ../shared/jsonata/cases.jsonl
.PHONY: test-package
test-package: $(ENGINE) ## Test the npm package, also against executions recorded on AWS
	$(say) 'Testing the npm package'
	node --test --test-reporter=spec tests/package/*.test.mjs
	$(say) 'Comparing with executions recorded on AWS'
	node tests/recorded/run.mjs $(RECORDED)
	$(say) 'Comparing with the official cases of JSONata'
	node tests/jsonata/run.mjs $(JSONATA_CASES)

.PHONY: test-e2e
test-e2e: $(PAGE) need-browser ## Run the end-to-end tests in headless Chromium
	$(say) 'Testing the page in Chromium'
	node --test --test-reporter=spec tests/e2e/*.test.mjs

FUZZ_TARGETS := definition path intrinsic reading jsonata regex execution
FUZZ_SECONDS ?= 60

# The sanitizers look for what unsafe code does wrong, and there is none.
.PHONY: fuzz
fuzz: need-rust need-fuzz ## Search for inputs that break the interpreter, FUZZ_SECONDS=60 for each target
	$(say) 'Building the fuzz targets (two minutes the first time)'
	cargo +nightly fuzz build --sanitizer none
	@scripts/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)

DIFFERENTIAL_COUNT ?= 3000
DIFFERENTIAL_SEED ?= 1

# Not in `make test`: it looks for what nobody has thought of, and what it finds is to be looked at.
.PHONY: differential
differential: $(ENGINE) ## Compare JSONata with jsonata-js on mutated expressions, DIFFERENTIAL_COUNT=3000 of them
	node tests/jsonata/differential.mjs --count $(DIFFERENTIAL_COUNT) --seed $(DIFFERENTIAL_SEED) $(JSONATA_CASES)

.PHONY: bench
bench: $(ENGINE) ## Measure the npm package beside aws-local-stepfunctions, and JSONata beside its other engines, in Node.js
	$(say) 'Building the other engines of JSONata (some minutes the first time)'
	tests/bench/peers/build
	$(say) 'Measuring (about a minute)'
	node --expose-gc tests/bench/run.mjs
	$(say) 'Measuring JSONata (about a minute)'
	node --expose-gc tests/bench/jsonata.mjs

$(PACKAGES): package-lock.json
	@scripts/setup packages

NEEDS := need-rust need-browser need-wasm-bindgen need-trunk need-fuzz
.PHONY: $(NEEDS)
$(NEEDS): need-%:
	@scripts/setup $*
