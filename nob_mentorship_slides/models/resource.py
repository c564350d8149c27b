from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

COURSE = frozenset({"active", "audience", "channel_id", "kind", "programme_id"})
"""What decides who attends which course."""
UNDER_WAY = ("enrolment", "matching", "running")
"""The states of the editions whose participants attend."""


class MentorshipResource(models.Model):
    """A resource that is a course of eLearning: participants attend it, and who
    completes it has read the resource (R61).
    """

    _inherit = "mentorship.resource"

    kind = fields.Selection(
        selection_add=[("course", "Course")], ondelete={"course": "set default"}
    )
    channel_id = fields.Many2one(
        "slide.channel",
        "Course",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Everyone who takes part in the programme can attend the course, also one "
        "that is for attendees only; who completes it has read this. Users of "
        "eLearning see there who attends, and how far they are. Publish the course "
        "before you add it here.",
    )

    @api.constrains("kind", "channel_id")
    def _check_course(self):
        for resource in self:
            if resource.kind == "course" and not resource.channel_id:
                raise ValidationError(
                    self.env._("“%s” is a course: choose which one.", resource.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        resources._follow_course()
        return resources

    def write(self, vals):
        result = super().write(vals)
        if COURSE & vals.keys():
            self._follow_course()
        return result

    def _follow_course(self):
        """Lead these resources to their courses, and let participants attend them."""
        # sudo: the user may write these, and see the course that they chose
        for resource in self.sudo().filtered(lambda one: one.kind == "course"):
            if course := resource.channel_id:
                address = f"{course.get_base_url()}{course.website_url}"
                if resource.url != address:
                    resource.url = address
        self.sudo()._attend()

    def _attend(self, enrolments=None):
        """Let participants attend these courses.

        :param enrolments: ``mentorship.enrolment`` of those who take part; all who do,
            unless given
        """
        rows = self.env["slide.channel.partner"]
        for resource in self.filtered(lambda one: one.active and one.channel_id):
            theirs = resource._course_sign_ups(enrolments)
            if theirs and resource.kind == "course":
                rows._mentorship_attend(resource.channel_id, theirs.partner_id)

    def _course_sign_ups(self, enrolments=None):
        """Return the sign-ups with which members attend this course; for the
        parameter, see :meth:`_attend`.
        """
        rows = self.env["mentorship.enrolment"]
        domain = (
            rows._in_sessions()
            & Domain("programme_id", "=", self.programme_id.id)
            & Domain("edition_id.state", "in", UNDER_WAY)
        )
        if self.audience:
            roles = ("mentor",) if self.audience == "mentor" else ("mentee", "peer")
            domain &= Domain("role", "in", roles)
        if enrolments is not None:
            domain &= Domain("id", "in", enrolments.ids)
        return rows.search(domain)

    @api.model
    def _links_due(self, today):
        return super()._links_due(today) & self._is_open_page()

    @api.model
    def _dead_links(self):
        return super()._dead_links() & self._is_open_page()

    @api.model
    def _is_open_page(self):
        """Return the domain of the resources whose link anyone may look at: a course
        can be for attendees only.
        """
        return Domain("kind", "!=", "course") | Domain("channel_id", "=", False)
