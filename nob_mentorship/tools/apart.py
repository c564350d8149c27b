"""Calls the program that holds the keys of evaluations.

The program starts, handles one request, and ends. It shares nothing with Odoo but the
paths it is given: no environment, modules or keys. Input and output are JSON, one
object per line, and are never logged.
"""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "ballot_box"
SECONDS = 120


class Refused(Exception):
    """The program refused a request; its code says why.

    :param str code: a code of the program, or ``not_started`` or ``no_answer`` if it
        said nothing
    :param more: the rest of its answer, a dict
    """

    def __init__(self, code, more=None):
        super().__init__(code)
        self.code, self.more = code, more or {}


def ask(request, lines=None):
    """Return the program's answer, a list of dicts.

    :param dict request: includes the command; see `docs/ballot-format.md`
    :param lines: dicts that follow the request, or None
    :raises Refused: if the program refused; has its code
    """
    asked = [request] if lines is None else [request, *lines, {"end": True}]
    said, status = _run("".join(f"{json.dumps(one)}\n" for one in asked).encode())
    answers = _read(said)
    if code := answers[0].get("error"):
        raise Refused(code, answers[0])
    if status:
        raise Refused("no_answer")
    return answers


def _run(given):
    """Start the program; return (its output, its exit status).

    A process that hangs on an unresponsive disk may not even die. It is not waited for:
    it holds no lock of Odoo's, and its output is not read.
    """
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        )
    except OSError:
        raise Refused("not_started") from None
    try:
        said, _nothing = process.communicate(given, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Refused("no_answer") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.stdin.close()
            process.stdout.close()
    return said, process.returncode


def _read(said):
    """Return the objects in the output; raise an error if it holds anything else."""
    try:
        answers = [json.loads(line) for line in said.splitlines()]
    except (ValueError, RecursionError):
        answers = []
    if not answers or not all(isinstance(answer, dict) for answer in answers):
        return [{"error": "no_answer"}]
    return answers
