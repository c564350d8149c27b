"""The matching attacked from outside, as a coordinator with a client of their own.

Whatever is sent, the answer is a true outcome or a sentence on what is wrong: no
traceback, no error of the server, and nothing half done.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from .harness import clock
from .harness.rpc import RpcError
from .harness.world import PASSWORD, World

NO_NUMBER = ("NaN", "Infinity", "-Infinity", "-1", "1e300", "99999999999999999999")
NO_NUMBER += ('"many"', "[]", "[1]", '{"a": 1}', "null")
COUNT = 3
KEY = """
keys = env["res.users.apikeys"].with_user(env["res.users"].browse({user})).sudo()
action = {{"key": keys._generate(None, "test", None)}}
"""


class Attack:
    """A run of three pairs, the coordinators of its programme, and another run."""

    def __init__(self, server):
        self.server = server
        self.world = World(server)
        group = "nob_mentorship.group_mentorship_coordinator"
        self.boss = self.world.manager("rpc_boss", "Baas Staf")
        self.users, self.clients = [], []
        for login in ("rpc_one", "rpc_two", "rpc_other"):
            self.users.append(self.world.user(login, login.title(), group)[0])
            self.clients.append(server.client(login, PASSWORD))
        self.one, self.two, self.other = self.clients
        self.mentors = [
            self.world.member(f"rpc_mentor{n}", f"Mentor {n}", years=12 + n)
            for n in range(COUNT)
        ]
        self.mentees = [
            self.world.member(f"rpc_mentee{n}", f"Mentee {n}", years=1)
            for n in range(COUNT)
        ]
        self.key = self._key(self.users[0])
        self.edition = self._edition("Rpc", self.users[:2])
        self.elsewhere = self._edition("Rpc elsewhere", self.users[2:])

    def _key(self, user):
        """Return a key with which a user asks by JSON-2."""
        action = self.world.create(
            "ir.actions.server",
            name="A key",
            state="code",
            model_id=self.world.ref("base.model_res_partner"),
            code=KEY.format(user=user),
        )
        return self.world.admin.call("ir.actions.server", "run", [[action]])["key"]

    def _edition(self, name, users):
        """Return the id of an edition of a programme of these coordinators."""
        programme = self.boss.call(
            "mentorship.programme",
            "create",
            [
                {
                    "name": name,
                    "code": name.upper().replace(" ", ""),
                    "contact_email": "staf@leden.example",
                    "coordinator_ids": [(6, 0, users)],
                }
            ],
        )
        today = clock.today()
        edition = self.boss.call(
            "mentorship.edition",
            "create",
            [
                {
                    "programme_id": programme,
                    "name": name,
                    "enrolment_start": str(today),
                    "enrolment_end": str(today + timedelta(days=30)),
                    "date_start": str(today + timedelta(days=40)),
                }
            ],
        )
        self.boss.call("mentorship.edition", "action_open_enrolment", [[edition]])
        for partners, role in ((self.mentors, "mentor"), (self.mentees, "mentee")):
            enrolments = self.boss.call(
                "mentorship.enrolment",
                "create",
                [
                    [
                        {
                            "edition_id": edition,
                            "partner_id": partner,
                            "role": role,
                            "question": "Hoe verder?" if role == "mentee" else False,
                        }
                        for partner in partners
                    ]
                ],
            )
            self.boss.call("mentorship.enrolment", "action_submit", [enrolments])
        self.boss.call("mentorship.edition", "action_close_enrolment", [[edition]])
        return edition

    def run(self, client=None, edition=None):
        """Return the id of a run, and those of its proposals."""
        client = client or self.one
        run = client.call(
            "mentorship.matching", "create", [{"edition_id": edition or self.edition}]
        )
        run = run[0] if isinstance(run, list) else run
        client.call("mentorship.matching", "action_run", [[run]])
        domain = [("matching_id", "=", run)]
        return run, client.call("mentorship.proposal", "search", [domain])

    def rpc(self, model, method, ids, values):
        """Return (name, message) of the error by the web client's route, or None."""
        params = {"model": model, "method": method, "kwargs": {}}
        body = json.dumps({"jsonrpc": "2.0", "params": {**params, "args": [ids, 0]}})
        answer = self.one.session.post(
            f"{self.server.url}/web/dataset/call_kw",
            data=body.replace(f"{json.dumps(ids)}, 0", f"{json.dumps(ids)}, {values}"),
            headers={"Content-Type": "application/json"},
            timeout=120,
        ).json()
        error = answer.get("error", {}).get("data")
        return error and (error["name"], error["message"])

    def json2(self, model, method, ids, values):
        """Return the answer by JSON-2."""
        return requests.post(
            f"{self.server.url}/json/2/{model}/{method}",
            data=f'{{"ids": {json.dumps(ids)}, "vals": {values}}}',
            headers={
                "Authorization": f"bearer {self.key}",
                "Content-Type": "application/json",
            },
            timeout=120,
        )


