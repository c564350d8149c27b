from odoo import api, models

from ..base.labels import field_labels
from ..enrolment.stated import WEIGHED

BOXES = ("shown", "shares_question", "shares_contact")
"""What a member ticks at the sign-up: a form does not send what is not ticked."""


class MentorshipPortalPages(models.AbstractModel):
    """An edition, and a member's sign-up for it."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _edition_page(self, edition, partner):
        """Return the values of `/my/mentorship/edition/<id>` for a member."""
        programme = edition.programme_id
        enrolments = self.env["mentorship.enrolment"].search(
            [
                ("edition_id", "=", edition.id),
                ("partner_id", "=", partner.id),
                ("state", "!=", "withdrawn"),
            ]
        )
        stated = enrolments._stated()
        cards = [
            self._role_card(edition, role, findings, enrolments)
            for role, findings in edition._eligible_roles(partner, stated).items()
        ]
        cards = [card for card in cards if card["shown"]]
        refused = cards and all(
            card["refused"] and not card["enrolment_url"] for card in cards
        )
        return {
            "edition": {
                "id": edition.id,
                "programme_id": programme.id,
                "name": edition.display_name,
                "summary": programme.summary,
                "closed": edition.state == "closed",
                "line": self._edition_line(edition, False)["line"],
                "not_planned": edition.state == "not_planned",
                "period": self._period(edition.date_start, edition.date_end),
                "duration_months": edition.duration_months,
                "min_meetings": edition.min_meetings,
                "aims": programme.aim_ids.mapped("name"),
                "focus": programme.focus_ids.mapped("name"),
                "texts": [
                    (title, text)
                    for title, text in (
                        (self.env._("What it is"), programme.description),
                        (self.env._("What is expected"), programme.expectations),
                        (self.env._("What it brings"), programme.benefits),
                        (self.env._("You as a mentor"), programme.mentor_profile),
                        (self.env._("You as a mentee"), programme.mentee_profile),
                        (self.env._("From the board"), programme.support_statement),
                    )
                    if text
                ],
                "resources": [
                    {"name": r.name, "summary": r.summary, "url": r.url}
                    for r in programme.resource_ids
                ],
                "news": [
                    {
                        "name": n.name,
                        "summary": n.summary,
                        "url": n.url,
                        "date": self._day(n.date),
                    }
                    for n in programme.news_ids
                ],
                "question_link": programme._question_link(),
                "contact_email": programme.contact_email,
                "interested": bool(
                    self.env["mentorship.interest"].search_count(
                        [
                            ("programme_id", "=", programme.id),
                            ("partner_id", "=", partner.id),
                        ],
                        limit=1,
                    )
                ),
            },
            "roles": cards,
            "others": self._other_editions(edition, partner) if refused else [],
        }

    @api.model
    def _other_editions(self, edition, partner):
        """Return the editions that a member can sign up for instead: [{name, url}]."""
        others = edition.search(
            [
                *edition._member_domain(partner),
                ("state", "in", ("enrolment", "matching", "running")),
                ("programme_id.active", "=", True),
                ("id", "!=", edition.id),
            ]
        )
        return [
            self._edition_line(other, True)
            for other in others
            if other._accepts_enrolment() and other._welcomes(partner)
        ]

    @api.model
    def _role_card(self, edition, role, findings, enrolments):
        """Return what a member reads on a role; where the sign-up is over, only on the
        one in which they signed up."""
        accepts = edition._accepts_enrolment()
        enrolment = enrolments.filtered(lambda e: e.role == role)
        refused = [f.reason for f in findings if f.verdict == "no"]
        titles = {
            "mentor": self.env._("As a mentor"),
            "mentee": self.env._("As a mentee"),
            "peer": self.env._("As a peer"),
        }
        left = edition._places_left(role)
        return {
            "role": role,
            "title": titles[role],
            "note": self._role_note(edition.kind, role),
            "refused": refused,
            "shown": accepts or edition._opens_later() or bool(enrolment),
            "unknown": [] if refused else [f.reason for f in findings],
            "asked": any(f.facts for f in findings),
            "enrolment_url": enrolment[:1]._page_path() if enrolment else None,
            "enrolment_state": self._label(enrolment[:1], "state") if enrolment else "",
            "may_start": accepts and not refused and not enrolment,
            "full": left == 0,
        }

    @api.model
    def _role_note(self, kind, role):
        """Return what a role is in a kind where that is not what one expects, or ""."""
        notes = {
            "reverse mentor": self.env._(
                "In reverse mentoring, the mentor is the one with less experience. You "
                "share what you see and know with a senior colleague."
            ),
            "reverse mentee": self.env._(
                "In reverse mentoring, the mentee is the one with more experience. You "
                "learn from a junior colleague."
            ),
            "peer peer": self.env._(
                "Peers learn from each other: nobody is the mentor."
            ),
            "group mentor": self.env._("You guide a group of mentees."),
            "group mentee": self.env._("You share a mentor with other mentees."),
        }
        return notes.get(f"{kind} {role}", "")

    @api.model
    def _enrolment_page(self, enrolment, typed=None):
        """Return the values of `/my/mentorship/enrolment/<id>`.

        :param typed: what the member just typed, where it could not be saved
        """
        may_edit = enrolment._may_edit()
        asked = enrolment._asked_fields() if may_edit else []
        saved = {
            "question": enrolment.question or "",
            "motivation": enrolment.motivation or "",
            "employer": enrolment.employer or "",
            "max_mentees": str(enrolment.max_mentees),
            **{name: "1" if enrolment[name] else "" for name in BOXES},
            "topic_ids": [str(topic_id) for topic_id in enrolment.topic_ids.ids],
            "stated_professional_since": str(enrolment.stated_professional_since or ""),
            "stated_gender": enrolment.stated_gender or "",
        }
        if typed is not None:
            saved.update(
                (name, typed.getlist(name) if name == "topic_ids" else typed.get(name))
                for name in asked
                if name in typed or name in ("topic_ids", *BOXES)
            )
        topics = (
            self.env["mentorship.topic"].search([("active", "=", True)])
            if may_edit
            else ()
        )
        return {
            "enrolment": {
                "id": enrolment.id,
                "edition": enrolment.edition_id.display_name,
                "edition_url": f"/my/mentorship/edition/{enrolment.edition_id.id}",
                "role": enrolment.role,
                "kind": enrolment.edition_id.kind,
                "role_label": self._label(enrolment, "role"),
                "state": enrolment.state,
                "state_label": self._label(enrolment, "state"),
                "story": self._enrolment_story(enrolment),
                "may_edit": may_edit,
                "may_tell": enrolment._may_tell(),
                "may_withdraw": not enrolment._is_final(),
                "deadline": ""
                if enrolment._lacks_words()
                else self._day(enrolment.edition_id.enrolment_end),
                "topics": enrolment.topic_ids.mapped("name"),
                "asks_shown": enrolment.own_choice and enrolment.role == "mentor",
                "choice_url": enrolment._has_own_choice()
                and enrolment.state == "accepted"
                and f"{enrolment._page_path()}/mentors",
                "has_chosen": bool(enrolment._asked_choice()),
                "min_meetings": enrolment.edition_id.min_meetings,
                "condition": enrolment.edition_id.eligibility_note,
                "question_link": enrolment.programme_id._question_link(),
                "contact_email": enrolment.programme_id.contact_email,
            },
            "asked": asked,
            "form": saved,
            "choices": self._choices(enrolment, typed) if may_edit else [],
            "facts": self._matching_facts(enrolment),
            "topics": [{"id": str(topic.id), "name": topic.name} for topic in topics],
            "genders": [*field_labels(self.env["res.partner"], "gender").items()],
        }

    @api.model
    def _enrolment_story(self, enrolment):
        """Return one sentence on where this sign-up stands, and what follows; or why
        this member cannot take part by now."""
        weighed = enrolment.state in ("draft", *WEIGHED)
        if weighed and (story := self._doubtful_story(enrolment)):
            return story
        if enrolment._lacks_words():
            return self.env._(
                "We no longer have what you wrote. Please fill in your sign-up again; "
                "then we look at it."
            )
        stories = {
            "draft": self.env._("Saved, and not sent yet."),
            "submitted": self.env._("Sent. The staff look at it; you get a mail.")
            if enrolment.edition_id.intake
            else self.env._(
                "Sent. Our records do not contain everything we need to decide, so "
                "a coordinator looks at your sign-up first. You will get a mail."
            ),
            "waiting": self.env._(
                "All places are taken. You are on the waiting list and move up by "
                "yourself when a place is free."
            ),
            "accepted": self._accepted_story(enrolment),
            "refused": enrolment.refusal_reason
            or self.env._("Your sign-up was not accepted."),
            "matched": self.env._("You take part, and you have a pairing."),
            "completed": self.env._("You completed the programme. Thank you!"),
            "unmatched": self.env._(
                "There was nobody for you this time. Next time you come first."
            ),
            "withdrawn": self.env._("You withdrew."),
        }
        return stories[enrolment.state]

    @api.model
    def _doubtful_story(self, enrolment):
        """Return what stands in the way of a sign-up under way, or what the member has
        to tell us still; "" where there is nothing."""
        findings = enrolment._findings()
        reasons = [finding.reason for finding in findings if finding.verdict == "no"]
        unknown = [finding.reason for finding in findings if finding.facts]
        if not reasons and unknown and enrolment.state != "draft":
            reasons = [
                *unknown,
                self.env._("Please fill it in below.")
                if enrolment._may_edit()
                else self.env._("Please write to us."),
            ]
        return "\n".join(reasons)

    @api.model
    def _accepted_story(self, enrolment):
        """Return what who has no pairing yet reads; it says nothing of anybody else."""
        if story := self._choice_story(enrolment):
            return story
        # accepted and not matched: what holds a place is not active yet
        if enrolment.held_places:
            return self.env._(
                "You take part, and we have a proposal for you: see your overview."
            )
        if not enrolment.unmatched_word:
            return self.env._(
                "You take part. You hear from us when we found somebody for you."
            )
        if enrolment.unmatched_word == "later" or enrolment.role == "peer":
            return self.env._("You take part. We did not find somebody for you yet.")
        if enrolment.role == "mentor":
            return self.env._(
                "You take part. There are more places with mentors than mentees, so we "
                "did not find somebody for you yet."
            )
        return self.env._(
            "You take part. More members look for a mentor than there are places, so "
            "we did not find somebody for you yet."
        )
