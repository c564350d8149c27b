"""What the scripts that measure members' pages make of what they find."""

import pytest

from bench.measure import Size
from bench.phone import fetched
from dev import earlier, lighthouse_pages, paths, taps
from dev.console import Problem


def test_the_tools_measure_this_checkout_or_a_commit():
    assert earlier.chosen([]) is None
    with pytest.raises(Problem, match="no commit 0000000"):
        earlier.chosen(["--at", "0000000"])
    for args in (["--at"], ["--at", "--help"], ["--of", "HEAD"], ["HEAD"]):
        with pytest.raises(Problem, match="--at COMMIT"):
            earlier.chosen(args)


def test_a_commit_has_a_folder_and_a_database_of_its_own():
    one, other = "a" * 40, "b" * 40
    assert earlier.checkout(one).is_relative_to(paths.STATE)
    assert earlier.checkout(one) != earlier.checkout(other)
    assert earlier.database_name(one) != earlier.database_name(other)
    # PostgreSQL cuts longer names off
    assert len(f"{earlier.database_name(one)}_12345678") < 64


def test_the_tables_of_taps_add_up_what_was_done():
    results = [
        taps.Result("sign up", 3, 2, 1.26),
        taps.Result("say yes", 1, 0, 0.5),
        taps.Result("write a note", 9, 9, 9.0, "no button"),
    ]
    said = taps.report("c" * 40, results, [taps.Sight("home", 1200, 14)])
    assert "Of commit cccccccccccc:" in said
    assert "| sign up | 3 | 2 | 1.3 |" in said
    assert "| write a note | – | – | not done: no button |" in said
    assert "| together | 4 | 2 | 1.8 |" in said
    assert "| home | 1200 | 14 |" in said
    assert "Of this checkout:" in taps.report(None, [], [])


def found(score, **audits):
    """Return a report as Lighthouse gives it."""
    return {
        "categories": {
            name: {
                "score": score,
                "auditRefs": [{"id": each, "weight": 1} for each in audits]
                if name == "accessibility"
                else [],
            }
            for name in lighthouse_pages.GOALS
        },
        "audits": {
            name: {"id": name, "title": name.upper(), **values}
            for name, values in audits.items()
        },
    }


def test_a_page_that_lighthouse_approves_of_is_held():
    fine = {"scoreDisplayMode": "binary", "score": 1}
    by_hand = {"scoreDisplayMode": "manual", "score": None}
    page = lighthouse_pages.read("home", found(1, contrast=fine, order=by_hand))
    assert page.cells() == ("home", "100", "100", "yes")
    assert "contrast" not in lighthouse_pages.report([page])


def test_what_lighthouse_refuses_is_listed_with_its_places():
    nodes = [{"node": {"selector": f"#place{n}", "snippet": "<p>"}} for n in range(7)]
    wrong = {
        "scoreDisplayMode": "binary",
        "score": 0,
        "details": {"items": [nodes[0], *nodes]},
    }
    page = lighthouse_pages.read("offer", found(0.94, contrast=wrong))
    assert page.cells() == ("offer", "94", "94", "no")
    said = lighthouse_pages.report([page])
    assert "* `contrast`: CONTRAST" in said and said.count("#place0") == 1
    assert "  * and 2 more" in said


def test_scripts_and_styles_of_a_page_are_found_once_each():
    html = """<link rel="stylesheet" href="/web/assets/1/a.min.css"/>
        <script src="/web/assets/2/b.js?unique=1"></script>
        <script data-src='/web/assets/3/c.js'></script>
        <script src="/web/assets/2/b.js?unique=1"></script>
        <a href="/my/home">Home</a><img src="/logo.png"/>"""
    assert fetched(html) == [
        "/web/assets/1/a.min.css",
        "/web/assets/2/b.js?unique=1",
        "/web/assets/3/c.js",
    ]


def test_a_size_above_its_goal_is_not_held():
    assert Size("page", 60_000, 60_000).cells()[-2:] == ("60.0 kB", "yes")
    assert Size("page", 60_001, 60_000).cells()[-1] == "no"
