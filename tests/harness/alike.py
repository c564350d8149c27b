"""Answers of several servers on copies of one database, made alike where only the time,
the place or a token differs."""

import json
import re
from datetime import UTC, datetime, timedelta

from .rpc import RpcError

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?")
VARIES = (
    (re.compile(r"\b[0-9a-f]{40}o\d+\b"), "TOKEN"),
    (re.compile(r"\b(key|token)=[\w.-]+"), r"\1"),
    (re.compile(r"/assets/[\w-]+"), "/assets"),
    (re.compile(r'"(registry_hash|session_identifier)": "\w*"'), r"\1"),
    (re.compile(r"<[\d.]+-openerp-"), "<openerp-"),
    (re.compile(r"\b(DTSTAMP|LAST-MODIFIED|CREATED):\w+"), r"\1"),
    (re.compile(r"={5,}\d+=="), "BOUNDARY"),
    (re.compile(r"https?://(127\.0\.0\.1|localhost):\d+"), "URL"),
)
"""What differs between two answers about the same."""
REFUSED = "refused: "
"""Begins what a caller is told who may not."""


class Words:
    """Makes answers of different servers, at different times, alike.

    :param server: the running server, whose clock counts from now
    """

    def __init__(self, server):
        self.server = server
        self.begin = datetime.now(UTC).replace(microsecond=0)

    def __call__(self, text):
        text = text.replace(self.server.db, "DATABASE")
        for pattern, plain in VARIES:
            text = pattern.sub(plain, text)
        return MOMENT.sub(self._moment, text)

    def _moment(self, match):
        """Return a moment; those since the beginning are all alike."""
        try:
            when = datetime.fromisoformat(match[0]).replace(tzinfo=UTC)
        except ValueError:
            return match[0]
        # pages have the members' time, which is ahead of the server's
        last = datetime.now(UTC) + timedelta(hours=3)
        return "just now" if self.begin <= when <= last else match[0]

    def mail(self, message):
        """Return all of a mail but its date."""
        lines = [f"{key}: {value}" for key, value in message.items() if key != "Date"]
        for part in message.walk():
            if not part.is_multipart():
                content = part.get_content()
                if isinstance(content, bytes):
                    content = content.decode(errors="replace")
                lines += [part.get_content_type(), f"{part.get_filename()}", content]
        return self("\n".join(lines))


class Voice:
    """A user who asks by the web client's routes, and whose answers are made alike.

    :param client: `Client`, logged in
    :param words: `Words`
    """

    def __init__(self, client, words):
        self.client, self.words = client, words

    def ask(self, model, method, *args, **kwargs):
        """Return the answer to a call, as text."""
        return self._said(lambda: self.client.call(model, method, args, kwargs))

    def json(self, path, params):
        """Return the answer of a JSON route, as text."""
        return self._said(lambda: self.client.json(path, params))

    def _said(self, call):
        try:
            answer = call()
        except (RpcError, ValueError, KeyError) as error:
            return self.words(f"{REFUSED}{error!r}")
        return self.words(json.dumps(answer, sort_keys=True, ensure_ascii=False))
