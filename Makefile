# `make demo` sets everything up and runs the main job; `make test` sets everything up and runs every check.

# The first that runs and is new enough: a name on the PATH may be a shim without a Python behind it.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What `make fuzz` fuzzes, and for how long each.
TARGET ?= configuration descriptors markdown proto python rust stubs
SECONDS ?= 60

.PHONY: demo test fuzz format readme conformance-rust bench charts clean

$(READY): pyproject.toml constraints.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "protoref needs Python 3.11 or newer; set PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@$(BIN)/python -m compileall -q src  # as in an installed wheel; where PYTHONDONTWRITEBYTECODE is set, every start would compile anew
	@touch $(READY)

demo: $(READY)
	@$(BIN)/python examples/demo.py

test: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadscope

# Searches for inputs that break a promise, guided by coverage. What it finds, and the corpus, are in .fuzz/TARGET.
fuzz: $(READY)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --constraint constraints.txt --group fuzz
	@for target in $(TARGET); do \
		echo "fuzzing $$target for $(SECONDS) seconds"; \
		PYTHONPATH=tests $(BIN)/python -m fuzz.run $$target $(SECONDS) $(OPTIONS) || exit 1; \
	done

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# Runs the commands that the README shows, and writes their output into it.
readme: $(READY)
	$(BIN)/python docs/update_readme.py

# Records the names that real Rust generators make; needs cargo and a registry. The tests read what it leaves.
conformance-rust: $(READY)
	$(BIN)/python tests/conformance/record_rust.py

# Times protoref and other tools over a synthetic monorepo of known references, and checks every answer.
FILES ?= 2000
RUNS ?= 5
bench: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	$(BIN)/python bench/measure.py $(FILES) --runs $(RUNS) --json .bench.jsonl

# Draws what `make bench` has kept in .bench.jsonl, of several sizes, into docs/.
charts: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	$(BIN)/python bench/charts.py .bench.jsonl docs

clean:
	rm -rf $(VENV) dist build
