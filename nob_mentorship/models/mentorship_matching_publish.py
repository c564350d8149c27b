import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError


class MentorshipMatching(models.Model):
    """Publishing a run: pairings are made and offered, as by hand (P1, promise 5)."""

    _inherit = "mentorship.matching"

    def action_publish(self):
        """Publish all that is proposed; what is not possible any more says so."""
        self.ensure_one()
        return self._publish(self.proposal_ids)

    def _publish(self, proposals):
        """Make and offer the pairings of these proposals, each whole or not at all.

        :param proposals: ``mentorship.proposal`` of this run
        :return: a client action that tells staff how it went
        :raises UserError: when the run is a draft
        """
        self._check_staff()
        proposals._check_staff()
        for matching in self:
            if matching.state == "draft":
                raise UserError(self.env._("Run the matching before you publish it."))
        waiting = proposals.filtered(lambda p: not p.pairing_id and not p.rejected)
        if not waiting:
            return self._told(self._nothing_left(), "warning")
        # of two who publish at the same moment, the second one starts anew, and sees
        # what the first one did
        self._touch()
        refused = []
        for proposal in waiting.sorted(lambda p: (-p.score, p.id)):
            if why := self._offer(proposal):
                refused.append(f"{proposal.display_name}: {why}")
        # sudo: staff of the programme, checked above
        for matching in self.sudo():
            if not matching.proposal_ids.filtered(lambda p: not p.pairing_id):
                matching._close_run()
        self._leave_word()
        message = self.env._(
            "%(done)s of %(total)s offered: both are asked by mail.",
            done=len(waiting) - len(refused),
            total=len(waiting),
        )
        if refused:
            message = "\n".join([message, self.env._("Not done:"), *refused])
        return self._told(message, "warning" if refused else "success")

    def _offer(self, proposal):
        """Make and offer one pairing.

        :return: None, or why it is not possible, which the proposal keeps too
        """
        refusal = None
        try:
            with self.env.cr.savepoint():
                pairing = self.env["mentorship.pairing"].create(proposal._pairing())
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

    def _close_run(self):
        self._set_state(
            "published",
            published_on=fields.Datetime.now(),
            published_by_id=self.env.uid,
        )

    def _leave_word(self):
        """Let who is without a pairing read one of a few coarse reasons.

        It follows from how many people there are alone, never from who may not be
        paired with whom.
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
        return self.env._("Nothing left to publish: all of these are offered already.")

    def _told(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
