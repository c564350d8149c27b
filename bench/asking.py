"""A shell on a database that takes one measurement after the other, on request."""

import contextlib
import json
import socket
import subprocess

from dev import odoo, paths, process, venv
from dev.console import Problem

from .databases import IMPORTS


@contextlib.contextmanager
def asked(database, function):
    """Let one of our functions answer, inside Odoo's shell, until the block ends.

    :param str function: its name, as in ``growth_steps.serve``; it gets the
        environment, and a file to read questions from and to write answers to
    :return: a function that takes a question, and returns the answer; both are sent as
        lines of JSON
    """
    ours, theirs = socket.socketpair()
    log = paths.STATE / "logs" / f"{database}.log"
    lines = (
        "import socket",
        IMPORTS,
        f"{function}(env, socket.socket(fileno={theirs.fileno()}).makefile('rw'))",
    )
    with ours, ours.makefile("rw") as talk, log.open("w") as written:
        child = subprocess.Popen(
            odoo.argv(paths.CONF / f"{database}.conf", "--no-http", command="shell"),
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
            env=venv.environ(),
            cwd=paths.STATE,
            pass_fds=[theirs.fileno()],
            preexec_fn=process.die_with,
        )
        theirs.close()
        child.stdin.write("\n".join([*lines, ""]))
        child.stdin.close()

        def ask(question):
            with contextlib.suppress(BrokenPipeError):
                print(json.dumps(question), file=talk, flush=True)
            if answer := talk.readline():
                return json.loads(answer)
            raise Problem(f"measuring {question} failed (all of it in {log})")

        try:
            yield ask
        finally:
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)
            child.wait(60)
