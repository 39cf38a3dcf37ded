# Two commands on a fresh machine: `make run` and `make test`. Everything lives in .venv.

PYTHON := .venv/bin/python
WORKERS ?= auto
# Tests start hundreds of processes: each would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench docs screenshots clean

run: .venv/installed-run
	@scripts/system.sh run
	@.venv/bin/beian demo --instance instance/demo $(ARGS)

test: .venv/installed-dev
	@scripts/system.sh
	@$(PYTHON) -m pytest -n $(WORKERS) $(ARGS)

lint: .venv/installed-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PYTHON) scripts/docs.py --check
	@$(PYTHON) scripts/translations.py --check

bench: .venv/installed-dev
	@for bench in bench/bench_*.py; do echo "== $$bench"; $(PYTHON) $$bench $(ARGS) || exit 1; done

docs: .venv/installed-dev
	@$(PYTHON) scripts/docs.py

screenshots: .venv/installed-dev
	@scripts/system.sh
	@BEIAN_SCREENSHOTS=1 $(PYTHON) -m pytest tests/demo tests/portal/test_portal_in_chromium.py tests/desk/test_desk_in_chromium.py
	@BEIAN_WALKS=instance/walks $(PYTHON) -m pytest tests/walks

clean:
	rm -rf .venv build dist *.egg-info instance

.venv/bin/python:
	@scripts/python.sh

.venv/installed-run: .venv/bin/python setup.cfg pyproject.toml
	@echo "Installing beian_plugin into .venv ..."
	@$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

.venv/installed-dev: .venv/bin/python setup.cfg pyproject.toml
	@echo "Installing beian_plugin and what its tests need into .venv ..."
	@$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/installed-run
