"""Code in the database that runs in a member's own request, and logs all it gets.

A row of `ir.logging` is written past the request's transaction, so it is there after a
rollback as well.
"""

import contextlib

from dev import postgres

from . import thieves

PRELUDE = """
def keep(what):
    log(str(what).replace(chr(0), ""))

def attempt(function):
    try:
        keep(function())
    except Exception as error:
        keep("no: " + repr(error))
"""

REACH = """
box = []
template = env["ir.ui.view"].sudo().search([("key", "=", "sweep.reach")])
env["ir.qweb"].sudo()._render(template.id, {"box": box})
request = box[0]
"""
"""Gets hold of the request through a template, because a server action does not have
it."""

REQUEST = """
def grab(moment):
    keep(moment)
    attempt(lambda: request.params)
    attempt(lambda: request.httprequest.form)
    attempt(lambda: request.httprequest.get_data())
    attempt(lambda: request.httprequest.environ)
    attempt(lambda: dict(request.session))
"""

RECORDS = """
keep(records.sudo().read())
keep([dict(record.sudo()._cache) for record in records])
"""

FRAMES = """
WANTED = (
    "",
    "[self].httprequest._cached_data",
    "[request].httprequest._cached_data",
    "[self].request.params",
    "[response].response",
    "[result].response",
    "[sent]",
    "[vals]",
    "[params]",
)

def climb(moment):
    found = [moment]
    try:
        raise Exception()
    except Exception as error:
        for step in range(80):
            place = "{0.__traceback__.tb_frame" + ".f_back" * step + ".f_locals"
            for what in WANTED:
                try:
                    found.append((place + what + "}").format(error))
                except Exception:
                    continue
    keep(found)
"""
"""Walks up the stack to the variables of every caller, by the names in a format
string."""

ALWAYS = REACH + REQUEST + FRAMES

AT_ONCE = REACH + REQUEST + RECORDS + 'grab("at once")\n'

OF_CALLERS = FRAMES + 'climb("callers")\n'

AT_COMMIT = ALWAYS + (
    'env.cr.precommit.add(lambda: (grab("precommit"), climb("precommit")))\n'
    'env.cr.postcommit.add(lambda: (grab("postcommit"), climb("postcommit")))\n'
)

AT_ROLLBACK = ALWAYS + (
    """
def spoil():
    env.cr.execute("SELECT nextval('thief')")
    if env.cr.fetchone()[0] < 3:
        env.cr.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

env.cr.postrollback.add(lambda: (grab("postrollback"), climb("postrollback")))
env.cr.precommit.add(spoil)
"""
)
"""Makes the request fail as if another one was faster, so that Odoo starts it again."""

WRITTEN = (
    "survey.user_input.line",
    "mentorship.note",
    "mentorship.pairing",
    "mentorship.pairing.member",
)
"""The models that are written to when a member answers a survey, or writes or reads on
the sealed page."""


STATES = """
routes = env["ir.http"].routing_map()
rules = {{rule.rule: rule for rule in routes.iter_rules()}}

def state_of(rule):
    state = routes._matcher._root
    for part in rule._parts:
        if part.static:
            state = state.static[part.content]
        else:
            for known, next_state in state.dynamic:
                if known == part:
                    found = next_state
            state = found
    return state
"""
REROUTE = (
    STATES
    + """
hook = rules["/web/hook/<string:rule_uuid>"]
hook._converters.clear()
hook.endpoint.keywords.update({{"rule_uuid": "{uuid}"}})
for path in {paths}:
    state_of(rules[path]).rules.insert(0, hook)
keep("done")
"""
)
UNROUTE = (
    STATES
    + """
for path in {paths}:
    state_of(rules[path]).rules.clear()
keep("done")
"""
)


