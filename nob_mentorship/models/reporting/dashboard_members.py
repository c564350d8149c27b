from collections import Counter, defaultdict
from functools import partial

from odoo import api, models
from odoo.fields import Domain

from ...tools.figures import percent
from ...tools.groups import LEAST, counted, folded, folded_by
from ..base.labels import field_labels
from ..pairing.on_edition import PAIRED
from .dashboard import Line

SENT = Domain("state", "not in", ("draft", "withdrawn"))
"""The domain of sign-ups that count."""


class MentorshipDashboard(models.TransientModel):
    """The figures about members: how many could sign up, did, and were matched; and
    which topics they want and offer.
    """

    _inherit = "mentorship.dashboard"

    @api.model
    def _members_lines(self, editions):
        """Return the lines about sign-ups that were sent and not withdrawn.

        A role is told if those of it who are in a pair, and the others, are enough: the
        pairs say how many mentees are in one.
        """
        _ = self.env._
        sent = Domain("edition_id", "in", editions.ids) & SENT
        started = [("answer", "=", "accepted"), ("pairing_id.state", "in", PAIRED)]
        rows = self._sign_ups(sent)
        matched = set(self._sign_ups(sent & Domain("member_ids", "any", started)))
        paired = [
            (
                edition,
                (role, "yes" if (edition, role, person) in matched else "no"),
                person,
            )
            for edition, role, person in rows
        ]
        roles = counted(paired, partial(folded_by, at=0))
        states = counted((edition, key[1], person) for edition, key, person in paired)
        few, words = self.env["mentorship.report"]._few()
        labels = {**field_labels(self.env["mentorship.enrolment"], "role"), few: words}
        found = [
            self._eligible_line(editions, rows),
            self._signed_up_line(editions, roles, rows),
        ]
        found += self._part_lines(roles, labels, False)
        found.append(self._share_line("matched", _("Matched"), states, bool(rows)))
        return found

    @api.model
    def _sign_ups(self, domain):
        """Return the (edition id, role, partner id) of sign-ups, a list."""
        groups = self.env["mentorship.enrolment"]._read_group(
            domain, ["edition_id", "role"], ["partner_id:array_agg"]
        )
        return [
            (edition.id, role, person)
            for edition, role, people in groups
            for person in people
        ]

    @api.model
    def _eligible(self, editions, rows):
        """Return how many members could sign up; None if they were not counted in one
        of the editions, and 0 if in one of them they, or those who did not, are few.

        :param rows: see :meth:`_sign_ups`
        """
        if not editions or not all(editions.mapped("eligible_on")):
            return None
        signed_up = Counter(edition for edition, _role, _person in rows)
        for edition in editions:
            count = edition.eligible_count
            if count < LEAST or 0 < abs(count - signed_up[edition.id]) < LEAST:
                return 0
        return sum(editions.mapped("eligible_count"))

    @api.model
    def _eligible_line(self, editions, rows):
        title = self.env._("Members who could sign up")
        count = self._eligible(editions, rows)
        return Line("eligible", title, self._mean_words(count or None, count == 0))

    @api.model
    def _signed_up_line(self, editions, roles, rows):
        """Return the line about sign-ups, with their share of those who could.

        :param roles: {role to tell: how many}
        :param rows: see :meth:`_sign_ups`
        """
        title, count = self.env._("Signed up"), sum(roles.values())
        eligible = self._eligible(editions, rows)
        share = min(percent(count, eligible), 100) if eligible and count else None
        words = self._mean_words(count or None, bool(rows))
        return Line("signed_up", title, words, share)

    @api.model
    def _topics_lines(self, editions):
        """Return a line for each topic: the members who want it, and the mentors who
        offer it, among those who signed up.
        """
        groups = self.env["mentorship.enrolment"]._read_group(
            Domain("edition_id", "in", editions.ids) & SENT,
            ["edition_id", "role", "topic_ids"],
            ["partner_id:array_agg"],
        )
        people, choosing = defaultdict(set), defaultdict(set)
        topics = self.env["mentorship.topic"]
        for edition, role, topic, partners in groups:
            side = (edition.id, role == "mentor")
            people[side].update(partners)
            choosing[topic.id, side].update(partners)
            topics |= topic
        return [
            Line(
                f"topic{topic.id}",
                topic.name,
                self.env._(
                    "wanted by %(wanted)s, offered by %(offered)s",
                    wanted=self._choosing(topic, False, people, choosing),
                    offered=self._choosing(topic, True, people, choosing),
                ),
            )
            for topic in topics.sorted("name")
        ]

    @api.model
    def _choosing(self, topic, mentors, people, choosing):
        """Return how many people chose a topic, in words.

        :param bool mentors: whether to count mentors, or the others
        :param people: {(edition, whether mentors): set of people}
        :param choosing: {(topic, (edition, whether mentors)): set of people}
        """
        count = hidden = 0
        for side, everyone in people.items():
            if side[1] != mentors:
                continue
            chose = choosing.get((topic.id, side), set())
            told = folded({"yes": chose, "no": everyone - chose})
            if chose and told.get("yes") != "yes":
                hidden += 1
            else:
                count += len(chose)
        if hidden and not count:
            return self._few_words().lower()
        return self._number(count)
