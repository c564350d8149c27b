"""Functions (not record methods) that turn sign-ups into arrays."""

import numpy as np

from odoo import fields


def numbered(enrolments):
    """Return {id: row}."""
    return {enrolment_id: row for row, enrolment_id in enumerate(enrolments.ids)}


def marked(enrolments, name, kinds):
    """Return which kinds each sign-up has in a many2many field, (n, kinds) bool."""
    columns = {record_id: column for column, record_id in enumerate(kinds[name])}
    marked = np.zeros((len(enrolments), len(columns)), bool)
    for row, enrolment in enumerate(enrolments):
        for record_id in enrolment[name].ids:
            marked[row, columns[record_id]] = True
    return marked


def years_of(enrolments):
    """Return the completed years of work experience, (n,) float, NaN if unknown."""
    today = fields.Date.context_today(enrolments)
    return np.array([enrolment._years(today) for enrolment in enrolments], float)
