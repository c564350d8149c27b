"""The command that reads a room without a browser: a phone's texts, read in Python."""

import json
import subprocess

import pytest

from dev import odoo, paths, venv

from .harness.sealed_stage import SealedStage

pytestmark = pytest.mark.slow

ASK = """async ([url, values]) => {
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(values) });
    return answer.text();
}"""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


def test_a_room_is_read_with_a_recovery_code(stage, visit, tmp_path):
    sealed = SealedStage(stage, visit)
    mentor, mentee = (sealed.device(name) for name in ("mentor", "mentee"))
    code = mentor.set_up()
    mentor.title("Jullie pagina")
    mentee.set_up()
    mentee.title("Jullie pagina")
    mentor.look(sealed.room)
    mentee.look(sealed.room)
    mentee.write("Voor ons beiden: één")
    mentor.look(sealed.room)
    mentor.write("Alleen voor mij", "Alleen jij")
    mentor.write("Wat later stukgaat")
    # earlier keys open what was sealed to them
    mentor.press("Toegang")
    mentor.unfold("Kan iemand anders bij je teksten?")
    mentor.press("Opnieuw beginnen")
    code = mentor.set_up()
    mentor.look(sealed.room)
    mentor.write("Met het nieuwe getal")
    sealed.sql(
        "UPDATE mentorship_note SET ciphertext = left(ciphertext, 401)"
        " WHERE id = (SELECT max(id) - 1 FROM mentorship_note)"
    )
    ((way,),) = sealed.sql(
        "SELECT w.id FROM mentorship_identity_way w"
        " JOIN mentorship_identity i ON i.id = w.identity_id"
        f" WHERE w.kind = 'recovery' AND partner_id = {stage.partners['mentor']}"
        " AND i.state = 'current'"
    )
    questions = {
        "me": ("me", {}),
        "way": ("way/open", {"id": int(way)}),
        "room": ("room", {"room": sealed.pairing, "offset": 0}),
    }
    files = []
    for name, (question, values) in questions.items():
        url = f"{mentor.url}/mentorship/room/api/{question}"
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(mentor.page.evaluate(ASK, [url, values]))

    def read(typed):
        return subprocess.run(
            [
                *(paths.PYTHON, "-m", "odoo"),
                f"--addons-path={','.join(map(str, odoo.addons_path()))}",
                *("mentorship_read", *map(str, files)),
            ],
            check=False,
            input=f"{typed}\n",
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=venv.environ(),
            timeout=120,
        )

    done = read(code.lower().replace("-", " "))
    assert done.returncode == 0, done.stderr
    newest, spoilt, *older = json.loads(done.stdout)
    assert spoilt["error"] == "damaged" and "text" not in spoilt
    assert [(each["author"], each["text"]["text"]) for each in (newest, *older)] == [
        ("Vera Vis", "Met het nieuwe getal"),
        ("Vera Vis", "Alleen voor mij"),
        ("Kees Klop", "Voor ons beiden: één"),
    ]
    assert not any(each["doubt"] for each in (newest, *older))
    for typed, error in (
        (code[:-1] + "*", "mistyped"),
        ("0000-" * 6 + "0000", "not-for-me"),
    ):
        refused = read(typed)
        assert refused.returncode and f"This does not open: {error}." in refused.stderr
