from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import MentorshipCase
from .queries import recorded_queries, shown_fields

FEW, PAGE = 10, 80
MOST_QUERIES = 30
"""The maximum number of queries of a member's page, however large the edition is."""
MOST_OF_PREVIEW = 36
"""The same for staff, who are shown two pages of a member in one."""


MOST_OF_ROOM = 20
"""The maximum number of queries to fetch a sealed room, however much is written in
it."""


class QueryCountCase(MentorshipCase):
    """An edition that grows from ten pairings on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.pairing.with_user(cls.mentee_user).action_first_contact()
        cls.edition.write({"mentor_places": 5000, "mentee_places": 5000})
        cls._programme_has_everything(cls.programme)
        cls._sign_up_asks_everything()
        cls.meeting = cls._meet(cls.pairing)
        cls._grow(FEW - 1)

    @classmethod
    def _programme_has_everything(cls, programme):
        programme.write(
            {
                "summary": "Learn from each other.",
                "description": "<p>What it is.</p>",
                "resource_ids": [
                    fields.Command.create(
                        {"name": "A book", "url": "https://a.example"}
                    )
                ],
                "news_ids": [fields.Command.create({"name": "It starts"})],
                "aim_ids": cls.env["mentorship.aim"].search([], limit=3).ids,
                "focus_ids": cls.env["mentorship.focus"].search([], limit=2).ids,
            }
        )

    @classmethod
    def _sign_up_asks_everything(cls):
        """Let the form of a sign-up ask all it can, and leave it open to change."""
        cls.env.company.country_id = cls.env.ref("base.nl")
        questions = cls._question() | cls._question("What do you value?")
        cls.edition.write({"late_enrolment": True, "question_ids": questions.ids})
        cls.region = cls.env.ref("base.state_nl_ut")
        cls.answers = questions.answer_ids[:1]
        cls.draft = cls._enrol(cls.member, "mentee", submit=False)

    @classmethod
    def _meet(cls, pairing):
        start = fields.Datetime.now() + timedelta(days=3)
        return pairing.meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendee_ids": pairing.member_ids.partner_id.ids,
                "planner_id": pairing.mentor_id.id,
            }
        )

    @classmethod
    def _grow(cls, count):
        """Add active pairings to the edition, each of two members, with a meeting."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(2 * count)]
        )
        cls.env["membership.membership_line"].create(
            [
                {
                    "partner_id": partner.id,
                    "membership_id": cls.membership.id,
                    "member_price": 0.0,
                    "date": cls.today,
                    "date_from": cls.today - timedelta(days=100),
                    "date_to": cls.today + timedelta(days=265),
                    "state": "paid",
                }
                for partner in partners
            ]
        )
        enrolments = cls.env["mentorship.enrolment"].create(
            [
                {
                    "edition_id": cls.edition.id,
                    "partner_id": partner.id,
                    "role": "mentor" if number < count else "mentee",
                    "question": "How do I grow?",
                    "state": "matched",
                    "topic_ids": cls.topic.ids,
                    "language_ids": cls.env["mentorship.language"].search([]).ids,
                    "region_id": cls.region.id,
                    "answer_ids": cls.answers.ids,
                }
                for number, partner in enumerate(partners)
            ]
        )
        pairings = cls.env["mentorship.pairing"].create(
            [
                {
                    "edition_id": cls.edition.id,
                    "member_ids": [
                        fields.Command.create(
                            {"enrolment_id": enrolment.id, "answer": "accepted"}
                        )
                        for enrolment in pair
                    ],
                }
                for pair in zip(enrolments[:count], enrolments[count:], strict=True)
            ]
        )
        pairings.write({"state": "active", "date_start": cls.today})
        for pairing in pairings:
            cls._meet(pairing)
        cls.env.flush_all()
        cls.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestMemberPageQueries(HttpCase, QueryCountCase):
    """A member's page does not get slower as the edition grows to 100 pairings."""

    many = 100

    def test_a_members_page_sends_as_many_queries_with_few_as_with_many_pairings(self):
        few = self._counts()
        self._grow(self.many - FEW)
        self.assertEqual(self.edition.pairing_count, self.many)
        many = self._counts()
        self.assertEqual(many, few)
        slow = {
            (login, page): cost
            for (login, page), cost in many.items()
            if cost[0] > (MOST_OF_PREVIEW if "/preview/" in page else MOST_QUERIES)
        }
        self.assertEqual(slow, {})

    def _pages(self):
        """Return the pages there are, by person: {login: [path]}."""
        pairing = f"/my/mentorship/pairing/{self.pairing.id}"
        edition = f"/my/mentorship/edition/{self.edition.id}"
        meeting = f"/my/mentorship/meeting/{self.meeting.id}"
        own = {
            member.partner_id: f"/my/mentorship/enrolment/{member.enrolment_id.id}"
            for member in self.pairing.member_ids
        }
        room = [pairing, f"{pairing}/first-contact", f"{pairing}/meeting", meeting]
        room.append(f"{meeting}/guide")
        every = ["/my/home", "/my/mentorship", edition]
        every.append("/my/mentorship/resources")
        preview = own[self.mentee].replace("enrolment", "preview")
        return {
            self.mentor_user.login: [*every, *room, own[self.mentor]],
            self.mentee_user.login: [*every, *room, own[self.mentee]],
            self.member_user.login: [
                *every,
                f"/my/mentorship/enrolment/{self.draft.id}",
            ],
            self.manager.login: [preview],
        }

    def _counts(self):
        """Return what each page costs a warm server: (queries, rows they find).

        The rows tell a page that reads the whole edition in one query.
        """
        counts = {}
        for login, pages in self._pages().items():
            self.authenticate(login, login)
            for page in pages:
                for _warm in range(2):
                    self.assertEqual(self.url_open(page).status_code, 200, page)
                with recorded_queries() as queries:
                    self.url_open(page)
                counts[login, page] = (len(queries), sum(rows for _, rows in queries))
        return counts


