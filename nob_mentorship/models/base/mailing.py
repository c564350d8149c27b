from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command
from odoo.tools import formataddr

MANY = 50
"""Up to this many mails are made at once; more are made in the background."""
HEADERS = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}
"""They suppress automatic replies, such as out-of-office messages; delivery failures
are still reported."""


class MentorshipMailing(models.AbstractModel):
    """Mails to the member in `partner_id`, in that member's language."""

    _name = "mentorship.mailing"
    _description = "Mentorship: emails to a member"

    _portal_path = "/my/mentorship"
    # staff must not read which members were mailed: many mails are not part of a bulk
    # action
    _recipients_secret = False

    # only for mails: the link for a member who never logged in carries a token with
    # which its holder can set the password
    portal_link = fields.Char(
        compute="_compute_portal_link", compute_sudo=True, groups=fields.NO_ACCESS
    )
    overview_link = fields.Char(
        compute="_compute_portal_link", compute_sudo=True, groups=fields.NO_ACCESS
    )

    def _compute_portal_link(self):
        for record in self:
            record.portal_link = record.partner_id._mentorship_link(record._page_path())
            record.overview_link = record.partner_id._mentorship_link(self._portal_path)

    def _page_path(self):
        """Return the path of the member's page that a mail links to."""
        return self._portal_path

    def _sender(self):
        """Return the sender address of the programme's mails, with its name."""
        return self.programme_id._sender()

    @api.model
    def _address(self, name, email):
        """Return an address with a name, on one line even if the name contains line
        breaks."""
        return formataddr((" ".join((name or "").split()), email))

    def _mail_get_companies(self, default=False):
        """Return the company of each mail, as {id: company}."""
        companies = super()._mail_get_companies(default=default)
        return {r.id: r._mail_company() or companies[r.id] for r in self}

    def _mail_company(self):
        """Return the company whose name is shown at the bottom of a mail."""
        edition = "edition_id" in self._fields
        return (self.edition_id if edition else self.programme_id).company_id

    def _one_a_member(self):
        """Return one record per member, for when all records get the same mail."""
        return self

    def _mail(self, template, attach=None, report=True, **context):
        """Queue one mail for each record with an address, now or in the background.

        Members who cannot be reached (archived, or without an address) are noted for
        staff on the sign-up or the pairing. Replies go to the programme, unless the
        context says otherwise: see :meth:`_answer_address`.

        :param str template: the name of the mail template, without its module
        :param attach: a function of the record that returns a list of values, one for
            each attachment of its mail; attachments are deleted with the mail
        :param bool report: False if the caller tells staff which members were not
            reached
        :return: the records whose member cannot be reached
        """
        reachable = self._reachable()
        told = reachable._one_a_member()
        # a job stores only JSON values, and a context can hold records
        if len(told) > MANY and not attach and not context:
            told._mail_later(template, context)
        elif told:
            told._queue_mail(template, context, attach)
        missed = self - self.browse(reachable.ids)
        if report:
            missed._note_missed()
        return missed

    def _reachable(self):
        """Return the records whose member mail reaches, as superuser."""
        # sudo: a member who accepts an offer is not allowed to read the partner's
        # address
        return self.sudo().filtered(lambda record: record.partner_id._has_mail())

    def _note_missed(self):
        """Note for staff which members could not be reached, if the record has a place
        for it.
        """
        place = "pairing_id" if "pairing_id" in self._fields else "id"
        for records in self.grouped(place).values():
            written_on = records.pairing_id if place == "pairing_id" else records
            if "message_ids" in written_on._fields:
                # sudo: a note for staff, whichever user caused the mail
                written_on.sudo().message_post(body=records._no_mail_note(records))

    def _mail_later(self, template, context):
        """Queue the mails in the background; the user who caused them can follow the
        progress.

        For the parameters, see :meth:`_mail`.
        """
        user = self.env.user
        if self._recipients_secret or user.share:
            user = user.browse(SUPERUSER_ID)
        self.env["mentorship.job"]._start(
            self.with_user(user).sudo(),
            "_queue_mail",
            [template, context],
            self.env._("Emails: %s", self._mail_template(template).name),
        )
        if user.id != SUPERUSER_ID:
            user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "message": self.env._(
                        "%s emails are being prepared in the background. See “Bulk "
                        "actions” for the progress.",
                        len(self),
                    ),
                },
            )

    @api.model
    def _tell_refused(self, lines):
        """Tell staff how many mails failed, if they must not know the recipients.

        :param lines: ``mentorship.job.line`` records for records of this model
        """

    @api.model
    def _mail_template(self, template):
        """Return a template as the superuser.

        :param template: its name without its module, or a ``mail.template``
        """
        if isinstance(template, str):
            template = self.env.ref(f"nob_mentorship.{template}")
        return template.with_user(SUPERUSER_ID)

    def _queue_mail(self, template, context, attach=None):
        """Queue the mails themselves; for the parameters, see :meth:`_mail`.

        :param template: its name, or a ``mail.template``
        :return: the ``mail.mail`` records, in the order of these records
        """
        # the superuser sends: the user who caused the mail was checked before, and must
        # not be the author of a message whose link may let its holder set a member's
        # password
        template = self._mail_template(template).with_context(**context)
        mails = template.send_mail_batch(self.ids)
        for record, mail in zip(self, mails, strict=True):
            if address := record._answer_address(**context):
                mail.reply_to = address
            if attach:
                mail.attachment_ids = [Command.create(vals) for vals in attach(record)]
            record._complete_mail(mail)
        self._settle(mails)
        return mails

    def _complete_mail(self, mail):
        """Complete a queued mail with the parts that a template cannot hold.

        :param mail: ``mail.mail`` to the member of this record
        """

    @api.model
    def _settle(self, mails):
        """Make queued mails ours: linked to no record through which others could find
        them, and sent at once.
        """
        mails.write(
            {
                "author_id": mails.env.user.partner_id.id,
                "res_id": False,
                "headers": repr(HEADERS),
            }
        )
        self._wake_mail_queue()

    @api.model
    def _add_headers(self, mail, headers):
        """Give a queued mail of ours more headers.

        :param dict headers: {name: value}
        """
        mail.headers = repr({**HEADERS, **headers})

    @api.model
    def _is_ours(self, mail):
        """Tell whether a queued mail is one that :meth:`_settle` made ours."""
        # more headers can follow
        return (mail.headers or "").startswith(repr(HEADERS)[:-1])

    def _answer_address(self, mentorship_from=None, mentorship_among=None, **_context):
        """Return where a reply to a member's mail goes; empty for the programme.

        :param mentorship_from: the ``res.partner`` the mail is from
        :param mentorship_among: the partners it concerns, if no reply may reach anyone
            else; replies to the sender's own mail go to the others
        """
        nobody = self.env["res.partner"]
        writer, people = mentorship_from or nobody, mentorship_among or nobody
        return (
            self._addresses(writer - self.partner_id)
            or self._addresses(people - self.partner_id)
            or self._addresses(people)
        )

    @api.model
    def _addresses(self, partners):
        """Return the addresses, with names, of those partners who have one."""
        return ", ".join(
            formataddr(
                (" ".join((partner.name or "").split()), partner.email_normalized)
            )
            for partner in partners
            if partner.email_normalized
        )

    @api.model
    def _wake_mail_queue(self):
        """Send the mails of this transaction right after it commits: the queue is woken
        once for all of them.
        """
        callbacks, key = self.env.cr.precommit, "nob_mentorship.mail_queue"
        if key not in callbacks.data:
            callbacks.data[key] = True
            callbacks.add(self.browse().with_user(SUPERUSER_ID)._wake_mail_queue_now)

    @api.model
    def _wake_mail_queue_now(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if not cron:
            return
        # every flush runs this; rolling back a savepoint also removes the trigger
        done, key = self.env.cr.postcommit.data, "nob_mentorship.mail_queue"
        if key not in done or not done[key].exists():
            done[key] = cron._trigger()

    @api.model
    def _no_mail_note(self, unreachable):
        """Return a line for staff that names the members without an address."""
        # sudo: the names of members whose records the reading staff can see
        return self.env._(
            "Not told, because they are archived or have no email address: %s",
            ", ".join(unreachable.sudo().partner_id.mapped("name")),
        )
