from odoo import api, fields, models


class MentorshipPortalPages(models.AbstractModel):
    """What to do next: the first step is the one shown on top."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _sign_up_steps(self, cards):
        """Return one step for each edition that this member can sign up for."""
        return [
            {
                "title": self.env._("You can sign up"),
                "text": edition["line"],
                "url": edition["url"],
                "label": edition["name"],
            }
            for card in cards
            for edition in card["editions"]
            if edition["open"]
        ]

    @api.model
    def _enrolment_steps(self, enrolment):
        if enrolment.state != "draft" or not enrolment.edition_id._accepts_enrolment():
            return []
        return [
            {
                "title": self.env._("Finish your sign-up"),
                "text": self.env._(
                    "It is saved, and not sent yet: %s.",
                    enrolment.edition_id.display_name,
                ),
                "url": enrolment._page_path(),
                "label": self.env._("Go on"),
            }
        ]

    @api.model
    def _pairing_steps(self, pairing, partner):
        """Return what this member should do in a pairing, most urgent first."""
        url = f"/my/mentorship/pairing/{pairing.id}"
        others = self._names_of_others(pairing, partner)
        own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
        if pairing.state in ("offered", "active") and own.answer == "pending":
            return [
                {
                    "title": self.env._("A mentorship with %s: yes or no?", others),
                    "text": self.env._(
                        "Please answer by %s.", self._day(pairing.expires_on)
                    ),
                    "url": url,
                    "label": self.env._("Look and answer"),
                }
            ]
        if pairing.state != "active":
            return []
        paused = pairing.paused_until
        if paused:
            return []
        if own.role != "mentor" and not own.first_contact_on:
            return [
                {
                    "title": self.env._("Get in touch with %s", others),
                    "text": self.env._("The first move is yours."),
                    "url": f"{url}#contact",
                    "label": self.env._("See how"),
                }
            ]
        now = fields.Datetime.now()
        planned = pairing.meeting_ids.filtered(lambda m: m.state == "planned")
        past = planned.filtered(lambda m: m.stop < now).sorted("start")
        if past:
            return [
                {
                    "title": self.env._(
                        "Did you meet on %s?", self._moment(past[0].start)
                    ),
                    "text": self.env._("With %s.", others),
                    "url": f"/my/mentorship/meeting/{past[0].id}",
                    "label": self.env._("Tell us"),
                }
            ]
        if planned or not pairing.first_contact_on:
            return []
        return [
            {
                "title": self.env._("Plan your next meeting with %s", others),
                "text": self.env._(
                    "You held %(held)s of at least %(least)s meetings.",
                    held=pairing.held_meeting_count,
                    least=pairing.edition_id.min_meetings,
                ),
                "url": f"{url}/meeting",
                "label": self.env._("Plan a meeting"),
            }
        ]
