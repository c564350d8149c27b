from odoo import fields, models
from odoo.exceptions import UserError

PRICES = ("priced", "price", "price_matched")


class MentorshipMatching(models.Model):
    """Changes that staff make to a run by hand, and undo (N7)."""

    _inherit = "mentorship.matching"

    def action_undo(self):
        """Undo the last manual change.

        :raises UserError: if a person in it was asked, is gone, or can no longer be
            paired that way
        """
        self._check_staff()
        for matching in self.filtered("can_undo"):
            # sudo: staff of the programme, checked above
            matching.sudo()._take_back()

    def _take_back(self):
        *earlier, last = self.changes
        back = {change["id"]: change for change in last}
        proposals = self.env["mentorship.proposal"].browse(back).exists()
        people = self.env["mentorship.enrolment"].browse(
            [
                enrolment_id
                for proposal in proposals
                for enrolment_id in (
                    back[proposal.id]["mentor"],
                    *back[proposal.id]["mentees"],
                )
                if enrolment_id
            ]
        )
        if any(proposals.mapped("is_published")) or people.exists() != people:
            raise UserError(
                self.env._(
                    "The last change cannot be undone: since it was made, one of the "
                    "members has been asked or has left. Run the matching again."
                )
            )
        moved = proposals.browse()
        for proposal in proposals:
            before = back[proposal.id]
            was = proposal._people(), proposal.rejected
            proposal.write(
                {
                    "mentor_enrolment_id": before["mentor"],
                    "mentee_enrolment_ids": [fields.Command.set(before["mentees"])],
                    "pinned": before["pinned"],
                    "rejected": before["rejected"],
                    **before.get("prices", {}),
                }
            )
            if was != (proposal._people(), proposal.rejected):
                moved |= proposal
        self.changes = earlier
        self._check_by_hand(moved)

    def _remember(self, proposals):
        """Save the previous values of these proposals, so that a change can be
        undone."""
        # sudo: staff of the programme; only this method writes `changes`
        for matching in self.sudo():
            before = [
                {
                    "id": proposal.id,
                    "mentor": proposal.mentor_enrolment_id.id,
                    "mentees": proposal.mentee_enrolment_ids.ids,
                    "pinned": proposal.pinned,
                    "rejected": proposal.rejected,
                    "prices": {name: proposal[name] for name in PRICES},
                }
                for proposal in proposals.sudo()
                if proposal.matching_id == matching
            ]
            matching.changes = [*(matching.changes or []), before]

    def _price_by_hand(self, moved, before):
        """Note on proposals whose people changed what that costs the whole run.

        :param moved: ``mentorship.proposal`` of this run
        :param float before: the total score before the change
        """
        # sudo: staff of the programme, as the access rights of the preceding write
        # ensure
        cost = before - self.sudo().total_score
        moved.sudo().write({"priced": True, "price": cost, "price_matched": 0})

    def _gives_way(self, proposal, mentor):
        """Return the proposal whose mentee swaps places with the mentee of another.

        :param proposal: the ``mentorship.proposal`` that moves to another mentor
        :param mentor: that mentor's ``mentorship.enrolment``, which the caller can read
        :return: an empty recordset if the mentor has a free place
        :raises UserError: if no swap is possible
        """
        self.ensure_one()
        # sudo: the proposals of a run that the caller can write
        run, mentor = self.sudo(), mentor.sudo()
        there = run.proposal_ids.filtered(
            lambda p: p.mentor_enrolment_id == mentor and not p.rejected
        )
        there -= proposal
        if len(there.filtered(lambda p: not p.is_published)) < mentor.free_places:
            return there.browse()
        pool = run._pool()
        scores = pool.scoring.matrix()
        rows, columns = pool.rows(), pool.columns()
        old = columns.get(proposal.mentor_enrolment_id.id)
        candidates = []
        for other in there.filtered(lambda p: not (p.pinned or p.is_published)):
            row = rows.get(other.mentee_enrolment_ids.id)
            if None not in (row, old) and not pool.flags[row, old]:
                candidates.append((scores[row, old], -other.id, other))
        if not candidates:
            raise UserError(
                self.env._(
                    "%s has no free place, and none of the members there can be "
                    "swapped. Move or unpin one of them first.",
                    mentor.partner_id.name,
                )
            )
        return max(candidates)[-1].sudo(False)

    def _check_by_hand(self, proposals):
        """Score manual changes, if they are possible at all.

        :raises UserError: with the people concerned, and the reason
        """
        # sudo: staff of the programme, as the access rights of the preceding write
        # ensure
        for matching in self.sudo():
            changed = proposals.sudo().filtered(
                lambda p, matching=matching: p.matching_id == matching
            )
            # newly rejected or allowed proposals are among the others now
            matching.invalidate_recordset(["proposal_ids", "rejected_ids"])
            pool = matching._pool()
            matching._check_people(pool, changed.filtered(lambda p: not p.rejected))
            matching._renote_unmatched(pool)
            changed._explain(pool)

    def _check_people(self, pool, changed):
        """Raise unless each person appears once, and every pair is possible.

        :param pool: :class:`Pool`
        :param changed: ``mentorship.proposal``
        """
        seen, held = set(), {}
        for proposal in self.proposal_ids.filtered(lambda p: not p.rejected):
            for mentee in proposal.mentee_enrolment_ids:
                if mentee.id in seen:
                    raise UserError(
                        self.env._(
                            "%s already has a proposal in this run.",
                            mentee.partner_id.name,
                        )
                    )
                seen.add(mentee.id)
            mentor = proposal.mentor_enrolment_id
            if not proposal.is_published:
                held[mentor] = held.get(mentor, 0) + len(proposal.mentee_enrolment_ids)
        rows, columns = pool.rows(), pool.columns()
        for proposal in changed:
            self._check_shape(proposal)
            mentor = proposal.mentor_enrolment_id
            if mentor and held.get(mentor, 0) > mentor.free_places:
                raise UserError(
                    self.env._("%s has no free place left.", mentor.partner_id.name)
                )
            for mentee in proposal.mentee_enrolment_ids:
                for other in proposal._others_of(mentee):
                    pair = rows.get(mentee.id), columns.get(other.id)
                    if None in pair:
                        raise UserError(self._not_there(pair, mentee, other))
                    if pool.flags[pair]:
                        raise UserError(self._not_possible(pool, pair))

    def _check_shape(self, proposal):
        """Raise unless a proposal has the number of people its type requires."""
        people = len(proposal.mentor_enrolment_id), len(proposal.mentee_enrolment_ids)
        if self.kind == "peer":
            most = min(self.group_size, 3)
            if people[0] or not 2 <= people[1] <= most:
                raise UserError(
                    self.env._("A proposal has two peers.")
                    if most == 2
                    else self.env._("A proposal has two or three peers.")
                )
        elif self.kind == "group":
            if people[0] != 1 or not 1 <= people[1] <= self.group_size:
                raise UserError(
                    self.env._(
                        "A group has a mentor, and at most %s mentees.", self.group_size
                    )
                )
        elif people != (1, 1):
            raise UserError(self.env._("A proposal has one mentor and one mentee."))

    def _not_there(self, pair, mentee, other):
        gone = mentee if pair[0] is None else other
        if gone.partner_id == self.env.user.partner_id:
            return self.env._(
                "You cannot create or change your own pairing; ask a colleague."
            )
        if gone._is_away():
            return gone._away_words()
        return self.env._("%s cannot be paired at the moment.", gone.partner_id.name)

    def _not_possible(self, pool, pair):
        words = self.env["mentorship.unmatched"]._obstacle_words()
        flags = int(pool.flags[pair])
        return self.env._(
            "%(mentee)s and %(mentor)s cannot be paired: %(why)s.",
            mentee=pool.mentees[pair[0]].partner_id.name,
            mentor=pool.mentors[pair[1]].partner_id.name,
            why=", ".join(text for flag, text in words.items() if flags & flag),
        )


class MentorshipProposal(models.Model):
    """Pinning and rejecting many proposals at once: what was done, and what was not."""

    _inherit = "mentorship.proposal"

    def action_bulk_pin(self):
        """Pin the selected proposals, and report the result to staff."""
        return self._bulk_by_hand("pinned", "action_pin", self.env._("Pin proposals"))

    def action_bulk_reject(self):
        """Reject the selected proposals, and report the result to staff."""
        return self._bulk_by_hand(
            "rejected", "action_reject", self.env._("Reject proposals")
        )

    def _bulk_by_hand(self, field, method, name):
        self._check_staff()
        todo = self.filtered(lambda proposal: not proposal[field])
        idle = len(self) - len(todo)
        return self.env["mentorship.job"]._run(todo, method, name=name, idle=idle)
