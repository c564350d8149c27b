"""The sealed page on Odoo's own host, and on a host name of its own: headers, origins,
and what a script in another page of Odoo's host reaches."""

import contextlib
import re
import shutil
from base64 import b64decode
from html import escape, unescape

import pyrage
import pytest
import requests
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from odoo.addons.nob_mentorship.tools import room_page, sealed_ways

from dev import odoo, paths, postgres, room_host

from .harness.browser import PHONE, Visitor
from .harness.couple import new_text
from .harness.sealed_page import Device
from .harness.server import running
from .harness.watcher import Watcher
from .harness.world import PASSWORD

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
META = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
SCRIPT = """
window.stolen = (async () => {
    const ask = async (what, values) => {
        const answer = await fetch("/mentorship/room/api/" + what, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(values),
        });
        return answer.json();
    };
    const done = (request) =>
        new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
            request.onupgradeneeded = () => reject(new Error("nothing is kept"));
        });
    const kept = async () => {
        const database = await done(indexedDB.open("nob-mentorship"));
        const store = database.transaction("kept").objectStore("kept");
        const [{ key, iv, wrapped }] = await done(store.getAll());
        const carrier = await crypto.subtle.unwrapKey("raw", wrapped, key,
            { name: "AES-GCM", iv }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
        return [...new Uint8Array(await crypto.subtle.exportKey("raw", carrier))];
    };
    const other = async (address) => {
        const frame = document.createElement("iframe");
        frame.src = address;
        document.body.append(frame);
        await new Promise((resolve) => frame.addEventListener("load", resolve));
        return frame.contentDocument.body.innerHTML;
    };
    const attempt = (what) => what().catch((error) => "no: " + error);
    return {
        core: await attempt(async () => (await fetch("/my/account")).text()),
        me: await attempt(() => ask("me", {})),
        room: await attempt(() => ask("room", { room: PAIRING, offset: 0 })),
        kept: await attempt(kept),
        page: await attempt(async () => (await fetch("PAGE")).text()),
        frame: await attempt(() => other("PAGE")),
    };
})();
"""
"""The targets of a script in another page of Odoo's host, when a member visits it."""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


def get(server, path, **how):
    return requests.get(server.url + path, timeout=60, allow_redirects=False, **how)


def ask(server, what, origin, data="{}", **how):
    return requests.post(
        f"{server.url}/mentorship/room/api/{what}",
        data=data,
        headers={"Content-Type": "application/json", "Origin": origin},
        timeout=60,
        **how,
    )


def policy_of(answer):
    pairs = answer.headers["Content-Security-Policy"].split("; ")
    return dict(pair.split(" ", 1) for pair in pairs)


def test_every_file_goes_with_the_headers(server):
    own = server.url + room_page.path()
    for name in ("", *room_page.files(), "settings.json"):
        answer = get(server, room_page.path() + name)
        assert answer.status_code == 200, name
        policy = policy_of(answer)
        assert POLICY.items() <= policy.items()
        assert policy["script-src"] == policy["style-src"] == own
        assert policy["connect-src"] == f"{own} {server.url}/mentorship/room/api/"
        assert "unsafe" not in str(policy)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
    settings = get(server, room_page.path() + "settings.json").json()
    assert settings.keys() == {"odoo", "box"}
    assert settings["odoo"] == ""


def test_what_is_no_file_of_the_page_is_not_there(server):
    for name in (
        "nothing.js",
        "../__manifest__.py",
        "..%2f__manifest__.py",
        "texts",
        "texts/../index.html/x",
    ):
        assert get(server, room_page.path() + name).status_code in (301, 302, 404), name
    assert get(server, "/nob_mentorship/room_page/room.js").status_code == 404
    assert get(server, "/nob_mentorship/static/room_page/room.js").status_code == 404


def test_an_earlier_version_leads_to_this_one(server):
    answer = get(server, "/mentorship/room/0123456789ab/")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(room_page.path())
    assert get(server, "/mentorship/room/0123456789ab/room.js").status_code == 404


def test_nothing_is_answered_to_another_host_or_to_nobody(server):
    assert ask(server, "me", server.url).status_code == 401
    for origin in (
        "https://evil.example",
        "null",
        "",
        "http://[",
        "http://x.127.0.0.1",
    ):
        answer = ask(server, "me", origin)
        assert answer.status_code == 404, origin
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert get(server, "/mentorship/room/api/me").status_code in (404, 405)


