from . import ballot, changes, form, results
