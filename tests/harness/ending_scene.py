"""A pair whose mentorship ends, on a server of their own: what each of the two, staff
and outsiders get afterwards, in words that can be compared."""

import re

from dev import postgres

from .alike import Voice, Words
from .eyes import OF_STAFF, ROOT, Eyes
from .stage import PAIR
from .world import PASSWORD

OUTSIDERS = ("elders", "werknemer", "admin")
"""Staff of another programme, a colleague without a role, and an administrator."""
ENDING = "mentorship.ending"
FILES = 6
"""More attachments than the end of a mentorship makes."""
LINE = re.compile(r"^\S+ \S+ \d+ (\w+ .*)$", re.MULTILINE)
"""Matches a line of Odoo's log, from its level on."""
TIMES = (
    (re.compile(r" \[[^\]]*\] "), " "),
    (re.compile(r'(HTTP/1\.\d" \d+ -).*'), r"\1"),
    (re.compile(r"(inserts device log) \([\w-]+\)"), r"\1"),
    (re.compile(r"\d+\.\d+"), "#"),
)
"""What differs between two lines about the same."""


class Scene:
    """A pair on a server of their own, the end of their mentorship, and all that each
    of the two can get afterwards.

    :param stage: `Stage` on a server that has just started
    :param smtp: `Catcher` of its mails
    :param known: what is the same in all scenes, see `Eyes`
    :param who: asks for the end
    :param reason: the number of a reason, or None
    """

    def __init__(self, stage, smtp, known, who, reason):
        self.stage, self.server, self.smtp = stage, stage.server, smtp
        self.words, self.who, self.pairing = Words(stage.server), who, known["pairing"]
        for name in PAIR:
            stage.client(name)
        begin = self._newest()
        logged = len(self.server.log.read_text())
        self._end(known["reasons"][reason] if reason is not None else "")
        self.queued = self._queued(begin["mail_mail"], known["people"])
        self.pushed = self._pushed(begin["bus_bus"], known["people"])
        self.server.send_mails()
        self.log = self._lines(self.server.log.read_text()[logged:])
        both = {name: f"{stage.login(name)}@leden.example" for name in PAIR}
        self.letters = {name: smtp.to(address) for name, address in both.items()}
        self.sent = [
            one.recipients
            for one in smtp.messages
            if set(one.recipients) & set(both.values())
        ]
        last = begin["ir_attachment"]
        files = range(last + 1, last + 1 + FILES)
        known = {**known, "ids": self._ids(), "files": files}
        self.seen = {name: Eyes(stage, name, self.words, known).look() for name in PAIR}
        self._look_as_staff(known["ids"])

    def query(self, statement):
        return postgres.query(statement, self.server.db)

    def _newest(self):
        """Return the newest id in some tables."""
        found = {}
        for table in ("mail_mail", "bus_bus", "ir_attachment"):
            ((number,),) = self.query(f"SELECT coalesce(max(id), 0) FROM {table}")
            found[table] = int(number)
        return found

    def _end(self, reason):
        if self.who == "staf":
            self.stage.call("pairing", "action_end", [self.pairing], reason)
            return
        path = f"{ROOT}/pairing/{self.pairing}/end"
        answer = self.stage.post(self.who, path, {"reason_id": str(reason)})
        assert answer.status_code == 303, answer.text
        self.led_to = self.words(answer.headers["Location"])

    def _queued(self, last, people):
        """Return [partner, moment] of the mails to the two, in their order."""
        partners = ", ".join(str(partner) for partner, _user in people.values())
        return self.query(
            "SELECT r.res_partner_id, m.create_date FROM mail_mail m"
            " JOIN mail_mail_res_partner_rel r ON r.mail_mail_id = m.id"
            f" WHERE m.id > {last} AND r.res_partner_id IN ({partners}) ORDER BY m.id"
        )

    def _pushed(self, last, people):
        """Return {name: what was pushed to their browsers}."""
        channel, found = "replace(channel, ' ', '')", {}
        for name, (partner, user) in people.items():
            rows = self.query(
                f"SELECT channel, message FROM bus_bus WHERE id > {last}"
                f" AND ({channel} LIKE '%\"res.partner\",{partner}]'"
                f" OR {channel} LIKE '%\"res.users\",{user}]') ORDER BY id"
            )
            found[name] = self.words(repr(rows))
        return found

    def _lines(self, text):
        """Return what Odoo wrote, without the times."""
        found = []
        for line in LINE.findall(text):
            line = self.words(line)
            for pattern, plain in TIMES:
                line = pattern.sub(plain, line)
            found.append(line)
        return found

    def _ids(self):
        """Return {model: ids} of the pair's records."""
        of_pairing = f"WHERE pairing_id = {self.pairing} ORDER BY id"
        member = "mentorship_pairing_member"
        queries = {
            "mentorship.pairing": f"SELECT {self.pairing}",
            "mentorship.pairing.member": f"SELECT id FROM {member} {of_pairing}",
            ENDING: f"SELECT id FROM mentorship_ending {of_pairing}",
            "mentorship.enrolment": f"SELECT enrolment_id FROM {member} {of_pairing}",
            "mentorship.meeting": f"SELECT id FROM mentorship_meeting {of_pairing}",
        }
        return {
            model: [int(number) for (number,) in self.query(query)]
            for model, query in queries.items()
        }

    def _look_as_staff(self, ids):
        domain = [("pairing_id", "=", self.pairing)]
        names = ["partner_id", "left_on", "role"]
        self.rows = self.stage.manager.call(
            "mentorship.pairing.member", "search_read", [domain, names], {"order": "id"}
        )
        names = ["member_id", "reason_id"]
        (ending,) = self.stage.call("ending", "search_read", domain, names)
        self.ending = tuple(ending[name] and ending[name][0] for name in names)
        self.outside = {name: self._outside(name, ids[ENDING]) for name in OUTSIDERS}

    def _outside(self, name, ids):
        """Return {call: what someone who is not staff of the programme reads of
        endings}."""
        login, password = name, name
        if name != "admin":
            login, password = self.stage.login(name), PASSWORD
        voice = Voice(self.server.client(login, password), self.words)
        fields = list(OF_STAFF[ENDING])
        calls = [
            ("read", ids, fields),
            ("web_read", ids, {field: {} for field in fields}),
            ("search_read", []),
            ("web_search_read", [], {field: {} for field in fields}),
            ("search", []),
            ("name_search", ""),
            ("export_data", ids, fields),
            ("copy", ids),
        ]
        for field in fields:
            calls += [
                ("search_count", [(field, "!=", False)]),
                ("formatted_read_group", [], [field], ["__count"]),
            ]
        found = {str(call): voice.ask(ENDING, *call) for call in calls}
        for path in ("ending_ids", "ending_ids.member_id", "end_reason_ids"):
            domain = [(path, "!=", False), ("id", "=", self.pairing)]
            said = voice.ask("mentorship.pairing", "search_count", domain)
            found[f"pairings by {path}"] = said
        return found
