# Every target makes the environment it needs: Python 3.9 or later and make are all that has to be there.
# `make` alone says what there is.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
SYNCED := .venv/.synced

.DEFAULT_GOAL := help
.PHONY: help demo up down test check bench bench-full contracts screenshots

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' Makefile

demo: $(SYNCED) ## Start everything, see two collaboratives through, stop everything
	@$(BIN)/levelfield demo

up: $(SYNCED) ## Start everything and leave it running
	@$(BIN)/levelfield up --detach

down: $(SYNCED) ## Stop what `make up` started; the data stays
	@$(BIN)/levelfield down

# In the order of the folders: what runs for all tests of a folder starts once in each process, and not anew whenever
# one comes back to it. The unit tests come last, so that no process waits long for another at the end.
test: $(SYNCED) ## Run all tests on a real Kafka and a real MongoDB, as many at once as there are processors (4 at most)
	@$(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist loadscope --no-loadscope-reorder

check: $(SYNCED) ## Lint, format, types, layers, contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/levelfield contracts check

bench: $(SYNCED) ## Measure speed, each figure beside its floor; under 5 minutes
	@$(BIN)/python -m bench

bench-full: $(SYNCED) ## The same with 1,000,000 events and 1,000 tenants
	@$(BIN)/python -m bench --full

screenshots: $(SYNCED) ## Take the pictures of the portal in docs/ anew; needs `make up`, the example loaded, Chromium
	@$(BIN)/python -m tests.browser.screenshots

contracts: $(SYNCED) ## Write schemas, AsyncAPI and docs/events.md anew from the events' classes
	@$(BIN)/levelfield contracts export

# Made anew whenever what it was made from has changed; uv brings Python 3.13 if it is not there.
$(SYNCED): pyproject.toml uv.lock .python-version
	@uv=$$($(FIND_UV)) && echo "Making the environment in .venv ..." >&2 && "$$uv" sync --locked
	@touch $@

# The uv on the path may be missing, too old, or a shim with nothing behind it: then one of our own in .uv.
# pip's --target needs no venv module, and is allowed where the system's Python is managed by the system.
define FIND_UV
if uv --version 2>/dev/null | grep -Eq '^uv (0\.(9|[1-9][0-9])|[1-9])'; then echo uv; exit; fi; \
own=.uv/bin/uv; \
if ! $$own --version >/dev/null 2>&1; then \
  echo "Installing uv $(UV_VERSION) into .uv ..." >&2; rm -rf .uv; \
  { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv==$(UV_VERSION); } >/dev/null 2>&1 \
  || { rm -rf .uv; $(PYTHON) -m pip install --quiet --target .uv uv==$(UV_VERSION) >&2; } \
  || { echo "uv could not be installed: is there a network, and pip or venv for $(PYTHON)?" >&2; exit 1; }; \
fi; \
$$own --version >/dev/null && echo $$own
endef
