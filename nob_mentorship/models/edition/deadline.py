from odoo import api, fields, models


class MentorshipEdition(models.Model):
    """What the board says first about an edition: what comes next and when, how many
    places are used, and who looks after it.
    """

    _inherit = "mentorship.edition"

    deadline = fields.Char("Next deadline", compute="_compute_deadline")
    is_deadline_past = fields.Boolean(compute="_compute_deadline")
    places_used = fields.Char(compute="_compute_places_used")
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_responsible_id",
        compute_sudo=True,
        help="The first coordinator who is at work, or else a manager.",
    )

    @api.depends("state", "enrolment_start", "enrolment_end", "date_start", "date_end")
    @api.depends_context("lang", "tz")
    def _compute_deadline(self):
        today = fields.Date.context_today(self)
        for edition in self:
            event, day = edition._next_event(today)
            told = edition._day_words(day)
            edition.is_deadline_past = bool(day) and day < today
            edition.deadline = (
                day
                and {
                    "opens": self.env._("Sign-up opens %s", told),
                    "closes": self.env._("Sign-up closes %s", told),
                    "starts": self.env._("Programme starts %s", told),
                    "ends": self.env._("Programme ends %s", told),
                }[event]
            )

    def _next_event(self, today):
        """Return what comes next in the calendar of this edition, and on which day: a
        `date`, or False if that is not known.
        """
        if self.state == "matching":
            return "starts", self.date_start
        if self.state == "running":
            return "ends", self.date_end
        if self.state == "draft":
            return "opens", self.enrolment_start
        if self.state == "enrolment":
            if self.enrolment_start and self.enrolment_start > today:
                return "opens", self.enrolment_start
            return "closes", self.enrolment_end
        return None, False

    @api.depends(
        "kind", "mentor_taken", "mentor_places", "mentee_taken", "mentee_places"
    )
    @api.depends_context("lang")
    def _compute_places_used(self):
        for edition in self:
            mentees = edition._used(edition.mentee_taken, edition.mentee_places)
            if edition.kind == "peer":
                edition.places_used = self.env._("Members %s", mentees)
                continue
            edition.places_used = self.env._(
                "Mentors %(mentors)s · mentees %(mentees)s",
                mentors=edition._used(edition.mentor_taken, edition.mentor_places),
                mentees=mentees,
            )

    def _used(self, taken, places):
        """Return how many places are taken, and of how many if there is a limit."""
        if not places:
            return self._figure(taken)
        return self.env._(
            "%(taken)s of %(places)s",
            taken=self._figure(taken),
            places=self._figure(places),
        )

    @api.depends("programme_id.coordinator_ids", "company_id")
    def _compute_responsible_id(self):
        for edition in self:
            edition.responsible_id = edition._responsible()
