from . import ballot, form, results
