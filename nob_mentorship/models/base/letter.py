from markupsafe import Markup

from odoo import api, models

from ...tools import colour, letter, names

MOST_SIGNED = 2
"""A mail names the coordinators of its programme, unless there are more than these."""
MOST_FACES = 4
QUESTIONS = Markup('<a href="mailto:{0}">{0}</a>')


class MentorshipMailing(models.AbstractModel):
    """The data that the layout of every mail to a member needs."""

    _inherit = "mentorship.mailing"

    @api.model
    def _letter(self, record, company, lang):
        """Return the values that the layouts of our mails show, as a dict.

        :param record: what the mail is about, with `partner_id` and `programme_id`
            where it is of a member and of a programme; or the contact itself
        :param company: ``res.company`` that the mail is of; of one of our records it
            is its own
        :param str lang: the language of the mail
        """
        # sudo: the name of a programme, and the looks of a company, in a mail of theirs
        record, company = (
            (record or self).sudo().with_context(lang=lang),
            company.sudo(),
        )
        if record and "programme_id" in record._fields:
            company = record._mail_get_companies(default=company)[record.id]
        partner, programme = self._letter_parties(record)
        _ = record.env._
        name = (partner.name or "").strip()
        name = name if partner.is_company else names.greeted(name)
        return {
            "company": company,
            "logo": not company.uses_default_logo and f"/logo.png?company={company.id}",
            "greeting": _("Hello %s,", name) if name else _("Hello,"),
            "closing": _("Kind regards,"),
            "signed": self._letter_signed(programme),
            "sender": programme.name or company.name,
            "questions": bool(programme)
            and _("Questions? Write to %s.", QUESTIONS.format(programme.contact_email)),
            "wide": [Markup(part) for part in letter.WIDE],
        }

    @api.model
    def _letter_faces(self, record, body):
        """Return the faces above a mail of a pairing: initials on a colour. A mail has
        no picture: its address would be public.

        :param record: what the mail is about; only mails to a member of a pairing have
            faces
        :param str body: only the people that it names have a face
        :return: a list of {``name``, ``initials``, ``colour``}
        """
        if record._name != "mentorship.pairing.member":
            return []
        # sudo: their names are in the mail
        member = record.sudo()
        others = member.pairing_id._shown_members().partner_id - member.partner_id
        return [
            {
                "name": other.name,
                "initials": names.initials(other.name),
                "colour": colour.FACES[colour.face_number(other.id)],
            }
            for other in others
            if other.name and letter.says(str(body), other.name)
        ][:MOST_FACES]

    @api.model
    def _letter_signed(self, programme):
        """Return the names of the coordinators under a mail of a programme, or ""."""
        users = programme and programme._on_duty(programme.coordinator_ids)
        return ", ".join(users.mapped("name")) if len(users) <= MOST_SIGNED else ""

    @api.model
    def _letter_parties(self, record):
        """Return the contact and the programme of a mail, each empty without one."""
        partner = self.env["res.partner"]
        programme = record.env["mentorship.programme"]
        if record._name == "res.partner":
            partner = record
        elif "partner_id" in record._fields:
            partner = record.partner_id
        if "programme_id" in record._fields:
            programme = record.programme_id
        return partner, programme

    @api.model
    def _letter_styled(self, body, company):
        """Return the HTML of a letter with the colours of its company.

        :param body: the greeting, what the mail says, the closing
        """
        # core calls the colour of a button the second one, and of its text the first
        button, label = company.email_secondary_color, company.email_primary_color
        return Markup(letter.styled(str(body), button, label))
