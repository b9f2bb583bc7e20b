# Setu: `make run` starts it with an invented consortium, `make test` tries all of it. Both do their own set-up.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test check bench pictures words lock clean

run: export SETU_DEMO = 1
run: .venv/run
	@$(BIN)/setu run

test: .venv/dev
	@$(BIN)/python -m tests.all

check: .venv/dev
	@$(BIN)/python -m tests.all --quick

bench: .venv/dev
	@$(BIN)/python -m tests.bench

pictures: .venv/dev
	@$(BIN)/python -m tests.browser.pictures

words: .venv/dev
	@$(BIN)/python -m tests.words

lock: .venv/dev
	$(BIN)/uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-header -o requirements-dev.lock

clean:
	rm -rf .venv var build

.venv/run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@$(PIP) -r requirements-dev.lock
	@touch $@
