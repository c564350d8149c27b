"""An association whose people all press at the same moment."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from .bulk import finished
from .rpc import RpcError
from .world import PASSWORD, World

AT_ONCE = 8
CLEAR = ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError")


class Arena:
    """An association with eight mentors, eight mentees and two members of staff."""

    def __init__(self, server):
        self.world = World(server)
        self.server = server
        self.world.manager("race_a", "Anna Staf")
        self.world.manager("race_b", "Bert Staf")
        self.staff = [
            server.client(("race_a", "race_b")[n % 2], PASSWORD) for n in range(AT_ONCE)
        ]
        self.mentors = [
            self.world.member(f"race_mentor{n}", f"Mentor {n}", years=12)
            for n in range(AT_ONCE)
        ]
        self.mentees = [
            self.world.member(f"race_mentee{n}", f"Mentee {n}", years=1)
            for n in range(AT_ONCE)
        ]
        self.at_home = {}
        self.turn = threading.Lock()

    def member(self, login):
        """Return the session of a member, and the token of its forms."""
        if login not in self.at_home:
            client = self.server.client(login, PASSWORD)
            page = client.get("/my/mentorship").text
            token = re.search(r'csrf_token: "([^"]+)"', page)[1]
            self.at_home[login] = (client, token)
        return self.at_home[login]

    def call(self, model, method, *args):
        """Call a method as the first member of staff."""
        return self.staff[0].call(model, method, args)

    def edition(self, name, **values):
        """Return the id of an edition whose sign-up is open."""
        edition = self.world.edition(self.staff[0], name=name, **values)
        self.call("mentorship.edition", "action_open_enrolment", [edition])
        return edition

    def sign_up(self, edition, partners, role, submit=True):
        """Return the ids of the sign-ups of members."""
        enrolments = self.call(
            "mentorship.enrolment",
            "create",
            [
                {
                    "edition_id": edition,
                    "partner_id": partner,
                    "role": role,
                    "question": "Hoe verder?" if role == "mentee" else False,
                }
                for partner in partners
            ],
        )
        if submit:
            self.call("mentorship.enrolment", "action_submit", enrolments)
        return enrolments

    def propose(self, edition, pairs):
        """Return the ids of proposed pairings of (mentor, mentee) sign-ups."""
        return self.call(
            "mentorship.pairing",
            "create",
            [
                {
                    "edition_id": edition,
                    "mentor_enrolment_id": mentor,
                    "mentee_enrolment_ids": [(6, 0, [mentee])],
                }
                for mentor, mentee in pairs
            ],
        )

    def read(self, model, ids, field):
        """Return the values of a field, in the order of the ids."""
        rows = self.call(model, "read", ids, [field])
        return [row[field] for row in rows]

    def mails(self, since=0):
        """Return {id of a mail to a member of a pairing: the partners it goes to}.

        :param int since: the id of a mail; only those after it
        """
        domain = [("model", "=", "mentorship.pairing.member"), ("id", ">", since)]
        found = self.world.search("mail.mail", domain, ["recipient_ids"])
        return {mail["id"]: mail["recipient_ids"] for mail in found}

    def told(self, since, people):
        """Return how many of these mails each of some partners got, a tuple."""
        mails = [each for to in self.mails(since).values() for each in to]
        return tuple(mails.count(partner) for partner in people)

    def by_staff(self, number, model, method, *args):
        """Return a request of a staff member: None, or the message they get instead."""

        def request():
            try:
                self.staff[number].call(model, method, args)
            except RpcError as error:
                assert error.name in CLEAR, error
                return error.message
            return None

        return request

    def publishing(self, number, model, ids):
        """Return a request to publish: the kind of the message, and its words."""

        def request():
            told = self.staff[number].call(model, "action_publish", [ids])
            if told["type"] == "ir.actions.client":
                return told["params"]["type"], told["params"]["message"]
            # on a busy server it goes on in the background
            with self.turn:
                words = finished(self.server, self.staff[number], told)
            return "warning" if "\n" in words else "success", words

        return request

    def by_member(self, login, path, **form):
        """Return a request of a member: None, or the page's message instead."""
        client, token = self.member(login)

        def request():
            answer = client.session.post(
                self.server.url + path,
                data={"csrf_token": token, **form},
                timeout=120,
                allow_redirects=False,
            )
            if answer.status_code == 303:
                return None
            assert answer.status_code in (404, 422), answer.status_code
            alert = re.search(r'role="alert"[^>]*>([^<]+)', answer.text)
            return alert[1] if alert else f"{answer.status_code}"

        return request

    def race(self, requests):
        """Send requests at the same moment; return their outcomes, in their order."""
        gate = threading.Barrier(len(requests))

        def run(request):
            gate.wait()
            return request()

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(run, requests))
