from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...tools import names

MANAGER = "nob_mentorship.group_mentorship_manager"
SILENT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


class MentorshipPreference(models.Model):
    """A preference that a member tells staff: a person they would, or would not, like
    to be paired with (N3, R49, R50).

    Record rules decide who can read it: the programme's coordinators, or only managers
    if it is about a coordinator; never a person it names. It has no chatter:
    `mail.thread` is inherited only because Odoo needs it for activities.
    """

    _name = "mentorship.preference"
    _inherit = [
        "mentorship.unseen",
        "mail.thread",
        "mail.activity.mixin",
        "mentorship.guarded",
    ]
    _description = "A member's request about pairing"
    _order = "state desc, id desc"

    _method_fields = frozenset(
        {
            "enrolment_id",
            "partner_id",
            "programme_id",
            "edition_id",
            "kind",
            "text",
            "for_manager",
            "hidden_from_ids",
            "state",
        }
    )

    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    edition_id = fields.Many2one(related="enrolment_id.edition_id", store=True)
    programme_id = fields.Many2one(
        related="enrolment_id.programme_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id",
        string="Member",
        store=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("wish", "Would like"), ("avoid", "Would rather not")],
        required=True,
        readonly=True,
    )
    text = fields.Text(
        "In the member's words",
        readonly=True,
        help="Destroyed once the request is handled.",
    )
    for_manager = fields.Boolean("For managers only", default=False, readonly=True)
    hidden_from_ids = fields.Many2many(
        "res.users",
        string="Hidden from",
        readonly=True,
        help="People named in the text; they cannot see that it exists.",
    )
    state = fields.Selection(
        [("new", "Open"), ("done", "Handled")],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        # it is in the mail about this record: no name, and not which of the two it is
        for preference in self:
            preference.display_name = self.env._("Request from a member")

    def action_keep_apart(self):
        """Choose the person to keep apart from this member."""
        return self._open_wizard(
            self.env._("Keep apart"), "mentorship.keep.apart.wizard"
        )

    def action_note_wish(self):
        """Choose the sign-up with which this member would like to be paired."""
        return self._open_wizard(
            self.env._("Record the wish"), "mentorship.note.wish.wizard"
        )

    def action_done(self):
        """Mark as handled, and destroy the text that the member wrote."""
        self._check_staff()
        for preference in self._to_move("done", ("new",)):
            preference._set_state("done", text=False)
            # sudo: staff, checked above; it may include an activity of a colleague
            preference.sudo().activity_ids.unlink()

    def _open_wizard(self, name, model):
        self.ensure_one()
        self._check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_preference_id": self.id},
        }

    @api.model
    def _tell(self, enrolment, kind, text, about_coordinator=False):
        """Store a member's preference for its permitted readers, and notify one of
        them.

        A repeated text is stored only once.

        :param enrolment: the member's own sign-up; the caller checked that
        :param str kind: a key of ``kind``
        :param bool about_coordinator: whether only managers can read it
        :raises UserError: if no one would be left who may read it
        """
        # sudo: members have no access of their own to these records
        preferences = self.sudo().with_context(**SILENT)
        # sudo: reads names only; users who become staff later are handled in
        # `_hide_from`
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search([("share", "=", False)])
        named = users.filtered(lambda user: names.is_named(user.name, text))
        coordinators = enrolment.sudo().programme_id.coordinator_ids
        values = {
            "enrolment_id": enrolment.id,
            "kind": kind,
            "text": text,
            "for_manager": kind == "avoid"
            and (about_coordinator or bool(named & coordinators)),
        }
        # of two sent at the same moment, the second must see the first
        enrolment._touch()
        same = [(name, "=", value) for name, value in values.items()]
        if preferences.search_count([*same, ("state", "=", "new")], limit=1):
            return
        preference = preferences.create({**values, "hidden_from_ids": named.ids})
        readers = preference._readers()
        if not readers:
            raise UserError(
                self.env._(
                    "No reader would be left for this: everyone who could read it has "
                    "a name that you wrote. Talk to a person you trust at your "
                    "association. Nothing was saved."
                )
            )
        preference._notify_staff(readers[0])

    @api.model
    def _hide_from(self, users):
        """Hide unhandled preferences from users who are new, or whose name has changed.

        :param users: the ``res.users``; those who are not staff are skipped
        """
        # sudo: a user who can rename users may not be able to read these
        waiting = users and self.sudo().search([("state", "=", "new")])
        users = users.filtered(lambda user: not user.share) if waiting else users
        for preference in waiting if users else ():
            named = users.filtered(
                lambda user, text=preference.text: names.is_named(user.name, text)
            )
            if not named - preference.hidden_from_ids:
                continue
            preference.hidden_from_ids |= named
            if preference.kind == "avoid":
                coordinators = preference.programme_id.coordinator_ids
                preference.for_manager |= bool(named & coordinators)
            readers = preference._readers()
            for activity in preference.activity_ids:
                if activity.user_id not in readers:
                    activity.user_id = readers[:1].id or SUPERUSER_ID

    def _readers(self):
        """Return the staff who can read this, coordinators of the programme first."""
        self.ensure_one()
        staff = self.programme_id.coordinator_ids | self.env.ref(MANAGER).all_user_ids
        anywhere = self.with_context(allowed_company_ids=[])
        return staff.filtered(lambda user: anywhere.with_user(user).has_access("write"))

    def _notify_staff(self, user, paired=False):
        """Plan an activity on this record, as hidden as the record itself.

        :param bool paired: whether the member was since paired by a user who cannot
            read this
        """
        # planned by the superuser: otherwise the user who caused it would be the sender
        # of the mail
        preference = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
        summary = (
            preference.env._(
                "Paired before their request was handled: please review it"
            )
            if paired
            else preference.env._("A member made a request about pairing")
        )
        if summary in preference.activity_ids.mapped("summary"):
            return
        preference.activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, user_id=user.id
        )
