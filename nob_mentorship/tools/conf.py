"""Our section of Odoo's configuration file: what is no business of the database."""

from configparser import Error as ConfigError
from configparser import RawConfigParser

SECTION = "nob_mentorship"


class Unreadable(Exception):
    """The configuration file cannot be read: nothing is known of what it says."""


def section(file):
    """Return our section as {name: text}, empty where the file has none.

    :param file: path of the configuration file
    :raises Unreadable: where the file is not there, or cannot be read as a whole
    """
    parser = RawConfigParser()
    try:
        with open(file or "", encoding="utf-8") as lines:
            parser.read_file(lines)
    except (ConfigError, OSError, ValueError) as error:
        raise Unreadable(f"{file} cannot be read.") from error
    return dict(parser.items(SECTION)) if parser.has_section(SECTION) else {}


def option(file, name):
    """Return an option of our section as text, None where it is not set.

    :param file: path of the configuration file, or None
    """
    try:
        return section(file).get(name) or None
    except Unreadable:
        return None
