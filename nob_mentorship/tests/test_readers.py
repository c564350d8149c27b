"""What each person reads about the others, at each moment, on the pages and in the
mails.

The tables are the expectation, and each line is compared with the real result.
"""

import re

from odoo.tests import HttpCase, tagged

from .common import MentorshipCase

PAGES = ("/my/mentorship", "/my/mentorship/pairing/{}", "/my/mentorship/enrolment/{}")
READ = {"n": "name", "m": "motivation", "q": "question", "c": "contact"}
"""{letter: what it stands for in the tables below}; contact is email and telephone."""

PAIR = {
    "proposed": {"a": "", "b": ""},
    "offered": {"a": "b:nmq", "b": "a:nm"},
    "b says yes": {"a": "b:nmq", "b": "a:nm"},
    "a says yes, and it starts": {"a": "b:nmqc", "b": "a:nmc"},
    # both keep for a while what they could read
    "b leaves, and it ends": {"a": "b:nmq", "b": "a:nm"},
    "b withdraws": {"a": "b:n", "b": "a:nm"},
}
"""{moment: {reader: what they read of each person}}; a is the mentor. The same holds
for a reverse pair."""
GROUP = {
    "proposed": {"a": "", "b": "", "c": "", "d": "", "e": ""},
    "offered": {
        "a": "b:nmq c:nmq d:nmq",
        "b": "a:nm c:n d:n",
        "c": "a:nm b:n d:n",
        "d": "a:nm b:n c:n",
        "e": "",
    },
    "b says yes": {
        "a": "b:nmq c:nmq d:nmq",
        "b": "a:nm c:n d:n",
        "c": "a:nm b:n d:n",
        "d": "a:nm b:n c:n",
        "e": "",
    },
    "d says no": {
        "a": "b:nmq c:nmq d:nmq",
        "b": "a:nm c:n d:n",
        "c": "a:nm b:n d:n",
        "d": "",
        "e": "",
    },
    "a and c say yes, and it starts": {
        "a": "b:nmqc c:nmqc",
        "b": "a:nmc c:n",
        "c": "a:nmc b:nc",
        "d": "",
        "e": "",
    },
    "e is asked to join": {
        "a": "b:nmqc c:nmqc",
        "b": "a:nmc c:n",
        "c": "a:nmc b:nc",
        "d": "",
        "e": "a:nm b:n c:n",
    },
    "e says yes": {
        "a": "b:nmqc c:nmqc e:nmqc",
        "b": "a:nmc c:n e:n",
        "c": "a:nmc b:nc e:n",
        "d": "",
        "e": "a:nmc b:nc c:n",
    },
    "b leaves": {
        "a": "c:nmqc e:nmqc",
        "b": "a:n",
        "c": "a:nmc e:n",
        "d": "",
        "e": "a:nmc c:n",
    },
    "c withdraws": {
        "a": "e:nmqc",
        "b": "a:n",
        "c": "a:n",
        "d": "",
        "e": "a:nmc",
    },
    "a leaves, and it ends": {
        # the two who were still there keep for a while what they could read
        "a": "e:nmq",
        "b": "a:n",
        "c": "a:n",
        "d": "",
        "e": "a:nm",
    },
}
"""b shares contact data with fellow mentees; c, d and e do not."""
PEERS = {
    "proposed": {"b": "", "c": "", "d": ""},
    "offered": {"b": "c:nm d:nm", "c": "b:nmq d:nm", "d": "b:nmq c:nm"},
    "b says yes": {"b": "c:nm d:nm", "c": "b:nmq d:nm", "d": "b:nmq c:nm"},
    "c and d say yes, and it starts": {
        "b": "c:nmc d:nmc",
        "c": "b:nmqc d:nmc",
        "d": "b:nmqc c:nmc",
    },
    "c leaves": {"b": "d:nmc", "c": "b:n d:n", "d": "b:nmqc"},
    "it is completed": {"b": "d:nm", "c": "b:n d:n", "d": "b:nmq"},
}
"""b lets peers read the question; c and d do not."""


