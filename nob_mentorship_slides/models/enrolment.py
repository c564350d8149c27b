from odoo import models
from odoo.fields import Domain


class MentorshipEnrolment(models.Model):
    """Who takes part attends the courses of the programme; who withdraws does not
    (R61).
    """

    _inherit = "mentorship.enrolment"

    def _set_state(self, state, **values):
        result = super()._set_state(state, **values)
        # sudo: the caller checked who changes the state
        self.sudo()._follow_courses()
        return result

    def _follow_courses(self):
        """Let these members attend the courses of their programmes, or no longer."""
        courses = self.env["mentorship.resource"].search(
            Domain("kind", "=", "course")
            & Domain("channel_id", "!=", False)
            & Domain("programme_id", "in", self.programme_id.ids)
        )
        if courses:
            # who is matched has attended since they were accepted
            courses._attend(self.filtered(lambda one: one.state == "accepted"))
        left = self.filtered(lambda one: one.state in ("refused", "withdrawn"))
        if not left:
            return
        # what they attend by a programme, also by a resource that is gone
        rows = self.env["slide.channel.partner"].search(
            [
                ("partner_id", "in", left.partner_id.ids),
                ("mentorship_given", "=", True),
            ]
        )
        for channel, theirs in rows.grouped("channel_id").items():
            people = theirs.partner_id
            # another resource, or another sign-up, can have the same course
            same = courses.search(
                [("channel_id", "=", channel.id), ("kind", "=", "course")]
            )
            for other in same:
                people -= other._course_sign_ups().partner_id
            rows._mentorship_leave(channel, people)
