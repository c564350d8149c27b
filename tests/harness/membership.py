"""A generated association of Dutch members, and the expected results in Odoo."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from faker import Faker

SEED = 2030
LONG_NAME = "Wilhelmina " + "van der " * 21 + "Lindenbergh-Zwaan"
ODD_NAMES = (
    "Adriaan 't Hooft",
    "Zoë Brontë-García",
    "Łukasz Świątek",
    "Şeyma Yıldız",
    'Jan "Jantje" de Vries, LL.M.',
    LONG_NAME.ljust(200, "n"),
)
KINDS = {
    "member": 70,
    "aspirant": 12,
    "lapsed": 6,
    "last_day": 2,
    "first_day": 2,
    "next_month": 4,
    "cancelled": 2,
    "free": 2,
}
"""{kind of membership: percentage of members}"""
MEMBER_TODAY = {"member", "aspirant", "last_day", "first_day", "free"}


@dataclass(frozen=True)
class Member:
    """A generated member.

    :param key: the external identifier, without a module
    :param kind: one of `KINDS`
    :param since: first day in the profession, or None if it was not recorded
    """

    key: str
    name: str
    email: str
    gender: str
    kind: str
    since: date | None

    def verdict(self, role, min_years, today):
        """Return "yes", "unknown" or "no": may this member take part in an edition
        for the category Member?"""
        if self.kind not in MEMBER_TODAY or self.kind == "aspirant":
            return "no"
        unknown = self.kind == "free"
        if role == "mentor":
            if self.since and self.since + relativedelta(years=min_years) >= today:
                return "no"
            unknown = unknown or not self.since
        return "unknown" if unknown else "yes"


def generate(count, today):
    """Return as many members, the same ones each time."""
    fake, dice = Faker("nl_NL"), random.Random(SEED)
    fake.seed_instance(SEED)
    kinds, weights = list(KINDS), list(KINDS.values())
    members = []
    for number in range(count):
        name = fake.name()
        if number < len(ODD_NAMES):
            name = ODD_NAMES[number]
        elif number % 50 == 0:
            name = members[number // 2].name
        email = f"lid{number:04}@leden.example"
        if number % 40 == 7:
            email = ""
        elif number % 100 == 1:
            # a couple with one address
            email = members[number - 1].email
        members.append(
            Member(
                key=f"lid_{number:04}",
                name=name,
                email=email,
                gender=dice.choice(("male", "female", "other", "")),
                kind=dice.choices(kinds, weights)[0],
                since=_since(dice, number, today),
            )
        )
    return members


def _since(dice, number, today):
    if number % 60 == 3:
        return today - relativedelta(years=5)
    if number % 60 == 4:
        return today - relativedelta(years=5, days=1)
    if dice.random() < 0.2:
        return None
    return today - timedelta(days=dice.randrange(0, 40 * 365))


def partners(members):
    """Return the rows of the file of members, the header first."""
    header = ("id", "name", "email", "gender", "professional_since", "free_member")
    return [
        header,
        *(
            (m.key, m.name, m.email, m.gender, m.since or "", int(m.kind == "free"))
            for m in members
        ),
    ]


def products(today):
    """Return the rows of the file of memberships that are sold."""
    header = (
        "id",
        "name",
        "membership",
        "membership_category_id/id",
        "membership_date_from",
        "membership_date_to",
        "list_price",
    )
    year = (today - timedelta(days=100), today + timedelta(days=265))
    member = "membership.membership_category_member"
    aspirant = "nob_mentorship.membership_category_aspirant"
    return [
        header,
        ("lidmaatschap", "Lidmaatschap", 1, member, *year, 0),
        ("aspirant", "Aspirant-lidmaatschap", 1, aspirant, *year, 0),
    ]


def lines(members, today):
    """Return the rows of the file of membership lines."""
    header = (
        "id",
        "partner_id/id",
        "membership_id/id",
        "date",
        "date_from",
        "date_to",
        "date_cancel",
        "state",
        "member_price",
    )
    year = (today - timedelta(days=100), today + timedelta(days=265))
    periods = {
        "lapsed": (today - timedelta(days=465), today - timedelta(days=1)),
        "last_day": (today - timedelta(days=364), today),
        "first_day": (today, today + timedelta(days=364)),
        "next_month": (today + timedelta(days=30), today + timedelta(days=394)),
    }
    rows = [header]
    for member in members:
        if member.kind == "free":
            continue
        start, stop = periods.get(member.kind, year)
        rows.append(
            (
                f"regel_{member.key}",
                member.key,
                "aspirant" if member.kind == "aspirant" else "lidmaatschap",
                start,
                start,
                stop,
                today - timedelta(days=10) if member.kind == "cancelled" else "",
                "paid",
                0,
            )
        )
    return rows


def as_csv(rows):
    """Return rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows):
    """Return rows as the bytes of a spreadsheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
