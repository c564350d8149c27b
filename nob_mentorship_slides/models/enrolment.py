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
        if not courses:
            return
        courses._attend(self)
        left = self.filtered(lambda one: one.state in ("refused", "withdrawn"))
        for resource in courses if left else ():
            people = left.filtered(
                lambda one, r=resource: one.programme_id == r.programme_id
            ).partner_id
            # another resource, or another sign-up, can have the same course
            same = courses.search(
                [("channel_id", "=", resource.channel_id.id), ("kind", "=", "course")]
            )
            for other in same:
                people -= other._course_sign_ups().partner_id
            rows = self.env["slide.channel.partner"]
            rows._mentorship_leave(resource.channel_id, people)
