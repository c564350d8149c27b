"""A better Dutch word arrives with an update: the word it replaces is recorded."""

from dev import paths, releases, retired


def test_what_earlier_versions_said_otherwise_is_written_down():
    addons = [
        releases.addons(version) / paths.ADDON.name for version in releases.RELEASES
    ]
    assert retired.FILE.read_text() == retired.retired(addons)
