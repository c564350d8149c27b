"""A membership of 5,000 comes in by Odoo's own import, and the chain runs on it."""

import ast
from collections import Counter

import pytest
from lxml import etree

from .harness import clock, importing, membership
from .harness.bulk import finished
from .harness.server import running
from .harness.world import World

pytestmark = pytest.mark.slow

COUNT, SIGNED_UP, MIN_YEARS = 5000, 1000, 5
TODAY = clock.today()
QUESTIONS = {
    "Werkwijze": ("Volgens plan", "Al doende"),
    "Waarden": ("Volgens plan", "Vrijheid"),
}
"""The questions that staff ask at the sign-up; one answer occurs twice."""


@pytest.fixture(scope="module")
def association(smtp):
    """A server with the whole membership, brought in from files."""
    with running(smtp_port=smtp.port) as server:
        world = World(server)
        world.members = membership.generate(COUNT, TODAY)
        settings = world.create("res.config.settings")
        world.admin.call(
            "res.config.settings", "action_mentorship_aspirant", [[settings]]
        )
        for model, rows in (
            ("product.product", membership.products(TODAY)),
            ("res.partner", membership.partners(world.members)),
            ("membership.membership_line", membership.lines(world.members, TODAY)),
        ):
            found, messages = importing.bring_in(
                world.admin, model, membership.as_csv(rows), importing.CSV
            )
            assert (messages, len(found)) == ([], len(rows) - 1)
        names = world.search(
            "ir.model.data", [("model", "=", "res.partner")], ["name", "res_id"]
        )
        world.partners = {line["name"]: line["res_id"] for line in names}
        world.staff = world.manager("import_staff", "Sanne Staf")
        yield world


@pytest.fixture(scope="module")
def signups(association):
    """Sign-ups of a thousand members, half from CSV and half from XLSX.

    :return: {id of the sign-up: (member, role)}
    """
    world = association
    member = world.ref("membership.membership_category_member")
    world.edition = world.edition(
        world.staff,
        name="2040",
        mentor_min_years=MIN_YEARS,
        question_ids=[(6, 0, [ask(world.staff, name) for name in QUESTIONS])],
        membership_category_ids=[(6, 0, [member])],
    )
    world.staff.call("mentorship.edition", "action_open_enrolment", [[world.edition]])
    chosen = [
        (m, "mentor" if number % 3 == 0 else "mentee")
        for number, m in enumerate(world.members[:SIGNED_UP])
    ]
    half = SIGNED_UP // 2
    found = []
    for part, write, kind in (
        (chosen[:half], membership.as_csv, importing.CSV),
        (chosen[half:], membership.as_xlsx, importing.XLSX),
    ):
        ids, messages = importing.bring_in(
            world.staff, "mentorship.enrolment", write(signup_rows(part)), kind
        )
        assert (messages, len(ids)) == ([], half)
        found += ids
    return dict(zip(found, chosen, strict=True))


def ask(staff, name):
    """Return the id of a question at the sign-up."""
    answers = [(0, 0, {"name": text}) for text in QUESTIONS[name]]
    values = {"name": name, "answer_ids": answers}
    return staff.call("mentorship.question", "create", [values])


def signup_rows(chosen):
    """Return the rows of a file of sign-ups, the header first."""
    return [
        (
            "id",
            "edition_id",
            "partner_id/id",
            "role",
            "question",
            "motivation",
            "topic_ids",
            "language_ids",
            "answer_ids",
            "max_mentees",
        ),
        *(
            (
                f"aanmelding_{member.key}",
                "2040",
                f"__import__.{member.key}",
                role,
                "" if role == "mentor" else "Hoe kies ik een specialisme?",
                "Ik leer graag – én geef door 😀",
                "Career path,Negotiating",
                "Dutch,English",
                "Werkwijze: Volgens plan,Waarden: Vrijheid",
                2,
            )
            for member, role in chosen
        ),
    ]


def read(client, ids, *names):
    """Return the values of sign-ups: {id: values}."""
    lines = client.call("mentorship.enrolment", "read", [list(ids), list(names)])
    return {line["id"]: line for line in lines}


def wanted(signups, *verdicts):
    """Return the sign-ups with one of these verdicts, by the generated data alone."""
    return [
        number
        for number, (member, role) in signups.items()
        if member.verdict(role, MIN_YEARS, TODAY) in verdicts
    ]


def test_every_member_came_in_with_what_the_file_says(association):
    lines = association.search(
        "res.partner",
        [("id", "in", list(association.partners.values()))],
        ["name", "email", "gender", "professional_since", "membership_state"],
    )
    found = {line["id"]: line for line in lines}
    members = membership.MEMBER_TODAY
    if clock.of_server() < TODAY:
        members = members - {"first_day"} | {"lapsed"}
    for member in association.members:
        line = found[association.partners[member.key]]
        assert line["name"] == member.name
        assert (line["email"] or "") == member.email
        assert (line["gender"] or "") == member.gender
        assert (line["professional_since"] or None) == (
            str(member.since) if member.since else None
        )
        is_member = line["membership_state"] in ("paid", "free")
        assert is_member == (member.kind in members), member


