from odoo import models
from odoo.fields import Domain

FOLLOWED = (
    "mentorship.edition",
    "mentorship.enrolment",
    "mentorship.pairing",
    "mentorship.evaluation",
    "mentorship.preference",
    "mentorship.change",
    "mentorship.session.request",
)
"""Models whose followers are mailed about new messages."""


class MentorshipProgramme(models.Model):
    """Coordinators follow the editions of their programme. Former coordinators, who
    were replaced, lost the role or left the association, follow nothing of it, and
    their activities are left to the others (R49).
    """

    _inherit = "mentorship.programme"

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        if vals.get("active") is False and not self.env.su:
            self._check_nothing_under_way()
        before = {programme: programme.coordinator_ids for programme in self}
        terms = self._terms_as_written() if "terms" in vals else None
        result = super().write(vals)
        if "coordinator_ids" in vals:
            self.env.registry.clear_cache()
        if terms is not None:
            self._count_terms(terms)
        for programme, users in before.items():
            now = programme.coordinator_ids
            if users != now:
                # sudo: the user's right to change the coordinators was checked
                programme.sudo()._follow(now - users)
                programme.sudo()._let_go(users - now)
        if {"active", "coordinator_ids"} & vals.keys():
            self.env["digest.digest"]._refresh_overview()
        return result

    def _follow(self, users):
        """Make new coordinators follow the editions."""
        editions = self.env["mentorship.edition"].with_context(active_test=False)
        editions = editions.search([("programme_id", "=", self.id)])
        editions.message_subscribe(users.partner_id.ids)

    def _let_go(self, left):
        """Remove users who do not run this programme from its followers, and hand over
        their activities.

        :param left: the former coordinators, ``res.users``, whatever their other roles
        """
        role, manager = (
            self.env.ref(f"nob_mentorship.group_mentorship_{name}", False)
            for name in ("coordinator", "manager")
        )
        if not (role and manager):
            # the addon is being uninstalled: Odoo writes users without its groups
            return
        coordinators = self.coordinator_ids.filtered(
            lambda user: user.active and role in user.all_group_ids
        )
        staff = (coordinators | manager.all_user_ids.filtered("active")) - left
        self._hand_over_changes(staff)
        for model in FOLLOWED:
            records = self.env[model].with_context(active_test=False)
            numbers = records._search([("programme_id", "=", self.id)])
            of_programme = Domain("res_model", "=", model) & Domain(
                "res_id", "in", numbers
            )
            self.env["mail.followers"].with_context(active_test=False).search(
                of_programme
                & Domain("partner_id.user_ids.share", "=", False)
                & Domain("partner_id", "not in", staff.partner_id.ids)
            ).unlink()
            todo = self.env["mail.activity"].search(
                of_programme & Domain("user_id", "not in", staff.ids)
            )
            for activity in todo:
                # a wish is hidden from the coordinator it names, and a sign-up from its
                # own member
                # the companies that are selected are those of another user
                record = self.env[model].with_context(allowed_company_ids=[])
                record = record.browse(activity.res_id)
                may_read = (
                    user
                    for user in coordinators | staff
                    if record.with_user(user).has_access("read")
                )
                if successor := next(may_read, None):
                    activity.user_id = successor

    def _due_leave(self, _today):
        """Return the programmes in use, because a role can be lost in many ways."""
        return Domain("active", "=", True)

    def _day_leave(self):
        if not self.env.ref("nob_mentorship.group_mentorship_coordinator", False):
            # the addon is being uninstalled
            return
        self._let_go(self.env["res.users"])
        for edition in self._editions_in_use():
            if not edition._coordinators():
                edition._tell_no_coordinator()

    def _tell_left(self, users):
        """Tell a manager about coordinators whose account ended, while others remain
        (P22).
        """
        coordinators = self.with_context(active_test=False).coordinator_ids
        left = coordinators & users
        for edition in self._editions_in_use() if left else ():
            if edition._coordinators():
                edition._tell_left(left)

    def _editions_in_use(self):
        """Return the editions of this programme whose timetable is in use."""
        in_use = self.env["mentorship.timetable"]._in_use()
        return self.env["mentorship.edition"].search(
            Domain("programme_id", "=", self.id) & in_use
        )
