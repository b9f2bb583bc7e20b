# Setu: `make run` starts it with an invented consortium, `make test` tries all of it. Both do their own set-up.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
UV = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode
LOCK = $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header

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
	$(BIN)/uv pip compile -q --group tools --universal --python-version 3.11 --generate-hashes --no-header -o requirements-tools.lock
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group build --group dev -o requirements-dev.lock

clean:
	rm -rf .venv var build

.venv/run: requirements-tools.lock requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements-tools.lock
	@$(UV) -r requirements.lock || $(PIP) -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q catalog matching referral
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@$(UV) -r requirements-dev.lock || $(PIP) -r requirements-dev.lock
	@touch $@
