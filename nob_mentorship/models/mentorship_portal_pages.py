from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime


class MentorshipPortalPages(models.AbstractModel):
    """What the members' pages show: plain values, never records.

    The callers looked the record up among the member's own; everything here runs with
    the rights of the server and hands out only what that member may see.
    """

    _name = "mentorship.portal.pages"
    _description = "Mentorship: values of the members' pages"

    # The overview

    @api.model
    def _overview(self, partner):
        """Return the values of `/my/mentorship` for a member."""
        pairings = self._pairings_of(partner)
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", partner.id), ("state", "!=", "withdrawn")]
        )
        programmes = self.env["mentorship.programme"].search([("active", "=", True)])
        steps = [step for p in pairings for step in self._pairing_steps(p, partner)]
        steps += [step for e in enrolments for step in self._enrolment_steps(e)]
        cards = self._programme_cards(programmes, enrolments, partner)
        if not steps and not any(not e._is_final() for e in enrolments):
            steps = self._sign_up_steps(cards)
        return {
            "step": steps[0] if steps else None,
            "more_steps": steps[1:],
            "pairings": [self._pairing_line(p, partner) for p in pairings],
            "enrolments": [self._enrolment_line(e) for e in enrolments],
            "programmes": cards,
        }

    @api.model
    def _pairings_of(self, partner):
        """Return the pairings a member may see, what is under way first."""
        pairings = self.env["mentorship.pairing"]
        return pairings.search(pairings._member_domain(partner)).sorted(
            lambda p: ("offered", "active", "completed", "ended").index(p.state)
        )

    @api.model
    def _programme_cards(self, programmes, enrolments, partner):
        editions = self.env["mentorship.edition"].search(
            [
                ("programme_id", "in", programmes.ids),
                ("state", "in", ("not_planned", "enrolment", "matching", "running")),
            ]
        )
        interests = self.env["mentorship.interest"].search(
            [("partner_id", "=", partner.id)]
        )
        return [
            {
                "id": programme.id,
                "name": programme.name,
                "summary": programme.summary,
                "interested": programme in interests.programme_id,
                "question_link": programme._question_link(),
                "contact_email": programme.contact_email,
                "editions": [
                    self._edition_line(
                        edition,
                        edition not in enrolments.edition_id
                        and edition._welcomes(partner),
                    )
                    for edition in editions
                    if edition.programme_id == programme
                ],
            }
            for programme in programmes
        ]

    @api.model
    def _edition_line(self, edition, welcome):
        accepts = edition._accepts_enrolment()
        if accepts and edition.state == "enrolment":
            line = self.env._("Sign up until %s.", self._day(edition.enrolment_end))
        elif accepts:
            line = self.env._("It runs; you can still sign up.")
        elif edition.state == "not_planned":
            line = self.env._("No programme is planned for this edition.")
        elif edition.state == "enrolment":
            line = self.env._(
                "Sign-up opens on %s.", self._day(edition.enrolment_start)
            )
        else:
            line = self.env._("Sign-up is closed.")
        return {
            "name": edition.display_name,
            "url": f"/my/mentorship/edition/{edition.id}",
            "line": line,
            "open": accepts and welcome,
        }

    @api.model
    def _enrolment_line(self, enrolment):
        return {
            "name": enrolment.edition_id.display_name,
            "role": self._label(enrolment, "role"),
            "state": self._label(enrolment, "state"),
            "url": enrolment._page_path(),
        }

    @api.model
    def _pairing_line(self, pairing, partner):
        return {
            "name": self._names_of_others(pairing, partner),
            "edition": pairing.edition_id.display_name,
            "state": self._label(pairing, "state"),
            "url": f"/my/mentorship/pairing/{pairing.id}",
        }

    # What to do next: the first step is the one shown on top

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
        if pairing.state == "offered" and own.answer == "pending":
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

    # An edition

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
        accepts = edition._accepts_enrolment()
        return {
            "edition": {
                "id": edition.id,
                "programme_id": programme.id,
                "name": edition.display_name,
                "summary": programme.summary,
                "open": accepts,
                "line": self._edition_line(edition, True)["line"],
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
            "roles": [
                self._role_card(edition, role, findings, enrolments, accepts)
                for role, findings in edition._eligible_roles(partner).items()
            ],
        }

    @api.model
    def _role_card(self, edition, role, findings, enrolments, accepts):
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
            "refused": refused,
            "unknown": [] if refused else [f.reason for f in findings],
            "enrolment_url": enrolment[:1]._page_path() if enrolment else None,
            "enrolment_state": self._label(enrolment[:1], "state") if enrolment else "",
            "may_start": accepts and not refused and not enrolment,
            "full": left == 0,
        }

    # A sign-up

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
            "topic_ids": [str(topic_id) for topic_id in enrolment.topic_ids.ids],
            "stated_professional_since": str(enrolment.stated_professional_since or ""),
            "stated_gender": enrolment.stated_gender or "",
        }
        if typed is not None:
            saved.update(
                (name, typed.getlist(name) if name == "topic_ids" else typed[name])
                for name in asked
                if name in typed or name == "topic_ids"
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
                "role_label": self._label(enrolment, "role"),
                "state": enrolment.state,
                "state_label": self._label(enrolment, "state"),
                "story": self._enrolment_story(enrolment),
                "may_edit": may_edit,
                "may_withdraw": not enrolment._is_final(),
                "deadline": self._day(enrolment.edition_id.enrolment_end),
                "topics": enrolment.topic_ids.mapped("name"),
                "min_meetings": enrolment.edition_id.min_meetings,
                "condition": enrolment.edition_id.eligibility_note,
            },
            "asked": asked,
            "form": saved,
            "topics": [{"id": str(topic.id), "name": topic.name} for topic in topics],
            "genders": self.env["res.partner"]
            ._fields["gender"]
            ._description_selection(self.env),
        }

    @api.model
    def _enrolment_story(self, enrolment):
        """Return one sentence on where this sign-up stands, and what follows."""
        stories = {
            "draft": self.env._("Saved, and not sent yet."),
            "submitted": self.env._("Sent. The staff look at it; you get a mail."),
            "waiting": self.env._(
                "All places are taken. You are on the waiting list and move up by "
                "yourself when a place is free."
            ),
            "accepted": self.env._(
                "You take part. You hear from us when we found somebody for you."
            ),
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

    # A pairing and its meetings

    @api.model
    def _pairing_page(self, pairing, partner):
        """Return the values of `/my/mentorship/pairing/<id>` for one of its members."""
        own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
        others = pairing._present_members() - own
        active = pairing.state == "active"
        steps = self._pairing_steps(pairing, partner)
        return {
            "step": steps[0] if steps else None,
            "pairing": {
                "id": pairing.id,
                "state": pairing.state,
                "state_label": self._label(pairing, "state"),
                "edition": pairing.edition_id.display_name,
                "names": self._names_of_others(pairing, partner),
                "own_role": own.role,
                "own_answer": own.answer,
                "expires_on": self._day(pairing.expires_on),
                "since": self._day(pairing.date_start),
                "until": self._day(pairing.prolonged_until or pairing.date_end),
                "paused_until": self._day(pairing.paused_until),
                "first_contact_on": self._day(
                    own.first_contact_on
                    if own.role != "mentor"
                    else pairing.first_contact_on
                ),
                "held": pairing.held_meeting_count,
                "least": pairing.edition_id.min_meetings,
                "prolong_wishes": [
                    {"name": m.partner_id.name, "until": self._day(m.prolong_wish)}
                    for m in pairing._present_members()
                    if m.prolong_wish and not pairing.prolonged_until
                ],
            },
            "people": [self._person(member, own, active) for member in others],
            "meetings": [self._meeting_line(m) for m in pairing.meeting_ids],
            "reasons": [
                {"id": reason.id, "name": reason.name}
                for reason in self.env["mentorship.end.reason"].search(
                    [("active", "=", True)]
                )
            ]
            if active
            else [],
        }

    @api.model
    def _person(self, member, own, active):
        """Return what the others see of a member; contact data once active."""
        enrolment = member.enrolment_id
        contact = (
            member._contact()
            if active and (own.role != "mentor" or own.answer == "accepted")
            else {}
        )
        return {
            "name": member.partner_id.name,
            "role": self._label(member, "role"),
            "employer": enrolment.employer,
            "topics": enrolment.topic_ids.mapped("name"),
            "question": enrolment.question if member.role != "mentor" else "",
            "motivation": enrolment.motivation,
            "email": contact.get("email"),
            "phone": contact.get("phone"),
        }

    @api.model
    def _meeting_line(self, meeting):
        return {
            "id": meeting.id,
            "url": f"/my/mentorship/meeting/{meeting.id}",
            "when": self._moment(meeting.start),
            "mode": self._label(meeting, "mode"),
            "state": meeting.state,
            "state_label": self._label(meeting, "state"),
            "place": (
                meeting.video_url if meeting.mode == "video" else meeting.location
            )
            or "",
        }

    @api.model
    def _meeting_page(self, pairing, partner, meeting=None, typed=None):
        """Return the values of the page that plans or changes a meeting."""
        if typed is not None:
            form = {name: typed.get(name, "") for name in self._meeting_form_fields()}
        elif meeting:
            start = fields.Datetime.context_timestamp(self, meeting.start)
            form = {
                "date": start.strftime("%Y-%m-%d"),
                "time": start.strftime("%H:%M"),
                "minutes": str(int((meeting.stop - meeting.start).seconds / 60)),
                "mode": meeting.mode,
                "place": meeting.location or "",
                "video_url": meeting.video_url or "",
                "held": "",
            }
        else:
            form = dict.fromkeys(self._meeting_form_fields(), "")
            form.update(mode="in_person", minutes="60")
        return {
            "pairing": {
                "id": pairing.id,
                "names": self._names_of_others(pairing, partner),
                "active": pairing.state == "active",
            },
            "meeting": meeting
            and {
                **self._meeting_line(meeting),
                "past": meeting.start <= fields.Datetime.now(),
            },
            "form": form,
        }

    @api.model
    def _meeting_form_fields(self):
        return ("date", "time", "minutes", "mode", "place", "video_url", "held")

    # Words and dates

    @api.model
    def _form_message(self, code):
        """Return the sentence for a :class:`FormError` code."""
        return {
            "missing": self.env._("Please fill this in."),
            "too_long": self.env._("This text is too long; please shorten it."),
            "not_a_date": self.env._("This date cannot be right; please check it."),
            "not_a_time": self.env._("Please give a time, such as 15:30."),
            "not_a_number": self.env._("Please choose one of the numbers offered."),
            "not_a_web_address": self.env._(
                "This is not a web address; it starts with https://."
            ),
            "in_the_past": self.env._(
                "This moment has passed. Did the meeting already take place? Then "
                "say so below."
            ),
            "in_the_future": self.env._("This moment is still to come."),
        }[code]

    @api.model
    def _names_of_others(self, pairing, partner):
        others = pairing._present_members().partner_id - partner
        return ", ".join(others.mapped("name")) or pairing.display_name

    @api.model
    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))[record[name]]

    @api.model
    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM yyyy") if day else ""

    @api.model
    def _period(self, first, last):
        return f"{self._day(first)} – {self._day(last)}" if first and last else ""

    @api.model
    def _moment(self, moment):
        return format_datetime(
            self.env, moment, tz=self._timezone(), dt_format="EEEE d MMMM yyyy HH:mm"
        )

    @api.model
    def _timezone(self):
        """Return the time zone this member reads and types times in."""
        return self.env.user.tz or self.env.company.partner_id.tz or "Europe/Amsterdam"
