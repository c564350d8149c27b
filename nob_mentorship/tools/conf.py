"""Reads our section of Odoo's configuration file: settings that stay out of the
database."""

from configparser import Error as ConfigError
from configparser import RawConfigParser

SECTION = "nob_mentorship"


class Unreadable(Exception):
    """The configuration file cannot be read, so its values are unknown."""


def section(file):
    """Return our section as {name: text}, empty if the file has none.

    :param file: path of the configuration file
    :raises Unreadable: if the file is missing, or cannot be read completely
    """
    parser = RawConfigParser()
    try:
        with open(file or "", encoding="utf-8") as lines:
            parser.read_file(lines)
    except (ConfigError, OSError, ValueError) as error:
        raise Unreadable(f"{file} cannot be read.") from error
    return dict(parser.items(SECTION)) if parser.has_section(SECTION) else {}


def option(file, name):
    """Return an option of our section as text, or None if it is not set.

    :param file: path of the configuration file, or None
    """
    try:
        return section(file).get(name) or None
    except Unreadable:
        return None
