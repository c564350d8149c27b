"""Thirty people who answer a form one after the other, while everything is watched.

The same people answer twice: an evaluation of ours, and a survey of Odoo's own.
"""

import random
import re
from dataclasses import dataclass, field

from odoo.addons.nob_mentorship.tools import ballot_hash

from .ballots import Audience, Respondent, answers_for, questions
from .evidence import Witness
from .world import World

PEOPLE = 30
LOGINS = 18
EMPLOYEES = 3
MENTORS = 10
LONGEST = 1900
SEED = 20300214
TOKEN = re.compile(r"(?:/mentorship/evaluation/\d+#|answer_token=)([\w-]{20,})")
SENDING = re.compile(r"/submit/|/evaluation/\d+/ballot$")
WAYS = ("once", "twice", "tabs")


def hashed(token):
    """Return the value by which the server knows a token; for core's, the token
    itself."""
    try:
        return ballot_hash.of("token", bytes.fromhex(token))
    except ValueError:
        return token


@dataclass
class Played:
    """What was seen of an election.

    :param moments: `Moment`s: before it, once everyone was asked, after each answer,
        and at the end
    :param people: a set of known values of each person
    :param order: the number of the person who answered at each moment, known from
        comparing the moments
    :param texts: what each person wrote
    :param inputs: the id of each person's answer at the end; not known
    :param classes: lists of persons; the class of an answer is shown by design
    :param kinds: {table: {column: kind}}, as `Witness.kinds`
    """

    moments: list
    people: list
    order: list
    texts: list
    inputs: list
    classes: list
    kinds: dict = field(repr=False)

    @property
    def before(self):
        return self.moments[0]

    @property
    def asked(self):
        return self.moments[1]

    @property
    def answered(self):
        return self.moments[1 + len(self.order)]

    @property
    def closed(self):
        return self.moments[-1]

    def sending(self, person):
        """Return the line of the log with which a person's answer was taken."""
        before, after = self.step(person)
        lines = after.changed(before)["log"]
        sent = [line for line in lines if SENDING.search(line["path"])]
        return min(sent, key=lambda line: line["number"])

    def step(self, person):
        """Return the moments before and after a person's answer."""
        number = self.order.index(person)
        return self.moments[1 + number], self.moments[2 + number]


