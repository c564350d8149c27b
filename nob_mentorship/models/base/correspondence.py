from odoo import api, models
from odoo.exceptions import UserError

LAYOUT = "nob_mentorship.mail_layout_message"
LETTER = "nob_mentorship.mail_layout_letter"
"""The layout of our templates, which do not greet themselves."""


class MentorshipCorrespondence(models.AbstractModel):
    """What staff write to members by hand: from the programme's address, to which the
    answers go, with a link to the member's page, and kept on the record.

    Members are mailed each on their own: nobody reads another one's address in it.
    """

    _name = "mentorship.correspondence"
    _inherit = ["mail.thread"]
    _description = "Mentorship: what staff write to members"

    def message_post(self, **kwargs):
        """Post a message; what is for members goes out in the programme's name.

        Who writes a message that reaches no one, or not all, is told so.
        """
        self.check_access("read")
        if not self._is_for_members(kwargs):
            return super().message_post(**kwargs)
        # sudo: the name and the address that members know the programme by
        programme = self.sudo().programme_id
        sender = programme._sender()
        kwargs["subject"] = kwargs.get("subject") or programme.name
        kwargs.update(
            author_id=kwargs.get("author_id") or self.env.user.partner_id.id,
            email_from=sender,
            reply_to=sender,
            email_layout_xmlid=(
                LETTER if kwargs.get("email_layout_xmlid") == LETTER else LAYOUT
            ),
        )
        message = super().message_post(**kwargs)
        if not kwargs.get("scheduled_date"):
            self._say_unreached(message)
        return message

    def _is_for_members(self, values):
        """Tell whether a message is no note among colleagues.

        :param dict values: of `message_post`
        """
        if self.env.user.share or values.get("message_type") != "comment":
            return False
        chosen = values.get("subtype_xmlid")
        subtype = self.env.ref(chosen).id if chosen else values.get("subtype_id")
        return subtype == self.env.ref("mail.mt_comment").id

    def _say_unreached(self, message):
        """Tell who wrote a message whom it does not reach."""
        # sudo: who is notified of a message that the caller wrote just now
        notified = message.sudo().notification_ids
        missed = notified.filtered(
            lambda each: (
                each.notification_type == "email"
                and not each.res_partner_id._has_mail()
            )
        )
        if not notified:
            text = self.env._(
                "This message reaches no one: it stands here alone. Choose under “To” "
                "who should get it."
            )
        elif missed:
            text = self.env._(
                "Archived, or without an e-mail address, so not told: %s",
                ", ".join(missed.res_partner_id.mapped("name")),
            )
        else:
            return
        self.env.user._bus_send(
            "simple_notification", {"type": "warning", "message": text, "sticky": True}
        )

    def _each_once(self):
        """Return {id: the contacts to mail}: each contact whom a mail reaches stands
        with the first of these records that concerns them."""
        people, seen, once = self._mail_get_partners(), set(), {}
        for record in self:
            told = people[record.id].filtered(
                lambda partner: partner._has_mail() and partner.id not in seen
            )
            once[record.id] = told
            seen.update(told.ids)
        return once

    def _message_get_default_recipients(self, *args, **kwargs):
        recipients = super()._message_get_default_recipients(*args, **kwargs)
        if chosen := self.env.context.get("mentorship_each_of"):
            # sudo: the contacts of records that the caller writes to
            once = self.sudo().browse(chosen).exists()._each_once()
            for record in self:
                recipients[record.id]["partner_ids"] = once.get(
                    record.id, record.browse()
                ).ids
        return recipients

    def _message_mail_after_hook(self, mails):
        result = super()._message_mail_after_hook(mails)
        self.env["mentorship.mailing"]._wake_mail_queue()
        return result

    def _members_path(self):
        """Return the path of the page that a mail about this leads a member to."""
        return "/my/mentorship"

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers=headers)
        # Odoo would have each mail name the addresses of all others
        headers.pop("X-Msg-To-Add", None)
        return headers

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if not self:
            return groups
        button = {
            "url": self[0].get_base_url() + self[0]._members_path(),
            "title": self.env._("Go to your page"),
        }
        for name, _matches, group in groups:
            if name in ("portal", "customer"):
                group.update(active=True, has_button_access=True, button_access=button)
        return groups

    @api.model
    def _write_to_each(self, records):
        """Return the action that opens Odoo's form for a mail to each member.

        :param records: sign-ups or pairings, of one programme
        :raises UserError: where they are of several, or no one can be reached
        """
        # sudo: the programme and the addresses of records that the caller may change
        programme = records.sudo().programme_id
        if len(programme) > 1:
            raise UserError(self.env._("Choose members of one programme."))
        people = records.sudo()._mail_get_partners()
        once = records.sudo()._each_once()
        reached = records.filtered(lambda record: once[record.id])
        if not reached:
            raise UserError(
                self.env._(
                    "None of these people can be reached by mail; call them instead."
                )
            )
        everybody = self.env["res.partner"].union(*people.values())
        missed = everybody.filtered(lambda partner: not partner._has_mail())
        title = self.env._("Mail to %s members", len(everybody - missed))
        if missed:
            title = self.env._(
                "%(mail)s, and not to %(count)s who are archived or without an e-mail "
                "address",
                mail=title,
                count=len(missed),
            )
        sender = programme._sender()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_composition_mode": "mass_mail",
                "default_model": records._name,
                "default_res_ids": reached.ids,
                "default_subject": programme.name,
                "default_email_from": sender,
                "default_reply_to": sender,
                "default_reply_to_force_new": True,
                "default_email_layout_xmlid": LAYOUT,
                # it is no newsletter, which one may have had enough of
                "default_use_exclusion_list": False,
                # sent when all of it is done
                "default_force_send": False,
                "mentorship_each_of": reached.ids,
            },
        }
