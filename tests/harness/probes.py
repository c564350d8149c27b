"""Everything a persona can ask of a server: methods by three ways, pages, contents."""

import itertools
import re
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import requests

from dev import postgres

from .rpc import Client, RpcError
from .world import PASSWORD

SEALED = (
    "mentorship.note",
    "mentorship.note.file",
    "mentorship.goal",
    "mentorship.plan",
    "mentorship.lookback",
    "mentorship.agreement",
    "mentorship.consent",
)
CORE = "res.partner"
SECRETS = ("content", "purpose", "sealed", "ciphertext", "location", "video_url")
OF_CORE = ("comment",)
IDS = {
    "edition_id": "mentorship_edition",
    "enrolment_id": "mentorship_enrolment",
    "pairing_id": "mentorship_pairing",
    "meeting_id": "mentorship_meeting",
    "note_id": "mentorship_note",
    "record_id": "mentorship_note",
    "programme_id": "mentorship_programme",
}


class Persona:
    """A user with a web session, and a key and a password for the interfaces.

    :param name: as the stage knows them, ``admin``, or ``public`` without a login
    """

    def __init__(self, stage, name):
        self.server, self.name = stage.server, name
        self.login = name if name == "admin" else stage.login(name)
        self.password = name if name == "admin" else PASSWORD
        self.key = ""
        if name == "public":
            self.client = Client(self.server.url, self.server.db)
            self.client.get(f"/web/login?db={self.server.db}")
        else:
            self.client = self.server.client(self.login, self.password)

    def rpc(self, model, method, args, kwargs):
        """Return what the web client's route answers, as text."""
        try:
            return repr(self.client.call(model, method, args, kwargs))
        except (RpcError, ValueError, KeyError) as error:
            return repr(error)

    def xmlrpc(self, model, method, args, kwargs):
        """Return what XML-RPC answers, as text."""
        proxy = xmlrpc.client.ServerProxy(f"{self.server.url}/xmlrpc/2/object")
        call = (model, method, args, kwargs)
        uid = self.client.uid or 0
        try:
            return repr(proxy.execute_kw(self.server.db, uid, self.password, *call))
        except (xmlrpc.client.Error, TypeError, ValueError) as error:
            return repr(error)

    def json2(self, model, method, args, kwargs):
        """Return what JSON-2 answers, as text."""
        ids, names = NAMED[method]
        body = dict(zip(names, args[1:] if ids else args, strict=False), **kwargs)
        answer = requests.post(
            f"{self.server.url}/json/2/{model}/{method}",
            json={**body, **({"ids": args[0]} if ids else {})},
            headers={"Authorization": f"bearer {self.key}"},
            timeout=120,
        )
        return answer.text


NAMED = {
    "read": (True, ("fields",)),
    "web_read": (True, ("specification",)),
    "search_read": (False, ("domain", "fields")),
    "web_search_read": (False, ("domain", "specification")),
    "export_data": (True, ("fields_to_export",)),
    "read_group": (False, ("domain", "fields", "groupby")),
    "formatted_read_group": (False, ("domain", "groupby", "aggregates")),
    "web_read_group": (False, ("domain", "groupby", "aggregates")),
    "name_search": (False, ("name",)),
    "copy": (True, ("default",)),
    "onchange": (True, ("values", "field_names", "fields_spec")),
    "fields_get": (False, ()),
    "default_get": (False, ("fields",)),
}
"""{method: (whether it is called on ids, the names of its arguments)}."""


def calls(ids, names, secrets):
    """Return (method, args) of all that can be asked of one model.

    :param ids: of its records
    :param names: of its fields
    :param secrets: those of the names that are sealed
    """
    spec = {name: {} for name in names}
    found = [
        ("read", [ids]),
        ("read", [ids, names]),
        ("web_read", [ids, spec]),
        ("search_read", [[], names]),
        ("web_search_read", [[], spec]),
        ("export_data", [ids, names]),
        ("name_search", [""]),
        ("copy", [ids[:1]]),
        ("onchange", [ids[:1], {}, [], spec]),
        ("onchange", [[], {}, [], spec]),
        ("fields_get", []),
        ("default_get", [names]),
    ]
    for name in secrets:
        found += [
            ("read", [ids, [name]]),
            ("search_read", [[], [name]]),
            ("web_search_read", [[], {name: {}}]),
            ("export_data", [ids, [name]]),
            ("read_group", [[], [f"{name}:array_agg"], ["id"]]),
            ("formatted_read_group", [[], [name], ["__count"]]),
            ("formatted_read_group", [[], [], [f"{name}:array_agg"]]),
            ("web_read_group", [[], [name], [f"{name}:max"]]),
        ]
    return found


