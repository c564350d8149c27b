"""The parts of the program; nothing of Odoo imports them."""