@pytest.mark.parametrize(
    "sent",
    ["", "[]", "null", "{", '{"room": "1"}', '{"room": true}', '{"room": 1e400}', "\0"],
)
def test_what_the_page_does_not_send_is_refused(stage, sent):
    client = stage.client("mentee")
    for what in ("room", "identity", "way/add", "way/open", "trust", "text/save"):
        answer = client.session.post(
            f"{stage.server.url}/mentorship/room/api/{what}",
            data=sent,
            headers={"Content-Type": "application/json", "Origin": stage.server.url},
            timeout=60,
        )
        assert answer.status_code in (400, 404), (what, answer.text)
        assert answer.json() == {}


def test_too_much_at_once_is_refused(stage):
    client = stage.client("mentee")
    answer = client.session.post(
        f"{stage.server.url}/mentorship/room/api/trust",
        data=b"x" * (2**21 + 1),
        headers={"Content-Type": "application/json", "Origin": stage.server.url},
        timeout=60,
    )
    assert answer.status_code == 413


def test_nobody_reaches_the_room_of_others(stage):
    session = stage.client("stranger").session
    for number in (stage.ids["active"], 10**9):
        answer = session.post(
            f"{stage.server.url}/mentorship/room/api/room",
            json={"room": number, "offset": 0},
            headers={"Origin": stage.server.url},
            timeout=60,
        )
        assert (answer.status_code, answer.json()) == (404, {})


def test_a_configuration_that_cannot_be_read_opens_no_other_host(played):
    """The page's host is not known then; Odoo's own is not an answer."""
    with running(played.server.db, room_url="http://room.nob.localhost:1") as server:
        conf = paths.CONF / f"{server.db}.conf"
        said = conf.read_bytes()
        try:
            for spoilt in (None, said + b"[nob_mentorship", said + b"\xff\xfe"):
                conf.unlink() if spoilt is None else conf.write_bytes(spoilt)
                for origin in (server.url, "http://room.nob.localhost:1"):
                    answer = ask(server, "me", origin)
                    assert answer.status_code == 503
                    assert "Access-Control-Allow-Origin" not in answer.headers
                assert get(server, room_page.path()).status_code == 503
            conf.write_bytes(said)
            assert ask(server, "me", server.url).status_code == 404
            assert ask(server, "me", "http://room.nob.localhost:1").status_code == 401
            # what was read once stays
            conf.write_bytes(said.partition(b"[nob_mentorship]")[0])
            assert ask(server, "me", server.url).status_code == 404
        finally:
            conf.write_bytes(said)


@pytest.fixture(scope="module")
def apart(played, tmp_path_factory):
    """The same stage, with the page on a host name of its own."""
    folder = tmp_path_factory.mktemp("room")
    port, own = odoo.free_port(), odoo.free_port()
    settings = {
        "http_port": port,
        "room_dir": folder,
        "room_url": f"http://room.nob.localhost:{own}",
        "odoo_url": f"http://nob.localhost:{port}",
    }
    with running(played.server.db, **settings) as server:
        conf = odoo.configuration(f"{server.db}_page", server.db, **settings)
        odoo.run(conf, "page", what="writing the page", command="mentorship_key")
        conf.unlink()
        with room_host.running(folder, own):
            stage = played.on(server)
            stage.room_url, stage.room_dir = settings["room_url"], folder
            yield stage


@pytest.mark.slow
def test_a_host_of_its_own_serves_the_page(apart):
    answer = requests.get(
        apart.room_url.replace("room.nob.localhost", "127.0.0.1") + room_page.path(),
        headers={"Host": apart.room_url.removeprefix("http://")},
        timeout=60,
    )
    policy = policy_of(answer)
    assert policy["script-src"] == apart.room_url + room_page.path()
    assert policy["connect-src"].endswith("/mentorship/room/api/")
    assert re.search(r"http://nob\.localhost:\d+/mentorship", policy["connect-src"])
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.slow
def test_a_member_sets_up_and_opens_on_a_host_of_its_own(apart, browser):
    visitor = Visitor(browser, apart.server, PHONE)
    phone = Device(visitor, host="nob.localhost")
    phone.login(apart.login("stranger"), PASSWORD).enter()
    phone.set_up()
    phone.is_open()
    assert phone.page.url.startswith(apart.room_url)
    visitor.context.close()


@pytest.mark.slow
def test_texts_are_taken_along_from_a_host_of_its_own(apart, browser):
    visitor = Visitor(browser, apart.server, PHONE)
    phone = Device(visitor, host="nob.localhost")
    phone.login(apart.login("mentor"), PASSWORD)
    phone.enter(f"room/{apart.ids['active']}").set_up()
    phone.title("Jullie pagina")
    phone.page.locator("#text").fill("Voor later")
    phone.press("Opslaan voor Kees Klop en jou")
    phone.sees("Je notitie is opgeslagen.")
    phone.page.get_by_role("link", name="Download je teksten").click()
    phone.title("Download je teksten")
    for button in ("Opslaan als ZIP-bestand", "Ik heb ze: opslaan"):
        with phone.page.expect_download() as waited:
            phone.press(button)
        phone.sees("Opgeslagen.")
        assert waited.value.path().stat().st_size > 1000
        phone.press("Verzegeld opslaan")
    assert phone.page.url.startswith(apart.room_url)
    assert not visitor.troubles


