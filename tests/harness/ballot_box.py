"""The program that opens ballots, as a process on real folders, and its callers."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from dev import paths

from . import age_file

PROGRAM = paths.ADDONS / paths.ADDON.name / "ballot_box"
sys.path.insert(0, str(PROGRAM))


PYTHON = [str(paths.PYTHON), "-I", "-B"]
FORM = "ab" * 32
KILLER = """
import os, runpy, signal, sys
changing = {"mkdir", "write", "rename", "unlink", "rmdir"}
left = int(sys.argv[1])
def count(frame, event, called):
    global left
    if event != "c_call" or called.__module__ != "posix":
        return
    if called.__name__ in changing and "ballot_box" in frame.f_code.co_filename:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.argv[1:] = []
sys.setprofile(count)
runpy.run_path(%r, run_name="__main__")
"""
"""Runs the program, and kills it before the n-th call that changes a disk."""


CLOCK = """
import runpy, sys, time
moment = float(sys.argv[1])
time.time = lambda: moment
sys.argv[1:] = []
runpy.run_path(%r, run_name="__main__")
"""
"""Runs the program on a machine whose clock shows another moment."""


class Answer(NamedTuple):
    """The program's answer.

    :param int status: its exit status; below 0, the signal that ended it
    :param list lines: the lines of the answer
    """

    status: int
    lines: list

    @property
    def first(self):
        return self.lines[0]

    @property
    def error(self):
        """The error code, or None if the command was done."""
        return self.first.get("error")

    @property
    def answers(self):
        return [line for line in self.lines if "answers" in line]

    @property
    def receipts(self):
        return [line["receipt"] for line in self.lines if "receipt" in line]


ANSWERS = {"1": ["Eén ding tegelijk. 🙂", ""], "2": [{"41": ["51", "52"]}, "x"]}


def dropped(closed):
    """Return {reason: number of ballots that did not count}."""
    return {code: count for code, count in closed.first["dropped"].items() if count}


def given(closed):
    """Return the answers to the first question, in some order."""
    return sorted(line["answers"]["1"][0] for line in closed.answers)


class Office:
    """Ballot folders and a master key, and a caller that passes their paths to the
    program.

    :param Path path: an empty folder
    :param int count: how many ballot folders
    """

    def __init__(self, path, count=2):
        self.path = path
        self.folders = [path / f"ballots-{number}" for number in range(count)]
        for folder in self.folders:
            folder.mkdir()
        self.key_file = path / "master.key"
        self.add_version(1)
        self.database, self.place = str(uuid4()), "7301/16400"

    def add_version(self, version):
        """Add a version of the master key to its file."""
        key = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        with self.key_file.open("a") as file:
            file.write(f"{version}:{key}\n")

    def request(self, command, **values):
        return {
            "command": command,
            "folders": list(map(str, self.folders)),
            "key_file": str(self.key_file),
            "database": self.database,
            "place": self.place,
            **values,
        }

    def start(self, argv=(), **options):
        """Start the program, to be spoken to."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        argv = argv or [*PYTHON, str(PROGRAM)]
        return subprocess.Popen(argv, env={}, cwd="/", **pipes, **options)

    def send(self, content, argv=(), **options):
        """Return the program's answer to these bytes; it writes nothing to standard
        error."""
        process = self.start(argv, **options)
        said, complained = process.communicate(content)
        assert not complained
        answer = Answer(process.returncode, list(map(json.loads, said.splitlines())))
        if answer.status >= 0:
            assert (answer.status == 0) == (not answer.error)
        return answer

    def run(self, command, lines=(), **values):
        """Return the program's answer to a command."""
        return self.send(written([self.request(command, **values), *lines]))

    def at(self, day, command, **values):
        """Return its answer on a machine whose clock shows noon of a day."""
        moment = datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()
        argv = [*PYTHON, "-c", CLOCK % str(PROGRAM), str(moment)]
        return self.send(written([self.request(command, **values)]), argv)

    def killed(self, number, command, lines=(), **values):
        """Return its answer as a process that is killed before its n-th change."""
        argv = [*PYTHON, "-c", KILLER % str(PROGRAM), str(number)]
        return self.send(written([self.request(command, **values), *lines]), argv)

    def kills(self, command, lines=(), **values):
        """Kill a command at each of its steps, each time on the folders as they are
        now; give the number of the step."""
        kept = self.path / "kept"
        for folder in self.folders:
            shutil.copytree(folder, kept / folder.name)
        number = 0
        while True:
            number += 1
            answer = self.killed(number, command, lines, **values)
            if answer.status == 0:
                break
            assert answer.status == -9, answer
            assert {"end": True} not in answer.lines
            yield number
            for folder in self.folders:
                shutil.rmtree(folder)
                shutil.copytree(kept / folder.name, folder)
        shutil.rmtree(kept)
        assert number > 4

    def files(self, database=None):
        """Return the names of the files in each folder."""
        inner = [folder / (database or self.database) for folder in self.folders]
        return [sorted(os.listdir(i)) if i.is_dir() else [] for i in inner]

    def standing(self, *evaluations):
        """Return the states of evaluations."""
        found = self.run("check", evaluations=list(evaluations)).first["evaluations"]
        return [found[evaluation] for evaluation in evaluations]


