from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import certificate_code
from ..base.labels import field_labels

PATH = "/mentorship/certificate"


class MentorshipCertificate(models.Model):
    """The certificate of a member in an edition, in one role (R69).

    What it says is kept as it was when it was issued, except for the name: that is the
    member's present name. No interface reads its code.

    Where the final evaluation counts (`depends_on_answer`), everyone who meets the
    other requirements has one, whether they answered or not; whether it is worth
    anything is looked up in :meth:`_counts`, for its member and for visitors who have
    the code. So no row, date, number, job or mail depends on an answer (promise 4).
    """

    _name = "mentorship.certificate"
    _inherit = ["mentorship.unseen", "mentorship.guarded", "mentorship.mailing"]
    _description = "Certificate"
    _order = "issued_on desc, id desc"

    _name_parts = ("partner_id", "role", "edition_name")

    _recipients_secret = True

    _method_fields = frozenset(
        {
            "enrolment_id",
            "partner_id",
            "edition_id",
            "programme_id",
            "company_id",
            "code",
            "state",
            "issued_on",
            "revoked_on",
            "role",
            "programme_name",
            "edition_name",
            "date_from",
            "date_to",
            "meetings",
            "hours",
            "with_hours",
            "depends_on_answer",
        }
    )

    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id", store=True, index=True, ondelete="restrict"
    )
    edition_id = fields.Many2one(related="enrolment_id.edition_id", store=True)
    programme_id = fields.Many2one(related="enrolment_id.programme_id", store=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda _self: certificate_code.new(),
        groups=fields.NO_ACCESS,
    )
    state = fields.Selection(
        [("issued", "Issued"), ("revoked", "None for this member")],
        default="issued",
        required=True,
        readonly=True,
        copy=False,
    )
    issued_on = fields.Date(readonly=True, copy=False)
    revoked_on = fields.Date("Taken back on", readonly=True, copy=False)
    role = fields.Selection(
        [("mentor", "Mentor"), ("mentee", "Mentee"), ("peer", "Peer")], readonly=True
    )
    programme_name = fields.Char("Programme as it was called", readonly=True)
    edition_name = fields.Char("Edition as it was called", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", readonly=True)
    meetings = fields.Integer("Meetings held", readonly=True)
    hours = fields.Float("Hours of meetings", readonly=True)
    with_hours = fields.Boolean("Shows meetings and hours", readonly=True)
    depends_on_answer = fields.Boolean("Needs the final evaluation", readonly=True)

    _one_each = models.UniqueIndex(
        "(enrolment_id)", "This sign-up already has a certificate."
    )
    _code_once = models.UniqueIndex("(code)")

    @api.depends("partner_id.name", "role", "edition_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = field_labels(self, "role")
        for certificate in self:
            # sudo: the name of a member whose certificate the reader can see
            name = certificate.sudo().partner_id.name or ""
            parts = [roles.get(certificate.role), certificate.edition_name]
            about = ", ".join(filter(None, parts))
            certificate.display_name = f"{name} ({about})" if about else name

    @api.model
    def _member_domain(self, partner):
        """Return the domain of the certificates that a member may have; see
        :meth:`_counts`.
        """
        return [("partner_id", "=", partner.id), ("state", "=", "issued")]

    def _page_path(self):
        return self.enrolment_id._page_path()

    @api.model
    def _issue(self, enrolment):
        """Issue the certificate of a sign-up, and tell its member.

        One that was taken back is issued anew, with another code: what was printed
        before stays invalid.

        :param enrolment: one sign-up that meets the requirements, as superuser
        """
        values = {
            **enrolment._certificate_values(),
            "code": certificate_code.new(),
            "issued_on": fields.Date.context_today(self),
        }
        own = enrolment.certificate_ids
        if own:
            own._set_state("issued", revoked_on=False, **values)
        else:
            # sudo: the sign-up is one that the caller checked, and no user creates one
            own = self.sudo().create({"enrolment_id": enrolment.id, **values})
        own._mail("mail_template_certificate", report=False)

    @api.model
    def _revoke(self, enrolment):
        """Note that a sign-up has no certificate, whether or not it had one.

        :param enrolment: one sign-up, as superuser
        """
        values = {"revoked_on": fields.Date.context_today(self)}
        if own := enrolment.certificate_ids:
            own._to_move("revoked", ("issued",))._set_state("revoked", **values)
        else:
            # sudo: as in `_issue`
            self.sudo().create(
                {
                    "enrolment_id": enrolment.id,
                    "state": "revoked",
                    **enrolment._certificate_values(),
                    **values,
                }
            )

    def _counts(self):
        """Tell whether this certificate, which is issued, counts. Only its member may
        learn it, and a visitor who has its code.
        """
        self.ensure_one()
        return not self.depends_on_answer or self.enrolment_id._has_answered_final()

    @api.model
    def _find(self, typed):
        """Return the certificate with a code, or an empty recordset: also for one that
        was taken back or does not count, and for a member who was erased.

        :param str typed: the code as received
        """
        # one query for every text, so that no answer is faster than another
        found = self.search(
            Domain("code", "=", certificate_code.read(typed))
            & Domain("state", "=", "issued")
        )
        return found if found and found._counts() else self.browse()

    def _shown_code(self):
        """Return the code, in groups; only for the member."""
        # sudo: the caller found it among the member's own
        return certificate_code.grouped(self.sudo().code)

    def _check_url(self):
        """Return the public address that confirms this certificate."""
        return f"{self.get_base_url()}{PATH}/{self._shown_code()}"