@pytest.mark.slow
def test_the_way_in_keeps_the_place_and_has_the_headers(apart):
    address = apart.room_url.replace("room.nob.localhost", "127.0.0.1")
    host = {"Host": apart.room_url.removeprefix("http://")}
    way_in = requests.get(f"{address}/mentorship/room/", headers=host, timeout=60)
    page = requests.get(address + room_page.path(), headers=host, timeout=60)
    assert (
        way_in.headers["Content-Security-Policy"]
        == (page.headers["Content-Security-Policy"])
    )
    for answer in (way_in, page):
        (fixed,) = META.findall(answer.text)
        policy = dict(part.split(" ", 1) for part in unescape(fixed).split("; "))
        sent = policy_of(answer)
        assert sent.pop("frame-ancestors") == "'none'"
        assert policy == sent
        # it is there before anything is fetched
        assert answer.text.index("http-equiv") < answer.text.index("src=")


@pytest.mark.slow
def test_the_policy_holds_on_a_web_server_that_sends_no_headers(
    apart, browser, tmp_path
):
    port = odoo.free_port()
    url = f"http://room.nob.localhost:{port}"
    room_page.write(tmp_path, url, apart.server.settings["odoo_url"], b'{"odoo": ""}')
    for file in (tmp_path / "mentorship" / "room").glob("*.headers"):
        file.unlink()
    visitor = Visitor(browser, apart.server, PHONE)
    blocked = """() => new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) =>
            resolve(event.effectiveDirective));
        const script = document.createElement("script");
        script.onerror = () => resolve("fetched");
        try {
            script.src = "/elsewhere.js";
            document.head.append(script);
        } catch (error) {
            resolve(error.name);
        }
    })"""
    with room_host.running(tmp_path, port):
        visitor.page.goto(f"{url}/mentorship/room/#room/7")
        visitor.page.wait_for_url(f"{url}{room_page.path()}#room/7")
        visitor.page.locator("h1").wait_for()
        assert visitor.page.evaluate(blocked) in (
            "require-trusted-types-for",
            "TypeError",
        )
        reached = visitor.page.evaluate(
            """() => fetch("/mentorship/", { mode: "no-cors" })
                .then(() => true, () => false)"""
        )
        assert reached is False
    visitor.troubles.clear()
    visitor.context.close()


@pytest.mark.slow
def test_a_page_of_another_version_says_so(apart, browser):
    """The addon was updated, and the page's host was not."""
    postgres.query("DELETE FROM mentorship_identity", apart.server.db)
    visitor = Visitor(browser, apart.server, PHONE)
    phone = Device(visitor, host="nob.localhost")
    phone.login(apart.login("mentor"), PASSWORD).enter()
    phone.title("Maak jullie pagina klaar")
    assert not phone.page.locator("#version").is_visible()
    root = apart.room_dir / "mentorship" / "room"
    old = root / "0123456789ab"
    shutil.copytree(root / room_page.version(), old)
    headers = (root / "index.headers").read_text()
    spoilt = headers.replace(room_page.version(), old.name)
    index = (root / "index.html").read_text()
    try:
        for page in (root / "index.html", old / "index.html"):
            text = page.read_text().replace(room_page.version(), old.name)
            page.write_text(text)
        for name in ("index.headers", f"{old.name}.headers"):
            (root / name).write_text(spoilt)
        assert room_page.written(apart.room_dir) == old.name
        phone.enter()
        phone.sees("De website is vernieuwd; deze pagina is nog de oude.")
        phone.title("Maak jullie pagina klaar")
        assert old.name in phone.page.url
    finally:
        (root / "index.headers").write_text(headers)
        (root / "index.html").write_text(index)
    assert room_page.written(apart.room_dir) == room_page.version()
    # its host was updated too: reloading an old tab brings the old page again
    phone.page.evaluate("location.hash = '#ways'")
    phone.page.reload()
    phone.sees("De website is vernieuwd")
    phone.page.get_by_role("link", name="Naar de nieuwe versie").click()
    phone.page.wait_for_url(f"**{room_page.path()}#ways")
    phone.title("Maak jullie pagina klaar")
    assert not phone.page.locator("#version").is_visible()
    visitor.context.close()