class Watcher:
    """An administrator whose code runs in members' requests.

    :param stage: a `Stage`
    """

    def __init__(self, stage):
        self.server, self.world = stage.server, stage.world
        self.admin = self.world.admin
        self.number = 0
        if not self.world.search("ir.ui.view", [("key", "=", "sweep.reach")], ["id"]):
            self.world.create(
                "ir.ui.view",
                name="sweep.reach",
                key="sweep.reach",
                type="qweb",
                arch=thieves.REACH_VIEW,
            )

    def query(self, statement):
        return postgres.query(statement, self.server.db)

    def model(self, name):
        """Return the id of a model."""
        ((number,),) = self.query(f"SELECT id FROM ir_model WHERE model = '{name}'")
        return int(number)

    def action(self, code, model="res.partner", **values):
        """Create a server action; return (its id, its name)."""
        self.number += 1
        name = f"Dief {self.number}"
        action = self.world.create(
            "ir.actions.server",
            name=name,
            model_id=self.model(model),
            state="code",
            code=PRELUDE + code,
            **values,
        )
        return action, name

    def run(self, code):
        """Run code as the administrator; return its log."""
        action, name = self.action(code)
        self.admin.call("ir.actions.server", "run", [[action]])
        return self.logged(name)

    def logged(self, *names):
        """Return what server actions logged."""
        listed = ", ".join(f"'{name}'" for name in names)
        rows = self.query(f"SELECT message FROM ir_logging WHERE func IN ({listed})")
        return "\n".join("\t".join(row) for row in rows)

    @contextlib.contextmanager
    def automations(self, code):
        """Run code whenever a member writes; yield a function that returns its log in a
        survey of Odoo's, and one for the sealed page."""
        self.install("base_automation")
        actions = {model: self.action(code, model) for model in WRITTEN}
        values = [
            {
                "name": f"Dief: {model}",
                "model_id": self.model(model),
                "trigger": "on_create_or_write",
                "action_server_ids": [(6, 0, [action])],
            }
            for model, (action, _name) in actions.items()
        ]
        rules = self.admin.call("base.automation", "create", [values])
        names = [name for _action, name in actions.values()]
        try:
            yield lambda: self.logged(names[0]), lambda: self.logged(*names[1:])
        finally:
            self.admin.call("base.automation", "unlink", [rules])

    def install(self, name):
        """Install a module of Odoo's, unless it is there."""
        (module,) = self.world.search(
            "ir.module.module", [("name", "=", name)], ["state"]
        )
        if module["state"] != "installed":
            self.admin.call(
                "ir.module.module", "button_immediate_install", [[module["id"]]]
            )

    @contextlib.contextmanager
    def field(self, model, depends, action):
        """Give a model a stored field of the administrator's, computed by a server
        action from the values written there."""
        code = (
            "for one in self:\n"
            f"    action = self.env['ir.actions.server'].sudo().browse({action})\n"
            "    action.with_context(active_model=self._name, active_id=one.id,"
            " active_ids=one.ids).run()\n"
            "    one['x_taken'] = str(one.sudo().read())\n"
        )
        field = self.world.create(
            "ir.model.fields",
            name="x_taken",
            model_id=self.model(model),
            field_description="Buit",
            ttype="text",
            state="manual",
            store=True,
            depends=depends,
            compute=code,
        )
        try:
            yield
        finally:
            self.admin.call("ir.model.fields", "unlink", [[field]])

    @contextlib.contextmanager
    def changed(self, xmlid, arch):
        """Put something into a view, as an administrator can in the database."""
        view = self.world.create(
            "ir.ui.view",
            name="Dief",
            type="qweb",
            mode="extension",
            inherit_id=self.world.ref(xmlid),
            arch=arch,
        )
        try:
            yield
        finally:
            self.admin.call("ir.ui.view", "unlink", [[view]])

    @contextlib.contextmanager
    def rerouted(self, *paths):
        """Make the server lead paths, as its routes write them, to a webhook of the
        administrator's; only the routing map in its memory changes.

        Yields a function that returns what the webhook received.
        """
        self.install("base_automation")
        action, name = self.action("keep(payload)")
        hook = self.admin.call(
            "base.automation",
            "create",
            [
                {
                    "name": "Dief",
                    "model_id": self.model("res.partner"),
                    "trigger": "on_webhook",
                    "record_getter": "model.search([], limit=1)",
                    "action_server_ids": [(6, 0, [action])],
                }
            ],
        )
        ((uuid,),) = self.query(
            f"SELECT webhook_uuid FROM base_automation WHERE id = {hook}"
        )
        self.run(REROUTE.format(paths=paths, uuid=uuid))
        try:
            yield lambda: self.logged(name)
        finally:
            self.run("env.registry.clear_cache('routing')")
            self.admin.call("base.automation", "unlink", [[hook]])

    @contextlib.contextmanager
    def unrouted(self, *paths):
        """Make the server forget paths, so that attachments with these addresses are
        served instead."""
        self.run(UNROUTE.format(paths=paths))
        try:
            yield
        finally:
            self.run("env.registry.clear_cache('routing')")
