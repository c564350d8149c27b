import pkgutil
import sys
from base64 import b64encode
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest.mock import patch
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase

from .. import controllers
from ..models.base import job as mentorship_job
from ..tools.sealed_text import Keys
from ..tools.sealed_ways import key_of_way, seal_keys

PORTAL = "base.group_portal"
STAFF = "nob_mentorship.group_mentorship_coordinator"


def control(test):
    """Mark the other side of a fault, which version 1.3 had right."""
    test.control = True
    return test


class MentorshipCase(TransactionCase):
    """An association with a programme, an edition, and a person of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whether work is done at once does not depend on how fast this machine is now
        cls.startClassPatcher(patch.object(mentorship_job, "AT_ONCE", 600))
        # everyone's day is the same, also in the hour when Amsterdam's date is not the
        # server's
        here = {"tracking_disable": True, "tz": "Europe/Amsterdam"}
        cls.env = cls.env(context={**cls.env.context, **here})
        cls.today = fields.Date.context_today(cls.env["mentorship.edition"])
        cls.startClassPatcher(
            patch.object(fields.Date, "context_today", side_effect=cls._steady())
        )
        cls.membership = cls.env["product.product"].create(
            {
                "name": "Membership",
                "membership": True,
                "list_price": 0.0,
                "membership_date_from": cls.today - timedelta(days=100),
                "membership_date_to": cls.today + timedelta(days=265),
            }
        )
        cls.member_category = cls.env.ref("membership.membership_category_member")
        cls.membership.product_tmpl_id.membership_category_id = cls.member_category
        (
            cls.manager,
            cls.coordinator,
            cls.other_coordinator,
            cls.employee,
            cls.administrator,
            cls.mentor_user,
            cls.mentee_user,
            cls.member_user,
        ) = cls._users(
            manager="nob_mentorship.group_mentorship_manager",
            coordinator=STAFF,
            other_coordinator=STAFF,
            employee="base.group_user",
            administrator="base.group_system",
            mentor=PORTAL,
            mentee=PORTAL,
            member=PORTAL,
        )
        cls.programme = cls._programme("Test programme", "TEST", cls.coordinator)
        cls.other_programme = cls._programme("Other", "OTHER", cls.other_coordinator)
        cls.topic = cls.env["mentorship.topic"].create({"name": "Test topic"})
        cls.edition = cls._edition()
        cls.mentor, cls.mentee = cls.mentor_user.partner_id, cls.mentee_user.partner_id
        cls.member = cls.member_user.partner_id
        for partner, years in ((cls.mentor, 10), (cls.mentee, 2), (cls.member, 8)):
            partner.professional_since = cls.today - relativedelta(years=years)
            cls._line(partner)

    @classmethod
    def _steady(cls):
        """Return `context_today` with a day that lasts as long as the class: midnight
        does not fall between its tests.
        """
        real, here = fields.Date.context_today, cls.env["mentorship.edition"]

        def today(record, timestamp=None):
            day = real(record, timestamp)
            return day if timestamp else day - (real(here) - cls.today)

        return today

    @classmethod
    def _users(cls, **groups):
        """Return a user for each login: together, since one alone takes as long.

        :param groups: {end of the login: identifiers of groups, with commas between}
        """
        users = cls.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            [
                {
                    "login": f"test_{login}",
                    "password": f"test_{login}",
                    "name": login.replace("_", " ").title(),
                    "email": f"{login}@test.example",
                    "tz": "Europe/Amsterdam",
                    "group_ids": [
                        fields.Command.set(
                            [cls.env.ref(group).id for group in names.split(",")]
                        )
                    ],
                }
                for login, names in groups.items()
            ]
        )

    @classmethod
    def _user(cls, login, group):
        return cls._users(**{login: group})

    @classmethod
    def _programme(cls, name, code, coordinator):
        return cls.env["mentorship.programme"].create(
            {
                "name": name,
                "code": code,
                "contact_email": f"{code.lower()}@test.example",
                "coordinator_ids": [fields.Command.set(coordinator.ids)],
            }
        )

    @classmethod
    def _edition(cls, programme=None, **values):
        return cls.env["mentorship.edition"].create(
            {
                "programme_id": (programme or cls.programme).id,
                "name": "2030",
                "enrolment_start": cls.today,
                "enrolment_end": cls.today + timedelta(days=30),
                "date_start": cls.today + timedelta(days=40),
                **values,
            }
        )

    @classmethod
    def _past_edition(cls, programme=None, name="2019", **values):
        """Return an edition that ran before the app was used."""
        edition = cls._edition(
            programme,
            name=name,
            enrolment_start=False,
            enrolment_end=False,
            **{
                "date_start": cls.today - timedelta(days=500),
                "date_end": cls.today - timedelta(days=135),
                **values,
            },
        )
        edition.action_take_over()
        return edition

    @classmethod
    def _question(
        cls, name="How do you work?", answers=("Alone", "Together"), **values
    ):
        """Return a question of staff at the sign-up."""
        return cls.env["mentorship.question"].create(
            {
                "name": name,
                "answer_ids": [
                    fields.Command.create({"name": text}) for text in answers
                ],
                **values,
            }
        )

    @classmethod
    def _member(cls, login, years=None, **values):
        """Return a portal user who is a member today."""
        user = cls._user(login, PORTAL)
        if years is not None:
            values["professional_since"] = cls.today - relativedelta(years=years)
        user.partner_id.write(values)
        cls._line(user.partner_id)
        return user

    @classmethod
    def _line(cls, partner, start=-100, stop=265, state="paid", **values):
        """Give a partner a membership line; days count from today."""
        return cls.env["membership.membership_line"].create(
            {
                "partner_id": partner.id,
                "membership_id": cls.membership.id,
                "member_price": 0.0,
                "date": cls.today + timedelta(days=start),
                "date_from": cls.today + timedelta(days=start),
                "date_to": cls.today + timedelta(days=stop),
                "state": state,
                **values,
            }
        )

    @classmethod
    def _open(cls, edition=None, state="enrolment"):
        """Bring an edition to a state, by its own methods."""
        edition = edition or cls.edition
        edition.action_open_enrolment()
        if state in ("matching", "running", "closed"):
            edition.action_close_enrolment()
        if state in ("running", "closed"):
            edition.action_start()
        if state == "closed":
            edition.action_close()
        return edition

    @classmethod
    def _enrol(cls, partner, role, edition=None, submit=True, **values):
        enrolment = cls.env["mentorship.enrolment"].create(
            {
                "edition_id": (edition or cls.edition).id,
                "partner_id": partner.id,
                "role": role,
                "question": "How do I grow?" if role != "mentor" else False,
                **values,
            }
        )
        if submit:
            enrolment.action_submit()
        return enrolment

    @classmethod
    def _pair(cls, *enrolments, offer=False, accept=False):
        pairing = cls.env["mentorship.pairing"].create(
            {
                "edition_id": enrolments[0].edition_id.id,
                "member_ids": [
                    fields.Command.create({"enrolment_id": enrolment.id})
                    for enrolment in enrolments
                ],
            }
        )
        if offer or accept:
            pairing.action_offer()
        if accept:
            for member in pairing.member_ids:
                member._answer("accepted")
        return pairing

    @classmethod
    def _group(cls):
        """Return an offered group: (pairing, its mentor's sign-up, the mentees', their
        three users). The mentor is `mentor`."""
        edition = cls._edition(name="2034", kind="group")
        cls._open(edition)
        mentor = cls._enrol(cls.mentor, "mentor", edition=edition, max_mentees=3)
        users = [cls._member(f"group{n}", years=1) for n in range(3)]
        mentees = [
            cls._enrol(user.partner_id, "mentee", edition=edition) for user in users
        ]
        return cls._pair(mentor, *mentees, offer=True), mentor, mentees, users

    @classmethod
    def _active_pair(cls):
        """Return an active pairing of `mentor` and `mentee` in a running edition."""
        cls._open()
        mentor = cls._enrol(cls.mentor, "mentor", max_mentees=2)
        mentee = cls._enrol(cls.mentee, "mentee")
        pairing = cls._pair(mentor, mentee, accept=True)
        cls.edition.action_close_enrolment()
        cls.edition.action_start()
        return pairing

    @classmethod
    def _identity(cls, partner, keys=None, kinds=("phrase", "recovery"), succession=""):
        """Return the identity of a member, as their browser makes it.

        :param keys: ``sealed_text.Keys``; new ones if there are none
        """
        keys, identities = keys or Keys.make(), cls.env["mentorship.identity"]
        salt = b64encode(b"s" * 16).decode()
        sealed = {kind: seal_keys(keys, key_of_way(kind, bytes(32))) for kind in kinds}
        return identities._make(
            partner,
            identities._of(partner).recipient or "",
            {
                "recipient": keys.recipient,
                "signer": keys.signer.hex(),
                "succession": succession,
            },
            [
                {
                    "kind": kind,
                    "label": f"My {kind}",
                    "salt": salt if kind == "phrase" else False,
                    "sealed_keys": b64encode(content).decode(),
                }
                for kind, content in sealed.items()
            ],
            1,
            b64encode(b"a list that is never read").decode(),
        )

    @classmethod
    def _text(cls, pairing, model, author, *readers, **values):
        """Return a text of a room, as it comes from its author's browser.

        :param str model: such as ``note``
        :param readers: partners; everyone in the room if none is named
        :param values: of the record, not sealed
        """
        uuids = {partner: uuid for uuid, partner in pairing._room_people().items()}
        sent = {
            "uuid": str(uuid4()),
            "revision": 1,
            "sealed": b64encode(uuid4().bytes * 16).decode(),
            "readers": [uuids[reader] for reader in readers or uuids],
        }
        if model == "agreement":
            newest = max(pairing.agreement_ids.mapped("version"), default=0)
            return pairing._save_agreement(author, sent, newest)
        return pairing._save_text(f"mentorship.{model}", author, sent, values)[0]

    @classmethod
    def _conversation(cls, readers=None, way="coordinators", handle=None):
        """Return a sealed conversation, as a member's browser begins it.

        :param readers: users, given keys if they have none; the coordinator by default
        """
        readers = cls.coordinator if readers is None else readers
        identities = cls.env["mentorship.identity"]
        for partner in readers.partner_id:
            if not identities._of(partner):
                cls._identity(partner)
        text = {
            "uuid": str(uuid4()),
            "room": str(uuid4()),
            "sealed": b64encode(uuid4().bytes * 16).decode(),
            "readers": [identities._of(p).member_uuid for p in readers.partner_id],
        }
        messages = cls.env["mentorship.message"]
        handle = handle or uuid4().hex * 2
        return messages._begin(cls.programme, way, handle, text)

    @classmethod
    def _consent(cls, pairing, asker, recipient, item=None, kind="note"):
        """Return a consent, as it comes from the browser of the person who asks or
        offers.

        :param item: a text of ``asker`` that is offered; without one, the mentee is
            asked for a text of a kind
        """
        if not recipient.mentorship_identity_ids._of(recipient):
            cls._identity(recipient)
        mentee = pairing._room_members().filtered(lambda m: m.role == "mentee")
        giver = pairing._consent_giver(asker) if item else mentee[:1].partner_id
        sealed = b64encode(uuid4().bytes * 16).decode()
        asked = {
            "uuid": str(uuid4()),
            "sealed": sealed,
            "readers": [each._mentorship_member_uuid() for each in asker | giver],
        }
        model = item._name if item else f"mentorship.{kind}"
        return pairing._new_consent(asker, giver, recipient, model, asked, item)

    @classmethod
    def _said(cls):
        """Return a signed answer, as it comes from the giver's browser."""
        return {
            "uuid": str(uuid4()),
            "sealed": b64encode(uuid4().bytes * 16).decode(),
        }

    @classmethod
    def _yes(cls, consent, item):
        """Say yes to a consent, as its giver."""
        user = consent.giver_id.user_ids[:1]
        given = {"text": b64encode(uuid4().bytes * 16).decode()}
        consent.with_user(user).sudo()._grant(item, cls._said(), given)
        return consent

    def _planned(self, pairing, user, days=3):
        """Return a meeting of a pairing that one of its members plans."""
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        return (
            pairing.meeting_ids.with_user(user)
            ._plan(
                pairing.with_user(user),
                {
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "mode": "in_person",
                    "location": "At the office",
                },
            )
            .sudo()
        )

    def _routes(self):
        """Yield (path, what the route says of itself) of each of our addresses."""
        for found in pkgutil.walk_packages(
            controllers.__path__, controllers.__name__ + "."
        ):
            module = sys.modules[found.name]
            for controller in vars(module).values():
                if getattr(controller, "__module__", "") != module.__name__:
                    continue
                for method in getattr(controller, "__dict__", {}).values():
                    routing = getattr(method, "original_routing", {})
                    for path in routing.get("routes") or ():
                        yield path, routing

    @classmethod
    def _in_english(cls):
        """Let everyone read English, for tests that compare words."""
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.env["res.partner"].with_context(active_test=False).search([]).lang = "en_US"

    def _mails(self, partner=None):
        """Return the mails queued so far, newest last."""
        mails = self.env["mail.mail"].sudo().search([], order="id")
        if partner:
            mails = mails.filtered(lambda mail: partner in mail.recipient_ids)
        return mails

    @contextmanager
    def _on(self, day):
        """Live another day: `context_today` answers `day`."""
        with patch.object(
            fields.Date, "context_today", side_effect=lambda *_args, **_kw: day
        ):
            yield

    def _run_day(self):
        """Run the daily job, as Odoo runs it except for its commits."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=float("inf")):
            self.env["mentorship.edition"]._cron_daily()

    def _run_timetable(self):
        """Run the hourly job, as Odoo runs it except for its commits."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=float("inf")):
            self.env["mentorship.timetable"]._cron_hourly()

    def _run_reminders(self):
        """Run the hourly job on the day that is lived, outside the quiet hours."""
        day = fields.Date.context_today(self.env["mentorship.edition"])
        with freeze_time(datetime.combine(day, time(11))):
            self._run_timetable()

    def _run_jobs(self):
        """Do the work left to the background, as Odoo does it except for its
        commits."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=float("inf")):
            self.env["mentorship.job"]._cron_jobs()
