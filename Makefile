# Every task has one name here; scripts in hack/ do the work. `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export CAMERASITE_CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/camerasite
export CARGO_TARGET_DIR ?= $(CAMERASITE_CACHE)/target

include hack/cluster/cluster.mk
include hack/images/images.mk

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | LC_ALL=C sort | \
		awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

.PHONY: demo
demo: cluster-up images-load ## Bring up a cluster, the operator and the site of examples/demo.yaml; MONITORING=1 adds Prometheus and Alertmanager.
	@$(if $(filter 1,$(MONITORING)),hack/monitoring/up)
	@hack/operator/install $(if $(filter 1,$(MONITORING)),--values hack/monitoring/operator-values.yaml)
	@hack/demo/up
	@$(if $(filter 1,$(MONITORING)),hack/monitoring/show)

.PHONY: demo-down
demo-down: ## Remove the demo's site and its cameras; the cluster stays.
	@hack/demo/down

.PHONY: monitoring monitoring-down
monitoring: ## Bring up Prometheus and Alertmanager (on kind with Grafana) on the cluster that is up.
	@hack/monitoring/up
	@hack/monitoring/show

monitoring-down: ## Remove Prometheus and Alertmanager, with the monitors and rules of all sites.
	@hack/monitoring/down

.PHONY: load
load: ## Make the demo's API busy, failing and slow for DURATION=360 seconds, to see alerts fire.
	@hack/demo/load $(DURATION)

.PHONY: test
test: ## Run every test; the last line is the totals.
	@hack/test/run

.PHONY: test-fast
test-fast: ## Run the tests that need no cluster.
	@hack/test/run --fast

.PHONY: test-full
test-full: ## Run every test, and every point of those of which `make test` draws a part.
	@hack/test/run --full

.PHONY: e2e
e2e: cluster-up images-load ## Run the cluster tests against a local cluster.
	@hack/operator/install
	@hack/test/e2e cluster

.PHONY: e2e-monitoring
e2e-monitoring: cluster-up images-load monitoring ## Run the tests of alerts, targets and queries against a local cluster with the monitoring stack.
	@hack/operator/install --values hack/monitoring/operator-values.yaml
	@hack/test/e2e monitoring

.PHONY: fmt
fmt: ## Format the sources.
	@cargo fmt --all
	@npm --prefix web run --silent format

.PHONY: lint
lint: ## Check format, lints, scripts and licences.
	@hack/test/run --only lint

.PHONY: generate
generate: ## Write the generated files that are committed.
	@hack/generate

.PHONY: bench
bench: ## Measure the prober, the API, the page, the operator, and time to Ready and memory of a site on the running cluster.
	@bench/probe/run
	@bench/api/run
	@bench/web/run
	@bench/operator/run
	@bench/site-ready
	@bench/site-memory
