import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MentorshipMatching(models.Model):
    """Publishing a run: pairings are created and offered, as by hand (P1, promise
    5)."""

    _inherit = "mentorship.matching"

    asked_count = fields.Integer(compute="_compute_outlook", compute_sudo=True)
    unreachable_count = fields.Integer(compute="_compute_outlook", compute_sudo=True)
    offered_count = fields.Integer(
        "Offers that wait", compute="_compute_offered_count", compute_sudo=True
    )

    @api.depends("proposal_ids.pairing_id.state")
    def _compute_offered_count(self):
        for matching in self:
            matching.offered_count = len(matching._offered())

    @api.depends("proposal_ids.pairing_id.state")
    def _compute_outlook(self):
        """Count the members who will be asked by mail, and those without an address."""
        for matching in self:
            people = matching.proposal_ids._waiting()._people().partner_id
            reached = people.filtered(lambda partner: partner._has_mail())
            matching.asked_count = len(reached)
            matching.unreachable_count = len(people - reached)

    def action_publish(self):
        """Publish all proposals; those that are no longer possible show the reason."""
        self.ensure_one()
        return self._publish(self.proposal_ids)

    def _publish(self, proposals):
        """Create and offer the pairings of these proposals, each completely or not at
        all.

        :param proposals: the ``mentorship.proposal`` records of this run
        :return: a client action that reports the result to staff
        :raises UserError: if the run is a draft
        """
        self._check_staff()
        proposals._check_staff()
        self._check_was_run()
        waiting = proposals._waiting()
        if not waiting:
            return self.env["mentorship.job"]._notification(
                self._nothing_left(), "warning"
            )
        # if two users publish at the same moment, the second transaction is retried,
        # and sees what the first did
        self._touch()
        return waiting.sorted(lambda p: (-p.score, p.id))._in_bulk(
            "_publish_one",
            name=self.env._("Publish %s", self[:1].display_name),
            after=(self, "_publish_end"),
        )

    def _check_was_run(self):
        """Raise if one of these runs is a draft."""
        if any(matching.state == "draft" for matching in self):
            raise UserError(self.env._("Run the matching before you publish it."))

    def _offer(self, proposal):
        """Create and offer one pairing.

        :return: None, or the reason why it is impossible, which the proposal stores too
        """
        refusal = None
        try:
            with self.env.cr.savepoint():
                pairing = proposal._taken_back()
                pairing = pairing or pairing.create(proposal._pairing())
                # pinned: staff chose these two, not the matching
                pairing._note_came_about("staff" if proposal.pinned else "proposed")
                pairing.action_offer()
        except psycopg2.IntegrityError as error:
            refusal = self.env["mentorship.guarded"]._constraint_message(error)
        except UserError as error:
            refusal = str(error)
        # sudo: staff of the programme, checked by the caller
        proposal = proposal.sudo()
        if refusal:
            proposal.refusal = refusal
        else:
            proposal.write({"pairing_id": pairing.id, "refusal": False})
        return refusal

    def _publish_end(self):
        """Close the runs with nothing left to publish."""
        # sudo: staff of the programme, checked before each was published
        for matching in self.sudo():
            if not matching.proposal_ids.filtered(lambda p: not p.is_published):
                matching._close_run()
            matching._leave_word()

    def _close_run(self):
        self._set_state(
            "published",
            published_on=fields.Datetime.now(),
            published_by_id=self.env.uid,
        )

    def action_retract(self):
        """Take back all offers of this run that nobody answered, and report the result
        to staff: answered ones stay.
        """
        self.ensure_one()
        self._check_staff()
        offered = self._offered()
        if not offered:
            return self.env["mentorship.job"]._notification(
                self.env._("No offer of this run waits for an answer."), "warning"
            )
        return offered._in_bulk(
            "action_retract", name=self.env._("Take back %s", self.display_name)
        )

    def _offered(self):
        """Return the pairings of this run that are offered."""
        pairings = self.proposal_ids.pairing_id
        return pairings.filtered(lambda pairing: pairing.state == "offered")

    @api.model
    def _reopen_after(self, pairings):
        """Reopen the runs of which no offer or pairing is left, because these offers
        were taken back; otherwise they stay published.
        """
        # sudo: staff who took the offers back were checked; runs are hidden from staff
        # who take part
        proposals = self.env["mentorship.proposal"].sudo()
        runs = proposals.search([("pairing_id", "in", pairings.ids)]).matching_id
        # of the last two offers at the same moment, the second must see the first
        runs._touch()
        for run in runs.filtered(lambda run: run.state == "published"):
            there = run.proposal_ids.pairing_id.mapped("state")
            if not {"offered", "active"} & set(there):
                run._set_state("done", published_on=False, published_by_id=False)

    def _leave_word(self):
        """Give each member without a pairing one of a few coarse reasons to read.

        It depends only on the number of people, never on forbidden pairs.
        """
        # sudo: staff of the programme, checked by the caller
        for matching in self.sudo():
            places = matching.place_count or matching.mentee_count
            for line in matching.unmatched_line_ids:
                many, few = matching.mentee_count, places
                if line.role == "mentor":
                    many, few = few, many
                line.enrolment_id.unmatched_word = "scarce" if many > few else "later"

    def _nothing_left(self):
        by = self[:1].published_by_id.name
        if by:
            return self.env._("Nothing left to publish: %s published this run.", by)
        return self.env._(
            "Nothing left to publish: all of these have already been offered."
        )


class MentorshipProposal(models.Model):
    """Publishing a proposal, alone or with the others of a run."""

    _inherit = "mentorship.proposal"

    is_published = fields.Boolean(
        compute="_compute_is_published",
        compute_sudo=True,
        help="It was offered, and the offer was not taken back.",
    )

    @api.depends("pairing_id.state")
    def _compute_is_published(self):
        for proposal in self:
            pairing = proposal.pairing_id
            proposal.is_published = bool(pairing) and pairing.state != "proposed"

    def _waiting(self):
        """Return those of these proposals that publishing would offer."""
        return self.filtered(lambda p: not (p.is_published or p.rejected))

    @api.model
    def _to_publish(self):
        """Return the domain of proposals that were not published, or whose offer was
        taken back.
        """
        return Domain("pairing_id", "=", False) | Domain(
            "pairing_id.state", "=", "proposed"
        )

    def _bulk_result(self, method):
        if method != "_publish_one":
            return None
        return self.pairing_id.member_ids._asked_words()

    def _publish_one(self):
        """Create and offer this pairing, unless it was already published or rejected.

        :return: None, or the reason why it is impossible
        """
        if self.is_published or self.rejected:
            return None
        return self.matching_id._offer(self)

    def _taken_back(self):
        """Return the pairing whose offer was taken back, to be offered again, or an
        empty recordset: if its people have changed since, it is deleted.
        """
        pairing = self.pairing_id
        if pairing.member_ids.enrolment_id == self._people():
            return pairing
        pairing.unlink()
        return pairing.browse()
