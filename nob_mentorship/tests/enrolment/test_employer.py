from odoo.tests import BaseCase, tagged

from ...tools.employer import employer_key


@tagged("post_install", "-at_install")
class TestEmployer(BaseCase):
    """Two spellings of one employer are one employer."""

    def test_spellings_of_one_employer_have_one_key(self):
        for key, names in {
            "debruin": ("De Bruin B.V.", "de bruin bv", "DE-BRUIN B. V.", "De Bruïn"),
            "loyensloeff": ("Loyens & Loeff N.V.", "loyens/loeff", "Loyens  Loeff"),
            "kpmg": ("K.P.M.G.", "K P M G", "KPMG LLP", "KPMG Holding B.V.", "kpmg"),
            "jansenzn": ("Maatschap Jansen Zn.", "Jansen Zn vof", "jansen zn (CV)"),
            "muller": ("Müller GmbH", "Muller Ltd", "MU\u0308LLER Ltd."),
            "obrien": ("O'Brien", "O’Brien Limited"),
            "strasse": ("Straße", "STRASSE AG"),
        }.items():
            for name in names:
                with self.subTest(name):
                    self.assertEqual(employer_key(name), key)

    def test_who_has_no_employer_has_no_colleague(self):
        for name in (
            *("", None, False, " ", "-", "…", "zzp", "ZZP'er", "Zelfstandig"),
            *("zelfstandige", "Zelfstandig belastingadviseur", "freelance", "Geen"),
            *(
                "eigen praktijk",
                "Self-employed",
                "n.v.t.",
                "nvt",
                "N/A",
                "none",
                "B.V.",
            ),
        ):
            with self.subTest(name):
                self.assertEqual(employer_key(name), "")

    def test_a_name_that_only_begins_so_is_an_employer(self):
        for name in ("Geenstijl", "Nationale Nederlanden", "Corendon", "Zelfstroom"):
            with self.subTest(name):
                self.assertEqual(employer_key(name), name.casefold().replace(" ", ""))
