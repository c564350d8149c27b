"""Ratios of our times to those of Odoo's own parts, printed as tables."""
