"""Our section of Odoo's configuration file: what is no business of the database."""

from configparser import Error as ConfigError
from configparser import RawConfigParser

SECTION = "nob_mentorship"


def option(file, name):
    """Return an option of our section as text, None where it is not set.

    :param file: path of the configuration file, or None
    """
    parser = RawConfigParser()
    try:
        parser.read([file])
    except (ConfigError, TypeError):
        return None
    return parser.get(SECTION, name, fallback=None) or None
