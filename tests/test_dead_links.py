"""Looking at links, with real servers on this machine: what is found, and what is never
asked for. Plain Python, no Odoo runs."""

import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from odoo.addons.nob_mentorship.tools import links

HOME, INSIDE = "127.0.0.1", "127.0.0.2"


@contextmanager
def website(host=HOME):
    """Run a server, and yield (its address, {path: what it answers}, [(method, path)
    that it was asked for]). An answer is a status, an address to go on to, or a
    function.
    """
    answers, asked = {}, []

    class Pages(BaseHTTPRequestHandler):
        def answer(self):
            asked.append((self.command, self.path))
            found = answers.get((self.command, self.path), answers.get(self.path, 404))
            if callable(found):
                found(self)
                return
            self.send_response(302 if isinstance(found, str) else found)
            if isinstance(found, str):
                self.send_header("Location", found)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = answer  # noqa: N815

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer((host, 0), Pages)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}", answers, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site():
    with website() as found:
        yield found


def look(url, **options):
    return links.look_at([url], [HOME], **options)[url]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, links.WORKS),
        (204, links.WORKS),
        (401, links.WORKS),
        (403, links.WORKS),
        (404, links.GONE),
        (410, links.GONE),
        (429, links.UNKNOWN),
        (500, links.UNKNOWN),
        (503, links.UNKNOWN),
    ],
)
def test_what_a_status_says(site, status, said):
    url, answers, _asked = site
    answers["/"] = status
    assert look(f"{url}/") == said


def test_a_server_that_answers_no_head_is_asked_again(site):
    url, answers, asked = site
    answers[("HEAD", "/")], answers[("GET", "/")] = 404, 200
    assert look(f"{url}/") == links.WORKS
    assert asked == [("HEAD", "/"), ("GET", "/")]


def test_it_follows_to_the_page_and_no_further(site):
    url, answers, asked = site
    answers |= {"/a": "/b", "/b": f"{url}/c", "/c": 200, "/gone": "/nowhere"}
    assert look(f"{url}/a") == links.WORKS
    assert look(f"{url}/gone") == links.GONE
    asked.clear()
    answers["/round"] = "/round"
    assert look(f"{url}/round") == links.UNKNOWN
    assert len(asked) == 2 * links.MOST_STEPS


def test_it_is_not_led_into_the_own_network(site):
    url, answers, _asked = site
    with website(INSIDE) as (inside, _answers, reached):
        answers["/"] = f"{inside}/secret"
        assert look(f"{url}/") == links.UNKNOWN
        assert look(f"{inside}/secret") == links.UNKNOWN
    assert not reached


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:1", "ftp://x/"])
def test_it_is_led_to_web_pages_alone(site, target):
    url, answers, _asked = site
    answers["/"] = target
    assert look(f"{url}/") == links.UNKNOWN