@tagged("post_install", "-at_install", "mentorship", "fault", "slow")
class TestReaders(HttpCase, MentorshipCase):
    """What each person can read of each other (R5–R7, R43)."""

    maxDiff = None

    def setUp(self):
        super().setUp()
        self.seen = self._mails()

    def _marks(self, letter):
        """Return {what can be read of a person: the texts that tell it}."""
        return {
            "n": [f"Person{letter.upper()}"],
            "m": [f"motivation-of-{letter}"],
            "q": [f"question-of-{letter}"],
            "c": [f"mail-{letter}@nob.example", f"20 555{ord(letter):04}"],
        }

    def _signed_up(self, kind, letters):
        """Open an edition, and return {letter: a sign-up with everything filled in}."""
        self.edition_of_kind = self._open(self._edition(name=f"20{kind}", kind=kind))
        self.users, sign_ups = {}, {}
        for letter in letters:
            years = 3 if (letter == "a") == (kind == "reverse") else 20
            marks = self._marks(letter)
            user = self._member(f"reader-{letter}", years=years)
            user.partner_id.write(
                {
                    "name": marks["n"][0],
                    "email": marks["c"][0],
                    "phone": f"+31 {marks['c'][1]}",
                }
            )
            mentee = "peer" if kind == "peer" else "mentee"
            sign_ups[letter] = self._enrol(
                user.partner_id,
                "mentor" if letter == "a" else mentee,
                self.edition_of_kind,
                motivation=marks["m"][0],
                question=False if letter == "a" else marks["q"][0],
                **({"max_mentees": 4} if letter == "a" else {}),
            )
            self.users[letter] = user
        self.sign_ups = sign_ups
        return sign_ups

    def _answer(self, *letters, answer="accepted"):
        for letter in letters:
            own = self.pairing.with_user(self.users[letter])
            if answer == "accepted":
                own.action_accept_offer()
            else:
                own.action_decline_offer()

    def _read(self, texts, reader):
        """Return what these texts tell a reader of each other, as in the tables."""
        told = []
        for letter in sorted(self.users):
            if letter == reader:
                continue
            marks = self._marks(letter).items()
            if words := "".join(
                what for what, texts_of in marks if any(t in texts for t in texts_of)
            ):
                told.append(f"{letter}:{words}")
        return " ".join(told)

    def _pages(self, letter):
        """Return all that the pages of a member say."""
        user, sign_up = self.users[letter], self.sign_ups[letter]
        self.authenticate(user.login, user.login)
        texts = []
        for page in PAGES:
            own = page.format(sign_up.id if "enrolment" in page else self.pairing.id)
            answer = self.url_open(own)
            self.assertIn(answer.status_code, (200, 404, 410), page)
            texts.append(answer.text)
        return re.sub(r"[\xa0\s]+", " ", "\n".join(texts))

    def _compare(self, table, moment, before):
        """Compare the result at a moment with its line of a table.

        :param before: the line of the moment before, which mails may still repeat
        """
        line, really = table[moment], {}
        self.env.flush_all()
        for letter in line:
            really[letter] = self._read(self._pages(letter), letter)
        with self.subTest(moment):
            self.assertEqual(really, line)
        new, self.seen = self._mails() - self.seen, self._mails()
        for letter, allowed in line.items():
            mails = new.filtered(
                lambda mail, user=self.users[letter]: (
                    user.partner_id in mail.recipient_ids
                )
            )
            texts = " ".join(
                f"{mail.subject} {mail.body_html} {mail.reply_to}" for mail in mails
            )
            may = self._as_set(allowed) | self._as_set(before.get(letter, ""))
            with self.subTest(f"mails: {moment}", reader=letter):
                self.assertLessEqual(self._as_set(self._read(texts, letter)), may)

    def _as_set(self, told):
        return {
            (part[0], what) for part in told.split() for what in part.partition(":")[2]
        }

    def _walk(self, table, steps):
        """Go from moment to moment, and compare each."""
        self.assertEqual(list(table), list(steps))
        before = {}
        for moment, step in steps.items():
            step()
            self._compare(table, moment, before)
            before = table[moment]

    def _propose(self, letters):
        self.pairing = self._pair(*(self.sign_ups[letter] for letter in letters))

    def _offer(self):
        self.pairing.action_offer()

    def _leave(self, letter):
        self.pairing.with_user(self.users[letter]).action_end()

    def _withdraw(self, letter):
        self.sign_ups[letter].action_withdraw()

    def _complete(self):
        self.pairing.action_complete()

    def _pair_walk(self, kind):
        self._signed_up(kind, "ab")
        self._walk(
            PAIR,
            {
                "proposed": lambda: self._propose("ab"),
                "offered": self._offer,
                "b says yes": lambda: self._answer("b"),
                "a says yes, and it starts": lambda: self._answer("a"),
                "b leaves, and it ends": lambda: self._leave("b"),
                "b withdraws": lambda: self._withdraw("b"),
            },
        )

    def test_of_a_pair(self):
        self._pair_walk("one_to_one")

    def test_of_a_reverse_pair(self):
        self._pair_walk("reverse")

    def test_of_a_group(self):
        sign_ups = self._signed_up("group", "abcde")
        sign_ups["b"].shares_contact = True
        self._walk(
            GROUP,
            {
                "proposed": lambda: self._propose("abcd"),
                "offered": self._offer,
                "b says yes": lambda: self._answer("b"),
                "d says no": lambda: self._answer("d", answer="declined"),
                "a and c say yes, and it starts": lambda: self._answer("a", "c"),
                "e is asked to join": lambda: self.pairing.action_add(sign_ups["e"].id),
                "e says yes": lambda: self._answer("e"),
                "b leaves": lambda: self._leave("b"),
                "c withdraws": lambda: self._withdraw("c"),
                "a leaves, and it ends": lambda: self._leave("a"),
            },
        )

    def test_of_peers(self):
        sign_ups = self._signed_up("peer", "bcd")
        sign_ups["b"].shares_question = True
        self._walk(
            PEERS,
            {
                "proposed": lambda: self._propose("bcd"),
                "offered": self._offer,
                "b says yes": lambda: self._answer("b"),
                "c and d say yes, and it starts": lambda: self._answer("c", "d"),
                "c leaves": lambda: self._leave("c"),
                "it is completed": self._complete,
            },
        )
