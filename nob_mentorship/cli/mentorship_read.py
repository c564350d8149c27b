import json
import sys
from getpass import getpass
from pathlib import Path

from odoo.cli import Command


class MentorshipRead(Command):
    """Read the texts of a sealed room with a recovery code, without a browser"""

    name = "mentorship_read"
    description = """
        For a member whose browser fails. It needs no database and no server, only the
        responses that the sealed page gets from Odoo to the requests `me`, `way/open`
        (for the recovery code) and `room`, each saved as a file; see
        docs/sealed-format.md. The code is asked for, or read from standard input.
    """

    def run(self, cmdargs):
        parser = self.parser
        for name in ("me", "way", "room"):
            parser.add_argument(name, type=Path, help=f"answer of {name}, a JSON file")
        arguments = parser.parse_args(cmdargs)
        from odoo.addons.nob_mentorship.tools import sealed_reader
        from odoo.addons.nob_mentorship.tools.sealed_text import SealError

        answers = (
            json.loads(file.read_text())
            for file in (arguments.me, arguments.way, arguments.room)
        )
        code = getpass("Recovery code: ") if sys.stdin.isatty() else input()
        try:
            found = sealed_reader.read(*answers, code)
        except SealError as error:
            raise SystemExit(f"This does not open: {error.code}.") from error
        print(json.dumps(found, ensure_ascii=False, indent=2))
