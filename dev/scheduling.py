"""A pytest plugin: which worker runs which tests of a run."""

from xdist.scheduler import LoadScopeScheduling

from .workers import STAGED

FIRST, OUTSIDE = "gw0", "tests/"


class Scheduling(LoadScopeScheduling):
    """Hands out classes and modules as a whole, and those of the stage together.

    The first of several workers runs only what is in `tests/`. The others run the
    addon's tests first: when a class of them ends, Odoo ends every process that pytest
    has started, including a server or a browser that other tests share.
    """

    def _split_scope(self, nodeid):
        scope = super()._split_scope(nodeid)
        staged = scope.removeprefix(OUTSIDE).removesuffix(".py") in STAGED
        return f"{OUTSIDE}harness/stage.py" if staged else scope

    def _assign_work_unit(self, node):
        if node.gateway.id == FIRST and len(self.nodes) > 1:
            left = [scope for scope in self.workqueue if scope.startswith(OUTSIDE)]
            if left:
                self.workqueue.move_to_end(left[0], last=False)
            elif any(s.startswith(OUTSIDE) for s in self.assigned_work.get(node, ())):
                node.shutdown()
                return
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config, log):
    """Return the scheduler that hands out the tests to the workers."""
    return Scheduling(config, log)
