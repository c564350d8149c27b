"""Databases of earlier versions, with data, updated to this one."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from dev import database, odoo, postgres, releases
from dev.console import Problem

from .harness import clock
from .harness.ballots import Audience, Respondent, answers_for, questions
from .harness.server import SOURCE, running
from .harness.snapshot import Snapshot
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ADDON = "nob_mentorship"
RULE = "mentorship_pairing_rule_portal"
WIDE = f"""
UPDATE ir_rule SET domain_force = '[(1, ''='', 1)]' WHERE id = (
    SELECT res_id FROM ir_model_data WHERE module = '{ADDON}' AND name = '{RULE}');
"""
"""A rule that was wider in an earlier version."""
GONE = f"""
WITH gone AS (
    INSERT INTO ir_rule (name, model_id, domain_force, active, perm_read, global)
    SELECT 'A rule of an earlier version', model_id, '[(1, ''='', 1)]', true, true, true
      FROM ir_rule LIMIT 1
    RETURNING id
)
INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
SELECT '{ADDON}', 'mentorship_gone_rule', 'ir.rule', id, true FROM gone;
"""
"""A rule that this version no longer has."""
CHANGED = f"""
UPDATE mail_template SET subject = subject || '{{"en_US": "Our own words"}}'
 WHERE id = (SELECT res_id FROM ir_model_data
              WHERE module = '{ADDON}' AND name = 'mail_template_offer');
"""
"""A mail that both a customer and version 1.2 of the addon changed."""
APART = """
INSERT INTO mentorship_exclusion (partner_id, other_partner_id, reason{column})
SELECT MIN(id), MAX(id), '{reason}'{value} FROM res_partner WHERE id {members} IN
       (SELECT partner_id FROM mentorship_enrolment)
"""
"""Two contacts that staff had kept apart."""
INVITED = """
INSERT INTO mentorship_edition_res_partner_rel
SELECT (SELECT MIN(id) FROM mentorship_edition), MIN(id) FROM res_partner
"""
"""A member who was invited to an edition."""
READING = """
INSERT INTO mentorship_resource (programme_id, sequence, role, name, active)
SELECT MIN(id), 99, 'mentee', '{"en_US": "Our own reading"}', true
  FROM mentorship_programme
