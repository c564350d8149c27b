from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from .. import odoo_inside
from .reasons import AGAIN, SOON, STANDING, TYPE

START = "nob_mentorship.mentorship_start_wizard_action"


class MentorshipEdition(models.Model):
    """The coordinators' day: who needs a person, and why (R27, R32, P9).

    Its lines are Odoo's own activities, and each reason is an activity type. They are
    found anew from the state of the records: a line appears once its reason holds, and
    disappears once it no longer does.
    """

    _inherit = "mentorship.edition"

    @api.model
    def action_open_day(self):
        """Open the day of the user's programmes, after bringing it up to date; before
        the first edition, the way to it.
        """
        # sudo: only whether there is an edition in this database
        if self.has_access("write") and not self.sudo().search_count([], limit=1):
            return self._open_first()
        # only the editions that the user looks after
        editions = self.search(self._with_day())
        editions._check_staff()
        # sudo: the lines of these editions, which the user looks after
        editions.sudo()._refresh_day()
        # sudo: whether a message waits for the user
        self.env["mentorship.message"].sudo()._refresh_lines(self.env.user)
        return odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_day_action"
        )

    @api.model
    def _open_first(self):
        """Open the empty list of editions, which says how to set up the first one."""
        name = "nob_mentorship.mentorship_edition_action"
        action = odoo_inside.window_action(self.env, name)
        first, button = self.env._("Set up your first programme"), ""
        programmes = self.env["mentorship.programme"]
        if programmes.has_access("create") or programmes.search_count([], limit=1):
            told = self.env._(
                "One form asks for the programme, its coordinators and the dates. No "
                "one is mailed before you open the sign-up."
            )
            button = Markup(
                '<p><a type="action" name="%s" class="btn btn-primary">%s</a></p>'
            ) % (START, self.env._("Set up a programme"))
        else:
            told = self.env._(
                "You do not coordinate a programme yet. Ask a mentorship manager to "
                "add you to one."
            )
        help_text = Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>%s')
        return {**action, "help": help_text % (first, told, button)}

    @api.model
    def _with_day(self):
        """Return the domain of editions that can have lines, or still have some."""
        # sudo: which editions have lines; the caller's own rights limit the search
        lines = self.env["mail.activity"].sudo()
        found = lines._search(
            Domain("automated", "=", True)
            & Domain("mentorship_edition_id", "!=", False)
        )
        there = Domain("id", "in", found.subselect("mentorship_edition_id"))
        return self.env["mentorship.timetable"]._in_use() | there

    @api.model
    def _due_day(self, _today):
        """Return the editions whose lines are brought up to date each day."""
        return self._with_day()

    def _day_day(self):
        self._refresh_day()

    def _refresh_day(self):
        """Bring the lines of these editions up to date."""
        self._hand_over_lines()
        for reason, model in STANDING.items():
            self._refresh_reason(reason, self.env[model])

    def _refresh_reason(self, reason, records):
        """Bring the lines with one reason up to date.

        :param str reason: a key of `STANDING`
        :param records: an empty recordset of its model
        """
        needing = getattr(records, f"_needs_{reason}")(self)
        lines = self._lines_of(reason)
        there = lines.filtered("active")
        there.filtered(
            lambda line: line.automated and line.res_id not in needing
        ).unlink()
        known = {
            *there.exists().mapped("res_id"),
            *self._done_lately(lines - there, needing, SOON.get(reason, AGAIN)),
        }
        new = records.browse(sorted(needing.keys() - known))
        for edition in _editions(new).sorted("id"):
            # of two users who open the day at this moment, the second must see the
            # first
            edition._touch()
        # Odoo keeps the names with the lines, and would read them one by one
        new.mapped("display_name")
        self._plan_lines(
            [
                {
                    **line,
                    "mentorship_since": needing[record.id] or line["mentorship_since"],
                    "automated": True,
                }
                for record in new
                for line in _editions(record)._line(reason, record)
            ]
        )

    def _lines_of(self, reason):
        """Return the lines with one reason, also those that are done."""
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                Domain("activity_type_id", "=", self._reason_type(reason).id)
                & Domain("res_model", "=", STANDING[reason])
                & Domain("mentorship_edition_id", "in", self.ids)
            )
        )

    @api.model
    def _done_lately(self, done, needing, after):
        """Return the ids of records whose line was marked as done so lately that it
        does not come back yet.

        :param done: the lines that were marked as done
        :param dict needing: {record id: since when the reason holds, or None}
        :param timedelta after: when it comes back
        """
        today = fields.Date.context_today(self)
        return {
            line.res_id
            for line in done
            if line.date_done
            and today < line.date_done + after
            and line.date_done >= (needing.get(line.res_id) or line.date_done)
        }

    @api.model
    def _reason_type(self, reason):
        """Return the activity type of a reason."""
        return self.env.ref(TYPE + reason)

    def _ask_person(self, reason, about, since=None, **values):
        """Add a line to the coordinators' day, unless it is there already.

        :param str reason: one of `REASONS`
        :param about: a record of this edition
        :param since: the day since when someone waits; today if it is None
        :param values: more values of the activity, such as its ``summary``
        :return: the activity; an empty recordset if no user can look after it
        """
        self.ensure_one()
        kind = self._reason_type(reason)
        known = about.activity_ids.filtered(
            lambda line: (
                line.activity_type_id == kind
                # two members can ask for a talk about one pairing
                and (
                    reason in STANDING
                    or line.mentorship_member_id.id
                    == values.get("mentorship_member_id", False)
                )
            )
        )
        if known:
            return known
        since = {"mentorship_since": since} if since else {}
        lines = self._line(reason, about)
        return self._plan_lines([{**line, **since, **values} for line in lines])

    def _line(self, reason, about):
        """Return the values of a new line for the user who looks after a record, as a
        list; it is empty if no one does.
        """
        user, today = self._looks_after(about), fields.Date.context_today(self)
        return [
            {
                "activity_type_id": odoo_inside.id_of(self.env, TYPE + reason),
                "res_model_id": odoo_inside.id_of(self.env, _model(about)),
                "res_id": about.id,
                "user_id": each.id,
                "date_deadline": today,
                "mentorship_since": today,
            }
            for each in user
        ]

    def _done_with(self, reason, about, member=None):
        """Remove the lines with one reason about a record: it needs no one any more.

        :param str reason: one of `REASONS`
        :param member: the ``mentorship.pairing.member`` whose lines these are; those of
            all members if it is None
        """
        kind = self._reason_type(reason)
        about.activity_ids.filtered(
            lambda line: (
                line.activity_type_id == kind
                and (member is None or line.mentorship_member_id == member)
            )
        ).unlink()

    @api.model
    def _plan_lines(self, values_list):
        """Create lines; the day shows them, so no one is mailed about each."""
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(values_list)
        )

    def _looks_after(self, about, away=None):
        """Return the user who looks after a record: no one does after a pairing or a
        sign-up of their own.

        :param away: a ``res.users`` who is not asked, or None
        """
        own = about._fields.get("partner_id") and about.partner_id
        people = about.member_ids.partner_id if "member_ids" in about._fields else own
        if away:
            people = (people or away.partner_id) | away.partner_id
        return self._responsible(people or None)


def _editions(records):
    """Return the editions of some records; those of editions are themselves."""
    is_edition = records._name == "mentorship.edition"
    return records if is_edition else records.edition_id


def _model(record):
    """Return the external identifier of the model of a record of ours."""
    return f"nob_mentorship.model_{record._name.replace('.', '_')}"
