# Two commands do all the set-up: `make run` and `make test`. `make help` shows the rest.
PY := .venv/bin/python
MUSTER := .venv/bin/muster
EXAMPLE ?= examples/province.xlsx
PORT ?= 8000
# The example's season does not age: its clock stands on this morning.
NOW ?= 2030-08-16T09:42:00+07:00
TESTS ?= tests
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-cluster run test lint unit unit-postgres e2e format translations vendor examples \
	requirements bench clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/.run .venv/.warm ## Install muster and what it runs on into .venv
	@$(PY) -c "from muster.site.catalogues import compile_all; compile_all()"

setup-cluster: setup .venv/.dask ## Install Dask as well, to solve a nation on several machines

run: setup ## Serve the example province at http://localhost:8000
	@$(MUSTER) run --port $(PORT) --example $(EXAMPLE) --now $(NOW)

test: .venv/.test setup lint unit unit-postgres e2e ## Run every check and every test

lint: .venv/.test setup ## Style, types, templates, layers, migrations, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	MUSTER_SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(64))") $(PY) -m mypy
	.venv/bin/djlint --quiet --check src/muster
	.venv/bin/djlint --quiet --lint src/muster
	.venv/bin/lint-imports --no-cache
	$(PY) tests/checks.py

unit: .venv/.test setup ## Unit and property tests on SQLite
	$(PY) -m pytest $(TESTS) -m "not e2e" -n 2 --dist loadfile -q

unit-postgres: .venv/.test setup ## The tests that touch a database, on a PostgreSQL of their own
	$(PY) tests/postgres.py $(PY) -m pytest $(TESTS) -m "not e2e and not sqlite_only" \
		--ignore=tests/engines --ignore=tests/packs -n 2 --dist loadfile -q

e2e: .venv/.test setup ## Walk the pages in headless Chromium
	$(PY) -m pytest tests/e2e -m e2e -q

format: .venv/.test ## Put code and templates into the house style
	$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .
	.venv/bin/djlint --quiet --reformat src/muster

translations: .venv/.test ## Collect new strings into the catalogues (needs gettext)
	$(PY) tests/checks.py --update-translations

vendor: ## Refresh the third-party browser files from npm
	$(PY) src/muster/shell/vendor.py

examples: setup ## Write the example workbooks again from their seed
	$(PY) examples/make_examples.py

requirements: .venv/.test ## Compile the pinned requirements again
	cd requirements && for part in run test dask; do ../.venv/bin/pip-compile --quiet --generate-hashes \
		--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
		--strip-extras $$part.in --output-file $$part.txt ; done

bench: .venv/.test setup ## Run every benchmark and print its table
	for script in benchmarks/*/run.py ; do $(PY) $$script || exit 1 ; done

clean: ## Remove what was installed and built; the data directory stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.run: requirements/run.txt pyproject.toml
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --no-deps --require-hashes -r requirements/run.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The roster engine's machine code is made here, never at a user's first click.
.venv/.warm: .venv/.run $(wildcard src/muster/engines/roster/*.py src/muster/engines/roster/*/*.py)
	$(PY) -c "from muster.engines.roster.solving import warm_up; warm_up()"
	$(PY) -c "from muster.engines.roster.fewest.solving import warm_up; warm_up()"
	$(PY) -c "from muster.engines.roster.standing.solving import warm_up; warm_up()"
	touch $@

.venv/.dask: requirements/dask.txt .venv/.run
	$(PY) -m pip install --quiet --no-deps --require-hashes -r requirements/dask.txt
	touch $@

.venv/.test: requirements/test.txt .venv/.run
	$(PY) -m pip install --quiet --no-deps --require-hashes -r requirements/test.txt
	touch $@
