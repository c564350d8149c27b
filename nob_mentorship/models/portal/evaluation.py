from odoo import api, models


class MentorshipPortalPages(models.AbstractModel):
    """What a member sees of evaluations: their own link, and what came of them."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _evaluation_steps(self, partner):
        """Return one step for each form this member was asked for and did not answer.

        For the member's own eyes: who sees it knows that there is no answer yet.
        """
        invitations = self.env["mentorship.evaluation.invitation"].search(
            [
                ("partner_id", "=", partner.id),
                ("responded", "=", False),
                ("evaluation_id.state", "=", "open"),
                ("evaluation_id.closing", "=", False),
            ]
        )
        return [
            {
                "title": self.env._("Tell us how it is going"),
                "text": (
                    self.env._(
                        "Anonymous, five minutes, until %s.", self._day(e.closes_on)
                    )
                    if e.closes_on
                    else self.env._("Anonymous, five minutes.")
                ),
                "url": f"/my/mentorship/evaluation/{e.id}",
                "label": self.env._("Open the form"),
            }
            for e in invitations.evaluation_id
        ]

    @api.model
    def _published_summaries(self, partner):
        """Return what staff published on the evaluations of this member's editions."""
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", partner.id), ("state", "not in", ("draft", "refused"))]
        )
        evaluations = self.env["mentorship.evaluation"].search(
            [
                ("edition_id", "in", enrolments.edition_id.ids),
                ("state", "=", "closed"),
                ("published_on", "!=", False),
            ],
            order="published_on desc, id desc",
        )
        return [
            {
                "title": evaluation.edition_id.display_name,
                "moment": self._label(evaluation, "moment"),
                "day": self._day(evaluation.published_on),
                "text": evaluation.summary,
            }
            for evaluation in evaluations
        ]
