# make demo: installs, and runs the main job on the bundled samples.   make test: installs, and passes every test.
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3.14 python3,$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
DEMO := build/demo
TK := $(BIN)/tiaokuan --corpus $(DEMO)/corpus.db

# Programs that some tests drive, each with the Debian packages that hold it.
TOOLS := chromium:chromium soffice:libreoffice-writer-nogui,libreoffice-calc-nogui,fonts-noto-cjk

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

# Installs what is missing of TOOLS through apt-get: in continuous integration (CI=true), or when asked for by name. Without
# them the tests that drive them are skipped.
tools:
	@missing=; for tool in $(TOOLS); do command -v $${tool%%:*} >/dev/null || missing="$$missing $$(echo $${tool##*:} | tr , ' ')"; done; \
	if [ -n "$$missing" ] && { [ "$(CI)" = true ] || [ "$(CI)" = 1 ] || [ -n "$(filter tools,$(MAKECMDGOALS))" ]; }; then \
	  command -v apt-get >/dev/null || { echo "请安装 (please install):$$missing" >&2; exit 1; }; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing; fi

lint: install
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint tools
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

bench: install
	for b in benchmarks/bench_*.py; do $(BIN)/python $$b; done

clean:
	rm -rf build .venv