class Electorate:
    """The people.

    :param server: a running server, with its log at the level ``info``
    :param smtp: `Catcher` of its mails
    """

    def __init__(self, server, smtp):
        self.server, self.smtp = server, smtp
        self.random = random.Random(SEED)
        self.world = World(server)
        self.manager = self.world.manager("kiescommissie", "Kiescommissie")
        self.witness = Witness(server, smtp)
        self.before = self.witness.look()
        self.roles = ["mentor"] * MENTORS + ["mentee"] * (PEOPLE - MENTORS)
        self.random.shuffle(self.roles)
        self.audience = Audience(server, "kiezer", self.roles, logins=LOGINS)
        employee = self.world.ref("base.group_user")
        users = self.audience.users[:EMPLOYEES]
        values = {"group_ids": [[6, 0, [employee]]]}
        self.world.admin.call("res.users", "write", [users, values])
        self.ways = [self.random.choice(WAYS) for _person in range(PEOPLE)]

    def login(self, person):
        """Return the login of a person, None without one."""
        return f"{self.audience.name}.{person}" if person < LOGINS else None

    def lang(self, person):
        return "nl_NL" if person % 3 else "en_US"

    def shuffled(self):
        """Return the people in a random order."""
        return self.random.sample(range(PEOPLE), PEOPLE)

    def contents(self, form, word):
        """Return (what each person sends, the text in it), all of them different.

        :param form: as `questions` returns it
        :param word: the texts begin with it
        """
        lengths = [round(LONGEST ** (n / (PEOPLE - 1))) for n in range(PEOPLE)]
        self.random.shuffle(lengths)
        found = []
        for person, length in enumerate(lengths):
            letters = self.random.choices("abcdefghijklmnopqrstuvwxyz ", k=length)
            start = f"{word}{self.random.randbytes(4).hex()}"
            text = f"{start} {''.join(letters).strip()}".strip()
            values = {
                key: self.random.choice(list(choices or range(1, 6)))
                for key, (_number, choices) in form.items()
            }
            sent = answers_for(form, text, **values)
            for key, (number, _choices) in form.items():
                if key == "brought":
                    sent[str(number)] = text[::-1] if person % 2 else ""
            found.append((sent, text))
        return found

    def visit(self, person, send, openings):
        """Answer as one person: open the form in their way, and send it; return what
        they got for it.

        :param send: called with a `Respondent` and the address, sends once
        :param openings: called with a `Respondent`, opens the form; returns the address
        """
        browser = Respondent(self.server, self.login(person))
        address = openings(browser)
        if self.ways[person] == "twice":
            openings(browser)
        other = None
        if self.ways[person] == "tabs":
            other = Respondent(self.server, self.login(person))
            openings(other)
        outcome = send(browser, address)
        assert not outcome.get("error"), outcome
        if other:
            assert send(other, address).get("error")
        return outcome

    def known(self, person):
        """Return the known values of a person: ids, addresses, and tokens of their
        mails.

        The tokens' hashes are included.
        """
        found = {
            f"res_partner {self.audience.partners[person]}",
            self.audience.address(person),
            f"{self.audience.name} persoon {person}",
        }
        if person < LOGINS:
            found |= {f"res_users {self.audience.users[person]}", self.login(person)}
        for message in self.smtp.to(self.audience.address(person)):
            tokens = TOKEN.findall(message.get_body(("html",)).get_content())
            found |= {*tokens, *map(hashed, tokens)}
        return found

    def play(self, election, word, before_closing=None):
        """Have everyone answer in an election; return `Played`.

        :param election: `Evaluation` or another with the same methods
        :param word: the beginning of what people write
        :param before_closing: called once all have answered
        """
        contents = self.contents(election.form, word)
        moments, order = [self.before, self.witness.look()], []
        for person in self.shuffled():
            election.answer(person, contents[person][0])
            moments.append(self.witness.look())
            new = election.done(moments[-1]) - election.done(moments[-2])
            order.append(self.audience.partners.index(*new))
            assert order[-1] == person
        if before_closing:
            before_closing()
        election.close()
        moments.append(self.witness.look())
        texts = [text for _sent, text in contents]
        lines = moments[-1].rows["survey_user_input_line"].values()
        written = {line["value_text_box"]: line["user_input_id"] for line in lines}
        return Played(
            moments=moments,
            people=[self.known(person) for person in range(PEOPLE)],
            order=order,
            texts=texts,
            inputs=[written[text] for text in texts],
            classes=election.classes(),
            kinds=self.witness.kinds,
        )

    def warm_up(self):
        """Have some people of each kind answer another evaluation first, so that the
        server has everything at hand."""
        other = Evaluation(self, moment="midway")
        contents = self.contents(other.form, "vooraf")
        for person in (0, 3, 4, LOGINS, LOGINS + 1):
            other.answer(person, contents[person][0])


class Evaluation:
    """One of our evaluations, for which the electorate is asked.

    :ivar queued: the `Moment` at which the mails were not sent yet
    :ivar thanks: {person: what they got for their answer}
    """

    def __init__(self, electorate, moment="final"):
        self.electorate, self.thanks = electorate, {}
        audience, self.manager = electorate.audience, electorate.manager
        self.id = audience.evaluation(self.manager, audience="all", moment=moment)
        found = self._call("read", ["survey_id"])
        self.form = questions(electorate.server, found[0]["survey_id"][0])
        self._call("action_open")
        self.queued = electorate.witness.look()
        electorate.server.send_mails()
        self.links = [
            audience.link(electorate.smtp, person) for person in range(PEOPLE)
        ]

    def _call(self, method, *args):
        return self.manager.call("mentorship.evaluation", method, [[self.id], *args])

    def answer(self, person, sent):
        """Answer as one person; half of those with a login come by their own pages."""

        def openings(browser):
            link = self.links[person]
            own = self.electorate.login(person) and person % 2
            page = browser.open(f"/my/mentorship/evaluation/{self.id}" if own else link)
            assert page.status_code == 200, page.text[:500]
            return link

        self.thanks[person] = self.electorate.visit(
            person, lambda browser, link: browser.send(link, sent), openings
        )

    def done(self, moment):
        """Return the partners that answered, as a moment shows it."""
        rows = moment.rows["mentorship_evaluation_invitation"].values()
        return {
            row["partner_id"]
            for row in rows
            if row["evaluation_id"] == self.id and row["responded"]
        }

    def close(self):
        """Have staff close it."""
        self._call("action_close")

    def classes(self):
        """Return the people of each role: it is shown with the answers."""
        roles = self.electorate.roles
        return [
            [person for person, one in enumerate(roles) if one == role]
            for role in sorted(set(roles))
        ]
