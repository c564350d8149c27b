import csv
from datetime import timedelta
from pathlib import Path

from odoo.fields import Command

from ..common import MentorshipCase

PAIRS = Path(__file__).parent / "pairs.csv"
STARTED, ENDED = 100, 50
"""How many days ago the pairs of the file started, and those that ended early ended."""


def rows_of_file():
    """Return the rows of the file, as dicts of texts."""
    with PAIRS.open(newline="") as file:
        return list(csv.DictReader(file))


class ReportingCase(MentorshipCase):
    """Editions with pairs as a file or a test describes them, each of two people who
    are in no other pair.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["mentorship.end.reason"].create({"name": "No time"})
        cls.report = cls.env["mentorship.report"]
        cls._in_english()

    @classmethod
    def _running(cls, name, programme=None, **values):
        """Return an edition that runs."""
        edition = cls._edition(
            programme,
            name=name,
            date_start=cls.today - timedelta(days=STARTED),
            date_end=cls.today + timedelta(days=265),
            enrolment_start=False,
            enrolment_end=False,
            **values,
        )
        edition.state = "running"
        return edition

    @classmethod
    def _signed_up(cls, edition, role, count, state="matched", **values):
        """Return sign-ups of new members."""
        partners = cls.env["res.partner"].create(
            [{"name": f"{edition.name} {role} {number}"} for number in range(count)]
        )
        return cls.env["mentorship.enrolment"].create(
            [
                {
                    "edition_id": edition.id,
                    "partner_id": partner.id,
                    "role": role,
                    "question": "How do I grow?",
                    "state": state,
                    **values,
                }
                for partner in partners
            ]
        )

    @classmethod
    def _pairs(cls, edition, rows):
        """Make pairs of new members.

        :param rows: dicts as in the file; what a row does not say is as in the first
            row of the file
        """
        rows = [{**rows_of_file()[0], **row} for row in rows]
        mentors = cls._signed_up(edition, "mentor", len(rows))
        mentees = cls._signed_up(edition, "mentee", len(rows))
        pairings = cls.env["mentorship.pairing"].create(
            [
                {
                    "edition_id": edition.id,
                    "member_ids": [
                        Command.create({"enrolment_id": each.id, "answer": "accepted"})
                        for each in pair
                    ],
                }
                for pair in zip(mentors, mentees, strict=True)
            ]
        )
        start = cls.today - timedelta(days=STARTED)
        for pairing, row in zip(pairings, rows, strict=True):
            pairing.write(
                {
                    "state": row["state"],
                    "date_start": start,
                    "date_end": edition.date_end,
                }
            )
            pairing.member_ids.prepared = row["prepared"]
            if row["days_to_contact"]:
                mentee = pairing.member_ids.filtered(lambda m: m.role == "mentee")
                days = timedelta(days=int(row["days_to_contact"]))
                mentee.first_contact_on = start + days
        cls.env.flush_all()
        for pairing, row in zip(pairings, rows, strict=True):
            ended = row["state"] == "ended"
            ago = timedelta(days=int(row["days_in_step"]))
            pairing.write(
                {
                    "came_about": row["came_about"],
                    "held_meeting_count": int(row["meetings"]),
                    "reached": row["reached"],
                    "reached_on": cls.today - ago,
                    "ended_on": cls.today - timedelta(days=ENDED)
                    if ended
                    else pairing.ended_on,
                }
            )
            if ended:
                pairing.ending_ids.create(
                    {
                        "pairing_id": pairing.id,
                        "reason_id": cls.reason.id if row["reason"] else False,
                        "asked_on": cls.today,
                    }
                )
        cls.env.flush_all()
        cls.env.invalidate_all()
        return pairings

    def _counts(self, user, domain, *groupby):
        """Return {values: how many pairs}, as a user reads it."""
        groups = self.report.with_user(user)._read_group(domain, groupby, ["__count"])
        return {
            tuple(getattr(value, "id", value) for value in values): count
            for *values, count in groups
        }
