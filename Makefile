# One command is the whole gate. On Windows without make, README names the commands behind each.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m

.PHONY: help env demo run check test bench desks moving monkey torture million recall decode degrade customer-code golden forms peers screenshots recording tables clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --constraint constraints.txt --editable '.[serve]'
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(RUN) pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

env: $(VENV)/.installed ## the environment, with all that running needs

demo: env ## a batch of 120 with planted mistakes, played in demo/
	@rm -rf demo
	@$(BIN)/checkmail demo --out demo

run: env ## the screens
	@$(BIN)/checkmail

check: $(VENV)/.developer ## format, lint, types, import contracts, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(RUN) tools.command_reference --check

# Four processes on two cores: a test of a terminal, a server or a page waits half of its time.
test: $(VENV)/.developer ## all tests
	$(RUN) pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.developer ## times as ratios within one run (bench/results/)
	$(RUN) bench.lists
	$(RUN) bench.labels
	$(RUN) bench.desk

desks: $(VENV)/.developer ## eight desks at one office file, two minutes (bench/results/desks.md)
	$(RUN) bench.desks

monkey: $(VENV)/.developer ## two walks of 10,000 acts at three desks against a model of the rules (bench/results/monkey.md)
	$(RUN) tools.monkey

torture: $(VENV)/.developer ## kills, power losses, faults and damage by the thousand, hours on end (bench/results/torture.md)
	$(RUN) tools.torture

moving: $(VENV)/.developer ## an office of 100,000 pieces to a server and back (bench/results/moving.md)
	$(RUN) bench.moving

million: $(VENV)/.developer ## a million labels, drawn and read back; a million pieces scanned and verified (bench/results/)
	$(RUN) bench.labels --million
	$(RUN) bench.printing
	$(RUN) bench.record
	$(RUN) bench.verify

peers: $(VENV)/.developer ## other makers of labels, to compare with; bench/peers.py names what else they need
	$(RUN) pip install --quiet --constraint constraints.txt --editable '.[peers]'

recall: $(VENV)/.developer ## what the list checks find in 40 generated lists (bench/results/recall.md)
	$(RUN) tools.recall

decode: $(VENV)/.developer ## every code of 32,000 clean papers, by two decoders
	$(RUN) bench.decode

degrade: $(VENV)/.developer ## codes on pages made worse on purpose, all read and none wrong
	$(RUN) bench.degrade

forms: $(VENV)/.developer ## a page of each form in docs/forms, to be looked at before they are committed
	$(RUN) tools.forms

golden: $(VENV)/.developer ## the pictures of pages and of the desk in tests/golden, to be looked at before they are committed
	$(RUN) tools.golden
	PYTHONPATH=tests $(RUN) tests.tui.desk_album

customer-code: $(VENV)/.developer ## customer bar codes of 10,000 addresses, by zint and read back (needs zint)
	$(RUN) bench.customer_code

screenshots: $(VENV)/.developer ## the pictures of docs/images
	$(RUN) tools.screenshots

recording: $(VENV)/.developer ## a batch played with the screens, picture by picture (docs/recording; needs tmux)
	$(RUN) tools.recording

tables: $(VENV)/.developer ## postal codes and variant kanji anew, before a release
	$(RUN) pip install --quiet --constraint constraints.txt --editable '.[release]'
	$(RUN) tools.postal_table
	$(RUN) tools.mj_table

clean: ## everything that can be made again
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
