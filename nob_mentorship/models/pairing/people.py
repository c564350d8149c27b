from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

PEOPLE = {"edition_id", "member_ids", "mentor_enrolment_id", "mentee_enrolment_ids"}
"""Fields of a pairing that determine its members."""


class MentorshipPairing(models.Model):
    """The members of a pairing: complete from the start, and all of one edition."""

    _inherit = "mentorship.pairing"

    @api.constrains("member_ids", "edition_id")
    def _check_people(self):
        for pairing in self:
            members = pairing.member_ids
            if any(m.enrolment_id.edition_id != pairing.edition_id for m in members):
                raise ValidationError(
                    self.env._(
                        "All members of a pairing must take part in its edition."
                    )
                )
            mentors = members.filtered(lambda m: m.role == "mentor")
            single = pairing.kind in ("one_to_one", "reverse")
            if single and len(members - mentors) > 1:
                raise ValidationError(
                    self.env._("In this programme a pairing has one mentee.")
                )
            if pairing.state == "proposed" and self.env[
                "mentorship.exclusion"
            ]._between(members.partner_id):
                raise ValidationError(
                    self.env._("These members must not be paired with each other.")
                )

    @api.constrains("member_ids")
    def _check_whole(self):
        for pairing in self:
            pairing._check_sides(pairing.member_ids)

    def _check_sides(self, members):
        """Raise unless these people form a complete pairing.

        :param members: ``mentorship.pairing.member``
        :raises ValidationError: if the pairing is incomplete
        """
        self.ensure_one()
        mentors = members.filtered(lambda m: m.role == "mentor")
        if self.kind == "peer" and len(members) < 2:
            raise ValidationError(
                self.env._("A pairing of peers needs at least two peers.")
            )
        if self.kind != "peer" and not (mentors and members - mentors):
            raise ValidationError(
                self.env._("A pairing has a mentor and a mentee: please choose both.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        pairings = super().create(vals_list)
        # a data file creates a pairing before its members
        if not self.env.context.get("install_mode"):
            pairings._check_whole()
        return pairings

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        if PEOPLE & vals.keys():
            self._check_staff()
            self._check_not_own()
        return super().write(vals)

    def _inverse_enrolments(self):
        for pairing in self:
            wanted = pairing.mentor_enrolment_id | pairing.mentee_enrolment_ids
            present = pairing.member_ids.enrolment_id
            if wanted == present:
                continue
            if pairing.state != "proposed":
                raise UserError(
                    self.env._(
                        "Only a proposed pairing can be changed; create a new one."
                    )
                )
            pairing._exchange(present - wanted, wanted - present)

    def _exchange(self, gone, new):
        """Replace some sign-ups of this proposal by others, adding or removing rows.

        :param gone: sign-ups in this proposal
        :param new: sign-ups not in this proposal
        """
        self.ensure_one()
        rows = list(self.member_ids.filtered(lambda m: m.enrolment_id in gone))
        commands = []
        for enrolment in new:
            values = {"enrolment_id": enrolment.id}
            alike = [row for row in rows if row.role == enrolment.role]
            if alike:
                rows.remove(alike[0])
                commands.append(Command.update(alike[0].id, values))
            else:
                commands.append(Command.create(values))
        commands += [Command.delete(row.id) for row in rows]
        self.member_ids = commands


class MentorshipPairingMember(models.Model):
    """Apart from newcomers, people are added to or removed from a pairing only while it
    is a proposal, which must stay complete."""

    _inherit = "mentorship.pairing.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        if any(m._is_fixed() for m in members) and not self._may_join():
            raise UserError(
                self.env._("Only a proposed pairing can be changed; create a new one.")
            )
        members.pairing_id._check_not_own()
        return members

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        before = self.pairing_id
        result = super().write(vals)
        if self._fixed_fields & vals.keys():
            (before | self.pairing_id)._check_not_own()
            # sudo: users cannot write it directly; the new person in this place was not
            # asked yet
            self.sudo().asked_on = False
        return result

    def unlink(self):
        self.check_access("unlink")
        self.pairing_id._check_not_own()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_proposed(self):
        if any(member._is_fixed() for member in self):
            raise UserError(
                self.env._("Only a proposed pairing can be changed; create a new one.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_no_half(self):
        for pairing, members in self.grouped("pairing_id").items():
            pairing._check_sides(pairing.member_ids - members)
