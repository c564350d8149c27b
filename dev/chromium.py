"""Chromium, for the browser tests."""

import shutil
from ctypes.util import find_library

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """Return the path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def driver_loads():
    """Tell whether the system has the library that Playwright's driver also needs."""
    return find_library("atomic") is not None
