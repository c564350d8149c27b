import logging

import psycopg2
from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

IN_THE_WAY = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
)


def _root(error):
    """Return the original error: rendering a mail wraps every error in a new one."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error


def is_limit(error):
    """Tell whether this is Odoo's CPU time limit, and not an error of the record."""
    return type(error) is Exception and "time limit" in str(error)


class MentorshipJob(models.Model):
    """One record of a bulk action: processed completely, or refused with the reason."""

    _inherit = "mentorship.job"

    @api.model
    def _attempt(self, record, method, args=()):
        """Process one record, completely or not at all.

        :return: None, or the reason for failure, in the language of the record's
            environment
        """
        try:
            with self.env.cr.savepoint():
                told = getattr(record, method)(*args)
                # steps that wait for the commit can fail too, and must not stop the
                # other records
                self.env.cr.flush()
        except Exception as error:
            root = _root(error)
            if isinstance(root, IN_THE_WAY) or is_limit(root):
                raise root from None
            return self._reason(error, record)
        return told if isinstance(told, str) else None

    @api.model
    def _reason(self, error, record):
        """Return the reason for an error, as a sentence if there is one."""
        if isinstance(error, psycopg2.IntegrityError):
            return record.env["mentorship.guarded"]._constraint_message(error)
        if isinstance(error, UserError):
            return str(error)
        _logger.error("%s: not done", record, exc_info=error)
        line = next(iter(str(error).splitlines()), "")
        return f"{type(error).__name__}: {line}"[:300]
