import logging

from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.tools import format_list

from ..odoo_inside import id_of

_logger = logging.getLogger(__name__)
NAMED = 10
"""The maximum number of records that an activity names; the others are only counted."""


class MentorshipEdition(models.Model):
    """The users responsible for problems that need a person's attention."""

    _inherit = "mentorship.edition"

    def _responsible(self, concerned=None):
        """Return the first coordinator who is not out of office, or else a manager; if
        no one is at work, the first coordinator.

        :param concerned: the ``res.partner`` it is about, who do not look after
            themselves, or None
        """
        coordinators = self._coordinators().filtered(
            lambda user: user.partner_id not in (concerned or ())
        )
        manager = self._manager(concerned)
        here = coordinators.filtered(lambda user: not user.is_out_of_office)
        return (
            here
            or manager.filtered(lambda user: not user.is_out_of_office)
            or coordinators
            or manager
        )[:1]

    def _coordinators(self):
        """Return the coordinators who can see this edition."""
        return self.programme_id.coordinator_ids.filtered(
            lambda user: (
                user.active
                and user.has_group("nob_mentorship.group_mentorship_coordinator")
                and (not self.company_id or self.company_id in user.company_ids)
            )
        )

    def _manager(self, concerned=None):
        """Return a manager of mentorship who can see this edition, or an empty
        recordset.

        For the parameter, see :meth:`_responsible`. Managers who are not out of office
        come first, and among them those who coordinate the programme.
        """
        company = self.company_id
        # asked for each record that needs a person
        group = self.env["res.groups"].browse(
            id_of(self.env, "nob_mentorship.group_mentorship_manager")
        )
        managers = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and user.id != SUPERUSER_ID
                and user.partner_id not in (concerned or ())
                and (not company or company in user.company_ids)
            )
        )
        here = managers.filtered(lambda user: not user.is_out_of_office) or managers
        return (here & self.programme_id.coordinator_ids or here)[:1]

    def _tell_no_coordinator(self):
        """Tell a manager that no one coordinates this edition any more (P22)."""
        told = self.with_context(lang=self._manager().lang)
        told._tell_coordinators(
            told.env._("No one coordinates this programme"),
            told.env._(
                "Its last coordinator left or lost the role. Choose another one on the "
                "programme; until then, everything comes to you."
            ),
        )

    def _tell_left(self, users):
        """Plan an activity for a manager about coordinators whose account ended (P22).

        :param users: the former coordinators, ``res.users``
        """
        manager = self._manager()
        if not manager:
            return
        edition = self.with_context(lang=manager.lang)
        edition.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=edition.env._(
                "%s can no longer log in",
                format_list(edition.env, users.mapped("name")),
            ),
            note=edition.env._(
                "Their lines have gone to the other coordinators: %s. Choose another "
                "one on the programme, so that it does not depend on one person.",
                format_list(edition.env, edition._coordinators().mapped("name")),
            ),
            user_id=manager.id,
        )

    def _tell_manager(self, lines):
        """Plan an activity that lists the failures, or update the existing one.

        :param lines: the ``mentorship.job.line`` records for records of this edition
        """
        user = self._manager() or self._responsible()
        for line in lines:
            job = line.job_id
            _logger.warning("%s: not done: %s(%s)", job.name, job.model, line.res_id)
        if not user or not self:
            return
        edition = self.with_context(lang=user.lang)
        lines = lines.with_context(lang=user.lang)
        names = edition.env["mentorship.daily"]._names()
        daily = bool(lines.job_id.filtered("step"))
        note = Markup("<p>%s</p><ul>%s</ul>") % (
            edition.env._("Everything else was done. This is tried again each day:")
            if daily
            else edition.env._("Everything else was done. This was not:"),
            Markup().join(
                Markup("<li>%s: <b>%s</b><br/>%s</li>")
                % (
                    names.get(line.job_id.step, line.job_id.name),
                    line.name,
                    line.reason,
                )
                for line in lines[:NAMED]
            ),
        )
        if len(lines) > NAMED:
            note += Markup("<p>%s</p>") % edition.env._(
                "and %s more.", len(lines) - NAMED
            )
        summary = (
            edition.env._("The daily job could not do everything")
            if daily
            else edition.env._("Some emails could not be created")
        )
        known = self.activity_ids.filtered(
            lambda activity: activity.user_id == user and activity.summary == summary
        )
        if known:
            # failed daily steps are all reported again; mails are tried only once
            known[0].note = note if daily else known[0].note + note
        else:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=user.id,
            )
