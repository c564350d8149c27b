"""Thirty people answer an evaluation while an attacker watches everything except the
keys, and then guesses by every rule there is who wrote what.

The same is played on a survey of Odoo's own, to see that the game can be won.
"""

from collections import defaultdict
from itertools import pairwise

import pytest

from .harness import linkage, sealing, stores
from .harness.core_survey import CoreSurvey
from .harness.election import LOGINS, PEOPLE, Electorate, Evaluation
from .harness.later import Thief
from .harness.linkage import Game
from .harness.server import running

pytestmark = [pytest.mark.slow, pytest.mark.linkage]

PAGE = 8192
BALLOT = "mentorship_evaluation_ballot"
INVITATION = "mentorship_evaluation_invitation"
EMPTY = ("partner_id", "email", "nickname", "lang_id", "invite_token", "deadline")
CORE_DRAWS = 100_000
SEVERAL = 20
"""The minimum number of rules that have to be right about everyone in Odoo's own
survey."""


class Scene:
    """One of our evaluations and a survey of core's, answered by the same people."""

    def __init__(self, server, smtp):
        self.server = server
        self.log_start = stores.log_file()
        self.electorate = Electorate(server, smtp)
        self.electorate.warm_up()
        self.evaluation = Evaluation(self.electorate)
        self.played = self.electorate.play(
            self.evaluation, "zegel", before_closing=self._steal
        )
        self.dump = stores.dump(server.db).decode()
        self.log_after = stores.write_ahead(self.log_start)
        core = CoreSurvey(self.electorate, self.evaluation.form)
        self.core_played = self.electorate.play(core, "open")
        self.ours = Game(self.played)
        self.core = Game(self.core_played, CORE_DRAWS)
        self.electorate.witness.close()

    def _steal(self):
        self.thief = Thief(self.server)
        self.log_before = stores.write_ahead(self.log_start)

    def rows(self, table, moment=None):
        """Return the rows of the evaluation in a table, at the end or at a moment."""
        rows = (moment or self.played.closed).rows[table].values()
        return [row for row in rows if row["evaluation_id"] == self.evaluation.id]

    def inputs(self):
        """Return the rows of the answers."""
        rows = self.played.closed.rows["survey_user_input"]
        return [rows[number] for number in self.played.inputs]

    def tokens(self):
        """Return the tokens of all links that were mailed."""
        return {sealing.parts(link)[1] for link in self.evaluation.links}


@pytest.fixture(scope="module")
def scene(smtp):
    with running(smtp_port=smtp.port, log_level="info") as server:
        yield Scene(server, smtp)


def test_the_game_wins_against_core(scene, capsys):
    with capsys.disabled():
        print(f"\n\nOurs:\n\n{linkage.strongest(scene.ours)}\n")
        print(f"\nCore's:\n\n{linkage.strongest(scene.core)}\n")
        print(f"\n{linkage.table({'ours': scene.ours, 'core': scene.core})}\n")
    assert len(scene.core.solved()) >= SEVERAL
    assert scene.core.features.first_seen == [
        scene.core_played.order.index(person) for person in range(PEOPLE)
    ]


def test_no_rule_beats_chance(scene):
    assert scene.ours.can_win
    beaten = [f"{rule}: {rule.score}, {rule.likely}" for rule in scene.ours.beaten()]
    assert not beaten, "\n".join(beaten)


def test_no_answer_is_seen_before_all_are(scene):
    assert scene.ours.features.first_seen == [PEOPLE] * PEOPLE
    assert not any(text.split()[0] in scene.thief.dump for text in scene.played.texts)
    assert all(text.split()[0] in scene.dump for text in scene.played.texts)


def test_the_write_ahead_log_has_no_answer_before_and_no_other_order_afterwards(scene):
    starts = [text.split()[0].encode() for text in scene.played.texts]
    assert not [start for start in starts if start in scene.log_before]
    written = {start: scene.log_after.find(start) for start in starts}
    assert min(written.values()) >= 0
    order = sorted(range(PEOPLE), key=lambda person: written[starts[person]])
    assert order == sorted(range(PEOPLE), key=lambda n: scene.played.inputs[n])


