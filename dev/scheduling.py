"""A pytest plugin: which tests of a run stay together on one worker."""

from xdist.scheduler import LoadScopeScheduling

from .workers import STAGED


class Scheduling(LoadScopeScheduling):
    """Hands out classes and modules as a whole, and those of the stage together."""

    def _split_scope(self, nodeid):
        scope = super()._split_scope(nodeid)
        folder, _slash, file = scope.partition("/")
        staged = folder == "tests" and file.removesuffix(".py") in STAGED
        return "tests/harness/stage.py" if staged else scope


def pytest_xdist_make_scheduler(config, log):
    """Return what hands out the tests to the workers."""
    return Scheduling(config, log)