def test_who_may_take_part_is_what_the_files_say(association, signups):
    lists = ("topic_ids", "language_ids", "answer_ids")
    lines = read(association.staff, signups, "eligibility", "state", *lists)
    found = {number: line["eligibility"] for number, line in lines.items()}
    expected = {
        number: member.verdict(role, MIN_YEARS, TODAY)
        for number, (member, role) in signups.items()
    }
    assert Counter(expected.values()).keys() == {"yes", "unknown", "no"}
    assert found == expected
    assert {len(line[name]) for line in lines.values() for name in lists} == {2}
    assert {line["state"] for line in lines.values()} == {"draft"}


def test_members_without_an_address_are_found_by_the_filter(association, signups):
    staff = association.staff
    views = staff.call("mentorship.enrolment", "get_views", [[[False, "search"]]])
    arch = etree.fromstring(views["views"]["search"]["arch"])
    (domain,) = arch.xpath("//filter[@name='no_email']/@domain")
    found = staff.call("mentorship.enrolment", "search", [ast.literal_eval(domain)])
    assert set(found) == {n for n, (member, _) in signups.items() if not member.email}


def test_the_chain_runs_on_the_imported_members(association, signups):
    staff, world = association.staff, association

    def in_bulk(model, action, ids):
        return finished(world.server, staff, staff.call(model, action, [ids]))

    # staff send a batch: those who may not, or have to say more, are left out, with the
    # reason
    batch = list(signups)[:300]
    told = in_bulk("mentorship.enrolment", "action_bulk_submit", batch)
    may = {
        number
        for number in set(batch) & set(wanted(signups, "yes", "unknown"))
        if signups[number][1] != "mentor" or signups[number][0].since
    }
    states = {n: line["state"] for n, line in read(staff, batch, "state").items()}
    assert states == {n: "accepted" if n in may else "draft" for n in batch}
    assert str(len(may)) in told
    refused = [signups[n][0].name for n in batch if n not in may]
    assert all(name in told for name in refused)

    # staff export what came in
    fields = ["partner_id/name", "role", "state", "topic_ids"]
    rows = staff.call("mentorship.enrolment", "export_data", [batch, fields])["datas"]
    names = [row[0] for row in rows if row[0]]
    assert names == [signups[n][0].name for n in batch]

    # logins for a batch; members without an own address are named
    guests = sorted(may)[:40]
    told = in_bulk("mentorship.enrolment", "action_give_portal_access", guests)
    users = world.search(
        "res.users",
        [("partner_id", "in", [world.partners[signups[n][0].key] for n in guests])],
        ["login", "partner_id"],
    )
    addresses = Counter(signups[n][0].email for n in guests)
    assert {u["login"] for u in users} == addresses.keys() - {""}
    silent = [signups[n][0].name for n in guests if not signups[n][0].email]
    assert silent and all(name in told for name in silent)

    # offers in bulk; one mentee has no address, and the pairing says so
    mentors = [n for n in sorted(may) if signups[n][1] == "mentor"][:10]
    mentees = [n for n in sorted(may) if signups[n][1] == "mentee"]
    mentees.sort(key=lambda n: bool(signups[n][0].email))
    pairings = [
        staff.call(
            "mentorship.pairing",
            "create",
            [
                {
                    "edition_id": world.edition,
                    "mentor_enrolment_id": mentor,
                    "mentee_enrolment_ids": [(6, 0, [mentee])],
                }
            ],
        )
        for mentor, mentee in zip(mentors, mentees[:10], strict=True)
    ]
    in_bulk("mentorship.pairing", "action_bulk_offer", pairings)
    notes = staff.call(
        "mail.message",
        "search_read",
        [[("model", "=", "mentorship.pairing"), ("res_id", "=", pairings[0])]],
        {"fields": ["body"]},
    )
    assert any(signups[mentees[0]][0].name in note["body"] for note in notes)

    # one of them goes all the way, on their word by telephone
    people = staff.call(
        "mentorship.pairing.member", "search", [[("pairing_id", "=", pairings[0])]]
    )
    for person in people:
        answer = [[person], "accepted", "telephone"]
        staff.call("mentorship.pairing.member", "action_note_answer", answer)
    staff.call("mentorship.pairing", "action_first_contact", [[pairings[0]]])
    for step in ("action_close_enrolment", "action_start", "action_close"):
        in_bulk("mentorship.edition", step, [world.edition])
    (pairing,) = staff.call(
        "mentorship.pairing", "read", [[pairings[0]], ["state", "first_contact_on"]]
    )
    assert pairing["state"] == "completed"
    assert pairing["first_contact_on"] == str(TODAY)
    ended = Counter(line["state"] for line in read(staff, signups, "state").values())
    assert ended == {
        "completed": 2,
        "unmatched": len(may) - 2,
        "withdrawn": SIGNED_UP - len(may),
    }
