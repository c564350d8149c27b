PYTHON ?= python3
ARGS ?=
.PHONY: help setup demo test test-full pytest mutants lint format bench porting screenshots translate fingerprints odoo clean

help:
	@$(PYTHON) -m dev

setup demo test test-full pytest mutants lint format bench porting screenshots translate fingerprints odoo clean:
	@$(PYTHON) -m dev $@ $(ARGS)
