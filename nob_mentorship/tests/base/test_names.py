from itertools import product

from odoo.tests import tagged

from ...models.core.res_partner import WIDER
from ..common import MentorshipCase, control

SECRETS = {
    "email": "geheim@adres.example",
    "street": "Achterafweg 13",
    "vat": "NL123456782B90",
}


@tagged("post_install", "-at_install", "fault")
class TestNames(MentorshipCase):
    """A name is a name, whatever the context asks for (offered: no contact data)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls.mentor.write(SECRETS)
        cls.pairing = cls._pair(
            cls._enrol(cls.mentor, "mentor"),
            cls._enrol(cls.mentee, "mentee"),
            offer=True,
        )

    def _readings(self, user, **context):
        """Return everything that a member reads about the people of a pairing, as one
        text."""
        found = []
        names = {"fields": {"display_name": {}}, "context": context}
        for model in ("mentorship.pairing", "mentorship.pairing.member"):
            records = self.env[model].with_user(user).with_context(**context)
            people = [
                name
                for name, field in records._fields.items()
                if field.comodel_name in ("res.partner", "res.users")
                and name in records._portal_readable
            ]
            self.assertTrue(people, model)
            found += [
                records.search([]).read(people),
                records.search_read([], people),
                records.search([]).web_read(dict.fromkeys(people, names)),
                records.web_search_read([], dict.fromkeys(people, names)),
            ]
            for name in people:
                if records._fields[name].store:
                    found.append(records.formatted_read_group([], [name], ["__count"]))
        return str(found)

    def test_no_context_widens_a_name(self):
        self.assertTrue(WIDER)
        for names in product((True, False), repeat=len(WIDER)):
            context = dict(zip(WIDER, names, strict=True))
            with self.subTest(**context):
                self.env.invalidate_all()
                read = self._readings(self.mentee_user, **context)
                self.assertIn(self.mentor.name, read)
                for secret in SECRETS.values():
                    self.assertNotIn(secret, read)

    @control
    def test_staff_and_oneself_read_what_odoo_shows(self):
        for user in (self.manager, self.mentor_user):
            partner = self.mentor.with_user(user).with_context(show_email=True)
            self.assertIn(SECRETS["email"], partner.display_name)

    @control
    def test_who_is_no_member_of_ours_is_named_as_core_does(self):
        other = self.env["res.partner"].create(
            {"name": "Klant", "email": "k@x.example"}
        )
        named = other.with_user(self.mentee_user).sudo().with_context(show_email=True)
        self.assertIn("k@x.example", named.display_name)
