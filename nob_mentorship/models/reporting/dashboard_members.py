from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.figures import percent
from ...tools.groups import LEAST, counted, folded
from ..base.labels import field_labels
from ..pairing.on_edition import PAIRED
from .dashboard import Line


class MentorshipDashboard(models.TransientModel):
    """The figures about members: how many could sign up, did, and were matched; and
    which topics they want and offer.
    """

    _inherit = "mentorship.dashboard"

    @api.model
    def _members_lines(self, editions):
        """Return the lines about sign-ups that were sent and not withdrawn."""
        _ = self.env._
        sent = Domain("edition_id", "in", editions.ids) & Domain(
            "state", "not in", ("draft", "withdrawn")
        )
        paired = [("answer", "=", "accepted"), ("pairing_id.state", "in", PAIRED)]
        rows = self._sign_ups(sent)
        matched = set(self._sign_ups(sent & Domain("member_ids", "any", paired)))
        roles = counted(rows)
        states = counted(
            (edition, "yes" if row in matched else "no", person)
            for row in rows
            for edition, _role, person in [row]
        )
        labels = {**field_labels(self.env["mentorship.enrolment"], "role")}
        labels |= dict([self.env["mentorship.report"]._few()])
        found = [self._eligible_line(editions), self._signed_up_line(editions, roles)]
        found += self._part_lines(roles, labels, bool(rows)) if roles else []
        found.append(self._share_line("matched", _("Matched"), states, bool(rows)))
        return found

    @api.model
    def _sign_ups(self, domain):
        """Return the (edition id, role, partner id) of sign-ups, a list."""
        groups = self.env["mentorship.enrolment"]._read_group(
            domain, ["edition_id", "role", "partner_id"], []
        )
        return [(edition.id, role, partner.id) for edition, role, partner in groups]

    @api.model
    def _eligible_line(self, editions):
        """Return the line about the members who could sign up; a dash if they were not
        counted in one of the editions.
        """
        title = self.env._("Members who could sign up")
        if not editions or not all(editions.mapped("eligible_on")):
            return Line("eligible", title, "–")
        count = sum(editions.mapped("eligible_count"))
        if any(0 < edition.eligible_count < LEAST for edition in editions):
            return Line("eligible", title, self._few_words())
        return Line("eligible", title, self._number(count))

    @api.model
    def _signed_up_line(self, editions, roles):
        """Return the line about sign-ups, with their share of those who could, unless
        those who did not are few.

        :param roles: {role to tell: how many}
        """
        title, count = self.env._("Signed up"), sum(roles.values())
        if not count:
            there = self.env["mentorship.enrolment"].search_count(
                [
                    ("edition_id", "in", editions.ids),
                    ("state", "not in", ("draft", "withdrawn")),
                ],
                limit=1,
            )
            return Line("signed_up", title, self._few_words() if there else "–")
        eligible = sum(editions.mapped("eligible_count"))
        known = all(editions.mapped("eligible_on")) and eligible - count >= LEAST
        share = percent(count, eligible) if known else None
        return Line("signed_up", title, self._number(count), share)

    @api.model
    def _topics_lines(self, editions):
        """Return a line for each topic: the members who want it, and the mentors who
        offer it, among those who were accepted.
        """
        groups = self.env["mentorship.enrolment"]._read_group(
            Domain("edition_id", "in", editions.ids)
            & Domain("state", "in", ("accepted", "matched", "completed", "unmatched")),
            ["edition_id", "role", "topic_ids", "partner_id"],
            [],
        )
        people, choosing = defaultdict(set), defaultdict(set)
        topics = self.env["mentorship.topic"]
        for edition, role, topic, partner in groups:
            side = (edition.id, role == "mentor")
            people[side].add(partner.id)
            choosing[topic.id, side].add(partner.id)
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
