PYTHON ?= python3
ARGS ?=
COMMANDS := setup demo test test-full pytest mutants lint format bench bundle porting screenshots walk taps lighthouse translate readme sentences fingerprints pins fresh-machines odoo clean
.PHONY: help $(COMMANDS)

help:
	@$(PYTHON) -m dev

$(COMMANDS):
	@$(PYTHON) -m dev $@ $(ARGS)
