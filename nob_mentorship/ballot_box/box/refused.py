"""Why a command fails: a code, and never any of the data read."""

from enum import IntEnum


class Exit(IntEnum):
    """The meanings of the program's exit status."""

    DONE = 0
    REQUEST = 2
    KEY = 3
    FOLDER = 4
    STATE = 5
    LIMIT = 6
    BUSY = 7
    FAILED = 8
    UNHEARD = 9


CODES = {
    "request": Exit.REQUEST,
    "cut_off": Exit.REQUEST,
    "too_much": Exit.LIMIT,
    "memory": Exit.LIMIT,
    "time": Exit.LIMIT,
    "key_missing": Exit.KEY,
    "key_unreadable": Exit.KEY,
    "key_other": Exit.KEY,
    "no_box": Exit.KEY,
    "another_box": Exit.KEY,
    "no_evaluation": Exit.KEY,
    "damaged": Exit.KEY,
    "conflict": Exit.KEY,
    "folder_missing": Exit.FOLDER,
    "folder_empty": Exit.FOLDER,
    "folder_wrong": Exit.FOLDER,
    "folder_denied": Exit.FOLDER,
    "folder_read_only": Exit.FOLDER,
    "folder_full": Exit.FOLDER,
    "folder_failed": Exit.FOLDER,
    "another_database": Exit.STATE,
    "already_open": Exit.STATE,
    "another_paper": Exit.STATE,
    "closing": Exit.STATE,
    "destroyed": Exit.STATE,
    "another_set": Exit.STATE,
    "not_closed": Exit.STATE,
    "busy": Exit.BUSY,
    "not_installed": Exit.FAILED,
    "failed": Exit.FAILED,
    "unheard": Exit.UNHEARD,
}
"""{code: the exit status of the program}"""


class Refused(Exception):
    """A command fails.

    :param str code: one of `CODES`
    :param more: further values for the answer, none of them secret
    """

    def __init__(self, code, **more):
        super().__init__(code)
        self.code = code
        self.more = more

    @property
    def answer(self):
        """Return the line for standard output."""
        return {"error": self.code, **self.more}

    @property
    def status(self):
        """Return the exit status."""
        return CODES[self.code]
