"""A mail server on the loopback that keeps each mail as a file; runs in the venv."""

import signal
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller


class Keeper:
    """Writes mails into a folder, one `.eml` each."""

    def __init__(self, folder):
        self.folder = folder

    async def handle_DATA(self, _server, _session, envelope):
        name = f"{time.time_ns()}-{envelope.rcpt_tos[0].replace('/', '_')}.eml"
        (self.folder / name).write_bytes(envelope.content)
        return "250 OK"


def main():
    """Serve on the port in the first argument until a signal comes."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=port)
    controller.start()
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    controller.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
