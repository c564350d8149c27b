from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let the coordinators of today receive the weekly overview, which is new."""
    api.Environment(cr, SUPERUSER_ID, {})["digest.digest"]._refresh_overview()