def test_all_ballots_are_of_one_length_and_take_the_same_room(scene):
    moments = scene.played.moments[1:-1]
    ballots = [scene.rows(BALLOT, moment) for moment in moments]
    assert [len(rows) for rows in ballots] == list(range(PEOPLE + 1))
    assert len({len(row["ciphertext"]) for row in ballots[-1]}) == 1
    sizes = [moment.sizes[f"toast {BALLOT}"] for moment in moments]
    # whole pages of the database: after a half full page, one page less is added
    grown = {after - before for before, after in pairwise(sizes)}
    assert max(grown) - min(grown) <= PAGE


def kinds(scene):
    """Return {(logged in, language): people}, whose pages and queries may differ."""
    found = defaultdict(list)
    for person in range(PEOPLE):
        found[person < LOGINS, scene.electorate.lang(person)].append(person)
    return found


def test_what_was_answered_takes_the_same_queries(scene):
    for kind, people in kinds(scene).items():
        taken = {scene.played.sending(person)["queries"] for person in people}
        assert len(taken) == 1, (kind, taken)
    without = [scene.played.sending(n)["queries"] for n in range(LOGINS, PEOPLE)]
    assert len(set(without)) == 1


def test_what_was_answered_gets_the_same_page(scene):
    for kind, people in kinds(scene).items():
        # except for the receipt, which is drawn from the ballot's own randomness
        pages = {scene.evaluation.thanks[person]["code"] for person in people}
        assert len(pages) == 1, (kind, pages)


def test_closing_leaves_no_trace_of_the_order(scene):
    invitations = scene.rows(INVITATION)
    assert not scene.rows(BALLOT)
    assert len(invitations) == PEOPLE
    assert not any(row["drawn_number"] for row in invitations)
    asked = {row["id"] for row in scene.rows(INVITATION, scene.played.answered)}
    left = scene.played.closed.rows["mentorship_evaluation_token"].values()
    assert not [row for row in left if row["invitation_id"] in asked]
    assert len({row["xmin"] for row in invitations}) == 1


def test_an_answer_is_of_nobody_and_of_no_moment(scene):
    rows = scene.inputs()
    assert not [row for row in rows if any(row[name] for name in EMPTY)]
    lines = scene.played.closed.rows["survey_user_input_line"].values()
    lines = [row for row in lines if row["user_input_id"] in scene.played.inputs]
    for row in [*rows, *lines]:
        assert (row["create_uid"], row["write_uid"]) == (1, 1)
    assert len({row["create_date"] for row in [*rows, *lines]}) == 1
    assert len({row["write_date"] for row in [*rows, *lines]}) == 1
    assert len({row["xmin"] for row in [*rows, *lines]}) == 1
    moments = {row[name] for row in rows for name in ("start_datetime", "end_datetime")}
    assert len(moments) == 1


def test_a_token_is_kept_no_longer_than_its_mail(scene):
    tokens = scene.tokens()
    assert len(tokens) == PEOPLE

    def held(moment, table):
        content = str(list(moment.rows[table].values()))
        return [token for token in tokens if token in content]

    assert len(held(scene.evaluation.queued, "mail_mail")) == PEOPLE
    for moment in scene.played.moments[1:]:
        for table in ("mail_mail", "mail_message", "bus_bus", "sessions"):
            assert not held(moment, table), table
    assert not any(token in scene.dump for token in tokens)


def test_a_dump_of_the_open_box_stays_closed(scene):
    code, opened, ballots = scene.thief.open(scene.evaluation.id, kept=False)
    assert (code, opened, ballots) == ("destroyed", 0, PEOPLE)
    # an attacker with the ballot folder of then, and the master key, could look
    code, opened, ballots = scene.thief.open(scene.evaluation.id, kept=True)
    assert (code, opened, ballots) == (None, PEOPLE, PEOPLE)


def test_a_receipt_is_in_the_list_and_tells_no_place_in_it(scene):
    (row,) = [
        row
        for row in scene.played.closed.rows["mentorship_evaluation"].values()
        if row["id"] == scene.evaluation.id
    ]
    listed = row["receipts"]
    own = [scene.evaluation.thanks[person]["receipt"] for person in range(PEOPLE)]
    assert sorted(listed) == sorted(own)
    # neither their order of arrival, nor that of the answers in the result
    came = [own[person] for person in scene.played.order]
    answers = sorted(range(PEOPLE), key=lambda person: scene.played.inputs[person])
    assert listed not in (came, came[::-1], sorted(own))
    assert listed != [own[person] for person in answers]
