import base64
from collections import deque
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools.sql import column_exists

from ...models.pairing.room import CLOSURE_DAYS
from ...portal.base import face
from ...tools import picture
from ..common import MentorshipCase

PLACE = 34853
"""The EXIF tag with the place where a picture was taken."""
TURNED = 274
"""The EXIF tag that says how the camera was held."""
PROFILE = "/my/mentorship/profile"


def photo(size=(600, 400), kind="JPEG"):
    """Return a picture as a telephone makes it, red on the left, with its place."""
    made, red = Image.new("RGB", size, "blue"), Image.new("RGB", size, "red")
    made.paste(red.crop((0, 0, size[0] // 2, size[1])), (0, 0))
    exif = Image.Exif()
    exif[PLACE] = {1: "N", 2: (52.0, 5.0, 0.0)}
    file = BytesIO()
    made.save(file, kind, exif=exif.tobytes())
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestPicture(TransactionCase):
    """A picture is made square, and freed of what a camera adds."""

    def test_place_and_size_are_gone(self):
        self.assertTrue(Image.open(BytesIO(photo())).getexif())
        for kind in ("JPEG", "PNG"):
            made = Image.open(BytesIO(picture.square(photo(kind=kind))))
            self.assertFalse(made.getexif(), kind)
            self.assertEqual(made.size, (picture.SIDE, picture.SIDE))
            self.assertEqual(made.format, "JPEG")

    def test_a_small_picture_is_made_anew_as_well(self):
        made = Image.open(BytesIO(picture.square(photo((40, 30)))))
        self.assertFalse(made.getexif())

    def test_a_picture_held_sideways_stands_upright(self):
        exif = Image.Exif()
        exif[TURNED] = 6
        file = BytesIO()
        Image.open(BytesIO(photo((400, 400)))).save(file, "JPEG", exif=exif.tobytes())
        made = Image.open(BytesIO(picture.square(file.getvalue())))
        self.assertGreater(made.getpixel((picture.SIDE // 2, 9))[0], 200)
        self.assertGreater(made.getpixel((picture.SIDE // 2, picture.SIDE - 9))[2], 200)

    def test_anything_else_is_refused(self):
        drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
        large = b"\xff" * (picture.MOST_BYTES + 1)
        file = BytesIO()
        Image.new("RGB", (9, 9)).save(file, "PNG", exif=b"II*\0")
        broken = file.getvalue()
        for content in (b"", b"GIF89a", drawing, photo()[:200], large, broken):
            with self.subTest(content[:10]), self.assertRaises(ValueError):
                picture.square(content)


@tagged("post_install", "-at_install")
class TestProfile(HttpCase, MentorshipCase):
    """A member uploads a picture, which only the people they deal with see."""

    def _send(self, page=PROFILE, files=None, **form):
        token = self.url_open(page).text.split('name="csrf_token" value="')[1]
        form["csrf_token"] = token.split('"')[0]
        return self.url_open(page, data=form, files=files)

    def _upload(self, user, content):
        self.authenticate(user.login, user.login)
        return self._send(files={"picture": ("me.jpg", content)}, do="picture")

    def _status(self, user, partner):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/mentorship/picture/{partner.id}").status_code

    def test_a_member_uploads_and_removes_a_picture(self):
        self.assertEqual(self._status(self.mentee_user, self.mentee), 404)
        self.assertEqual(self._upload(self.mentee_user, photo()).status_code, 200)
        answer = self.url_open(f"/my/mentorship/picture/{self.mentee.id}")
        self.assertFalse(Image.open(BytesIO(answer.content)).getexif())
        self.assertIn("private", answer.headers["Cache-Control"])
        self.assertIn(f"picture/{self.mentee.id}", self.url_open(PROFILE).text)
        self._send(do="remove")
        self.assertEqual(self._status(self.mentee_user, self.mentee), 404)

    def test_what_is_no_picture_is_refused_at_its_field(self):
        for content in (b"", b"<svg/>"):
            answer = self._upload(self.mentee_user, content)
            self.assertEqual(answer.status_code, 422)
            self.assertIn('id="picture_error"', answer.text)
        self.assertFalse(self.mentee.mentorship_picture)

    def test_only_people_in_a_pairing_and_staff_of_it_are_seen(self):
        pairing = self._active_pair()
        for user in (self.mentor_user, self.member_user, self.mentee_user):
            self._upload(user, photo())
        self.assertEqual(self._status(self.mentee_user, self.mentor), 200)
        self.assertEqual(self._status(self.mentor_user, self.mentee), 200)
        self.assertEqual(self._status(self.coordinator, self.mentee), 200)
        self.assertEqual(self._status(self.coordinator, self.member), 404)
        self.assertEqual(self._status(self.mentee_user, self.member), 404)
        self.assertEqual(self._status(self.member_user, self.mentor), 404)
        nobody = self.env["res.partner"].browse(2**31 - 1)
        self.assertEqual(self._status(self.member_user, nobody), 404)
        page = self.url_open("/my/mentorship").text
        self.assertNotIn(f"picture/{self.mentor.id}", page)
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = self.url_open(f"/my/mentorship/pairing/{pairing.id}").text
        self.assertIn(f"picture/{self.mentor.id}", page)
        self.authenticate(None, None)
        answer = self.url_open(f"/my/mentorship/picture/{self.mentor.id}")
        self.assertNotIn("image", answer.headers["Content-Type"])

    def test_a_former_partner_is_seen_while_the_page_can_be_read(self):
        pairing = self._active_pair()
        self._upload(self.mentee_user, photo())
        pairing.with_user(self.mentee_user).action_end()
        self.assertEqual(self._status(self.mentor_user, self.mentee), 200)
        pairing.sudo().ended_on = self.today - timedelta(days=CLOSURE_DAYS + 1)
        self.assertEqual(self._status(self.mentor_user, self.mentee), 404)

    def test_a_member_takes_their_picture_along(self):
        self._upload(self.mentee_user, photo())
        answer = self._send("/my/mentorship/export", format="json").json()
        kind, content = answer["picture"].split(",")
        self.assertEqual(kind, "data:image/jpeg;base64")
        self.assertEqual(Image.open(BytesIO(base64.b64decode(content))).format, "JPEG")
        text = self._send("/my/mentorship/export", format="text").text
        self.assertNotIn("base64", text)

    def test_another_picture_has_another_address(self):
        self._upload(self.mentee_user, photo())
        self.mentee.mentorship_picture_at -= timedelta(minutes=1)
        first = face.of(self.mentee)["picture"]
        self._upload(self.mentee_user, photo())
        self.assertNotEqual(face.of(self.mentee)["picture"], first)

    def test_no_contact_is_computed_for_a_new_column(self):
        contacts = self.env["res.partner"]
        self.mentee.mentorship_picture = self._stored()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE res_partner DROP COLUMN mentorship_picture_at")
        with patch.object(self.registry, "_post_init_queue", deque(), create=True):
            contacts._auto_init()
        self.assertTrue(
            column_exists(self.env.cr, "res_partner", "mentorship_picture_at")
        )
        self.env.cr.execute(
            "SELECT id FROM res_partner WHERE mentorship_picture_at IS NOT NULL"
        )
        self.assertIn((self.mentee.id,), self.env.cr.fetchall())
        waiting = self.env.transaction.tocompute
        self.assertFalse(waiting.get(contacts._fields["mentorship_picture_at"]))

    def test_the_coordinator_is_seen_by_members_of_the_programme(self):
        self._open()
        person = self.coordinator.partner_id
        person.mentorship_picture = self._stored()
        self.assertEqual(self._status(self.mentee_user, person), 200)
        self.assertIn(f"picture/{person.id}", self.url_open("/my/mentorship").text)

    def test_a_picture_goes_when_the_member_does(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self.mentee.mentorship_picture = self._stored()
        other = self._edition(self.other_programme)
        self._open(other)
        second = self._enrol(self.mentee, "mentee", other)
        sign_up.action_withdraw()
        self.assertTrue(self.mentee.mentorship_picture)
        second.action_withdraw()
        self.assertFalse(self.mentee.mentorship_picture)

    def test_a_picture_of_someone_who_takes_part_in_nothing_goes_in_a_month(self):
        self._open()
        self._enrol(self.mentee, "mentee", submit=False)
        coordinator = self.coordinator.partner_id
        people = self.mentee | self.member | coordinator
        people.mentorship_picture = self._stored()
        for days, kept in ((29, people), (32, self.mentee | coordinator)):
            with self._on(self.today + timedelta(days=days)), self.subTest(days):
                self._run_day()
                self.assertEqual(people.filtered("mentorship_picture"), kept)

    def _stored(self):
        return base64.b64encode(picture.square(photo()))

    def test_a_member_chooses_the_language_of_pages_and_mails(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["res.lang"]._activate_lang("en_US")
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self._send(do="language", language="en_US")
        self.assertIn('lang="en-US"', self.url_open(PROFILE).text)
        self.assertEqual(self._send(do="language", language="xx").status_code, 422)
        answer = self._send(do="language", language="nl_NL")
        self.assertIn('lang="nl-NL"', answer.text)
        self.mentee.invalidate_recordset()
        self.assertEqual(self.mentee.lang, "nl_NL")
