"""Looks whether the pages behind links are still there, with real requests.

Only addresses on the internet are reached. Staff type the links: without this, a link,
or a page that it leads to, could make the server fetch something from its own network.
"""

import socket
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from ipaddress import ip_address, ip_network
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

WORKS, GONE, UNKNOWN = "works", "gone", "unknown"
"""What is known of a page: it is there, also if it asks for a login; it is not; or
neither, because the server is busy, too slow, or not to be reached from here."""
NO_HOST = "no host"
THERE = (401, 403)
"""Statuses besides those of success with which a server says that there is a page."""
NOT_THERE = (404, 410)
NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
"""Errors with which the name of a host is not known; others can be temporary."""
TIMEOUT = 8
DEADLINE = 30
"""For how many seconds a page can be slow, in one step and in all of them."""
MOST_STEPS = 5
"""The most addresses that one link can lead to, one after the other."""
MOST_TRIED = 2
"""The most addresses of one host that are tried, one after the other."""
PORTS = (80, 443, 8080, 8443)
"""Where there are web pages; behind other ports are services that no link is for."""
WRAPPED = (ip_network("64:ff9b::/96"), ip_network("::/96"))
"""Addresses of version 6 that stand for one of version 4."""
INSIDE = (ip_network("64:ff9b:1::/48"), ip_network("fec0::/10"))
"""Networks that not every version of Python knows to be no part of the internet."""
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "*/*"}


class _Refused(Exception):
    """An address that is not reached from here."""


class _NoHost(Exception):
    """There is no host of this name."""


def may_reach(address, allowed=()):
    """Tell whether an address is one of the internet, and not of the own network.

    :param str address: of version 4 or 6, as the system gives it
    :param allowed: addresses that are reached nevertheless; only tests have some
    """
    found = ip_address(address.partition("%")[0])
    if str(found) in allowed:
        return True
    if any(found in network for network in INSIDE):
        return False
    if found.version == 6:
        found = found.ipv4_mapped or found.sixtofour or found
    if any(found in network for network in WRAPPED):
        found = ip_address(int(found) & 0xFFFFFFFF)
    return found.is_global and not found.is_multicast


def look_at(urls, allowed=(), deadline=DEADLINE):
    """Look at some pages, all at the same time.

    :param urls: web addresses, a few of them
    :param allowed: see :func:`may_reach`
    :return: {address: `WORKS`, `GONE` or `UNKNOWN`}
    """
    visits = {url: _Visit(url, allowed) for url in urls}
    with ThreadPoolExecutor(max(len(visits), 1)) as pool:
        looks = {pool.submit(visit.look): visit for visit in visits.values()}
        _done, late = wait(looks, timeout=deadline)
        for look in late:
            looks[look].stop()
        found = {visit.url: look.result() for look, visit in looks.items()}
    missing = GONE
    if set(found.values()) == {NO_HOST}:
        hosts = {urlsplit(url).hostname for url in found}
        # where no name is known at all, it is this server that is cut off
        missing = UNKNOWN if len(hosts) > 1 else GONE
    return {url: missing if said == NO_HOST else said for url, said in found.items()}


class _Visit:
    """One look at one link."""

    def __init__(self, url, allowed):
        self.url, self.allowed = url, frozenset(allowed)
        self.connections, self.stopped = [], False

    def look(self):
        """Return what is known of the page. A server that does not answer a HEAD
        request as it would answer a GET is asked again.
        """
        said = UNKNOWN
        for method in ("HEAD", "GET"):
            said = self._ask(method)
            if said in (WORKS, NO_HOST):
                break
        return said

    def stop(self):
        """End a look that takes too long: what it waits for will not come."""
        self.stopped = True
        for connection in self.connections:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def _ask(self, method):
        try:
            with _session(self) as session:
                status = self._status(session, method)
        except _NoHost:
            return NO_HOST
        except Exception:
            # a strange address or server makes the libraries raise errors of any kind
            return UNKNOWN
        if self.stopped:
            # of an answer that was cut off, the beginning says little
            return UNKNOWN
        if status in NOT_THERE:
            return GONE
        return WORKS if status in THERE or status < 400 else UNKNOWN

    def _status(self, session, method):
        """Return the status of the last page that the link leads to."""
        url = self.url
        for _step in range(MOST_STEPS):
            asked = session.prepare_request(requests.Request(method, url))
            # not by the session: it reads, and unpacks, what comes with a redirect
            answer = session.get_adapter(asked.url).send(
                asked, stream=True, timeout=TIMEOUT
            )
            with answer:
                # some pages lead back to themselves until their cookie is there
                extract_cookies_to_jar(session.cookies, asked, answer.raw)
                further = session.get_redirect_target(answer)
            if not further:
                return answer.status_code
            url = urljoin(asked.url, further)
        raise _Refused("led from one page to the next")

    def reach(self, host, port):
        """Return a connection to a host, which asked nothing yet."""
        failed = _Refused("no address")
        # to what was checked: a name can have another address the next time
        for family, address in self.addresses(host, port)[:MOST_TRIED]:
            opened = socket.socket(family, socket.SOCK_STREAM)
            try:
                opened.settimeout(TIMEOUT)
                opened.connect(address)
            except OSError as error:
                opened.close()
                failed = error
            else:
                return opened
        raise failed

    def addresses(self, host, port):
        """Return the addresses of a host: [(family, address)].

        :raises _Refused: unless every one of them may be reached
        """
        if self.stopped:
            raise _Refused("too slow")
        if port not in PORTS and not self.allowed:
            raise _Refused(port)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno in NO_NAME:
                raise _NoHost(host) from error
            raise
        for *_kind, address in found:
            self.check_address(address[0])
        return [(family, address) for family, *_kind, address in found]

    def check_address(self, address):
        if not may_reach(address, self.allowed):
            raise _Refused(address)

    def check_open(self, connection):
        """Raise unless a connection leads to an address that may be reached, and is
        still wanted.
        """
        self.check_address(connection.sock.getpeername()[0])
        if self.stopped:
            raise _Refused("too slow")


def _session(visit):
    """Return a session in which each connection is one of the visit's own, and is
    checked before anything is asked.
    """

    class Checked:
        def _new_conn(self):
            return visit.reach(self.host, self.port)

        def connect(self):
            visit.connections.append(self)
            result = super().connect()
            try:
                # also should a library no longer connect by the method above
                visit.check_open(self)
            except _Refused:
                self.close()
                raise
            return result

    class Plain(Checked, HTTPConnection):
        pass

    class Secure(Checked, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args, **options):
            result = super().init_poolmanager(*args, **options)
            pools = {"http": PlainPool, "https": SecurePool}
            self.poolmanager.pool_classes_by_scheme = pools
            return result

    session = requests.Session()
    # no proxy, login or certificate of this server's environment
    session.trust_env = False
    session.headers.update(HEADERS)
    for scheme in ("http://", "https://"):
        session.mount(scheme, Adapter())
    return session
