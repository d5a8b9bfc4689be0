# Every target works from a clean clone: it makes the environment it needs, once.
# `make` prints what there is.

PYTHON ?= python3

# Options, set on the command line: make run PORT=9000, make train RECIPE=plain-cnn.
# Not by the environment (no ?=): shells and systems set names such as HOST and NAME by themselves.
RECIPE = resnet8
DATA = cifar10
NAME = cifar10-$(notdir $(basename $(RECIPE)))
RUN = runs/$(NAME)
CONVERTED = $(RUN)/converted
SIZE =
EPOCHS =
MODEL = models/cifar10-resnet8.tflite
HOST = 127.0.0.1
PORT = 8000
CAMERA =
SOURCE = auto
MODELS = models
RESULTS = benchmarks/results
ARGS =
PYTEST_ARGS =
WORKERS = logical

DEVICE := .venv-device
DEVICE_CAMERA := .venv-device-camera
TFLITE_RUNTIME := .venv-device-tflite-runtime
MEDIAPIPE := .venv-mediapipe
FUZZ := .venv-fuzz
BENCH := .venv-bench
PEERS := .venv-peers
WORKSTATION := .venv-workstation

# Named tests run in the workstation's environment alone; the others are for a run of all.
ALL_TESTS := $(if $(filter tests%,$(PYTEST_ARGS)),,yes)
# A process for each logical core, but four at the most, because each may load TensorFlow; a file
# of tests goes to one of them as a whole.
SPREAD := $(if $(ALL_TESTS),-n "$(WORKERS)" --maxprocesses 4 --dist loadfile --no-loadscope-reorder)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run camera train convert photos bench peers pi-check test test-robust soak check audit format lock wheel pictures clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# OpenCV and its like nearly double the environment: only who wants a camera gets them.
SERVING := $(if $(CAMERA),$(DEVICE_CAMERA),$(DEVICE))

run: $(SERVING)/.ready ## Serve the page with the shipped int8 model (HOST, PORT, MODEL, CAMERA=auto, ARGS)
	@$(SERVING)/bin/python -m edge_app serve --host "$(HOST)" --port "$(PORT)" --model "$(MODEL)" \
	  $(if $(CAMERA),--camera "$(CAMERA)") $(ARGS)

camera: $(DEVICE_CAMERA)/.ready ## Say what a camera sees, one JSON line for each change (SOURCE, MODEL, ARGS)
	@$(DEVICE_CAMERA)/bin/python -m edge_app camera "$(SOURCE)" --model "$(MODEL)" $(ARGS)

train: $(WORKSTATION)/.ready ## Train a net, or go on where it stopped (RECIPE, DATA, NAME, RUN, ARGS)
	@$(WORKSTATION)/bin/python -m training --recipe "$(RECIPE)" --data "$(DATA)" --output "$(RUN)" --resume $(ARGS)

convert: $(WORKSTATION)/.ready ## Convert the trained net to TFLite and prove it (RECIPE, DATA, NAME, RUN, CONVERTED, ARGS)
	@# The device's second runtime proves the files too, where make test has made its environment.
	@$(WORKSTATION)/bin/python -m convert "$(RUN)/model.keras" --name "$(NAME)" --data "$(DATA)" --output "$(CONVERTED)" \
	  $(if $(wildcard $(TFLITE_RUNTIME)/.ready),--second-runtime "$(TFLITE_RUNTIME)/bin/python") $(ARGS)

photos: $(WORKSTATION)/.ready ## From a folder of photos to a proven int8 file: inspect, train, compare (DATA, SIZE, EPOCHS, ARGS)
	@$(WORKSTATION)/bin/python -m convert photos "$(DATA)" $(if $(SIZE),--size "$(SIZE)") $(if $(EPOCHS),--epochs "$(EPOCHS)") \
	  $(if $(wildcard $(TFLITE_RUNTIME)/.ready),--second-runtime "$(TFLITE_RUNTIME)/bin/python") $(ARGS)