class Election:
    """An open evaluation, and the ballots that are cast in it.

    :param Office office: whose it is
    :param int invited: how many people
    :param terms: values of the paper that differ from the default
    """

    def __init__(self, office, invited=5, **terms):
        self.office, self.uuid = office, str(uuid4())
        self.numbers = [secrets.token_bytes(16) for _ in range(invited)]
        self.terms = {
            "evaluation": self.uuid,
            "form": FORM,
            "minimum": 3,
            "audience": "mentee",
            "length": 1024,
            "closes": "2027-05-31",
            **terms,
        }
        opened = office.run("open", **self.request())
        assert not opened.error, opened
        self.text, self.hash = opened.first["paper"], opened.first["hash"]
        self.signature = opened.first["signature"]
        self.paper = json.loads(self.text)
        self.lines = []

    def request(self):
        """Return the values that an opening takes."""
        return {**self.terms, "invitations": list(map(number_hash, self.numbers))}

    def sealed(self, answers, token, role="mentee", **body):
        """Return a ballot as a line of the request."""
        body = {"paper": self.hash, "token": token.hex(), "role": role, **body}
        content = json.dumps({**body, "answers": answers}).encode()
        return self.seal(content.ljust(self.paper["length"]))

    def seal(self, content):
        """Return bytes, sealed to the paper's recipient, as a line of the request."""
        return ballot(age_file.seal(content, self.paper["recipient"]))

    def vote(self, number, answers, **body):
        """Cast a ballot for an invitation: a line for it, and one for its token."""
        token = secrets.token_bytes(16)
        lines = [self.sealed(answers, token, **body), row(token, number)]
        self.lines += lines
        return lines

    def vote_all(self):
        """Have everyone invited answer their number."""
        for at, number in enumerate(self.numbers):
            self.vote(number, {"1": [str(at), ""]})

    def close(self, lines=None, **values):
        """Close with the ballots that were cast, or with others."""
        lines = self.lines if lines is None else lines
        return self.office.run(
            "close", [*lines, {"end": True}], evaluation=self.uuid, **values
        )

    def destroy(self, set_, **values):
        return self.office.run("destroy", evaluation=self.uuid, set=set_, **values)

    def invite(self, *numbers, previous=None):
        """Ask for a supplement."""
        return self.office.run(
            "supplement",
            evaluation=self.uuid,
            previous=previous or self.hash,
            invitations=list(map(number_hash, numbers)),
        )

    @property
    def state(self):
        (found,) = self.office.standing(self.uuid)
        return found


def written(lines):
    """Return lines as bytes."""
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def hashed(context, content):
    """Return a hash of the format."""
    text = f"nob-mentorship/{context}/1\0".encode()
    return hashlib.sha256(text + content).hexdigest()


def number_hash(number):
    return hashed("invitation", number)


def ballot(file):
    return {"ballot": b64encode(file).decode()}


def row(token, number):
    return {"row": [row_hash(token), number.hex()]}


def row_hash(token):
    """Return the value in a token's row: a hash of the value that the browser sends."""
    return hashed("row", bytes.fromhex(hashed("token", token)))
