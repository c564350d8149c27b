"""Each server with a ballot folder checks the keys when it starts.

This runs in a separate thread, so that a disk that does not respond cannot block a
database. It is not an Odoo job, because a server without the folder could pick that up.
"""

import logging
import threading

from odoo import SUPERUSER_ID, api
from odoo.tools import config

from . import box

_logger = logging.getLogger(__name__)
SECONDS = 10
"""The delay after the start of the server, in which it starts its worker processes."""
TRIES = 3


def plan(registry):
    """Schedule a check of the keys, if this server has a ballot folder."""
    serves = not config["stop_after_init"] and not getattr(
        threading.current_thread(), "testing", False
    )
    if serves and box.is_here():
        look = threading.Timer(SECONDS, _look, [registry])
        look.daemon = True
        look.start()


def _look(registry):
    """Check the keys; try again later if another server is checking now."""
    for left in reversed(range(TRIES)):
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["mentorship.evaluation"]._look_after_keys()
            return
        except Exception as error:
            # the daily job checks too
            _logger.info("keys are not looked after now (%s): %s", left, error)