@tagged("post_install", "-at_install", "slow")
class TestMemberPageQueriesOfManyMore(TestMemberPageQueries):
    """The same when it grows to a thousand."""

    many = 1000


@tagged("post_install", "-at_install")
class TestStaffListQueries(QueryCountCase):
    """A page of a list costs staff as many queries with 10 lines as with 80."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grow(PAGE)
        for number in range(PAGE):
            cls._edition(name=f"Edition {number}")
        cls.env.flush_all()

    def test_the_list_of_signups_is_flat(self):
        self._assert_flat("mentorship.enrolment")

    def test_the_list_of_pairings_is_flat(self):
        self._assert_flat("mentorship.pairing")

    def test_the_list_of_editions_is_flat(self):
        self._assert_flat("mentorship.edition")

    def test_the_list_of_meetings_is_flat(self):
        self._assert_flat("mentorship.meeting")

    def test_the_list_of_proposals_is_flat(self):
        topics = self.env["mentorship.topic"].search([], limit=5)
        matching = self.env["mentorship.matching"].create(
            {"edition_id": self.edition.id}
        )
        for number, pairing in enumerate(self.edition.pairing_ids):
            people = pairing.member_ids.grouped("role")
            mentee = people["mentee"].enrolment_id
            shared = {"key": "topics", "weight": 1, "value": 1}
            shared["shared"] = topics[number % len(topics)].ids
            matching.proposal_ids.create(
                {
                    "matching_id": matching.id,
                    "mentor_enrolment_id": people["mentor"].enrolment_id.id,
                    "mentee_enrolment_ids": mentee.ids,
                    "score": number,
                    "parts": [{"mentee": mentee.id, "score": 50, "parts": [shared]}],
                }
            )
        self._assert_flat("mentorship.proposal")

    def _assert_flat(self, model):
        for user in (self.coordinator, self.manager):
            self.assertEqual(
                self._count(user, model, PAGE), self._count(user, model, FEW)
            )

    def _count(self, user, model, limit):
        """Return how many queries a page of the model's list sends."""
        records = self.env[model].with_user(user)
        arch = records.get_views([(False, "list")])["views"]["list"]["arch"]
        specification = shown_fields(arch, records)
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                found = records.web_search_read([], specification, limit=limit)
        self.assertEqual(len(found["records"]), limit)
        return len(queries)