class Probes:
    """Runs the probes of a sweep.

    :param sweep: `Sweep`
    :param stage: `Stage`
    :param allowed: {persona: strings that they may read on pages}
    """

    def __init__(self, sweep, stage, allowed):
        self.sweep, self.stage, self.allowed = sweep, stage, allowed
        self.models = self._models()

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        return postgres.query(statement, self.stage.server.db)

    def _models(self):
        """Return {model: (ids, field names, secrets)}."""
        names = [name for (name,) in self.query("SELECT model FROM ir_model")]
        found = {}
        for model in sorted(names):
            if not model.startswith("mentorship.") and model != CORE:
                continue
            found[model] = (self._ids(model), *self._fields(model))
        return found

    def _ids(self, model):
        table = model.replace(".", "_")
        exists = f"SELECT 1 FROM pg_tables WHERE tablename = '{table}'"
        if not self.query(exists):
            return [1]
        rows = self.query(f'SELECT id FROM "{table}" ORDER BY id DESC LIMIT 120')
        return [int(row[0]) for row in rows] or [1]

    def _fields(self, model):
        rows = self.query(
            f"SELECT name, ttype FROM ir_model_fields WHERE model = '{model}'"
        )
        names = [name for name, _kind in rows]
        wanted = OF_CORE if model == CORE else SECRETS
        return names, [name for name in names if name in wanted]

    def methods(self, personas):
        """Ask all methods of all models of ours, by the web client's route."""
        jobs = [
            (persona, "RPC", persona.rpc, model, call)
            for persona in personas
            for model in self.models
            for call in self._calls(persona, model)
        ]
        self._ask(jobs)

    def interfaces(self, personas):
        """Ask the same of what is sealed, by JSON-2 and by XML-RPC."""
        jobs = [
            (persona, way, ask, model, call)
            for persona in personas
            for way, ask in (("JSON-2", persona.json2), ("XML-RPC", persona.xmlrpc))
            for model in (*SEALED, "mentorship.pairing", CORE)
            for call in self._calls(persona, model, most=1)
        ]
        self._ask(jobs)

    def _calls(self, persona, model, most=9):
        """Return the calls for one model, with the fields this persona is shown.

        :param most: how many of the sealed fields are asked for, each alone
        """
        ids, names, secrets = self.models[model]
        try:
            shown = list(persona.client.call(model, "fields_get", [], {}))
        except (RpcError, ValueError, KeyError):
            shown = [name for name in names if name not in secrets]
        if model == CORE:
            ids = [*self.core_ids, *ids]
            shown = [n for n in shown if n in OF_CORE or n.startswith("mentorship_")]
        return calls(ids, shown, secrets[:most])

    def _ask(self, jobs):
        def ask(job):
            _persona, _way, function, model, (method, args) = job
            return function(model, method, args, {})

        with ThreadPoolExecutor(6) as pool:
            answers = pool.map(ask, jobs)
            for (persona, way, _ask, model, call), answer in zip(
                jobs, answers, strict=True
            ):
                detail = f"{persona.name} {model}.{call[0]}{str(call[1])[:200]}"
                self.sweep.look(f"{way} {call[0]}", answer, detail)

    def contents(self, personas):
        """Ask /web/content and /web/image for every field that could hold a text."""
        paths = [
            f"/web/{route}/{model}/{record}/{name}"
            for model in (*SEALED, CORE)
            for record in self._shown(model)
            for name in self.models[model][2]
            for route in ("content", "image")
        ]
        paths += [f"/web/{route}/{self.core_file}" for route in ("content", "image")]
        self._get(personas, paths, lambda path: f"/web/{path.split('/')[2]}")

    def _shown(self, model):
        ids = self.models[model][0]
        return self.core_ids if model == CORE else ids[:5]

    core_ids = ()
    """The partners that hold the core's own string."""
    core_file = 0
    """The id of an attachment that holds it too."""

    def pages(self, personas):
        """Open every page of ours with every id, and the forms' routes too."""
        paths = sorted(set(itertools.chain(*map(self._paths, self.routes()))))
        self._get(personas, paths, lambda _path: "pages")
        return [path for path in paths if self._is_of_room(path)]

    def _is_of_room(self, path):
        """Tell whether a path is of the room, and not what a persona may change."""
        place = path.removeprefix("/my/mentorship/").split("/")
        if place[0] == "pairing":
            return place[1] == str(self.stage.ids["active"])
        return place[0] in ("note", "file", "goal", "consent", "message", "export")

    def routes(self):
        """Return the paths of our routes, as the server knows them."""
        return [
            path
            for path in self.known_routes
            if path.startswith(("/my/mentorship", "/mentorship"))
        ]

    known_routes = ()

    def _paths(self, rule):
        """Return the paths of a rule, with every id there is."""
        names = re.findall(r"<(?:[^:>]+:)?(\w+)>", rule)
        choices = [self._choices(name) for name in names]
        for chosen in itertools.product(*choices):
            values = iter(chosen)
            yield re.sub(r"<[^>]+>", lambda _match, v=values: str(next(v)), rule)

    def _choices(self, name):
        if name == "item":
            notes = self.query("SELECT max(id) FROM mentorship_note")
            return [f"mentorship.note,{note}" for (note,) in notes]
        if name not in IDS:
            return ["1"]
        ids = [row[0] for row in self.query(f"SELECT id FROM {IDS[name]} ORDER BY id")]
        few = name in ("edition_id", "enrolment_id", "programme_id")
        return ids[-3:] if few else ids

    def _get(self, personas, paths, surface):
        jobs = list(itertools.product(personas, paths))
        with ThreadPoolExecutor(6) as pool:
            answers = pool.map(lambda job: job[0].client.get(job[1]).content, jobs)
            for (persona, path), answer in zip(jobs, answers, strict=True):
                allowed = self.allowed.get(persona.name, ())
                detail = f"{persona.name} {path}"
                self.sweep.look(surface(path), answer, detail, allowed)

    def forms(self, personas, paths):
        """Send every form's route an empty form, in the persona's own session."""
        jobs = list(itertools.product(personas, paths))

        def send(job):
            persona, path = job
            form = {"csrf_token": persona.token, "format": "json"}
            url = self.stage.server.url + path
            return persona.client.session.post(url, data=form, timeout=120).content

        for persona in personas:
            page = persona.client.get("/my/mentorship").text
            found = re.search(r'csrf_token: "([^"]+)"', page)
            persona.token = found[1] if found else ""
        with ThreadPoolExecutor(6) as pool:
            for (persona, path), answer in zip(jobs, pool.map(send, jobs), strict=True):
                allowed = self.allowed.get(persona.name, ())
                self.sweep.look("forms", answer, f"{persona.name} {path}", allowed)

    def oracles(self, personas, planted):
        """Search for the strings, by domain, order and group.

        :param planted: one string of ours and one of core's
        """
        jobs = []
        for model, path in (
            *((model, "ciphertext") for model in SEALED),
            ("mentorship.pairing", "note_ids.ciphertext"),
            ("mentorship.pairing", "goal_ids.ciphertext"),
            ("res.partner", "mentorship_pairing_ids.note_ids.ciphertext"),
            (CORE, "comment"),
        ):
            word = planted[model == CORE and path == "comment"]
            for operator in ("ilike", "like", "=like", "=ilike", "=", ">="):
                value = f"%{word}%" if operator.startswith("=") else word
                jobs.append((model, "search", [[(path, operator, value)]]))
        for persona, (model, method, args) in itertools.product(personas, jobs):
            answer = persona.rpc(model, method, args, {})
            told = re.fullmatch(r"\[\d.*\]", answer) and args[0][0][1] != ">="
            word = planted[args[0][0][0] == "comment"] if told else ""
            detail = f"{persona.name} {model} {args}"
            self.sweep.look("search by domain", word, detail)
        self._orders(personas)

    def _orders(self, personas):
        for persona, model in itertools.product(personas, (*SEALED, CORE)):
            name = "comment" if model == CORE else "ciphertext"
            answer = persona.rpc(
                model, "search_read", [[]], {"fields": [name], "order": name}
            )
            self.sweep.look("search by order", answer, f"{persona.name} {model}")
            answer = persona.rpc(
                model, "read_group", [[], [name], [name]], {"lazy": False}
            )
            self.sweep.look("search by group", answer, f"{persona.name} {model}")
