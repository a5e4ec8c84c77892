# Every command that somebody who works on this needs. `make` alone lists them.

SHELL := bash
# Where rustup puts cargo, for shells that have not read its settings.
export PATH := $(PATH):$(HOME)/.cargo/bin

.DEFAULT_GOAL := help
.PHONY: help run cluster test fmt lint docs api client bench ci

help: ## List these commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## Install what is missing, build, and run the service on http://localhost:4001
	@scripts/prepare
	@cargo run --locked -p vibeslop --bin vibeslop -- serve

cluster: ## Run three nodes under load; ROLL=1 restarts them one after the other
	@scripts/cluster $(if $(ROLL),--roll)

test: ## Run all tests, lints and checks
	@scripts/test

fmt: ## Format the code
	@cargo fmt --all

lint: ## Look for mistakes with clippy
	@cargo clippy --workspace --all-targets --locked -- -D warnings

docs: ## Write the crates' documentation, and say where it is
	@scripts/docs

api: ## Compare the public API of what others embed with the record of it
	@scripts/public-api check

client: ## Write the types of the TypeScript client anew
	@scripts/prepare --client
	@scripts/client generate

bench: ## Measure, beside what the database can do at best (LONG=1 for longer runs)
	@scripts/bench

ci: ## Do what CI does
	@.ci/run
