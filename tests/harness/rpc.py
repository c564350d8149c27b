"""A client of a server's web session: RPC as the web client does it, and pages."""

import re

import requests


class RpcError(Exception):
    """The server refused.

    :param name: the exception's class on the server
    :param message: the text for the user
    """

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name, self.message = name, message


class Client:
    """One browser session, without a browser."""

    patience = 120
    """The maximum number of seconds to wait for a response."""

    def __init__(self, url, db):
        self.url, self.db = url, db
        self.session = requests.Session()
        self.uid = None

    def login(self, login, password):
        """Log in and return this client."""
        result = self.json(
            "/web/session/authenticate",
            {"db": self.db, "login": login, "password": password},
        )
        self.uid = result["uid"]
        return self

    def json(self, path, params):
        """Call a JSON route and return its result.

        :raises RpcError: when the server answers with an error
        """
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "params": params},
            timeout=self.patience,
        ).json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise RpcError(data["name"], data["message"])
        return answer.get("result")

    def call(self, model, method, args=(), kwargs=None):
        """Call a public method of a model, as the web client does."""
        return self.json(
            "/web/dataset/call_kw",
            {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": kwargs or {},
            },
        )

    def get(self, path):
        """Return the answer to a GET request."""
        return self.session.get(self.url + path, timeout=120)

    def post(self, path, token_from="/my/mentorship", **form):
        """Return the answer to a form, with the token of a page of this session."""
        page = self.get(token_from).text
        token = re.search(r'csrf_token: "([^"]+)"', page)[1]
        return self.session.post(
            self.url + path, data={"csrf_token": token, **form}, timeout=120
        )
