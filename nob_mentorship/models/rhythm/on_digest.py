from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from .. import odoo_inside
from .reasons import TYPE

OVERVIEW = "nob_mentorship.digest_overview"
COORDINATOR, MANAGER = (
    f"nob_mentorship.group_mentorship_{role}" for role in ("coordinator", "manager")
)
SCREENS = {
    "kpi_mentorship_day": "mentorship_day_open",
    "kpi_mentorship_silent": "mentorship_pairing_late_action",
    "kpi_mentorship_offers": "mentorship_pairing_offered_action",
    "kpi_mentorship_sign_ups": "mentorship_enrolment_action",
    "kpi_mentorship_meetings": "mentorship_meeting_action",
    "kpi_mentorship_checkins": "mentorship_checkin_action",
}
"""{figure: the action that shows its records}"""
OF_NOW = {"kpi_mentorship_day", "kpi_mentorship_silent", "kpi_mentorship_offers"}
"""The figures that say how many there are now; the others count what happened in a
period."""


class DigestDigest(models.Model):
    """The figures of mentorship in Odoo's digest mails, and the weekly overview, which
    the coordinators and managers receive (P22).

    The overview remembers its possible readers: it adds users once, when they become
    coordinators or managers. Those who unsubscribe stay away.
    """

    _inherit = "digest.digest"

    kpi_mentorship_day = fields.Boolean("My day: who needs a person")
    kpi_mentorship_day_value = fields.Integer(
        compute="_compute_kpi_mentorship_day_value", export_string_translation=False
    )
    kpi_mentorship_silent = fields.Boolean("Pairings in which nothing happens")
    kpi_mentorship_silent_value = fields.Integer(
        compute="_compute_kpi_mentorship_silent_value", export_string_translation=False
    )
    kpi_mentorship_offers = fields.Boolean("Offers without an answer yet")
    kpi_mentorship_offers_value = fields.Integer(
        compute="_compute_kpi_mentorship_offers_value", export_string_translation=False
    )
    kpi_mentorship_sign_ups = fields.Boolean("New sign-ups")
    kpi_mentorship_sign_ups_value = fields.Integer(
        compute="_compute_kpi_mentorship_sign_ups_value",
        export_string_translation=False,
    )
    kpi_mentorship_meetings = fields.Boolean("Meetings held")
    kpi_mentorship_meetings_value = fields.Integer(
        compute="_compute_kpi_mentorship_meetings_value",
        export_string_translation=False,
    )
    kpi_mentorship_checkins = fields.Boolean("Check-ins held")
    kpi_mentorship_checkins_value = fields.Integer(
        compute="_compute_kpi_mentorship_checkins_value",
        export_string_translation=False,
    )
    mentorship_known_ids = fields.Many2many(
        "res.users",
        "mentorship_digest_known_rel",
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    # the figures; Odoo leaves out those that raise an AccessError

    def _compute_kpi_mentorship_day_value(self):
        message = odoo_inside.id_of(self.env, f"{TYPE}message")
        lines = (
            Domain("mentorship_edition_id", "!=", False)
            | Domain("activity_type_id", "=", message)
        ) & Domain("date_deadline", "<=", fields.Date.context_today(self))
        self.kpi_mentorship_day_value = self._count_for_reader("mail.activity", lines)

    def _compute_kpi_mentorship_silent_value(self):
        self.kpi_mentorship_silent_value = self._count_for_reader(
            "mentorship.pairing", Domain("is_late", "=", True)
        )

    def _compute_kpi_mentorship_offers_value(self):
        self.kpi_mentorship_offers_value = self._count_for_reader(
            "mentorship.pairing", Domain("state", "=", "offered")
        )

    def _compute_kpi_mentorship_sign_ups_value(self):
        self.kpi_mentorship_sign_ups_value = self._count_for_reader(
            "mentorship.enrolment", Domain("state", "!=", "draft"), "submitted_on"
        )

    def _compute_kpi_mentorship_meetings_value(self):
        self.kpi_mentorship_meetings_value = self._count_for_reader(
            "mentorship.meeting", Domain("state", "=", "held"), "start"
        )

    def _compute_kpi_mentorship_checkins_value(self):
        self.kpi_mentorship_checkins_value = self._count_for_reader(
            "mentorship.checkin", Domain("state", "=", "held"), "date"
        )

    def _count_for_reader(self, model, domain, moment=None):
        """Return how many records a reader of the mail finds on their own screens, in
        all their companies.

        :param str moment: the field that has to be in the period of the figure, if the
            figure has one
        :raises AccessError: if the reader is not on the staff
        """
        if not self.env.user.has_group(COORDINATOR):
            raise AccessError(self.env._("Only staff of a programme read this figure."))
        if moment:
            for operator, edge in ((">=", "start_datetime"), ("<", "end_datetime")):
                if at := self.env.context.get(edge):
                    domain &= Domain(moment, operator, fields.Datetime.to_string(at))
        companies = odoo_inside.companies_of(self.env.user)
        records = self.env[model].with_context(allowed_company_ids=companies.ids)
        return records.search_count(domain)

    def _compute_kpis(self, company, user):
        """Say of the figures of now that they are of now, and once."""
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] in OF_NOW:
                now = {"margin": 0.0, "col_subtitle": self.env._("Now")}
                kpi.update(kpi_col1=kpi["kpi_col1"] | now, kpi_col2={}, kpi_col3={})
        return kpis

    def _compute_kpis_actions(self, company, user):
        menu = odoo_inside.id_of(self.env, "nob_mentorship.mentorship_menu_root")
        return super()._compute_kpis_actions(company, user) | {
            figure: f"nob_mentorship.{action}?menu_id={menu}"
            for figure, action in SCREENS.items()
        }

    # the weekly overview

    @api.model
    def _overview(self):
        """Return the weekly overview; an empty recordset if it was deleted."""
        return self.env.ref(OVERVIEW, raise_if_not_found=False) or self.browse()

    @api.model
    def _refresh_overview(self):
        """Let users who became coordinators or managers receive the weekly overview,
        and no others than coordinators and managers.
        """
        # sudo: reads who has a role, and decides only who receives the mail
        digests = self.sudo().with_context(active_test=False)
        overview = digests._overview()
        role = digests.env.ref(COORDINATOR, raise_if_not_found=False)
        manager = digests.env.ref(MANAGER, raise_if_not_found=False)
        if not (overview and role and manager):
            # the addon is being installed or uninstalled, or the overview was deleted
            return
        programmes = digests.env["mentorship.programme"].search([("active", "=", True)])
        coordinators = programmes.coordinator_ids.filtered(
            lambda user: role in user.all_group_ids
        )
        staff = (coordinators | manager.all_user_ids).filtered(
            lambda user: user.active and not user.share and user.id != SUPERUSER_ID
        )
        known, readers = overview.mentorship_known_ids, overview.user_ids
        if staff != known or readers - staff:
            readers = (readers & staff) | (staff - known)
            overview.write(
                {
                    "user_ids": [Command.set(readers.ids)],
                    "mentorship_known_ids": [Command.set(staff.ids)],
                }
            )

    def _action_send(self, update_periodicity=True):
        # a role can be lost in many ways
        self._refresh_overview()
        return super()._action_send(update_periodicity=update_periodicity)

    def _check_daily_logs(self):
        """Return the digests that are sent less often, because their readers do not log
        in: never the overview, which is what tells them.
        """
        return super()._check_daily_logs() - self._overview()

    def _compute_tips(self, company, user, tips_count=1, consumed=True):
        """Leave tips about Odoo, which are in English, out of the overview."""
        if self == self._overview():
            return []
        return super()._compute_tips(
            company, user, tips_count=tips_count, consumed=consumed
        )
