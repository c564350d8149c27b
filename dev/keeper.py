"""The embedded PostgreSQL's parent: stops it when the last run that uses it is gone."""

import fcntl
import signal
import subprocess
import sys

from . import paths, postgres, process


def main():
    """Run the server until `pg-users.lock` is free, or until SIGTERM."""
    process.record("pg-keeper")
    server = subprocess.Popen(postgres.server_command(), preexec_fn=process.die_with)

    def stop(*_args):
        # SIGINT asks PostgreSQL for its fast shutdown.
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        process.forget("pg-keeper")
        sys.exit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGCHLD, lambda *_args: server.poll() is not None and stop())
    with (paths.RUN / "pg-users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        stop()


if __name__ == "__main__":
    main()
