"""Each server with a ballot folder looks after the keys when it starts.

In a thread of its own: a disk that does not answer keeps no database from being served.
And not as a job of Odoo's: another server, without the folder, could get it.
"""

import logging
import threading

from odoo import SUPERUSER_ID, api
from odoo.tools import config

from . import box

_logger = logging.getLogger(__name__)
SECONDS = 10
"""After the start: by then a server with processes has started those."""
TRIES = 3


def plan(registry):
    """Have the keys looked after in a moment, where this is a server with a folder."""
    serves = not config["stop_after_init"] and not getattr(
        threading.current_thread(), "testing", False
    )
    if serves and box.is_here():
        look = threading.Timer(SECONDS, _look, [registry])
        look.daemon = True
        look.start()


def _look(registry):
    """Look, and again where another server looks at this moment."""
    for left in reversed(range(TRIES)):
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["mentorship.evaluation"]._look_after_keys()
            return
        except Exception as error:
            # the daily job looks, too
            _logger.info("keys are not looked after now (%s): %s", left, error)
