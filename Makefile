# make demo: installs, and runs the main job on the bundled samples.   make test: installs, and passes every test.
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3.14 python3,$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
DEMO := build/demo
TK := $(BIN)/tiaokuan --corpus $(DEMO)/corpus.db

.PHONY: install tools demo test lint bench clean
install: .venv/.installed

.venv/.installed: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本 (Python 3.11 or newer is needed; set PYTHON=...)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@grep -A9999 '^setuptools==' requirements.txt > .venv/build.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .venv/build.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(TK) add corpus/samples
	$(TK) list
	$(TK) show yunling-2016
	$(TK) matrix yunling-2016
	$(TK) matrix yunling-2016 -o $(DEMO)/matrix.xlsx
	$(TK) targets yunling-2016
	$(TK) search 余热发电 部门:发改委
	$(TK) compare yunling-2016 yunling-2021
	$(TK) compare yunling-2016 yunling-2021 -o $(DEMO)/compare.html
	@echo "结果在 $(DEMO)：matrix.xlsx，compare.html"

# Programs beside Python that some tests need: LibreOffice, for doc, wps and rtf. `make test` calls it by itself in continuous
# integration (CI=true); elsewhere run `make tools`, or do without: those tests are then skipped.
tools:
	@if command -v soffice >/dev/null || command -v libreoffice >/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
	  sudo=$$(test "$$(id -u)" = 0 || command -v sudo); \
	  $$sudo apt-get update -q && $$sudo apt-get install -q -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk; \
	else echo "请安装 LibreOffice：https://www.libreoffice.org (install LibreOffice)" >&2; test -z "$(CI)"; fi

lint: install
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint $(if $(filter true 1,$(CI)),tools)
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

bench: install
	for b in benchmarks/bench_*.py; do $(BIN)/python $$b; done

clean:
	rm -rf build .venv
