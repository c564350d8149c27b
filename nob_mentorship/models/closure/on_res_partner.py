from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

MANAGER = "nob_mentorship.group_mentorship_manager"


class ResPartner(models.Model):
    """Erasing a person from mentoring: the statistics stay, the person is removed
    (N9)."""

    _inherit = "res.partner"

    def action_mentorship_erase(self):
        """Destroy these people's texts and keys, and remove them from all records.

        Active pairings are first ended in a friendly way. The contact itself remains,
        and can be deleted.

        :raises AccessError: for all users except managers of mentorship
        """
        self._mentorship_check_eraser()
        for partner in self:
            # sudo: a manager, checked above; records of every programme are affected
            partner.sudo()._mentorship_erase()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _mentorship_check_eraser(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a mentorship manager can do this."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unnamed(self):
        """Say that mentorship refers to a contact, but not where: the database's
        message would reveal an exclusion (R49).
        """
        # sudo: only whether there is a reference
        for model, name, field in self.sudo()._mentorship_references():
            records = model.with_context(active_test=False)
            if field.type != "many2many" and records.search_count(
                [(name, "in", self.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "This contact has records in Mentorship. A mentorship manager "
                        "must erase the person there first."
                    )
                )

    def _mentorship_erase(self):
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", self.id)]
        )
        enrolments.filtered(lambda e: not e._is_final()).action_withdraw()
        self._mentorship_drop_mails()
        self._mentorship_clear_texts()
        self._mentorship_clear_sign_ups(enrolments)
        self._mentorship_refresh_badges()
        nobody = self.create(
            {"name": self.env._("Former participant"), "active": False}
        )
        # no mails, messages or pairing checks for a person who is erased
        self.env.flush_all()
        for model, name, field in self._mentorship_references():
            records = model.with_context(active_test=False).search(
                [(name, "in", self.ids)]
            )
            if field.type == "many2many":
                links = [Command.unlink(self.id), Command.link(nobody.id)]
                records.write({name: links})
            else:
                records.write({name: nobody.id})
        # the name of the pairing, in the lines that stay
        lines = self.env["mail.activity"].search(
            [("mentorship_pairing_id", "in", enrolments.member_ids.pairing_id.ids)]
        )
        self.env.add_to_compute(lines._fields["res_name"], lines)

    def _mentorship_drop_mails(self):
        """Delete the unsent mails to this person; only our own."""
        mailing = self.env["mentorship.mailing"]
        queued = self.env["mail.mail"].search(
            [
                ("recipient_ids", "in", self.ids),
                ("state", "in", ("outgoing", "exception")),
            ]
        )
        queued.filtered(mailing._is_ours).unlink()

    def _mentorship_clear_texts(self):
        """Destroy what this person wrote in any room, and their keys."""
        # this comes first: records that end with their texts would mention the removal
        consents = self.env["mentorship.consent"]
        consents.search(
            Domain("giver_id", "=", self.id)
            | Domain("recipient_id", "=", self.id)
            | Domain("author_id", "=", self.id)
        )._leave(self)
        for name in self.env["mentorship.sealed"]._sealed_models():
            self.env[name].search([("author_id", "=", self.id)])._clear_text()
        # sudo by the caller; calendars need no replies from an erased person
        organized = Domain("planner_id", "=", self.id)
        if self.email_normalized:
            organized |= Domain("organizer_email", "=", self.email_normalized)
        self.env["mentorship.meeting"].search(organized).write(
            {"organizer_name": False, "organizer_email": False}
        )
        self.env["mentorship.checkin"]._erase(self)
        self.env["mentorship.session"]._erase(self)
        self.mentorship_identity_ids.unlink()
        self._mentorship_leave_messages()
        self.mentorship_uuid = False
        self.mentorship_picture = False
        self.mentorship_fewer = False
        # a member who is erased is not asked to come back
        self._mentorship_stop_invitations()

    def _mentorship_clear_sign_ups(self, enrolments):
        """Empty the sign-ups, and delete the records that only describe this person."""
        enrolments.write(
            {
                "question": False,
                "motivation": False,
                "employer": False,
                "refusal_reason": False,
                "stated_professional_since": False,
                "stated_gender": False,
                "focus_ids": [Command.clear()],
                "language_ids": [Command.clear()],
                "region_id": False,
                "meeting_mode": False,
                "answer_ids": [Command.clear()],
                "terms_version": 0,
                "terms_accepted_on": False,
                "away_until": False,
                "admitted_on": False,
                "self_checked_on": False,
                "ready_noted_on": False,
                "ready_by_id": False,
                "ready_reason": False,
                "ready_reminded_on": False,
                "named_in_thanks": "unasked",
                "voice_asked_on": False,
            }
        )
        enrolments.read_ids.unlink()
        rows = enrolments.member_ids
        (rows.question_ids | rows.answered_question_ids).unlink()
        rows.write({"informal_on": False, "informal_told_on": False})
        rows.write({"mentor_from": False, "mentor_told_on": False})
        messages = enrolments.message_ids | self.env["mail.message"].search(
            [("author_id", "=", self.id), ("model", "=like", "mentorship.%")]
        )
        messages.unlink()
        for records in (enrolments, enrolments.member_ids.pairing_id):
            # what was noted about them, and the names of a pairing
            lines = self.env["mail.activity"].with_context(active_test=False)
            lines = lines.search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            )
            (lines - self._mentorship_talks_of_others(lines)).unlink()
            # and what was noted when one of these was marked as done
            self.env["mail.message"].search(
                [
                    ("model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("mail_activity_type_id", "!=", False),
                ]
            ).unlink()
        # which reasons were given stays, but not by whom
        enrolments.member_ids.pairing_id.ending_ids.filtered(
            lambda ending: ending.member_id.enrolment_id in enrolments
        ).member_id = False
        self._mentorship_clear_runs(enrolments)
        self._mentorship_clear_jobs(enrolments)
        self._mentorship_clear_links()
        for model in (
            "mentorship.interest",
            "mentorship.invitee",
            "mentorship.calendar.address",
            "mentorship.reminder.sent",
            "mentorship.certificate",
            "mentorship.session.voice",
            "mentorship.session.try",
            "mentorship.voice",
            "mentorship.promotion.sent",
        ):
            self.env[model].search([("partner_id", "=", self.id)]).unlink()
        self.env["mentorship.exclusion"].search(
            ["|", ("partner_id", "=", self.id), ("other_partner_id", "=", self.id)]
        ).unlink()
        self.env["mentorship.preference"].search(
            [("partner_id", "=", self.id)]
        ).unlink()
        self.env["mentorship.wish"].search(
            [
                "|",
                ("mentor_partner_id", "=", self.id),
                ("mentee_partner_id", "=", self.id),
            ]
        ).unlink()
        self.env["mail.followers"].search(
            [("partner_id", "=", self.id), ("res_model", "=like", "mentorship.%")]
        ).unlink()

    def _mentorship_clear_links(self):
        """Make unused links invalid.

        Links of an evaluation that is closing are already invalid, and are kept until
        it is closed: its box is opened only for one set of ballots and tokens.
        """
        invitations = self.env["mentorship.evaluation.invitation"].search(
            [("partner_id", "=", self.id), ("responded", "=", False)]
        )
        self.env.flush_all()
        # if one starts to close concurrently, one transaction waits for the other
        self.env.cr.execute(
            SQL(
                "SELECT id FROM mentorship_evaluation"
                " WHERE id IN %s AND closing IS NOT TRUE FOR SHARE",
                tuple(invitations.evaluation_id.ids) or (0,),
            )
        )
        still = {number for (number,) in self.env.cr.fetchall()}
        invitations.filtered(
            lambda invitation: invitation.evaluation_id.id in still
        ).token_ids.unlink()

    def _mentorship_references(self):
        """Return (model, field name, field) for each reference to a person, sign-ups
        first.
        """
        found = [
            (self.env[name], field_name, field)
            for name, model in self.env.registry.items()
            if name.startswith("mentorship.") and model._auto and not model._transient
            for field_name, field in model._fields.items()
            if field.comodel_name == "res.partner"
            and field.store
            and not field.related
            and (field.type == "many2many" or not field.compute)
        ]
        return sorted(found, key=lambda found: found[0]._name != "mentorship.enrolment")