@tagged("post_install", "-at_install", "slow")
class TestFirstPageQueries(QueryCountCase):
    """The first page of a list costs staff as many queries of 100 records as of 200."""

    sizes = (100, 200)

    def test_the_day_and_the_list_of_pairings_are_flat(self):
        costs = []
        for size in self.sizes:
            self._grow(size - self.edition.pairing_count)
            self._let_nothing_happen()
            self.edition.sudo()._refresh_day()
            costs.append(
                {
                    (user.login, model): self._first_page(user, model, view)
                    for user in (self.coordinator, self.manager)
                    for model, view in (
                        ("mail.activity", "mentorship_day_view_list"),
                        ("mentorship.pairing", "mentorship_pairing_view_list"),
                    )
                }
            )
            costs[-1]["again"] = self._again()
            self.assertEqual(len(self.edition.pairing_ids.activity_ids), size)
        self.assertEqual(*costs)

    def _let_nothing_happen(self):
        """Let each pairing be on the day."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE mentorship_meeting SET state = 'cancelled'")
        self.env.cr.execute(
            "UPDATE mentorship_pairing"
            " SET reached_on = %(then)s, date_start = %(then)s, date_end = %(end)s",
            {
                "then": self.today - timedelta(days=60),
                "end": self.today + timedelta(days=300),
            },
        )
        self.env.invalidate_all()

    def _first_page(self, user, model, view):
        """Return how many queries the first page of a list sends."""
        records = self.env[model].with_user(user)
        view_id = self.env.ref(f"nob_mentorship.{view}").id
        arch = records.get_views([(view_id, "list")])["views"]["list"]["arch"]
        specification = shown_fields(arch, records)
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                found = records.web_search_read(
                    [("mentorship_edition_id", "=", self.edition.id)]
                    if model == "mail.activity"
                    else [],
                    specification,
                    limit=PAGE,
                    count_limit=10001,
                )
        self.assertEqual(len(found["records"]), PAGE)
        return len(queries)

    def _again(self):
        """Return how many queries it sends to bring the day up to date once more."""
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self.edition.sudo()._refresh_day()
                self.env.flush_all()
        return len(queries)


@tagged("post_install", "-at_install", "mentorship")
class TestSealedRoomQueries(HttpCase, MentorshipCase):
    """A room is fetched with as few queries, however much is written in it."""

    def test_a_room_of_fifty_notes_sends_as_many_queries_as_one_of_one(self):
        pairing = self._active_pair()
        self._identity(self.mentor)
        self._identity(self.mentee)
        self._write_one_of_each(pairing)
        few = self._queries(pairing)
        for _number in range(49):
            self._text(pairing, "note", self.mentee, kind="note", audience="room")
        for _number in range(9):
            self._text(pairing, "goal", self.mentee, term="short")
        many = self._queries(pairing)
        self.assertEqual(len(self._room(pairing)["texts"]), 50 + 10 + 2)
        self.assertEqual(many, few)
        self.assertLessEqual(many, MOST_OF_ROOM)

    def _write_one_of_each(self, pairing):
        self._text(pairing, "note", self.mentee, kind="note", audience="room")
        self._text(pairing, "goal", self.mentee, term="short")
        self._text(pairing, "plan", self.mentee)
        self._text(pairing, "agreement", self.mentor)

    def _room(self, pairing):
        answer = self.url_open(
            "/mentorship/room/api/room",
            json={"room": pairing.id, "offset": 0},
            headers={"Origin": self.base_url()},
        )
        self.assertEqual(answer.status_code, 200)
        return answer.json()

    def _queries(self, pairing):
        """Return how many queries the whole request sends to a warm server."""
        self.authenticate(self.mentor_user.login, self.mentor_user.login)
        for _warm in range(2):
            self._room(pairing)
        with recorded_queries() as queries:
            self._room(pairing)
        return len(queries)
