# Targets for users and developers. `make` without a target lists them.

SHELL := bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(firstword $(foreach name,python3.11 python3 python,$(shell command -v $(name))))
PORT ?= 8080
EVAL ?=
CASES ?=
SILVER ?=
TASKS ?=
ARGS ?=

export AIRFLOW_HOME := $(CURDIR)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export GX_ANALYTICS_ENABLED := false

.PHONY: help install corpus ui worker system test test-services spark-test lint trust quality train cases calibrate bench bench-peers bench-spark screenshots lock clean

help: ## list the targets
	@echo "Broadsheet: from crawled pages to a clean news corpus"; echo
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

install: .venv/installed ## create the environment in .venv (once; needs Python 3.11)
	@echo "The environment in .venv is ready."

corpus: .venv/installed airflow.db ## build the corpus from seeds/, or from SOURCE=folder
	@mkdir -p logs
	@echo "Building the corpus, by one run of the DAG build_corpus (full log: logs/build_corpus.log)"
	@$(if $(SOURCE),BROADSHEET_SOURCE="$(SOURCE)") python scripts/run_once.py || \
		{ echo "The run failed; see logs/build_corpus.log for the error."; exit 1; }

ui: .venv/installed ## start Airflow with its user interface on PORT=8080; Ctrl-C stops it
	@python scripts/standalone.py --port $(PORT)

worker: .venv/installed-celery ## run tasks on this machine, TASKS=4 at once, if Airflow uses Celery (docs/operating.md)
	@python scripts/worker.py $(if $(TASKS),--tasks $(TASKS))

system: ## install the Debian packages that make test-services needs: browser, PostgreSQL, Redis (as root)
	@scripts/system-packages

test: .venv/installed-dev ## run the tests that need nothing but Python (about 15 minutes on two cores); ARGS="tests/unit -x" for a part
	@pytest -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder -m "not services and not spark" $(ARGS)

test-services: .venv/installed-dev ## run the other tests: live Airflow, browser, PostgreSQL, Celery (needs make system)
	@pytest -m services $(ARGS)

spark-test: .venv/installed-dev ## run the tests of the engine spark on a cluster of processes (needs make system); SPARK_TEST_PAGES=100000 for a large one
	@pytest -m spark tests/spark $(ARGS)

lint: .venv/installed-dev ## check style, format, types, layers and spelling
	@ruff check .
	@ruff format --check .
	@mypy
	@lint-imports
	@codespell

trust: .venv/installed-dev ## try to break a warehouse: kills, errors, races, hostile files; ARGS="--part 1" for all: hours
	@python tests/faults/trust.py $(ARGS)

quality: .venv/installed-dev ## score the corpus on the gold sets in EVAL=folder; fails below a floor; ARGS=--raise raises floors
	@test -n "$(EVAL)" || { echo "Name the folder of the gold sets: make quality EVAL=folder"; exit 2; }
	@python benchmarks/quality.py "$(EVAL)" $(ARGS)

train: .venv/installed-dev ## cross-validate the models on EVAL=folder SILVER=folder (benchmarks/silver_pages.py); ARGS=--save writes them
	@test -n "$(EVAL)" -a -n "$(SILVER)" || { echo "Name two folders: make train EVAL=gold sets SILVER=what benchmarks/silver_pages.py wrote"; exit 2; }
	@python benchmarks/train.py "$(EVAL)" "$(SILVER)" $(ARGS)

cases: .venv/installed ## run the small public cases in CASES=folder and print which ones pass; ARGS="--only TEXT --verbose"
	@test -f "$(CASES)/run_cases.py" || { echo "Name the folder of the cases: make cases CASES=folder"; exit 2; }
	@python -B "$(CASES)/run_cases.py" .venv/bin/broadsheet $(ARGS)

calibrate: .venv/installed-dev ## try other deduplication thresholds on the gold sets in EVAL=folder
	@test -n "$(EVAL)" || { echo "Name the folder of the gold sets: make calibrate EVAL=folder"; exit 2; }
	@python benchmarks/calibrate.py "$(EVAL)"

bench: .venv/installed-dev ## measure the speed of each stage and input; with EVAL=folder also of its HTML pages
	@python benchmarks/bench.py $(if $(EVAL),--eval "$(EVAL)")

bench-peers: .venv/installed-dev ## compare with other deduplicators; ARGS="--documents 10000 --rounds 5"
	@python benchmarks/bench_peers.py $(ARGS)

bench-spark: .venv/installed-dev ## measure the engine spark on processes of this machine; ARGS="--pages 100000 --story 50000"
	@python benchmarks/bench_spark.py $(ARGS)

screenshots: .venv/installed-dev ## retake the pictures of the corpus browser in docs/images (needs make system)
	@python scripts/screenshots.py

lock: ## rewrite constraints.txt and scripts/hashes.txt from all requirements
	@rm -rf build/lock
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install -r requirements.txt -r requirements-celery.txt -r requirements-spark.txt -r requirements-dev.txt
	@build/lock/bin/python -m pip check
	@{ sed -n '/^#/p' constraints.txt; build/lock/bin/python -m pip freeze | LC_ALL=C sort -f; } > build/constraints.txt
	@mv build/constraints.txt constraints.txt
	@build/lock/bin/python -m pip install uv
	@PATH="$(CURDIR)/build/lock/bin:$$PATH" build/lock/bin/python scripts/lock.py

clean: ## remove the environment, Airflow's database, logs and caches; keeps data/
	@rm -rf .venv airflow.db* logs build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@rm -rf .secrets simple_auth_manager_passwords.json.generated
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp file per environment: to run, to run several workers, to test. A step that is done is not repeated.
.venv/installed: requirements.txt constraints.txt scripts/hashes.txt pyproject.toml
	@scripts/install "$(PYTHON)" requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed-spark requirements-dev.txt
	@scripts/install "$(PYTHON)" requirements-dev.txt
	@touch $@

.venv/installed-spark: .venv/installed-celery requirements-spark.txt
	@scripts/install "$(PYTHON)" requirements-spark.txt
	@touch $@

.venv/installed-celery: .venv/installed requirements-postgres.txt requirements-celery.txt
	@scripts/install "$(PYTHON)" requirements-celery.txt
	@touch $@

airflow.db: .venv/installed
	@echo "Preparing Airflow's database (once)"
	@mkdir -p logs
	@airflow db migrate >logs/migrate.log 2>&1 || { tail -n 20 logs/migrate.log; exit 1; }
	@touch $@
