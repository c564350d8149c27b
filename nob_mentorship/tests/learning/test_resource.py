from base64 import b64decode, b64encode
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...tools import document
from ..common import MentorshipCase
from ..pages import Pages

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(200)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(*names, mimetype=None):
    """Return an archive with these parts, in bytes."""
    made = BytesIO()
    with ZipFile(made, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def picture(kind):
    """Return a small picture, in bytes."""
    made = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, kind)
    return made.getvalue()


class ResourceCase(MentorshipCase):
    """Resources of a programme, for a member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resources = cls.env["mentorship.resource"]
        # these have a test of their own
        cls.resources.search([("start_key", "!=", False)]).active = False

    @classmethod
    def _resource(cls, name="Reading", **values):
        values = {"programme_id": cls.programme.id, "name": name, **values}
        return cls.resources.create(values)

    def _now(self, partner):
        return [line["name"] for line in Pages(self.env).overview(partner)["now"]]

    def _groups(self, partner):
        """Return {title: names} of the page of all resources."""
        return {
            group["title"]: [line["name"] for line in group["lines"]]
            for group in Pages(self.env).resources(partner)["groups"]
        }


@tagged("post_install", "-at_install", "mentorship")
class TestMoments(ResourceCase):
    """Resources are shown when they matter, and all of them on one page (P12)."""

    def test_before_the_introduction_and_in_each_stage(self):
        for moment in ("before", "grounding", "supporting", "closure"):
            self._resource(moment, moment=moment)
        self._open()
        self._enrol(self.mentee, "mentee")
        self.assertEqual(self._now(self.mentee), ["before"])
        self.assertEqual(self._now(self.member), [])

    def test_a_pair_sees_what_fits_its_stage(self):
        for moment in ("before", "grounding", "preparation", "closure"):
            self._resource(moment, moment=moment)
        pairing = self._active_pair()
        pages = Pages(self.env)

        def shown():
            page = pages.pairing(pairing, self.mentee)
            return [line["name"] for line in page["now"]]

        self.assertEqual(pairing.stage, "grounding")
        self.assertEqual((shown(), self._now(self.mentee)), (["grounding"],) * 2)
        pairing.with_user(self.mentee_user).action_first_contact()
        self.assertEqual(pairing.stage, "preparation")
        self.assertEqual((shown(), self._now(self.mentee)), (["preparation"],) * 2)
        pairing.date_end = self.today + timedelta(days=10)
        self.assertEqual(shown(), ["closure"])
        pairing.action_complete()
        self.assertEqual(shown(), ["closure"])
        with self._on(self.today + timedelta(days=60)):
            self.assertEqual(shown(), [])

    def test_who_is_asked_reads_what_comes_before(self):
        self._resource("before", moment="before")
        self._resource("grounding", moment="grounding")
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        page = Pages(self.env).pairing(pairing, self.mentee)
        self.assertEqual([line["name"] for line in page["now"]], ["before"])

    def test_each_role_sees_what_is_for_it(self):
        for audience in (False, "mentor", "mentee"):
            self._resource(f"For {audience}", audience=audience, moment="grounding")
        self._active_pair()
        self.assertEqual(self._now(self.mentee), ["For False", "For mentee"])
        self.assertEqual(self._now(self.mentor), ["For False", "For mentor"])

    def test_nothing_of_another_programme(self):
        self._resource(programme_id=self.other_programme.id, moment="grounding")
        self._active_pair()
        self.assertEqual(self._now(self.mentee), [])

    def test_three_at_most_and_none_that_was_read(self):
        found = self.resources.browse()
        for number in range(5):
            found |= self._resource(f"{number}", moment="grounding", sequence=number)
        self._active_pair()
        self.assertEqual(self._now(self.mentee), ["0", "1", "2"])
        notes = self.env["mentorship.resource.read"]
        notes._note(self.mentee, found[0])
        self.assertEqual(self._now(self.mentee), ["1", "2", "3"])
        for resource in found:
            notes._note(self.mentee, resource)
        self.assertEqual(self._now(self.mentee), [])
        self.assertEqual(self._now(self.mentor), ["0", "1", "2"])

    def test_the_page_of_all_begins_with_what_matters_now(self):
        self._resource("Any time")
        self._resource("At the end", moment="closure")
        self._resource("Now", moment="grounding")
        self._resource("For mentors", audience="mentor")
        self._resource("Put away", active=False)
        self._active_pair()
        groups = self._groups(self.mentee)
        self.assertEqual(next(iter(groups)), "For you now")
        self.assertEqual(groups["For you now"], ["Now"])
        self.assertEqual(groups["At any time"], ["Any time"])
        self.assertEqual(groups["Closure and celebration"], ["At the end"])
        self.assertEqual(len(groups["Guides for your talks"]), 4)
        self.assertNotIn("Put away", str(groups))

    def test_who_takes_part_in_nothing_looks_around(self):
        self._resource("For mentors", audience="mentor")
        self._resource("For mentees", audience="mentee")
        shown = str(self._groups(self.member))
        self.assertIn("For mentors", shown)
        self.assertIn("For mentees", shown)

    def test_nothing_of_an_archived_programme_is_shown(self):
        resource = self._resource("Gone")
        self.assertIn("Gone", str(self._groups(self.member)))
        self.programme.active = False
        self.assertNotIn("Gone", str(self._groups(self.member)))
        domain = self.resources._member_domain(self.member)
        self.assertNotIn(resource, self.resources.search(domain))

    def test_who_signed_up_again_reads_the_last_texts_once(self):
        resource = self._resource("At the end", moment="closure")
        pairing = self._active_pair()
        pairing.action_complete()
        self.edition.action_close()
        following = self._open(self._edition(name="2031"))
        self._enrol(self.mentee, "mentee", edition=following)
        pages = Pages(self.env)
        for read in (False, True):
            if read:
                self.env["mentorship.resource.read"]._note(self.mentee, resource)
            shown = [] if read else ["At the end"]
            page = pages.pairing(pairing, self.mentee)
            self.assertEqual([line["name"] for line in page["now"]], shown)
            self.assertEqual(self._now(self.mentee), shown)

    def test_a_pairing_that_is_over_shows_none_of_an_archived_programme(self):
        self._resource("At the end", moment="closure")
        self._active_pair().action_complete()
        self.edition.action_close()
        self.assertEqual(self._now(self.mentee), ["At the end"])
        self.programme.active = False
        self.assertEqual(self._now(self.mentee), [])

    def test_staff_who_preview_do_not_see_what_was_read(self):
        self._resource("Now", moment="grounding")
        self._active_pair()
        page = Pages(self.env).overview(self.mentee, own=False)
        self.assertEqual(page["now"], [])


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestFiles(ResourceCase):
    """A file is what its content is: nothing that runs is ever offered (R61)."""

    KINDS = (
        (PDF, "pdf"),
        (picture("JPEG"), "jpg"),
        (picture("PNG"), "png"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (
            archive("content.xml", mimetype=document.TYPES["odt"]),
            "odt",
        ),
    )
    WRONG = (
        EXE,
        HTML,
        SVG,
        b"\x7fELF" + bytes(200),
        b"#!/bin/sh\necho",
        picture("GIF"),
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"PK\x03\x04" + bytes(50),
        archive("a.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("Basic/Standard/Module1.xml", mimetype=document.TYPES["odt"]),
        archive("content.xml", mimetype="application/x-executable"),
        # an archive is no picture and no PDF, whatever it says
        archive("content.xml", mimetype="application/pdf"),
        archive("content.xml", mimetype="image/png"),
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        b"plain text",
    )

    def _upload(self, content, name="reading.pdf"):
        encoded = b64encode(content).decode()
        return self._resource(kind="file", file=encoded, file_name=name)

    def test_each_kind_is_known_by_its_content(self):
        for content, kind in self.KINDS:
            with self.subTest(kind):
                resource = self._upload(content, "a.exe")
                self.assertEqual(resource.file_type, kind)
                sent, name, media = resource._download()
                self.assertEqual(sent, content)
                self.assertEqual(media, document.TYPES[kind])
                self.assertTrue(name.endswith(f".{kind}"))

    def test_nothing_else_is_accepted_whatever_it_is_called(self):
        good = self._upload(PDF)
        for content in self.WRONG:
            with self.subTest(content[:20]):
                with self.assertRaisesRegex(ValidationError, "File"):
                    self._upload(content)
                with self.assertRaises(UserError):
                    good.with_user(self.coordinator).file = b64encode(content)
                self.assertEqual(good._download()[0], PDF)

    def test_what_staff_put_in_its_place_is_not_sent(self):
        resource = self._upload(PDF)
        attachments = self.env["ir.attachment"].with_user(self.coordinator)
        own = [
            ("res_model", "=", resource._name),
            ("res_field", "=", "file"),
            ("res_id", "=", resource.id),
        ]
        for content in (EXE, archive("[Content_Types].xml", "word/document.xml")):
            with self.subTest(content[:20]):
                attachments.search(own).raw = content
                self.env.invalidate_all()
                self.assertEqual(b64decode(resource.file), content)
                self.assertIsNone(resource._download())

    def test_a_file_of_20_mb_is_too_large(self):
        with self.assertRaisesRegex(ValidationError, "10 MB"):
            self._upload(PDF + bytes(20_000_000))
        with self.assertRaisesRegex(ValidationError, "10 MB"):
            self._upload(PDF + bytes(10_000_000))
        self.assertTrue(self._upload(PDF + bytes(1_000_000)).file_type)

    def test_a_name_leads_nowhere(self):
        for name, safe in (
            ("../../etc/passwd", "etc passwd.pdf"),
            ('a"\r\nSet-Cookie: x.pdf', "a Set-Cookie x.pdf"),
            ("", "document.pdf"),
            ("Plan.PDF", "Plan.pdf"),
            ("a\u202efdp.exe", "a fdp.exe.pdf"),
            ("x" * 150, "x" * 100 + ".pdf"),
        ):
            self.assertEqual(document.safe_name(name, "pdf"), safe)

    def test_a_video_has_a_link_and_a_file_something(self):
        for kind in ("video", "file"):
            with self.subTest(kind), self.assertRaises(ValidationError):
                self._resource(kind=kind)
            self.assertTrue(self._resource(kind=kind, url="https://a.example"))
        file = self._upload(PDF)
        with self.assertRaises(ValidationError):
            file.file = False

    def test_a_link_that_is_none_is_refused(self):
        for url in (
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:///x",
            "https://user:secret@a.example",
            "https://a.example/" + "x" * 3000,
        ):
            with self.subTest(url[:30]), self.assertRaises(ValidationError):
                self._resource(url=url)

    def test_no_member_writes_a_resource_or_its_file(self):
        resource = self._resource()
        for user in (self.mentor_user, self.mentee_user, self.other_coordinator):
            for values in ({"file": b64encode(PDF)}, {"url": "https://a.example"}):
                with self.assertRaises(AccessError):
                    resource.with_user(user).write(values)
        with self.assertRaises(AccessError):
            resource.with_user(self.mentee_user).read(["file"])
