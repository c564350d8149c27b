"""The year of the addon's `tests/rhythm/story.py`, lived on a database of its own with
real commits; runs in Odoo's shell, and can be told to kill itself."""

import json
import os
import signal
from datetime import date

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.nob_mentorship.tests.common import MentorshipCase
from odoo.addons.nob_mentorship.tests.rhythm.story import FIRST, Story, at, rows

KEPT = "mentorship.life"
"""The setting that keeps what the process must know again after a kill."""


class Life(Story):
    """The people of the year, found again by what was kept."""

    _on = MentorshipCase._on
    _edition = MentorshipCase.__dict__["_edition"].__func__

    def __init__(self, env):
        self.env, self.today, self.calls = env, FIRST, 0
        self.deeds = {}
        for row in rows("deeds"):
            self.deeds.setdefault(row["day"], []).append(row)
        self.know(None)

    def know(self, _day):
        """Learn who is there, from what was kept."""
        env = self.env
        # another process may have written since
        env.cr.commit()
        env.invalidate_all()
        env.registry.clear_cache()
        kept = json.loads(env["ir.config_parameter"].get_param(KEPT, "null"))
        if not kept:
            return
        self.programme = env["mentorship.programme"].browse(kept["programme"])
        for name, model in (
            ("editions", "mentorship.edition"),
            ("pairings", "mentorship.pairing"),
        ):
            found = {key: env[model].browse(id_) for key, id_ in kept[name].items()}
            setattr(self, name, found)
        self.people = {
            (story, who): env["res.partner"].browse(id_)
            for story, who, id_ in kept["people"]
        }

    def _keep(self):
        kept = {
            "programme": self.programme.id,
            "editions": {key: one.id for key, one in self.editions.items()},
            "pairings": {key: one.id for key, one in self.pairings.items()},
            "people": [[*key, one.id] for key, one in self.people.items()],
        }
        self.env["ir.config_parameter"].set_param(KEPT, json.dumps(kept))
        self.env.cr.commit()

    def _run_timetable(self):
        self.env["mentorship.timetable"]._cron_hourly()
        self.env.cr.commit()

    # what it can be told

    def prepare(self, _day):
        """Make the programme, its coordinator and the editions."""
        group = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        coordinator = self.env["res.users"].create(
            {"name": "Coen", "login": "coen", "group_ids": [Command.link(group.id)]}
        )
        self.programme = self.env["mentorship.programme"].create(
            {
                "name": "Year",
                "code": "YEAR",
                "contact_email": "year@test.example",
                "coordinator_ids": [Command.set(coordinator.ids)],
            }
        )
        self._prepare()
        self._keep()

    def begin(self, day):
        """Do what happens by itself before the first reminder of a day."""
        self._begin(day)
        self.env.cr.commit()

    def job(self, _day):
        """Run the hourly job."""
        self._run_timetable()

    def people_do(self, day):
        """Do what people do on a day."""
        for row in self.deeds.get(str(day), ()):
            self._do(day, **row)
        self._keep()

    def send(self, _day):
        """Send the mails that wait."""
        self.env["mail.mail"].process_email_queue()
        self.env.cr.commit()

    def ledger(self, _day):
        """Return the ledger as the table has it, and the Message-IDs in it."""
        sent = self._ledger()
        told = [self._told(row) for row in sent]
        return [told, [row.mail_key for row in sent if row.mail_key]]

    def die(self, model, method, number, when):
        """Have the process kill itself at a call of a method.

        :param str when: ``before`` or ``after`` it
        """
        owner, self.calls = type(self.env[model]), 0
        original = getattr(owner, method)

        def counted(*args, **kwargs):
            self.calls += 1
            last = self.calls == number
            if last and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(*args, **kwargs)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, method, counted)


def serve(env, talk):
    """Do what is asked, a line of JSON each: [what, day], or ["die", …].

    :param talk: an open file
    """
    life = Life(env)
    for line in talk:
        what, *told = json.loads(line)
        answer = None
        if what == "die":
            life.die(*told)
        else:
            day = date.fromisoformat(told[0])
            with freeze_time(at(day, 8)), life._on(day):
                answer = getattr(life, what)(day)
        print(json.dumps(answer), file=talk, flush=True)