bench: $(BENCH)/.ready ## Measure latency, memory and load on this machine; ten minutes (MODELS, RESULTS, ARGS)
	@# Peers take part where another target has made their environment.
	@$(BENCH)/bin/python -m benchmarks all --models "$(MODELS)" --output "$(RESULTS)" \
	  $(if $(wildcard $(TFLITE_RUNTIME)/.ready),--tflite-runtime "$(TFLITE_RUNTIME)/bin/python") \
	  $(if $(wildcard $(WORKSTATION)/.ready),--tensorflow "$(WORKSTATION)/bin/python" --browser "$(WORKSTATION)/bin/python") $(ARGS)

peers: $(PEERS)/.ready ## Measure the same nets in onnxruntime, OpenVINO and Keras too; 2 GB (MODELS, RESULTS, ARGS)
	@$(PEERS)/bin/python -m benchmarks peers --models "$(MODELS)" --output "$(RESULTS)" $(ARGS)

pi-check: $(WORKSTATION)/.ready ## Run app and models on emulated Raspberry Pis, 64 and 32 bits: answers, and cost against the reference (ARGS)
	@$(WORKSTATION)/bin/python -m benchmarks arm64 "$(MODELS)" --system bookworm-arm64 trixie-arm64 bookworm-armhf \
	  --runtime ai-edge-litert tflite-runtime --answers --check --output "$(RESULTS)" \
	  $(if $(wildcard $(TFLITE_RUNTIME)/.ready),--tflite-runtime "$(TFLITE_RUNTIME)/bin/python") $(ARGS)

test: $(WORKSTATION)/.ready $(if $(ALL_TESTS),$(MEDIAPIPE)/.ready tflite-runtime-environment) ## Run every test (WORKERS, PYTEST_ARGS)
	@$(WORKSTATION)/bin/python -m pytest $(SPREAD) $(PYTEST_ARGS)
	@# 5 is pytest's word for "no test matched".
	@if [ -e $(TFLITE_RUNTIME)/.ready ] && [ "$(ALL_TESTS)" ]; then \
	  echo "The device's tests again, with tflite-runtime in place of LiteRT:"; \
	  EXPECTED_RUNTIME=tflite-runtime $(TFLITE_RUNTIME)/bin/python -m pytest tests/edge_app -m "not workstation and not attack and not soak" $(SPREAD) $(PYTEST_ARGS) \
	    || [ $$? = 5 ]; fi
	@if [ "$(ALL_TESTS)" ]; then \
	  echo "Our model files in another reader, MediaPipe:"; \
	  $(MEDIAPIPE)/bin/python -m pytest tests/mediapipe $(PYTEST_ARGS) || [ $$? = 5 ]; fi

# What make test leaves out is all over the tests; those in tests/attacks are run as a whole, because
# ATTACK_STACK shows of each that it can fail. 5 is pytest's word for "no test matched".
test-robust: $(WORKSTATION)/.ready ## Attacks and faults that take their time; on a quiet machine (PYTEST_ARGS)
	@$(WORKSTATION)/bin/python -m pytest tests/attacks -m "not soak" -s $(PYTEST_ARGS) || [ $$? = 5 ]
	@$(WORKSTATION)/bin/python -m pytest tests --ignore tests/attacks -m attack -s $(PYTEST_ARGS) || [ $$? = 5 ]

soak: $(WORKSTATION)/.ready $(FUZZ)/.ready ## The longest tests, then the figures of docs/reliability.md: hours, on a quiet machine (PYTEST_ARGS)
	@$(WORKSTATION)/bin/python -m pytest tests -m soak -s $(PYTEST_ARGS) || [ $$? = 5 ]
	@$(FUZZ)/bin/python -m tests.fuzz --seconds 600
	@$(WORKSTATION)/bin/python -m tests.reliability

