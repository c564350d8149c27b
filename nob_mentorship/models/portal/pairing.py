from odoo import api, fields, models


class MentorshipPortalPages(models.AbstractModel):
    """A pairing, and its meetings."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _pairing_page(self, pairing, partner):
        """Return the values of `/my/mentorship/pairing/<id>` for one of its members."""
        own = pairing.member_ids.filtered(lambda m: m.partner_id == partner)
        others = pairing._shown_members() - own
        # who has not answered yet sees a group that started as an offer still
        state = "offered" if own.answer == "pending" else pairing.state
        active = state == "active"
        steps = self._pairing_steps(pairing, partner)
        return {
            "step": steps[0] if steps else None,
            "pairing": {
                "id": pairing.id,
                "state": state,
                "state_label": self._label(pairing, "state"),
                "edition": pairing.edition_id.display_name,
                "names": self._names_of_others(pairing, partner),
                "own_role": own.role,
                "kind": pairing.kind,
                "own_answer": own.answer,
                "all_yes": all(
                    m.answer == "accepted" for m in pairing._present_members()
                ),
                "several": len(others) > 1,
                "started": pairing.state == "active",
                "may_take_back": own._may_take_back(),
                "chosen": bool(pairing.choice_ids),
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
                "prolong_asked": str(pairing._asked_to_go_on(own) or ""),
                "prolong_wishes": [
                    {
                        "name": m.partner_id.name,
                        "own": m == own,
                        "until": self._day(m.prolong_wish),
                    }
                    for m in pairing._present_members()
                    if m.prolong_wish and not pairing._agrees_to_go_on()
                ],
            },
            "people": [self._person(own, member) for member in others],
            "meetings": [
                self._meeting_line(meeting)
                for meeting in pairing.meeting_ids.sorted(self._meeting_place)
                if state != "offered"
            ],
            "reasons": [
                {"id": reason.id, "name": reason.name}
                for reason in self.env["mentorship.end.reason"].search_fetch(
                    [("active", "=", True)], ["name"]
                )
            ]
            if active
            else [],
        }

    @api.model
    def _person(self, reader, member):
        """Return what a member reads of another one; see `_reads`."""
        enrolment = member.enrolment_id
        contact = member._contact() if member.pairing_id.state == "active" else {}
        read = {
            "employer": enrolment.employer,
            "topics": enrolment.topic_ids.mapped("name"),
            "question": enrolment.question,
            "motivation": enrolment.motivation,
            "email": contact.get("email"),
            "phone": contact.get("phone"),
        }
        # of who withdrew, or was refused, nothing but the name is left
        gone = enrolment.state in ("withdrawn", "refused")
        reads = () if gone else reader._reads(member)
        return {
            "name": member.partner_id.name,
            "role": self._label(member, "role"),
            **{name: value if name in reads else "" for name, value in read.items()},
        }

    @api.model
    def _meeting_place(self, meeting):
        """Return where a meeting stands in the list: first what comes, the next one on
        top, then what was, then what was cancelled, the latest on top."""
        start = meeting.start.timestamp()
        if meeting.state == "planned" and meeting.start > fields.Datetime.now():
            return (0, start)
        return (2 if meeting.state == "cancelled" else 1, -start)

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
            # the zone in which the form is read, which a session may know otherwise
            here = self.with_context(tz=self._timezone())
            start = fields.Datetime.context_timestamp(here, meeting.start)
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
            "zone": self._timezone_name(),
        }

    @api.model
    def _meeting_form_fields(self):
        return ("date", "time", "minutes", "mode", "place", "video_url", "held")