def found_at(address, port):
    """Return what looking up a name gives."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_name_with_another_address_the_second_time_is_not_reached(site, monkeypatch):
    url, answers, _asked = site
    answers["/"] = 200
    port = urlsplit(url).port
    addresses = iter([HOME])
    with socket.create_server((INSIDE, port)) as inside:
        inside.setblocking(False)
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda _host, port, *_args, **_options: found_at(
                next(addresses, INSIDE), port
            ),
        )
        assert look(f"http://name.example:{port}/") == links.WORKS
        # not even a connection
        with pytest.raises(BlockingIOError):
            inside.accept()


def test_an_address_that_was_not_checked_is_asked_nothing(site, monkeypatch):
    url, answers, asked = site
    answers["/"] = 200
    unchecked = [(socket.AF_INET, (HOME, urlsplit(url).port))]
    monkeypatch.setattr(links._Visit, "addresses", lambda *_args: unchecked)
    assert links.look_at([f"{url}/"]) == {f"{url}/": links.UNKNOWN}
    assert not asked


@pytest.mark.parametrize("port", [1, 22, 25, 5432, 6379, 8069])
def test_no_other_service_of_a_host_is_asked(port, monkeypatch):
    looked_up = []

    def find(host, *_args, **_options):
        looked_up.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "not now")

    monkeypatch.setattr(socket, "getaddrinfo", find)
    url = f"http://name.example:{port}/"
    assert links.look_at([url]) == {url: links.UNKNOWN}
    assert not looked_up


def test_what_comes_with_an_answer_is_not_read(site):
    url, answers, asked = site

    def endless(page):
        page.send_response(302)
        page.send_header("Location", "/end")
        page.send_header("Content-Encoding", "gzip")
        page.send_header("Content-Length", str(10**9))
        page.end_headers()
        page.connection.settimeout(60)
        # until the one who asked goes away
        page.connection.recv(1)

    answers |= {("HEAD", "/"): 405, ("GET", "/"): endless, "/end": 200}
    assert look(f"{url}/", deadline=5) == links.WORKS
    assert asked[-1] == ("GET", "/end")


def test_a_page_that_waits_for_its_cookie_is_found(site):
    url, answers, _asked = site

    def ask_back(page):
        if "seen=1" in page.headers.get("Cookie", ""):
            page.send_response(200)
        else:
            page.send_response(302)
            page.send_header("Location", "/")
            page.send_header("Set-Cookie", "seen=1; Path=/")
        page.send_header("Content-Length", "0")
        page.end_headers()

    answers["/"] = ask_back
    assert look(f"{url}/") == links.WORKS


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:7f00:1]"]
)
def test_an_address_written_in_another_way_is_the_same(host):
    url = f"http://{host}/"
    assert links.look_at([url]) == {url: links.UNKNOWN}


def test_the_settings_of_this_server_are_not_used(site, monkeypatch):
    url, answers, asked = site
    answers["/"] = 200
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert look(f"{url}/") == links.WORKS
    assert asked == [("HEAD", "/")]


def unknown_names(monkeypatch, error):
    def find(host, *_args, **_options):
        raise socket.gaierror(error, f"{host} is not known")

    monkeypatch.setattr(socket, "getaddrinfo", find)


def test_a_name_that_is_not_known_is_gone(monkeypatch):
    unknown_names(monkeypatch, socket.EAI_NONAME)
    assert look("https://nowhere.example/") == links.GONE


def test_where_no_name_is_known_this_server_is_cut_off(monkeypatch):
    unknown_names(monkeypatch, socket.EAI_NONAME)
    both = ["https://one.example/", "https://two.example/"]
    assert set(links.look_at(both).values()) == {links.UNKNOWN}


def test_a_name_that_cannot_be_looked_up_now_is_not_gone(monkeypatch):
    unknown_names(monkeypatch, socket.EAI_AGAIN)
    assert look("https://nowhere.example/") == links.UNKNOWN


def test_a_page_that_never_ends_is_left(site):
    url, answers, _asked = site
    going_on = True

    def drip(page):
        page.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while going_on:
            try:
                page.wfile.write(b"X-More: 1\r\n")
                page.wfile.flush()
            except OSError:
                break

    def slow(page):
        page.wfile.write(b"HTTP/1.1 200 OK\r\nX-More: 1\r\n")
        wait(page)

    def wait(page):
        page.connection.settimeout(60)
        page.connection.recv(1)

    answers |= {"/drip": drip, "/wait": wait, "/slow": slow}
    assert look(f"{url}/slow", deadline=0.2) == links.UNKNOWN
    assert look(f"{url}/wait", deadline=0.2) == links.UNKNOWN
    assert look(f"{url}/drip", deadline=0.2) == links.UNKNOWN
    going_on = False


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "http://[::1",
        "http://a..b/",
        f"http://{'x' * 300}.example/",
        "http://\x00/",
        "http://127.0.0.1:99999/",
        "x",
    ],
)
def test_a_strange_address_is_no_error(url):
    assert links.look_at([url], [HOME])[url] in (links.UNKNOWN, links.GONE)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "::127.0.0.1",
        "::10.0.0.1",
        "fec0::1",
        "2002:7f00:1::1",
    ],
)
def test_an_address_inside_is_not_reached(address):
    assert not links.may_reach(address)
    assert not links.may_reach(address, ["8.8.8.8"])


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_an_address_of_the_internet_is(address):
    assert links.may_reach(address)


def test_nothing_is_looked_at_without_links():
    assert links.look_at([]) == {}