check: $(WORKSTATION)/.ready ## Format, lint, types, layering, and docs that match the code
	@$(WORKSTATION)/bin/ruff format --quiet --check . || { echo "Run 'make format'."; exit 1; }
	@$(WORKSTATION)/bin/ruff check --quiet .
	@$(WORKSTATION)/bin/mypy
	@$(WORKSTATION)/bin/lint-imports --no-logo
	@$(WORKSTATION)/bin/bandit --quiet --recursive --configfile pyproject.toml -ll edge_app training convert benchmarks
	@$(WORKSTATION)/bin/python -m pytest -q tests/docs

audit: $(WORKSTATION)/.ready ## Ask the index for known faults in what the lock files name; needs a network
	@set -e; for lock in requirements/*.txt; do \
	  case $$lock in */no-litert.txt) continue;; esac; echo "$$lock:"; \
	  $(WORKSTATION)/bin/uv tool run pip-audit --require-hashes --disable-pip --progress-spinner off -r $$lock || \
	    { echo "A fault was found, or the database could not be reached: nothing is proven."; exit 1; }; done

format: $(WORKSTATION)/.ready ## Format the code and mend what the linter can
	@$(WORKSTATION)/bin/ruff format --quiet .
	@$(WORKSTATION)/bin/ruff check --quiet --fix .

lock: $(WORKSTATION)/.ready ## Refresh every lock file to the newest versions that fit pyproject.toml
	@set -e; lock() { out=$$1; shift; $(WORKSTATION)/bin/uv pip compile pyproject.toml --quiet --upgrade \
	  --universal --python-version 3.10 --no-build --generate-hashes --no-header "$$@" -o $$out; echo $$out; }; \
	lock requirements/device.txt; \
	lock requirements/device-camera.txt --extra camera --extra mqtt; \
	lock requirements/window.txt --extra window; \
	lock requirements/device-tflite-runtime.txt --extra tflite-runtime --extra test \
	  --override requirements/no-litert.txt; \
	lock requirements/mediapipe.txt --extra mediapipe --extra test; \
	lock requirements/peers.txt --extra peers; \
	lock requirements/bulk.txt --extra bulk; \
	lock requirements/bench.txt --extra bench; \
	lock requirements/fuzz.txt --extra fuzz; \
	lock requirements/workstation.txt --extra camera --extra mqtt --extra train --extra bench --extra dev

wheel: $(WORKSTATION)/.ready ## Build the wheel that a device installs, into dist/
	@rm -rf dist
	@$(WORKSTATION)/bin/python -m hatchling build -t wheel

pictures: $(WORKSTATION)/.ready ## Make the screenshots of the docs again (needs Chromium)
	@$(WORKSTATION)/bin/python docs/make_pictures.py

clean: ## Remove the environments and all that is built; trained runs and downloads stay
	rm -rf .venv-* dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# tflite-runtime has wheels for Linux and Python up to 3.11; elsewhere its tests are left out, aloud.
.PHONY: tflite-runtime-environment
tflite-runtime-environment:
	@if $(PYTHON) -c 'import sys; sys.exit(sys.version_info >= (3, 12) or sys.platform != "linux")'; then \
	  $(MAKE) --no-print-directory $(TFLITE_RUNTIME)/.ready; \
	else echo "No tflite-runtime wheel exists for this Python or system: its tests are left out."; fi

.PRECIOUS: .venv-%/.ready
.venv-%/.ready: requirements/%.txt
	@$(PYTHON) requirements/check_python.py
	@echo "Making the environment .venv-$* (once) ..."
	@rm -rf .venv-$*
	@$(PYTHON) -m venv .venv-$* || \
	  { rm -rf .venv-$*; echo "That failed. On Debian and its kin: sudo apt install python3-venv"; exit 1; }
	@.venv-$*/bin/python -m pip install -qq --disable-pip-version-check \
	  --require-hashes --only-binary :all: -r $<
	@touch $@
