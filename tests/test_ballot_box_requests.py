"""The requests to the program that opens ballots, and its bounds."""

import json
import os
import signal
import time
from uuid import uuid4

import pytest

from .harness.ballot_box import (
    PROGRAM,
    PYTHON,
    written,
)

# the program's own part, which the harness has found
from box.commands import COMMANDS  # isort: skip


BAD = {
    "folders": ([], ["relative"], "/tmp", ["/a"] * 9, [1], ["/a", "/a"], ["/a\n"]),
    "key_file": ("relative", None, ["/a"], ""),
    "database": ("../../etc", "x" * 36, "", None, str(uuid4()).upper()),
    "place": ("", 7, "x" * 201, "a\nb"),
    "evaluation": ("../" + "x" * 33, None, 5),
    "form": ("ab", "AB" * 32, None),
    "minimum": (2, 0, -1, "5", True, 1.5, 10_001),
    "audience": ("everyone", None, ["all"]),
    "length": (1000, 1025, 0, 131_328, "2048"),
    "closes": ("2027-02-30", "tomorrow", "2027-5-1", None),
    "invitations": ([], ["ab"], ["ab" * 32] * 2, "ab" * 32, [None]),
    "wait": (-1, 61, "1"),
    "box": ("ab", None),
    "unknown": (1,),
}


@pytest.mark.parametrize("name", BAD)
def test_a_request_that_is_none_is_refused(office, name):
    right = {
        "evaluation": str(uuid4()),
        "form": "ab" * 32,
        "minimum": 3,
        "audience": "all",
        "length": 1024,
        "closes": "2027-05-31",
        "invitations": ["ab" * 32],
    }
    request = office.request("open", **right)
    answer = office.send(written([{**request, name: BAD[name][0]}]))
    assert (answer.status, answer.error) == (2, "request")
    assert office.files() == [[], []]
    for value in BAD[name]:
        with pytest.raises(ValueError):
            COMMANDS["open"].check({**request, name: value})


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (b"", "cut_off", 2),
        (b"{}", "cut_off", 2),
        (b"\n", "request", 2),
        (b"[]\n", "request", 2),
        (b"{\n", "request", 2),
        (b"\xff\n", "request", 2),
        (b"[" * 100_000 + b"\n", "request", 2),
        (b'{"command": "box", "command": "box"}\n', "request", 2),
        (b'{"command": NaN}\n', "request", 2),
        (b'{"command": 1' + b"0" * 5000 + b"}\n", "request", 2),
        (b'{"command": ["open"]}\n', "request", 2),
        (b'{"command": "shell"}\n', "request", 2),
        (b" " * 3_000_000, "too_much", 6),
    ],
)
def test_what_is_no_request_is_refused(office, content, code, status):
    answer = office.send(content)
    assert (answer.status, answer.error) == (status, code)


def test_an_input_without_an_end_ends_at_a_bound(office):
    process = office.start()
    try:
        while True:
            process.stdin.write(b" " * 65_536)
    except BrokenPipeError:
        pass
    assert json.loads(process.stdout.read()) == {"error": "too_much"}
    assert process.wait() == 6


def test_too_long_a_time_ends_in_a_code(office):
    for number in (signal.SIGXCPU, signal.SIGALRM):
        process = office.start()
        _bounded(process, number)
        process.send_signal(number)
        assert json.loads(process.stdout.read()) == {"error": "time"}
        assert process.wait() == 6


def _bounded(process, number):
    """Wait until a process has set its bounds, after which it catches a signal."""
    caught = 0
    while not caught & 1 << (number - 1):
        time.sleep(0.01)
        with open(f"/proc/{process.pid}/status") as lines:
            (line,) = (line for line in lines if line.startswith("SigCgt:"))
        caught = int(line.split()[1], 16)


def test_the_program_bounds_itself(office):
    process = office.start()
    _bounded(process, signal.SIGALRM)
    with open(f"/proc/{process.pid}/limits") as lines:
        limits = {line[:25].strip(): line[26:].split()[:2] for line in lines}
    assert limits["Max address space"] == [str(768 * 1024 * 1024)] * 2
    assert limits["Max core file size"] == ["0", "0"]
    assert limits["Max cpu time"] == ["60", "65"]
    process.communicate(b"")


def test_who_does_not_listen_changes_nothing_about_the_set(office, election):
    election.vote_all()
    lines = [*election.lines, {"end": True}]
    request = office.request("close", evaluation=election.uuid)
    process = office.start()
    process.stdout.close()
    process.stdin.write(written([request, *lines]))
    process.stdin.close()
    assert process.wait() == 9
    assert not process.stderr.read()
    assert len(election.close().answers) == 5


def test_it_imports_nothing_of_odoo_or_of_the_addon(office):
    reading, writing = os.pipe()
    listing = (
        "import sys, runpy, os; os._exit = lambda status: print(sorted(sys.modules),"
        f" file=open({writing}, 'w')); runpy.run_path({str(PROGRAM)!r},"
        " run_name='__main__')"
    )
    content = written([office.request("box")])
    process = office.start([*PYTHON, "-c", listing], pass_fds=(writing,))
    process.communicate(content)
    os.close(writing)
    with os.fdopen(reading) as lines:
        loaded = lines.read()
    assert "'box.keys'" in loaded
    assert "odoo" not in loaded
    assert "nob_mentorship" not in loaded
