from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..base.asked import Question


class MentorshipMatching(models.Model):
    """The questions before a run is published, or its offers are taken back: how many
    people are asked, until when, and which wishes are still open.
    """

    _inherit = "mentorship.matching"

    def _asks_publish(self):
        self.ensure_one()
        return self._publish_question(self.proposal_ids)

    def _asks_retract(self):
        self.ensure_one()
        offered = self._offered()
        if not offered:
            raise UserError(self.env._("No offer of this run waits for an answer."))
        # as `action_retract` of a pairing: an offer with an answer stays
        asked = offered._asks_bulk_retract()
        return Question(
            self.env._("Take all offers of %s back?", self.display_name),
            self.env._("Take them back"),
            asked.lines,
        )

    def _publish_question(self, proposals):
        """Return the question before these proposals of this run are published.

        :raises UserError: if the run is a draft, or nothing is left to publish
        """
        self._check_was_run()
        _, waiting = self.env._, proposals._waiting()
        if not waiting:
            raise UserError(self._nothing_left())
        # sudo: which of the people in proposals that the user can read have an address
        troubled = waiting.filtered("problem")
        people = (waiting - troubled).sudo()._people()
        last = fields.Date.context_today(self) + timedelta(
            days=self.edition_id.offer_days
        )
        open_wishes = self._open_wishes()
        return Question(
            _(
                "Publish the proposals of %(run)s (%(count)s)?",
                count=self._figure(len(waiting)),
                run=self.display_name,
            )
            if len(waiting) > 1
            else _("Publish %s?", waiting.display_name),
            _("Publish"),
            (
                _(
                    "People who are asked by email: %s",
                    self._figure(len(people._reachable().partner_id)),
                ),
                people._unreached_words(),
                _("Last day to answer: %s", self._day_words(last)),
                troubled
                and _(
                    "Proposals that are no longer possible, and are left out: %s",
                    self._figure(len(troubled)),
                ),
                self.env["mentorship.preference"]._open_words(
                    "edition_id", self.edition_id.ids
                ),
                open_wishes
                and _("Wishes that this run does not meet: %s", open_wishes._names()),
                self.unmatched_line_ids
                and _(
                    "Members without a proposal: %s",
                    self._figure(len(self.unmatched_line_ids)),
                ),
                proposals._stay_words(waiting),
            ),
        )


class MentorshipProposal(models.Model):
    """The question before some proposals of a run are published."""

    _inherit = "mentorship.proposal"

    def _asks_publish(self):
        if len(self.matching_id) != 1:
            raise UserError(self.env._("Choose proposals of one run."))
        return self.matching_id._publish_question(self)
