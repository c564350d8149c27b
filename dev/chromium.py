"""Chromium, for the browser tests."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """Return the path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)
