"""The addon comes to a database with members, is used, and goes without a trace."""

import re

import pytest

from dev import paths

from .harness import trace
from .harness.ballots import Audience
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ADDON = "nob_mentorship"
MANAGER = "install_manager"
PASSING = {
    "bus_bus",
    "ir_attachment",
    "ir_cron_trigger",
    "ir_logging",
    "mail_presence",
    "orm_signaling_assets",
    "orm_signaling_default",
    "orm_signaling_groups",
    "orm_signaling_registry",
    "orm_signaling_routing",
    "orm_signaling_stable",
    "orm_signaling_templates",
    "res_config_settings",
    "res_device_log",
    "res_users_log",
}
"""Tables that a running server fills and empties on its own."""


def press(admin, button):
    """Press a button of the addon's card in Apps."""
    (module,) = admin.call("ir.module.module", "search", [[("name", "=", ADDON)]])
    admin.call("ir.module.module", button, [[module]])


def before_the_addon(world):
    """Make the people who are there before: two members who have logged in, and an
    employee.

    :return: the members' partners
    """
    world.admin.call("ir.module.module", "update_list")
    world.user(MANAGER, "Marit Manager", "base.group_user")
    members = [world.member(f"first_{number}", f"Lid {number}") for number in range(2)]
    for login in (MANAGER, "first_0", "first_1"):
        world.server.client(login, PASSWORD)
    return members


def choose(world, mentor, mentee):
    """Let the mentee ask the mentor, on the page of the mentors."""
    client = world.server.client("first_1", PASSWORD)
    path = f"/my/mentorship/enrolment/{mentee}/mentors"
    token = re.search(r'csrf_token: "([^"]+)"', client.get(path).text)[1]
    answer = client.session.post(
        world.server.url + path,
        data={"csrf_token": token, "first": str(mentor)},
        allow_redirects=False,
    )
    assert answer.status_code == 303, answer.text


def keep_apart(world, manager, edition, enrolments, mentee):
    """Have a member write a wish and an objection, and staff record both."""
    for text in ("Graag iemand uit de jeugdzorg.", "Niet mijn leidinggevende."):
        path = f"/my/mentorship/enrolment/{enrolments[1]}/preference"
        member = world.server.client("first_1", PASSWORD)
        assert member.post(path, avoid=text).status_code == 200
    manager.call(
        "mentorship.exclusion",
        "create",
        [{"partner_id": mentee, "other_partner_id": world.ref("base.partner_admin")}],
    )
    manager.call(
        "mentorship.wish",
        "create",
        [
            {
                "edition_id": edition,
                "mentor_enrolment_id": enrolments[0],
                "mentee_enrolment_id": enrolments[1],
            }
        ],
    )


