import time
from collections import defaultdict

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.assignment import AssignmentError, assign, form_groups, pair_peers
from ...tools.obstacles import FLAGS, Obstacle

PRICING = 20
"""The maximum number of seconds for calculating prices, which need one solution each;
if it takes longer, they are left out."""


class MentorshipMatching(models.Model):
    """Running the matching: the best pairs for the whole edition, exactly (P1, N4,
    N7)."""

    _inherit = "mentorship.matching"

    def action_run(self):
        """Propose the best pairs, keeping pins and rejections.

        :raises UserError: if there is nothing to compare, or pins contradict each other
        """
        self._check_staff()
        for matching in self._to_move("done", ("draft",)):
            # a user who clicks at the same moment waits, and finds it done
            matching._touch()
            # sudo: staff of the programme, checked above
            matching.sudo()._run()

    def action_run_again(self):
        """Run again, with the settings, pins and rejections of this run."""
        following = self._following()
        following.action_run()
        return following._opened()

    def action_prepare(self):
        """Prepare a new run, so that weights can be changed first."""
        self._check_staff()
        return self._following()._opened()

    def _following(self):
        """Return a new draft for the edition of this run."""
        self.ensure_one()
        return self.create({"edition_id": self.edition_id.id})

    def _opened(self):
        """Return the action that opens this run."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _run(self):
        self._check_runnable()
        try:
            pool = self._pool()
            pins, lapsed = self._pins(pool)
            solve = self._solver(pool)
            begin = time.monotonic()
            solution = solve(pool.flags > 0, pins)
        except (AssignmentError, MemoryError) as error:
            raise UserError(self._assignment_message(error)) from error
        took = time.monotonic() - begin
        try:
            self._keep(pool, solution, lapsed)
            self._price(pool, solve, solution, pins, took)
            self.env.flush_all()
        except psycopg2.errors.ForeignKeyViolation as error:
            raise UserError(
                self.env._(
                    "A sign-up was deleted in the meantime. Please run the matching "
                    "again."
                )
            ) from error

    def _keep(self, pool, solution, lapsed):
        """Store the result, and the pool from which it was found.

        :param lapsed: the pinned ``mentorship.proposal`` records that no longer apply
        """
        self._set_state(
            "done",
            ran_on=fields.Datetime.now(),
            ran_by_id=self.env.uid,
            mentee_count=len(pool.mentees),
            mentor_count=0 if self.kind == "peer" else len(pool.mentors),
            place_count=0 if self.kind == "peer" else int(pool.places.sum()),
            left_out_id=self._left_out().id,
            compared_ids=[fields.Command.set((pool.mentees | pool.mentors).ids)],
            # manual changes from before the run are part of it now
            changes=False,
        )
        self._store(pool, solution, lapsed)
        self._note_unmatched(pool, solution)
        self.figures = self._make_figures(pool, solution)

    def _left_out(self):
        """Return the user's own contact, if they take part themselves."""
        own = self.env.user.partner_id
        takes_part = self.env["mentorship.enrolment"].search_count(
            [
                ("edition_id", "=", self.edition_id.id),
                ("partner_id", "=", own.id),
                ("state", "in", ("accepted", "matched")),
            ],
            limit=1,
        )
        return own if takes_part else own.browse()

    def _check_runnable(self):
        """Raise unless there is a criterion to match by.

        :raises UserError: with the reason
        """
        if self.edition_id.state not in ("enrolment", "matching", "running"):
            raise UserError(
                self.env._("This edition is neither open for sign-up nor running.")
            )
        if not any(self._weights().values()):
            raise UserError(self.env._("Give at least one criterion a weight."))

    def _pool(self):
        """Return the sign-ups that can be paired now, without the user's own:
        :class:`Pool`.
        """
        rejected = {
            (mentee.id, other.id)
            for proposal in self.rejected_ids
            for mentee in proposal.mentee_enrolment_ids
            for other in proposal._others_of(mentee)
        }
        return self.edition_id._pool(self, self.env.user.partner_id, rejected)

    def _pins(self, pool):
        """Return the pinned pairs, and the pinned proposals that no longer apply.

        :return: list of (mentee row, mentor column), ``mentorship.proposal``
        """
        rows, columns = pool.rows(), pool.columns()
        pins, lapsed = [], self.env["mentorship.proposal"]
        for proposal in (self.proposal_ids | self.lapsed_ids).filtered("pinned"):
            pairs = [
                (rows.get(mentee.id), columns.get(other.id))
                for mentee in proposal.mentee_enrolment_ids
                for other in proposal._others_of(mentee)
            ]
            if self.kind == "peer":
                pairs = [pair for pair in pairs if pair[0] is None or pair[0] < pair[1]]
            if any(None in pair or pool.flags[pair] for pair in pairs):
                lapsed |= proposal
            else:
                pins += pairs
        return pins, lapsed

    def _solver(self, pool):
        """Return the function of (forbidden, pinned) that finds the best pairs."""
        scores, ahead = pool.scoring.matrix(), pool.ahead()
        people = {
            "mentee_keys": pool.mentees.ids,
            "mentor_keys": pool.mentors.ids,
            "ahead": ahead,
        }

        def one_to_one(forbidden, pinned):
            return assign(
                scores,
                forbidden,
                pool.places,
                pinned,
                spread=self.first_places_first,
                held=pool.held,
                **people,
            )

        def groups(forbidden, pinned):
            return form_groups(
                scores,
                forbidden,
                self.group_size,
                pinned=pinned,
                places=pool.places,
                **people,
            )

        def peers(forbidden, pinned):
            return pair_peers(
                scores, forbidden, pinned, pool.mentees.ids, self.group_size, ahead
            )

        return {"group": groups, "peer": peers}.get(self.kind, one_to_one)

    def _assignment_message(self, error):
        """Return the message for an :class:`AssignmentError`, or a MemoryError."""
        code = getattr(error, "code", "size")
        if code == "size":
            return self.env._(
                "There are more sign-ups than can be compared at once. Spread them "
                "over several editions."
            )
        if code == "pin":
            return self.env._(
                "The pinned pairs cannot all be made: a member is pinned twice, or a "
                "mentor has fewer places than pins. Unpin one and run again."
            )
        return self.env._("The weights give no score that can be compared.")

    def _store(self, pool, solution, lapsed):
        """Write the proposals; pinned ones are kept, with their new score."""
        pinned = self.proposal_ids.filtered("pinned") - lapsed
        (self.proposal_ids - pinned - lapsed).unlink()
        lapsed.lapsed = True
        (self.rejected_ids | lapsed)._explain(pool)
        kept = {frozenset(proposal._people().ids): proposal for proposal in pinned}
        proposals = self.env["mentorship.proposal"]
        new = []
        for mentor, mentees in self._gathered(pool, solution):
            people = frozenset((mentor | mentees).ids)
            if found := kept.pop(people, None):
                proposals |= found
                continue
            # in a group, a pinned pair may have new members
            company = [p for key, p in kept.items() if key <= people]
            for proposal in company:
                kept.pop(frozenset(proposal._people().ids))
                proposal.mentee_enrolment_ids = mentees
                proposals |= proposal
            if not company:
                new.append((mentor, mentees))
        proposals._explain(pool)
        explained = proposals._explain_people(pool, new)
        proposals.create(
            [
                {
                    "matching_id": self.id,
                    "mentor_enrolment_id": mentor.id,
                    "mentee_enrolment_ids": [fields.Command.set(mentees.ids)],
                    **values,
                }
                for (mentor, mentees), values in zip(new, explained, strict=True)
            ]
        )

    def _gathered(self, pool, solution):
        """Return the (mentor, mentees) of a solution, as sign-ups."""
        nobody = pool.mentors.browse()
        if self.kind == "peer":
            known = {}
            for one, other in solution.pairs.tolist():
                group = known.get(one, {one}) | known.get(other, {other})
                known.update(dict.fromkeys(group, frozenset(group)))
            groups = sorted(sorted(group) for group in set(known.values()))
            return [
                (nobody, pool.mentees.browse([pool.mentees[at].id for at in group]))
                for group in groups
            ]
        if self.kind != "group":
            return [
                (pool.mentors[int(column)], pool.mentees[int(row)])
                for row, column in solution.pairs
            ]
        groups = defaultdict(list)
        for row, column in solution.pairs:
            groups[int(column)].append(pool.mentees[int(row)].id)
        return [
            (pool.mentors[column], pool.mentees.browse(mentees))
            for column, mentees in groups.items()
        ]

    def _price(self, pool, solve, solution, pins, took):
        """Calculate how much of the total score each pin and rejection costs (N7).

        :param float took: the number of seconds that one solution took
        """
        decided = self.proposal_ids.filtered("pinned") | self.rejected_ids
        if len(decided) * took > PRICING:
            return
        rows, columns = pool.rows(), pool.columns()
        for proposal in decided:
            pairs = {
                (rows[mentee.id], columns[other.id])
                for mentee in proposal.mentee_enrolment_ids
                for other in proposal._others_of(mentee)
                if mentee.id in rows and other.id in columns
            }
            flags = pool.flags
            if proposal.rejected and pairs:
                flags = flags.copy()
                for pair in pairs:
                    flags[pair] &= ~FLAGS(Obstacle.REJECTED)
            best = solve(flags > 0, [pin for pin in pins if pin not in pairs])
            proposal.write(
                {
                    "priced": True,
                    "price": best.total - solution.total,
                    "price_matched": best.matched - solution.matched,
                }
            )
