"""A web server without Odoo, for the sealed page on a host name of its own."""

import contextlib
import functools
import http.server
import threading
from pathlib import Path


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder that `mentorship_key page` wrote, with its headers."""

    def end_headers(self):
        parts = Path(self.path.partition("?")[0]).parts[1:4]
        # the entry page has no version
        name = parts[2].removesuffix(".html") if len(parts) == 3 else "index"
        headers = Path(self.directory, *parts[:2], f"{name}.headers")
        if headers.is_file():
            for line in headers.read_text().splitlines():
                name, _colon, value = line.partition(": ")
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_args):
        pass


@contextlib.contextmanager
def running(folder, port):
    """Serve a folder on a port of the loopback; end it afterwards."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
