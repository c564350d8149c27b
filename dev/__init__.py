"""Gets Odoo and PostgreSQL into `.dev/` and starts them. None of this is shipped."""
