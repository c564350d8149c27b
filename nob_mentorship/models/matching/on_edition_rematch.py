from odoo import models
from odoo.exceptions import UserError


class MentorshipEdition(models.Model):
    """The best free partners of one member, without a run (P15)."""

    _inherit = "mentorship.edition"

    def _free_partners(self, enrolment, count):
        """Return the people whom a member can be paired with now, the best first, by
        the criteria and the rejections of the last run.

        Nobody is among them with whom the member had a pairing in this edition.

        :param enrolment: one ``mentorship.enrolment`` of this edition; the caller
            checked the user's rights
        :param int count: the maximum number
        :return: list of values for ``mentorship.alternatives.line``
        :raises UserError: if the member cannot be paired now
        """
        self.ensure_one()
        # sudo: the caller checked that the user is staff of this edition; only the
        # possible partners leave this method
        edition, enrolment = self.sudo(), enrolment.sudo()
        enrolment._check_free()
        pool = edition._newest_pool()
        side, others, turn = pool.mentees, pool.mentors, lambda row, at: (row, at)
        if enrolment.role == "mentor":
            side, others, turn = pool.mentors, pool.mentees, lambda at, row: (row, at)
        if enrolment not in side:
            raise UserError(
                self.env._(
                    "%s cannot be paired at the moment.", enrolment.partner_id.name
                )
            )
        own, scores = side.ids.index(enrolment.id), pool.scoring.matrix()
        possible = [
            (scores[turn(own, at)], other, turn(own, at))
            for at, other in enumerate(others)
            if not pool.flags[turn(own, at)]
        ]
        possible.sort(key=lambda each: (-each[0], each[1].id))
        groups = None
        if edition.kind == "group":
            groups = edition._groups_for(enrolment)
            possible = [each for each in possible if each[1] in groups]
        possible = possible[:count]
        proposals = self.env["mentorship.proposal"].sudo()
        pairs = proposals._explain_pairs(pool, [pair for *_rest, pair in possible])
        return [
            {
                "other_enrolment_id": other.id,
                "score": score,
                "because": explained["because"],
                "group_id": groups[other].id if groups else False,
            }
            for (score, other, _pair), explained in zip(
                possible, proposals._explained(pairs), strict=True
            )
        ]

    def _newest_pool(self):
        """Return the :class:`Pool` of the newest run, or one with the criteria of this
        edition if there is none.
        """
        last = self.env["mentorship.matching"].search(
            [("edition_id", "=", self.id)], limit=1
        )
        return last._pool() if last else self._pool(self, self.env.user.partner_id)

    def _groups_for(self, enrolment):
        """Return {mentor's sign-up: pairing} of the groups that have started and that a
        mentee could be asked to join; none for a mentor, who needs two mentees.

        :param enrolment: one ``mentorship.enrolment``
        """
        if enrolment.role == "mentor":
            return {}
        # staff do not learn from a refusal who must not meet them
        started = self.env["mentorship.pairing"].search(
            [("edition_id", "=", self.id), ("state", "=", "active")]
        )
        started -= started._of_user()
        found = {}
        for group in started:
            there = group.member_ids
            people = there.filtered("live").partner_id | enrolment.partner_id
            apart = self.env["mentorship.exclusion"]._between(people)
            if apart or enrolment in there.enrolment_id:
                continue
            mentor = there.filtered(lambda m: m.role == "mentor").enrolment_id
            found.setdefault(mentor, group)
        return found