def use(world, people):
    """Leave something behind in every corner of the addon.

    :return: the partners who came for it
    """
    group = world.ref("nob_mentorship.group_mentorship_manager")
    (found,) = world.search("res.users", [("login", "=", MANAGER)], ["id"])
    world.admin.call("res.users", "write", [[found["id"]], {"group_ids": [(4, group)]}])
    manager = world.server.client(MANAGER, PASSWORD)
    question = manager.call(
        "mentorship.question",
        "create",
        [{"name": "Waarden", "answer_ids": [(0, 0, {"name": "Vrijheid"})]}],
    )
    (answer,) = manager.call(
        "mentorship.question.answer", "search", [[("question_id", "=", question)]]
    )
    edition = world.edition(
        manager,
        name="2032",
        min_meetings=1,
        own_choice=True,
        question_ids=[(6, 0, [question])],
    )
    manager.call("mentorship.edition", "action_open_enrolment", [[edition]])
    mentor, mentee = people
    world.admin.call(
        "res.partner", "write", [[mentor], {"professional_since": "2000-01-01"}]
    )
    enrolments = [
        manager.call(
            "mentorship.enrolment",
            "create",
            [
                {
                    "edition_id": edition,
                    "partner_id": partner,
                    "role": role,
                    "question": "Hoe verder?",
                    "shown": role == "mentor",
                    "answer_ids": [(6, 0, [answer])],
                    "language_ids": [
                        (6, 0, [world.ref("nob_mentorship.mentorship_language_dutch")])
                    ],
                }
            ],
        )
        for partner, role in ((mentor, "mentor"), (mentee, "mentee"))
    ]
    manager.call("mentorship.enrolment", "action_submit", [enrolments])
    choose(world, *enrolments)
    domain = [("edition_id", "=", edition)]
    (pairing,) = manager.call("mentorship.pairing", "search", [domain])
    keep_apart(world, manager, edition, enrolments, mentee)
    matching = manager.call("mentorship.matching", "create", [{"edition_id": edition}])
    manager.call("mentorship.matching", "action_run", [[matching]])
    for model, record in (
        ("mentorship.edition", edition),
        ("mentorship.pairing", pairing),
        ("mentorship.enrolment", enrolments[0]),
    ):
        manager.call(model, "message_post", [[record]], {"body": "Ter info"})
        manager.call(
            model,
            "activity_schedule",
            [[record]],
            {"summary": "Bel", "act_type_xmlid": "mail.mail_activity_data_todo"},
        )
    manager.call("mentorship.evaluation", "create", [{"edition_id": edition}])
    asked = Audience(world.server, "install", ["mentee", "mentor"] * 3)
    evaluation = asked.evaluation(manager, audience="all")
    manager.call("mentorship.evaluation", "action_open", [[evaluation]])
    # a form of no evaluation
    ready = world.ref("nob_mentorship.survey_needs")
    manager.call("survey.survey", "action_copy_form", [[ready]])
    settings = world.create("res.config.settings")
    world.admin.call("res.config.settings", "action_mentorship_aspirant", [[settings]])
    return asked.partners


@pytest.fixture(scope="module")
def story():
    """Install, use and uninstall; return what stood in the database when."""
    with running(source="nob_base") as server:
        world = World(server)
        people = before_the_addon(world)
        told = {"before": moment(server.db)}
        press(world.admin, "button_immediate_install")
        world.admin = server.client()
        asked = use(world, people)
        told["used"] = moment(server.db)
        press(world.admin, "button_immediate_uninstall")
        server.client().call("res.partner", "unlink", [asked])
        told["after"] = moment(server.db)
        member = server.client("first_0", PASSWORD)
        told["pages"] = {
            path: member.get(path).status_code
            for path in ("/my/home", "/my/mentorship")
        }
        told["views"] = server.client().call(
            "res.partner", "get_views", [[[False, "form"], [False, "search"]]]
        )
        yield told


def moment(db):
    """Return the contents of the database now, and what is next to it."""
    return {
        "keys": list((paths.BALLOTS / db).glob("*")),
        "schema": trace.schema(db),
        "rows": trace.rows(db),
        "partners": trace.contents(db, "res_partner"),
        "lines": trace.contents(db, "membership_membership_line"),
    }


def new_rows(story, moment, since="before"):
    """Return the rows that were not there at another moment: {table: ids}."""
    before = story[since]["rows"]
    return {
        table: ids - before.get(table, set())
        for table, ids in story[moment]["rows"].items()
        if table not in PASSING and ids - before.get(table, set())
    }


def test_it_installs_where_members_are(story):
    used = new_rows(story, "used")
    assert len(used["mentorship_enrolment"]) == 2 + 6
    assert len(used["mentorship_choice"]) == 1
    assert {"ir_ui_view", "ir_cron", "mail_template", "res_groups"} <= used.keys()


def test_uninstalled_it_leaves_no_table_column_or_constraint(story):
    assert story["after"]["schema"] == story["before"]["schema"]


def test_uninstalled_it_leaves_no_record(story):
    assert new_rows(story, "after") == {}


def test_uninstalled_it_takes_no_record_of_others_along(story):
    assert new_rows(story, "before", since="after") == {}


def test_uninstalled_it_leaves_no_key_of_an_evaluation(story):
    assert story["used"]["keys"]
    assert not story["after"]["keys"]


def test_uninstalled_the_members_are_as_before(story):
    assert story["after"]["partners"] == story["before"]["partners"]
    assert story["after"]["lines"] == story["before"]["lines"]
    assert story["pages"] == {"/my/home": 200, "/my/mentorship": 404}
    assert "mentorship" not in str(story["views"])
