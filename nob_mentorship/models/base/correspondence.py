from odoo import api, models
from odoo.exceptions import UserError

LAYOUT = "nob_mentorship.mail_layout_message"
LETTER = "nob_mentorship.mail_layout_letter"
"""The layout of our mails to members; it adds the greeting."""


class MentorshipCorrespondence(models.AbstractModel):
    """Messages that staff write to members by hand: sent from the programme's address,
    which also receives the replies, with a link to the member's page, and kept on the
    record.

    Each member gets a separate mail, so that members do not see one another's address.
    """

    _name = "mentorship.correspondence"
    _inherit = ["mail.thread"]
    _description = "Mentorship: emails from staff to members"

    def message_post(self, **kwargs):
        """Post a message; a message to members goes out in the programme's name.

        The author is told when a message does not reach some or all of its recipients.
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
        """Tell whether a message is for members, not an internal note.

        :param dict values: the values given to `message_post`
        """
        if self.env.user.share or values.get("message_type") != "comment":
            return False
        chosen = values.get("subtype_xmlid")
        subtype = self.env.ref(chosen).id if chosen else values.get("subtype_id")
        return subtype == self.env.ref("mail.mt_comment").id

    def _say_unreached(self, message):
        """Tell the author which recipients a message does not reach."""
        # sudo: reads the notified contacts of a message that the caller has just
        # written
        notified = message.sudo().notification_ids
        missed = notified.filtered(
            lambda each: (
                each.notification_type == "email"
                and not each.res_partner_id._has_mail()
            )
        )
        if not notified:
            text = self.env._(
                "This message has no recipients: it is only logged here. Choose the "
                "recipients under “To”."
            )
        elif missed:
            text = self.env._(
                "Not told, because they are archived or have no email address: %s",
                ", ".join(missed.res_partner_id.mapped("name")),
            )
        else:
            return
        self.env.user._bus_send(
            "simple_notification", {"type": "warning", "message": text, "sticky": True}
        )

    def _each_once(self):
        """Return {id: the contacts to mail}: each contact is listed only once, under
        the first of these records that concerns them.
        """
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
            # sudo: the contacts of records that the caller can write to
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
        """Return the path of the page that a mail about this record links to."""
        return "/my/mentorship"

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers=headers)
        # Odoo would put the addresses of all recipients in each mail
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
        """Return the action that opens Odoo's form for a separate mail to each member.

        :param records: sign-ups or pairings of one programme
        :raises UserError: if they belong to several programmes, or none can be reached
        """
        # sudo: the programme and the addresses of records that the caller can change
        programme = records.sudo().programme_id
        if len(programme) > 1:
            raise UserError(self.env._("Choose members of one programme."))
        people = records.sudo()._mail_get_partners()
        once = records.sudo()._each_once()
        reached = records.filtered(lambda record: once[record.id])
        if not reached:
            raise UserError(
                self.env._(
                    "None of these people can be reached by email; call them instead."
                )
            )
        everybody = self.env["res.partner"].union(*people.values())
        missed = everybody.filtered(lambda partner: not partner._has_mail())
        title = self.env._("Email to %s members", len(everybody - missed))
        if missed:
            title = self.env._(
                "%(mail)s (not to %(count)s who are archived or have no email address)",
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
                # this is no newsletter from which a member can unsubscribe
                "default_use_exclusion_list": False,
                # mails are sent once all of them are made
                "default_force_send": False,
                "mentorship_each_of": reached.ids,
            },
        }