@pytest.fixture
def kept_open(browser):
    """Return a function that has the mentee write a text and keep their keys open;
    it returns the phone and the text."""
    phones = []

    def new(stage, host):
        for table in ("note", "identity"):
            postgres.query(f"DELETE FROM mentorship_{table}", stage.server.db)
        phone = Device(Visitor(browser, stage.server, PHONE), host=host)
        phones.append(phone)
        room, text = f"room/{stage.ids['active']}", new_text()
        phone.login(stage.login("mentee"), PASSWORD).enter(room)
        phone.set_up()
        phone.title("Jullie pagina")
        phone.page.locator("#text").fill(text)
        phone.press("Opslaan voor Vera Vis en jou")
        phone.sees("Je notitie is opgeslagen.")
        phone.enter(room)
        phone.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
        phone.press("Openen")
        phone.sees(text)
        return phone, text

    yield new
    for phone in phones:
        phone.visitor.context.close()


def script(stage, page):
    """Return the script of a thief who knows the room and the page's address."""
    pairing = str(stage.ids["active"])
    return SCRIPT.replace("PAIRING", pairing).replace("PAGE", page)


def edited(stage, page):
    """Put the script into the layout of all members' pages."""
    arch = f"<script>{escape(script(stage, page))}</script>"
    arch = f'<xpath expr="//div" position="inside">{arch}</xpath>'
    return Watcher(stage).changed("portal.frontend_layout", arch)


def opened(stolen):
    """Return the texts that open with what a script found in the member's browser."""
    info = b"nob-mentorship/kept/1"
    half = b64decode(stolen["me"]["half"])
    stream = HKDF(SHA256(), 64, None, info).derive(half)
    secret = bytes(a ^ b for a, b in zip(stolen["kept"], stream, strict=True))
    key = pyrage.x25519.Identity.from_str(sealed_ways._bech32(secret[:32]))
    texts = [b64decode(text["sealed"]) for text in stolen["room"]["texts"]]
    return b"".join(pyrage.decrypt(text, [key]) for text in texts).decode(
        errors="replace"
    )


@pytest.mark.slow
def test_without_room_url_an_edited_view_opens_what_is_kept_open(stage, kept_open):
    """Named in `docs/privacy.md`: why `room_url` is there."""
    phone, text = kept_open(stage, "localhost")
    with edited(stage, room_page.path()):
        phone.visitor.go(f"{phone.url}/my")
        stolen = phone.page.evaluate("window.stolen")
    assert phone.login_name in stolen["core"]
    assert text in opened(stolen)
    # it can neither frame the page itself nor find anything in it
    assert stolen["frame"].startswith("no: ")


@pytest.mark.slow
def test_with_room_url_an_edited_view_opens_nothing(apart, kept_open):
    phone, _text = kept_open(apart, "nob.localhost")
    assert phone.page.url.startswith(apart.room_url)
    with edited(apart, apart.room_url + room_page.path()):
        phone.visitor.go(f"{phone.url}/my")
        stolen = phone.page.evaluate("window.stolen")
    # the script was there, and read another page as the member
    assert phone.login_name in stolen.pop("core")
    assert stolen["me"] == stolen["room"] == {}
    for what in ("kept", "page", "frame"):
        assert stolen[what].startswith("no: "), what


FILES = "/mentorship/room/<string(length=12):version>/<path:name>"


@contextlib.contextmanager
def replaced(stage, page):
    """Have the script of the sealed page come from the database, on Odoo's host: its
    route is taken out of the server's memory, an attachment has its address."""
    watcher = Watcher(stage)
    name = stage.world.create(
        "ir.attachment",
        name="room.js",
        url=f"{room_page.path()}room.js",
        public=True,
        mimetype="text/javascript",
        raw=script(stage, page),
    )
    with watcher.unrouted(FILES):
        yield
    stage.world.admin.call("ir.attachment", "unlink", [[name]])


@pytest.mark.slow
def test_without_room_url_the_pages_own_script_can_come_from_the_database(
    stage, kept_open
):
    """Named in `docs/privacy.md`, with edited views."""
    phone, text = kept_open(stage, "localhost")
    with replaced(stage, room_page.path()):
        phone.visitor.go(f"{phone.url}{room_page.path()}")
        stolen = phone.page.evaluate("window.stolen")
    assert text in opened(stolen)


@pytest.mark.slow
def test_with_room_url_the_pages_script_is_its_own(apart, kept_open):
    phone, text = kept_open(apart, "nob.localhost")
    with replaced(apart, apart.room_url + room_page.path()):
        phone.page.reload()
        phone.sees(text)
        assert phone.page.evaluate("window.stolen") is None
