from datetime import datetime

from odoo import api, fields, models

from .edition import BOXES


class MentorshipPortalPages(models.AbstractModel):
    """What a member takes along; of what is sealed, their browser makes the rest."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _export(self, partner):
        """Return all that mentoring knows of a member, but for sealed texts.

        :return: dict of names and plain values, for JSON
        """
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", partner.id)]
        )
        interests = self.env["mentorship.interest"].search(
            [("partner_id", "=", partner.id)]
        )
        invited = self.env["mentorship.invitee"].search(
            [("partner_id", "=", partner.id), ("edition_id.state", "!=", "draft")]
        )
        consents = self.env["mentorship.consent"].search(
            ["|", ("giver_id", "=", partner.id), ("recipient_id", "=", partner.id)]
        )
        return {
            "name": partner.name,
            "email": partner.email,
            "phone": partner.phone,
            "professional_since": self._plain(partner.professional_since),
            "interested_in": interests.programme_id.mapped("name"),
            "invited_to": invited.edition_id.mapped("display_name"),
            "enrolments": [
                {
                    "edition": enrolment.edition_id.display_name,
                    "role": self._label(enrolment, "role"),
                    "state": self._label(enrolment, "state"),
                    "question": enrolment.question,
                    "motivation": enrolment.motivation,
                    "topics": enrolment.topic_ids.mapped("name"),
                    "focus": enrolment.focus_ids.mapped("name"),
                    "languages": enrolment.language_ids.mapped("name"),
                    "region": enrolment.region_id.name,
                    "meeting_mode": enrolment.meeting_mode
                    and self._label(enrolment, "meeting_mode"),
                    "answers": enrolment.answer_ids.mapped("display_name"),
                    "employer": enrolment.employer,
                    **{
                        name: self.env._("Yes") if enrolment[name] else None
                        for name in BOXES
                    },
                    "chosen": enrolment.choice_ids.mapped("display_name"),
                }
                for enrolment in enrolments
            ],
            "pairings": [
                {
                    "with": self._names_of_others(pairing, partner),
                    "edition": pairing.edition_id.display_name,
                    "state": self._label(pairing, "state"),
                    "since": self._plain(pairing.date_start),
                    "until": self._plain(pairing.date_end),
                    "meetings": [
                        {
                            "start": self._plain(meeting.start),
                            "state": self._label(meeting, "state"),
                            "place": meeting.location or meeting.video_url,
                        }
                        for meeting in pairing.meeting_ids
                    ],
                }
                for pairing in self._pairings_of(partner)
                if pairing.state != "offered"
            ],
            "consents": [
                {
                    "kind": self._label(consent, "item_kind"),
                    "from": consent.giver_id.name,
                    "to": consent.recipient_id.name,
                    "state": self._label(consent, "state"),
                    "asked_on": self._plain(consent.asked_on),
                    "answered_on": self._plain(consent.answered_on),
                    "revoked_on": self._plain(consent.revoked_on),
                }
                for consent in consents
            ],
            "told": self._exported_preferences(partner),
        }

    @api.model
    def _plain(self, value):
        """Return a day, or a moment on the member's own clock, as text."""
        if isinstance(value, datetime):
            here = self.with_context(tz=self._timezone())
            local = fields.Datetime.context_timestamp(here, value)
            return f"{local:%Y-%m-%d %H:%M} ({local.tzinfo})"
        return str(value) if value else None

    @api.model
    def _export_labels(self):
        """Return {name in the export: what it is called in the member's language}."""
        _ = self.env._
        return {
            "name": _("Name"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "professional_since": _("In the profession since"),
            "interested_in": _("Interested in"),
            "enrolments": _("Sign-ups"),
            "pairings": _("Mentorships"),
            "consents": _("Consents"),
            "edition": _("Edition"),
            "role": _("Role"),
            "state": _("State"),
            "question": _("Question or objective"),
            "motivation": _("Motivation"),
            "topics": _("Topics"),
            "focus": _("Direction of the objective"),
            "languages": _("Languages"),
            "region": _("Region"),
            "meeting_mode": _("Way of meeting"),
            "answers": _("Answers"),
            "employer": _("Employer"),
            "shown": _("Shown to mentees"),
            "shares_question": _("Peers may read the question"),
            "shares_contact": _("Fellow mentees may read e-mail and telephone"),
            "chosen": _("Mentors you chose"),
            "with": _("With"),
            "since": _("Since"),
            "until": _("Until"),
            "meetings": _("Meetings"),
            "start": _("Start"),
            "place": _("Place"),
            "kind": _("Kind"),
            "from": _("From"),
            "to": _("To"),
            "asked_on": _("Asked on"),
            "answered_on": _("Answered on"),
            "revoked_on": _("Revoked on"),
            "told": _("Whom you would like to be paired with, or not"),
        }