"""
"""A resource of the customer, for mentees."""
MOVED = {"mentorship_edition_res_partner_rel": "mentorship_invitee"}
"""{table of an earlier version: the table that has its rows now}"""
CHANGER = "19.0.1.1.0"
"""The version in which the customer made the change."""
EXPLAINED = {
    "membership.membership_category nob_mentorship.membership_category_aspirant": (
        "made in Settings, by who wants it; the demonstration does"
    ),
}
"""{record: why an updated database has it and a fresh one does not}"""
LATEST = list(releases.RELEASES)[-1]


class Upgrade:
    """A database of an earlier version that was updated to this one.

    :param version: the version it comes from
    """

    def __init__(self, version):
        self.version = version
        self.name = f"nob_upgrade_{uuid4().hex[:8]}"
        self.old = f"{self.name}_old"

    def run(self):
        """Install, change by hand, update; keep what was there before and after."""
        database.install(self.name, releases.addons(self.version), demo=True)
        # as customers have it: no update brings demonstration data
        postgres.query("UPDATE ir_module_module SET demo = false", self.name)
        postgres.query(WIDE + GONE, self.name)
        if self.version == CHANGER:
            postgres.query(CHANGED, self.name)
        # a kind that each exclusion has since version 1.2
        kind = self.version >= "19.0.1.2.0"
        column, value = (", kind", ", 'other'") if kind else ("", "")
        for reason, members in (("members", ""), ("strangers", "NOT")):
            apart = APART.format(
                reason=reason, members=members, column=column, value=value
            )
            postgres.query(apart, self.name)
        postgres.query(INVITED + ";" + READING, self.name)
        self.before = Snapshot(self.name)
        self.before_counts = self.before.counts()
        if self.version == LATEST:
            database.copy(self.name, self.old)
        database.update(self.name)
        self.after = Snapshot(self.name)
        self.after_counts = self.after.counts()
        return self


@pytest.fixture(scope="module")
def upgrades():
    """An upgrade from each earlier version, two at the same time."""
    chosen = [Upgrade(version) for version in releases.RELEASES]
    try:
        with ThreadPoolExecutor(2) as pool:
            yield dict(
                zip(releases.RELEASES, pool.map(Upgrade.run, chosen), strict=True)
            )
    finally:
        for upgrade in chosen:
            database.set_aside(upgrade.name)
            database.set_aside(upgrade.old)


@pytest.fixture(scope="module")
def fresh():
    """The contents of a new installation."""
    return Snapshot(SOURCE)


@pytest.fixture(params=releases.RELEASES)
def upgrade(request, upgrades):
    return upgrades[request.param]


def test_an_edition_of_before_is_asked_nothing_of_the_past(upgrade):
    counting = (
        "SELECT name FROM mentorship_edition"
        " WHERE evaluated_since IS NULL OR evaluated_since < current_date - 1"
    )
    assert not postgres.query(counting, upgrade.name)


def test_an_update_leaves_the_tables_of_a_fresh_installation(upgrade, fresh):
    assert upgrade.after.schema - fresh.schema == set()
    assert fresh.schema - upgrade.after.schema == set()


def differing(one, other):
    """Return what differs, as {record: {column: (one, other)}}."""
    return {
        name: {
            column: (one[name].get(column), other[name].get(column))
            for column in one[name].keys() | other[name].keys()
            if one[name].get(column) != other[name].get(column)
        }
        if name in one and name in other
        else (name in one, name in other)
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    }


def test_an_update_leaves_the_records_of_a_fresh_installation(upgrade, fresh):
    found = differing(upgrade.after.records, fresh.records)
    if upgrade.version == CHANGER:
        found.pop("mail.template nob_mentorship.mail_template_offer")
    assert found.keys() - EXPLAINED == set(), found


def test_an_update_leaves_the_links_of_a_fresh_installation(upgrade, fresh):
    assert upgrade.after.links ^ fresh.links == set()


def test_an_update_keeps_the_data(upgrade):
    lost = {
        table: (number, upgrade.after_counts.get(MOVED.get(table, table), 0))
        for table, number in upgrade.before_counts.items()
        if upgrade.after_counts.get(MOVED.get(table, table), 0) < number
    }
    assert lost == {}


def test_an_exclusion_comes_into_the_company_of_its_members(upgrade):
    companies = postgres.query(
        "SELECT reason, company_id FROM mentorship_exclusion"
        " WHERE reason IN ('members', 'strangers') ORDER BY reason",
        upgrade.name,
    )
    assert companies == [["members", "1"], ["strangers", ""]]


def test_who_was_invited_still_is(upgrade):
    invited = postgres.query(
        "SELECT edition.programme_id = invitee.programme_id, invitee.partner_id"
        "  FROM mentorship_invitee invitee"
        "  JOIN mentorship_edition edition ON edition.id = invitee.edition_id",
        upgrade.name,
    )
    first = postgres.query("SELECT MIN(id) FROM res_partner", upgrade.name)[0][0]
    assert ["t", first] in invited


def test_a_resource_keeps_its_audience_and_stays_what_it_is(upgrade):
    found = postgres.query(
        "SELECT name->>'en_US', audience, kind FROM mentorship_resource"
        " WHERE name->>'en_US' IN ('Asking good questions', 'Our own reading')"
        " ORDER BY sequence, id",
        upgrade.name,
    )
    good = ["Asking good questions", "mentor", "article"]
    assert found == [good, good, ["Our own reading", "mentee", "article"]]
    old = postgres.query(
        "SELECT count(*) FROM ir_model_data"
        " WHERE name LIKE '%mentorship_resource__role%'",
        upgrade.name,
    )
    assert old == [["0"]]


def test_a_planned_meeting_keeps_its_organizer(upgrade):
    meetings = postgres.query(
        "SELECT meeting.organizer_email = programme.contact_email"
        "  FROM mentorship_meeting meeting"
        "  JOIN mentorship_programme programme ON programme.id = meeting.programme_id"
        " WHERE meeting.state = 'planned' AND programme.contact_email IS NOT NULL",
        upgrade.name,
    )
    assert meetings and all(same == ["t"] for same in meetings)


def test_a_mail_that_the_customer_changed_is_kept_and_listed(upgrade):
    kept = postgres.query(
        f"SELECT value FROM ir_config_parameter WHERE key = '{ADDON}.kept_texts'",
        upgrade.name,
    )
    offer = upgrade.after.records["mail.template nob_mentorship.mail_template_offer"]
    changed = upgrade.version == CHANGER
    assert kept == ([["mail_template_offer"]] if changed else [])
    assert (offer["subject"]["en_US"] == "Our own words") == changed
    # the layout goes with the text: that of earlier versions does not greet
    layout = f"{ADDON}.mail_layout" if changed else f"{ADDON}.mail_layout_letter"
    assert offer["email_layout_xmlid"] == layout
    assert ("Hello" in offer["body_html"]["en_US"]) == changed


def test_a_timetable_that_comes_mails_nobody_about_the_past(upgrade):
    without = (
        "SELECT count(*) FROM mentorship_edition WHERE id NOT IN"
        " (SELECT edition_id FROM mentorship_reminder WHERE edition_id IS NOT NULL)"
    )
    assert postgres.query(without, upgrade.name) == [["0"]]
    running_now = "UPDATE mentorship_edition SET state = 'running', quiet_from = 0"
    with running(source=upgrade.name) as server:
        postgres.query(f"{running_now}, quiet_until = 0", server.db)
        # whoever was introduced a week, or three, ago is told nothing about it
        for days in (7, 14, 21):
            postgres.query(
                "UPDATE mentorship_pairing_member"
                f" SET introduced_on = current_date - {days} WHERE answer = 'accepted';"
                f"UPDATE mentorship_pairing SET date_start = current_date - {days},"
                " date_end = current_date + 300 WHERE state = 'active'",
                server.db,
            )
            server.run_cron(f"{ADDON}.ir_cron_timetable")
        sent = "SELECT count(*) FROM mentorship_reminder_sent"
        assert postgres.query(sent, server.db) == [["0"]]


def test_another_update_changes_nothing(upgrades):
    upgrade = upgrades[CHANGER]
    database.update(upgrade.name)
    again = Snapshot(upgrade.name)
    assert differing(again.records, upgrade.after.records) == {}
    assert again.links == upgrade.after.links
    assert again.schema == upgrade.after.schema
    assert again.counts() == upgrade.after_counts


def test_an_evaluation_that_is_open_stops_the_update_until_it_is_closed(upgrades):
    before = ",".join(str(f) for f in odoo.addons_path(releases.addons(LATEST)))
    now = ",".join(str(folder) for folder in odoo.addons_path())
    with running(source=upgrades[LATEST].old, addons_path=before) as server:
        staff = World(server).manager("upgrade_staff", "Uma Update")
        people = Audience(server, "upgrade", ["mentor"] + ["mentee"] * 5, 6, mail=False)
        closes = str(clock.today() + timedelta(days=20))
        poll = people.evaluation(staff, audience="mentee", closes_on=closes)
        staff.call("mentorship.evaluation", "action_open", [[poll]])
        answer(server, staff, poll, range(1, 6))
        server.end()
        schema = Snapshot(server.db).schema
        with pytest.raises(Problem) as stopped:
            database.update(server.db)
        log = re.search(r"all of it in (.*)\)", str(stopped.value))[1]
        assert "close them there" in Path(log).read_text()
        assert Snapshot(server.db).schema == schema
        server.restart(addons_path=before)
        staff = server.client("upgrade_staff", PASSWORD)
        staff.call("mentorship.evaluation", "action_close", [[poll]])
        server.end()
        database.update(server.db)
        server.restart(addons_path=now)
        staff = server.client("upgrade_staff", PASSWORD)
        (row,) = staff.call(
            "mentorship.evaluation", "read", [[poll], ["state", "responded_count"]]
        )
        assert (row["state"], row["responded_count"]) == ("closed", 5)
        form = survey_of(staff, poll)
        sheets = f"SELECT count(*) FROM survey_user_input WHERE survey_id = {form}"
        assert postgres.query(sheets, server.db) == [["5"]]


def survey_of(staff, poll):
    """Return the id of an evaluation's form."""
    (row,) = staff.call("mentorship.evaluation", "read", [[poll], ["survey_id"]])
    return row["survey_id"][0]


def answer(server, staff, poll, numbers):
    """Let members answer an evaluation of version 1.x, each on their page."""
    form = questions(server, survey_of(staff, poll))
    for number in numbers:
        person = Respondent(server, f"upgrade.{number}")
        page = person.open(f"/my/mentorship/evaluation/{poll}")
        # version 1.x took answers in the open, and sealed them on the server
        said = person.session.post(
            f"{server.url}/survey/submit/mentorship/{page.url.rpartition('/')[2]}",
            json={"jsonrpc": "2.0", "id": 1, "params": answers_for(form)},
            timeout=60,
        ).json()
        assert "survey_content" in said["result"][1]


def test_a_shallow_clone_is_told_what_to_do(monkeypatch):
    monkeypatch.setitem(releases.RELEASES, "19.0.0.9.0", "0" * 40)
    with pytest.raises(Problem, match="git fetch --unshallow"):
        releases.addons("19.0.0.9.0")
