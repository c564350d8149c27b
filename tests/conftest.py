import pytest

from dev import paths, postgres

from .harness import browser as browsers
from .harness.arena import Arena
from .harness.ballot_box import Election, Office
from .harness.couple import Couple
from .harness.server import running
from .harness.smtp import Catcher
from .harness.stage import Stage

RIGHTS = """
SELECT u.login, array_agg(r.gid ORDER BY r.gid)
  FROM res_users u JOIN res_groups_users_rel r ON r.uid = u.id
 GROUP BY u.login
"""
SHARED = pytest.StashKey()


@pytest.fixture(scope="session")
def smtp():
    """A mail server that keeps what it receives."""
    with Catcher() as catcher:
        yield catcher


@pytest.fixture(scope="session")
def server(smtp, request):
    """A server on a fresh copy of the database, shared by the tests of a run."""
    with running(smtp_port=smtp.port) as server:
        request.session.stash[SHARED] = (
            server,
            dict(postgres.query(RIGHTS, server.db)),
        )
        yield server


@pytest.fixture(scope="module", autouse=True)
def rights_stay(request):
    """Check that no module changes the rights of users that all modules share."""
    yield
    if shared := request.session.stash.get(SHARED, None):
        server, rights = shared
        assert rights.items() <= dict(postgres.query(RIGHTS, server.db)).items()


@pytest.fixture(scope="session")
def played():
    """A stage, on a database of its own that is only copied."""
    with running() as server:
        stage = Stage(server, "toneel")
        # a database in use cannot be copied
        server.end()
        yield stage


@pytest.fixture(scope="module")
def stage(played, smtp):
    """The stage on a server that this module has for itself."""
    with running(played.server.db, smtp_port=smtp.port) as server:
        yield played.on(server)


@pytest.fixture(scope="module")
def crowded():
    """An association on a server with two processes, as in production."""
    with running(workers=2) as server:
        yield Arena(server)


@pytest.fixture
def arena(crowded):
    """The same association, with a check that no race leaves a traceback in the
    server's log."""
    yield crowded
    assert "Traceback" not in crowded.server.log.read_text()


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    with browsers.chrome() as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep what each visitor saw when a test failed, in `.dev/logs`."""
    report = yield
    if report.when == "call" and report.failed:
        for number, visitor in enumerate(getattr(item, "visitors", ())):
            visitor.page.screenshot(
                path=paths.STATE / "logs" / f"{item.name}-{number}.png"
            )
    return report


@pytest.fixture
def sql(server):
    """Return a function that asks the database, as a thief with its password does."""

    def run(query):
        return postgres.query(query, server.db)

    return run


@pytest.fixture
def visit(browser, server, request):
    """Return a function that puts a new visitor before a screen; none may end with an
    error of the console or of the server."""
    visitors = request.node.visitors = []

    def new(size=None):
        visitors.append(browsers.Visitor(browser, server, size))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.context.close()
    assert not [trouble for v in visitors for trouble in v.troubles]


@pytest.fixture(scope="module")
def couple(stage, browser):
    """A pair on the sealed page of the stage."""
    couple = Couple(stage, browser)
    yield couple
    couple.close()


@pytest.fixture
def office(tmp_path):
    """What a ballot box works with, in folders of its own."""
    return Office(tmp_path)


@pytest.fixture
def election(office):
    """An election of the box that has just been opened."""
    return Election(office)