@pytest.fixture(scope="module")
def attack(server):
    return Attack(server)


@pytest.fixture(autouse=True)
def clean_log(server):
    """Nothing that is tried leaves a traceback in the log of the server."""
    before = server.log.read_text().count("Traceback")
    yield
    assert server.log.read_text().count("Traceback") == before


@pytest.mark.parametrize("value", NO_NUMBER)
@pytest.mark.parametrize("name", ["weight_topics", "group_size"])
def test_a_number_that_is_none_is_refused_by_each_interface(attack, name, value):
    draft = attack.one.call(
        "mentorship.matching", "create", [{"edition_id": attack.edition}]
    )
    draft = draft if isinstance(draft, list) else [draft]
    zero = value in ("[]", "null") and name == "weight_topics"
    values = f'{{"{name}": {value}}}'
    said = attack.rpc("mentorship.matching", "write", draft, values)
    answer = attack.json2("mentorship.matching", "write", draft, values)
    if zero:
        assert said is None and answer.status_code == 200
    else:
        assert said[0] == "odoo.exceptions.ValidationError", said
        assert answer.status_code == 422, answer.text
        assert answer.json()["name"] == "odoo.exceptions.ValidationError"


def test_people_of_another_programme_are_neither_taken_nor_named(attack):
    _run, proposals = attack.run()
    _theirs, others = attack.run(attack.other, attack.elsewhere)
    (foreign,) = attack.other.call(
        "mentorship.proposal", "read", [others[:1], ["mentor_enrolment_id"]]
    )
    foreign = foreign["mentor_enrolment_id"][0]
    before = attack.one.call("mentorship.proposal", "read", [proposals])
    for values in (
        {"mentor_enrolment_id": foreign},
        {"mentor_enrolment_id": 2**31 - 1},
        {"mentor_enrolment_id": "abc"},
        {"mentee_enrolment_ids": [[6, 0, [foreign]]]},
        {"mentee_enrolment_ids": [[5]]},
        {"score": 100},
        {"pairing_id": 1},
    ):
        said = attack.rpc(
            "mentorship.proposal", "write", proposals[:1], json.dumps(values)
        )
        assert said and said[0].startswith("odoo.exceptions."), values
        assert "Mentor " not in said[1].replace(before[0]["mentor_name"], ""), said
        answer = attack.json2(
            "mentorship.proposal", "write", proposals[:1], json.dumps(values)
        )
        assert 400 <= answer.status_code < 500, answer.text
    for method in ("action_publish", "action_pin", "action_alternatives"):
        with pytest.raises(RpcError, match=r"AccessError|MissingError"):
            attack.one.call("mentorship.proposal", method, [others[:1]])
    assert attack.one.call("mentorship.proposal", "read", [proposals]) == before


def test_two_who_publish_at_the_same_moment_ask_everybody_once(attack):
    run, proposals = attack.run()

    def publish(client):
        told = client.call("mentorship.matching", "action_publish", [[run]])
        return told["params"]["message"]

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(publish, (attack.one, attack.two)))
    assert len([text for text in said if re.search(r"\b3\b.*\b3\b", text)]) == 1, said
    domain = [("edition_id", "=", attack.edition)]
    pairings = attack.one.call(
        "mentorship.pairing", "search_read", [domain], {"fields": ["state"]}
    )
    assert [pairing["state"] for pairing in pairings] == ["offered"] * COUNT
    assert len(proposals) == COUNT
