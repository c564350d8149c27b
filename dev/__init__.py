"""Gets Odoo and PostgreSQL into `.dev/` and starts them. Nothing of it ships."""
