from odoo import api, fields, models

from ...portal.sealed import address


class MentorshipPortalPages(models.AbstractModel):
    """What to do next: the first step is the one shown on top."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _sign_up_steps(self, cards):
        """Return one step for each edition that this member can sign up for."""
        return [
            {
                "title": self.env._("Sign up for %s", edition["name"]),
                "text": edition["line"],
                "url": edition["url"],
                "label": self.env._("Look and sign up"),
            }
            for card in cards
            for edition in card["editions"]
            if edition["open"]
        ]

    @api.model
    def _renew_steps(self, editions, partner):
        """Return what a person can do who is no member while a sign-up is open."""
        open_editions = editions.filtered(lambda edition: edition._accepts_enrolment())
        finding = open_editions[:1] and open_editions[0]._find_membership(partner)
        if not finding or finding.code != "not_member":
            return []
        programme = open_editions[0].programme_id
        return [
            {
                "title": self.env._("You are no member at the moment"),
                "text": finding.reason,
                "url": programme._question_link(),
                "label": self.env._("Write to us"),
            }
        ]

    @api.model
    def _enrolment_steps(self, enrolment):
        may_edit = enrolment._may_edit()
        sent = may_edit and enrolment.state != "draft"
        if sent and (enrolment._lacks_words() or enrolment._unanswered()):
            return [
                {
                    "title": self.env._("Your sign-up is not complete yet"),
                    "text": self.env._(
                        "Complete your sign-up for %s.",
                        enrolment.edition_id.display_name,
                    ),
                    "url": enrolment._page_path(),
                    "label": self.env._("Fill it in"),
                }
            ]
        if enrolment.state != "draft" or not may_edit:
            return self._choice_steps(enrolment)
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
        return [
            *self._consent_steps(pairing, partner),
            *self._active_steps(pairing, own, others, url),
            *filter(None, [self._prolong_step(pairing, own)]),
        ]

    @api.model
    def _consent_steps(self, pairing, partner):
        """Return the questions about sharing that wait for this member."""
        asked = pairing.consent_ids.filtered(
            lambda each: (
                (each.state, each.giver_id) == ("asked", partner)
                and each.author_id != partner
            )
        )
        return [
            {
                "title": self.env._("%s asks you about sharing", each.author_id.name),
                "text": self.env._("Nothing is shared without your yes."),
                "url": address.entry(f"consent/{each.id}"),
                "label": self.env._("Read the question"),
            }
            for each in asked
        ]

    @api.model
    def _active_steps(self, pairing, own, others, url):
        """Return what this member should do first while the pairing runs.

        :param own: the member's ``mentorship.pairing.member``
        :param str others: the names of the others
        :param str url: of the pairing's page
        """
        if pairing.paused_until:
            return []
        if own.role != "mentor" and not own.first_contact_on:
            return [
                {
                    # of a group, a mentee may know how to reach the mentor alone
                    "title": self.env._(
                        "Get in touch with %s", pairing.mentor_id.name or others
                    ),
                    "text": self.env._("Do not wait for each other.")
                    if own.role == "peer"
                    else self.env._("The first move is yours."),
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
        if room_step := self._room_step(pairing, own):
            return [room_step]
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

    @api.model
    def _prolong_step(self, pairing, own):
        """Return the answer to a wish to go on that waits for this member, or None.

        :param own: the member's ``mentorship.pairing.member``
        """
        day = pairing._asked_to_go_on(own)
        if not day or day == own.prolong_wish:
            return None
        others = (pairing._present_members() - own).filtered("prolong_wish")
        return {
            "title": self.env._(
                "%(name)s would like to go on until %(day)s",
                name=others[:1].partner_id.name,
                day=self._day(day),
            ),
            "text": self.env._(
                "Would you, too? If you would rather stop then, do nothing."
            ),
            "url": f"/my/mentorship/pairing/{pairing.id}#prolong",
            "label": self.env._("Look and choose"),
        }

    @api.model
    def _room_step(self, pairing, own):
        """Return what this member should do in the pair's room, None for nothing.

        :param own: the member's ``mentorship.pairing.member``
        """
        url, partner = address.entry(f"room/{pairing.id}"), own.partner_id
        others = self._names_of_others(pairing, partner)
        newest = pairing.agreement_ids[:1]
        if newest and newest._asks(partner):
            return {
                "title": self.env._("Read the agreement, and say yes"),
                "text": self.env._(
                    "%s wrote it, and waits for you.", newest.author_id.name
                ),
                "url": url,
                "label": self.env._("Read it"),
            }
        new = newest._unread_by() if newest else newest.author_id
        if new and partner not in new:
            return {
                "title": self.env._(
                    "Let %s read your agreement", ", ".join(new.mapped("name"))
                ),
                "text": self.env._(
                    "Save it once more, and everyone is asked for a yes."
                ),
                "url": url,
                "label": self.env._("Go to the agreement"),
            }
        if not pairing.first_contact_on:
            return None
        if pairing.agreement_state == "none":
            return {
                "title": self.env._("Write the agreement together"),
                "text": self.env._(
                    "How you work together, and what stays between you."
                ),
                "url": url,
                "label": self.env._("Begin"),
            }
        if own.role != "mentor" and partner not in pairing.plan_ids.author_id:
            return {
                "title": self.env._("Write your development plan"),
                "text": self.env._("Four short questions; %s reads along.", others),
                "url": url,
                "label": self.env._("Begin"),
            }
        if not pairing.goal_count:
            return {
                "title": self.env._("Set a first goal"),
                "text": self.env._("What should be different at the end?"),
                "url": url,
                "label": self.env._("Set a goal"),
            }
        return None
