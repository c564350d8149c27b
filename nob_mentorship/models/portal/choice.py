from odoo import api, models

from odoo.addons.portal.controllers.portal import pager

MENTORS = 20
"""Mentors on a page."""


class MentorshipPortalPages(models.AbstractModel):
    """The mentors a mentee can choose from (R50)."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _choice_page(self, enrolment, topic="", typed=None, page=1):
        """Return the values of `/my/mentorship/enrolment/<id>/mentors` for a mentee.

        What is told of a mentor is what they offer; never how to reach them.

        :param str topic: id of a topic as typed, to see only those who offer it
        :param typed: the choices just made, where they could not be sent
        :param int page: which of the pages of mentors
        """
        may_choose = enrolment._may_choose()
        mentors = enrolment._mentors_to_choose() if may_choose else enrolment.browse()
        topics = mentors.topic_ids.sorted("name")
        chosen = topics.filtered(lambda t: str(t.id) == topic)
        seen = mentors.filtered(lambda m: chosen <= m.topic_ids)
        pages = pager(
            f"{enrolment._page_path()}/mentors",
            len(seen),
            page,
            MENTORS,
            url_args={"topic": chosen.id} if chosen else None,
        )
        return {
            "enrolment": {
                "id": enrolment.id,
                "edition": enrolment.edition_id.display_name,
                "url": enrolment._page_path(),
            },
            "may_choose": may_choose,
            "asked": self._asked_line(enrolment),
            "waiting": [
                choice.mentor_enrolment_id.partner_id.name
                for choice in enrolment._open_choices()
                if choice.state == "waiting"
            ],
            "topics": [{"id": str(t.id), "name": t.name} for t in topics],
            "topic": str(chosen.id or ""),
            "mentors": [
                self._mentor_card(mentor)
                for mentor in seen[pages["offset"] : pages["offset"] + MENTORS]
            ],
            "pager": pages,
            "options": [
                {"id": str(mentor.id), "name": mentor.partner_id.name}
                for mentor in mentors
            ],
            "choices": [
                (name, label, (typed or {}).get(name, ""))
                for name, label in (
                    ("first", self.env._("First choice")),
                    ("second", self.env._("Second choice")),
                    ("third", self.env._("Third choice")),
                )
            ],
        }

    @api.model
    def _mentor_card(self, mentor):
        return {
            "id": str(mentor.id),
            "name": mentor.partner_id.name,
            "employer": mentor.employer,
            "topics": mentor.topic_ids.mapped("name"),
            "motivation": mentor.motivation,
        }

    @api.model
    def _asked_line(self, enrolment):
        """Return who is asked now, and until when they answer; None for nobody."""
        asked = enrolment._asked_choice()
        if not asked:
            return None
        return {
            "name": asked.mentor_enrolment_id.partner_id.name,
            "until": self._day(asked.pairing_id.expires_on),
            "url": f"/my/mentorship/pairing/{asked.pairing_id.id}",
        }

    @api.model
    def _choice_story(self, enrolment):
        """Return where the choice of an accepted mentee stands, "" without one."""
        if not enrolment._has_own_choice():
            return ""
        asked = self._asked_line(enrolment)
        if asked:
            return self.env._(
                "You take part. You asked %(name)s, who can answer until %(until)s.",
                name=asked["name"],
                until=asked["until"],
            )
        return self.env._("You take part. You can choose your mentor.")

    @api.model
    def _choice_steps(self, enrolment):
        """Return the step of a mentee who can choose a mentor."""
        if not enrolment._may_choose():
            return []
        return [
            {
                "title": self.env._("Choose your mentor"),
                "text": self.env._(
                    "Look who is there, and ask at most three: %s.",
                    enrolment.edition_id.display_name,
                ),
                "url": f"{enrolment._page_path()}/mentors",
                "label": self.env._("See the mentors"),
            }
        ]
