"""A mail server on the loopback that keeps what it receives."""

import email
import email.policy
import time

from aiosmtpd.controller import Controller

from dev import odoo


class Catcher:
    """Catches mails.

    :param messages: the `EmailMessage`s caught so far; `message.recipients` are the
        envelope's
    """

    def __init__(self):
        self.messages = []
        self.port = odoo.free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        message.recipients = envelope.rcpt_tos
        self.messages.append(message)
        return "250 OK"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_error):
        self._controller.stop()

    def to(self, address, subject=""):
        """Return the mails to an address, whose subject holds a text."""
        return [
            message
            for message in self.messages
            if address in message.recipients and subject in message["subject"]
        ]

    def wait_for(self, address, subject="", seconds=30):
        """Return the newest mail to an address, waiting for it.

        :raises AssertionError: when none comes in time
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := self.to(address, subject):
                return found[-1]
            time.sleep(0.1)
        seen = [(m.recipients, m["subject"]) for m in self.messages]
        raise AssertionError(f"no mail to {address} with “{subject}”: {seen}")
