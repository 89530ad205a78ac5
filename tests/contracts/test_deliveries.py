"""Deliveries go to places on the internet only, to the address that was looked at, and end."""

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.channels.deliveries import SignedDeliveries, addresses_of
from chalicelib.adapters.channels.pinned import MOST_ADDRESSES
from chalicelib.domain.signed_deliveries import (
    MOST_ANSWER_BYTES,
    Delivered,
    Trouble,
    Undelivered,
)
from chalicelib.ports import Deliveries
from tests.networks.raw import Script, Trust, speaking, trust_for
from tests.networks.server import LOOPBACK, Fault, Network, Reply, Request

NAME = "partner.example"
HEADERS = {"webhook-id": "m1", "webhook-timestamp": "1764147600", "webhook-signature": "v1,eA=="}
OK_NO_BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Receiver(Network):
    """Takes whatever comes and answers with `reply`."""

    def __init__(self) -> None:
        super().__init__()
        self.reply = Reply(said={"ok": True})

    def step(self, request: Request) -> str:
        return request.method

    def carry_out(self, step: str, request: Request) -> Reply:  # noqa: ARG002
        return self.reply

    @property
    def port(self) -> str:
        return self.base_url.rpartition(":")[2]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def naming(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    """Return a resolver by which every name stands for these addresses."""
    return lambda _host, _port: addresses


@cache
def usual_trust() -> ssl.SSLContext:
    """Return what a sender trusts of itself; it takes long to make."""
    return SignedDeliveries()._trust


def here(**changes: Any) -> SignedDeliveries:
    """Return a sender for which every name stands for this machine, and that may call it."""
    usual: dict[str, Any] = {
        "connect_s": 1, "answer_s": 5, "resolve": naming(LOOPBACK), "trust": usual_trust(),
    }  # fmt: skip
    return SignedDeliveries(allow_loopback=True, **{**usual, **changes})


def why(sender: Deliveries, url: str) -> Trouble | None:
    answer = sender.send("POST", url, HEADERS, b"{}")
    return answer.reason if isinstance(answer, Undelivered) else None


def test_signed_bytes_arrive_as_they_are_and_the_answer_comes_back(receiver: Receiver) -> None:
    receiver.reply = Reply(status=202, said={"permalink": "https://x"})
    body = '{"caption": "घर मिला"}'.encode()

    answer = here().send("POST", f"http://{NAME}:{receiver.port}/in?key=1", HEADERS, body)

    assert isinstance(answer, Delivered)
    assert (answer.status, answer.body) == (202, b'{"permalink": "https://x"}')
    (request,) = receiver.requests
    assert (request.path, request.fields, request.body) == ("/in", {"key": "1"}, body)
    assert HEADERS.items() <= request.headers.items()
    assert request.headers["host"] == f"{NAME}:{receiver.port}"
    assert request.headers["content-type"] == "application/json"


def test_the_receiver_is_told_the_name_that_was_asked_for(receiver: Receiver) -> None:
    place = f"[2606:4700:4700::1111]:{receiver.port}"

    here().send("POST", f"http://{place}/", HEADERS, b"{}")

    assert receiver.requests[0].headers["host"] == place


def test_a_question_has_no_body(receiver: Receiver) -> None:
    here().send("GET", f"http://{NAME}:{receiver.port}/published", HEADERS)

    assert receiver.calls == ["GET"]
    assert "content-length" not in receiver.requests[0].headers


def test_a_long_message_arrives_whole(receiver: Receiver) -> None:
    body = bytes(range(256)) * 4_000

    here().send("POST", f"http://{NAME}:{receiver.port}/", HEADERS, body)

    assert receiver.requests[0].body == body


@pytest.mark.parametrize(
    ("said", "wait"),
    [({"Retry-After": "90"}, timedelta(seconds=90)), ({"Retry-After": "soon"}, None), ({}, None)],
)
def test_a_receiver_may_say_how_long_to_wait(
    receiver: Receiver, said: dict[str, str], wait: timedelta | None
) -> None:
    receiver.reply = Reply(status=429, headers=said)

    answer = here().send("POST", receiver.base_url, HEADERS, b"{}")

    assert isinstance(answer, Delivered)
    assert (answer.status, answer.wait) == (429, wait)


# Where nothing may be sent.

NOT_PUBLIC = {
    "this machine": "127.0.0.1",
    "this machine in IPv6": "::1",
    "this machine, mapped": "::ffff:127.0.0.1",
    "a neighbour": "10.0.0.7",
    "a neighbour in IPv6": "fd12::7",
    "a neighbour, mapped": "::ffff:192.168.1.1",
    "a neighbour through NAT64": "64:ff9b::c0a8:101",
    "a neighbour through 6to4": "2002:c0a8:101::1",
    "a cloud's metadata": "169.254.169.254",
    "a cloud's metadata in IPv6": "fd00:ec2::254",
    "link-local": "fe80::1%eth0",
    "multicast": "239.1.1.1",
    "a carrier's own": "100.64.0.1",
    "no address at all": "partner.example",
}


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_a_name_that_stands_for_no_public_place_is_refused(
    receiver: Receiver, address: str
) -> None:
    sender = SignedDeliveries(resolve=naming(address), trust=usual_trust())

    assert why(sender, f"https://{NAME}:{receiver.port}/") is Trouble.REFUSED_ADDRESS
    assert receiver.requests == []


@pytest.mark.parametrize("order", list(itertools.permutations(("93.184.216.34", "10.0.0.7"))))
def test_a_name_with_one_private_address_among_others_is_refused(order: tuple[str, ...]) -> None:
    sender = SignedDeliveries(resolve=naming(*order))

    assert why(sender, f"https://{NAME}/") is Trouble.REFUSED_ADDRESS


DISGUISED = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:7f00:1]/", "https://localhost/",
    "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://0.0.0.0/",
    "https://①②⑦.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", DISGUISED)
def test_an_address_is_judged_by_what_it_means_however_it_is_written(url: str) -> None:
    assert why(SignedDeliveries(), url) is Trouble.REFUSED_ADDRESS


UNFIT = [
    "", "partner.example", "/hooks", "https://", "https:///hooks", "ftp://partner.example/",
    "http://partner.example/", "file:///etc/passwd", "https://admin:word@partner.example/",
    "https://partner.example:port/", "https://part\nner.example/", "https://[::1/", "javascript:1",
]  # fmt: skip


@pytest.mark.parametrize("url", UNFIT)
def test_an_address_that_is_not_plain_https_is_refused(url: str) -> None:
    sender = SignedDeliveries(resolve=naming("93.184.216.34"), trust=usual_trust())

    assert why(sender, url) is Trouble.REFUSED_ADDRESS


def test_where_this_machine_may_be_called_others_are_called_by_https_only() -> None:
    assert why(here(resolve=naming("93.184.216.34")), "http://x.example/") is (
        Trouble.REFUSED_ADDRESS
    )
    assert why(here(resolve=naming("10.0.0.7")), "https://x.example/") is Trouble.REFUSED_ADDRESS


def test_a_name_is_looked_up_once_so_it_cannot_lead_elsewhere_afterwards(
    receiver: Receiver,
) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ("93.184.216.34",) if len(asked) > 1 else (LOOPBACK,)

    answer = here(resolve=rebinding).send(
        "POST", f"http://nowhere.invalid:{receiver.port}/", HEADERS, b"{}"
    )

    assert isinstance(answer, Delivered)
    assert asked == ["nowhere.invalid"]
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver, status: int) -> None:
    there = {"Location": "http://169.254.169.254/latest/meta-data/"}
    receiver.reply = Reply(status=status, headers=there)

    answer = here().send("POST", receiver.base_url, HEADERS, b"{}")

    assert isinstance(answer, Delivered)
    assert answer.status == status
    assert len(receiver.requests) == 1


def test_no_proxy_of_the_environment_stands_between(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://{LOOPBACK}:1")

    assert isinstance(here().send("POST", receiver.base_url, HEADERS), Delivered)


# Who is spoken to.


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return trust_for(NAME, tmp_path)


def over_tls(trust: Trust) -> Script:
    def script(connection: socket.socket) -> None:
        with trust.server.wrap_socket(connection, server_side=True) as secure:
            heard = b""
            while not heard.endswith(b"{}"):
                heard += secure.recv(65_536)
            secure.sendall(OK_NO_BODY)

    return script


def test_the_certificate_must_be_the_names_and_the_name_is_asked_for(trust: Trust) -> None:
    with speaking(over_tls(trust)) as port:
        sender = here(trust=trust.client)

        assert why(sender, f"https://{NAME}:{port}/") is None
        assert why(sender, f"https://other.example:{port}/") is Trouble.UNTRUSTED
        assert why(sender, f"https://{LOOPBACK}:{port}/") is Trouble.UNTRUSTED
    assert trust.asked_for == [NAME, "other.example", None]


def test_a_certificate_that_nobody_has_signed_is_not_trusted(trust: Trust) -> None:
    with speaking(over_tls(trust)) as port:
        assert why(here(), f"https://{NAME}:{port}/") is Trouble.UNTRUSTED


def test_a_server_without_tls_has_heard_nothing(receiver: Receiver) -> None:
    assert why(here(), f"https://{NAME}:{receiver.port}/") is Trouble.NOT_SENT
    assert receiver.requests == []


# Servers that do not answer as they should.


def unused_port() -> int:
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        return int(held.getsockname()[1])


def test_where_nobody_listens_nothing_was_sent() -> None:
    assert why(here(), f"http://{NAME}:{unused_port()}/") is Trouble.NOT_SENT


def unknown(_host: str, _port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("resolve", [unknown, naming()], ids=["unknown", "without an address"])
def test_to_a_name_that_stands_for_nothing_nothing_was_sent(
    resolve: Callable[[str, int], Sequence[str]],
) -> None:
    assert why(SignedDeliveries(resolve=resolve), "https://gone.example/") is Trouble.NOT_SENT


def test_a_name_that_is_too_long_is_not_looked_up() -> None:
    trouble = why(SignedDeliveries(), f"https://{'a' * 70}.example/")

    assert trouble in {Trouble.NOT_SENT, Trouble.REFUSED_ADDRESS}


def test_the_next_address_is_tried_when_the_first_one_is_dead(receiver: Receiver) -> None:
    several = naming("127.0.0.2", "127.0.0.3", LOOPBACK)

    assert why(here(resolve=several), receiver.base_url) is None
    assert len(receiver.requests) == 1


def test_only_so_many_addresses_are_tried(receiver: Receiver) -> None:
    dead = [f"127.0.0.{number + 2}" for number in range(MOST_ADDRESSES)]

    assert why(here(resolve=naming(*dead, LOOPBACK)), receiver.base_url) is Trouble.NOT_SENT
    assert receiver.requests == []


FAULTS = {
    Fault.HANGS_AFTER: Trouble.NO_ANSWER, Fault.HANGS_BEFORE: Trouble.NO_ANSWER,
    Fault.CLOSES_AFTER: Trouble.BROKEN_ANSWER, Fault.CLOSES_BEFORE: Trouble.BROKEN_ANSWER,
}  # fmt: skip


@pytest.mark.parametrize(("fault", "trouble"), FAULTS.items())
def test_a_receiver_without_an_answer_may_have_heard_it(
    receiver: Receiver, fault: Fault, trouble: Trouble
) -> None:
    receiver.faults["POST"] = fault

    answer = here(answer_s=0.2).send("POST", receiver.base_url, HEADERS, b"{}")

    assert isinstance(answer, Undelivered)
    assert (answer.reason, answer.was_sent) == (trouble, True)


def dripping(head: bytes, ended: threading.Event) -> Script:
    """Say `head` at once, and then a letter now and then, for ever."""

    def script(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(head)
        while not ended.wait(0.02):
            connection.sendall(b"x")

    return script


@pytest.fixture
def ended() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_a_server_that_says_a_letter_now_and_then_is_not_listened_to_for_ever(
    ended: threading.Event,
) -> None:
    with speaking(dripping(b"HTTP/1.1 200 OK\r\nX-Long: ", ended)) as port:
        trouble = why(here(answer_s=0.2), f"http://{NAME}:{port}/")

    assert trouble is Trouble.NO_ANSWER


def test_a_status_counts_though_the_body_never_ends(ended: threading.Event) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n{"
    with speaking(dripping(head, ended)) as port:
        answer = here(answer_s=0.2).send("POST", f"http://{NAME}:{port}/", HEADERS, b"{}")

    assert isinstance(answer, Delivered)
    assert (answer.status, answer.body[:2]) == (200, b"{x")


def flood(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65_536)


@pytest.mark.parametrize("most", [MOST_ANSWER_BYTES, 100_000])
def test_of_a_flood_only_the_beginning_is_taken(most: int) -> None:
    with speaking(flood) as port:
        answer = here().send("POST", f"http://{NAME}:{port}/", HEADERS, b"{}", most_bytes=most)

    assert isinstance(answer, Delivered)
    assert (answer.status, len(answer.body)) == (200, most)


def test_a_server_that_never_pauses_is_not_listened_to_for_ever() -> None:
    def chatter(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
        while True:
            connection.sendall(b"x")

    with speaking(chatter) as port:
        answer = here(answer_s=0.2).send(
            "POST", f"http://{NAME}:{port}/", HEADERS, b"{}", most_bytes=10**11
        )

    assert isinstance(answer, Delivered)
    assert answer.status == 200


def test_headers_without_an_end_are_no_answer() -> None:
    def endless(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-More: " + b"x" * 8_000 + b"\r\n")

    with speaking(endless) as port:
        assert why(here(), f"http://{NAME}:{port}/") is Trouble.BROKEN_ANSWER


def test_what_is_no_http_is_no_answer() -> None:
    def rude(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"220 mail.example ESMTP\r\n")

    with speaking(rude) as port:
        assert why(here(), f"http://{NAME}:{port}/") is Trouble.BROKEN_ANSWER


def test_a_server_that_does_not_read_is_not_written_to_for_ever(ended: threading.Event) -> None:
    def deaf(_: socket.socket) -> None:
        ended.wait(10)

    body = bytes(30_000_000)
    with speaking(deaf) as port:
        answer = here(answer_s=0.2).send("POST", f"http://{NAME}:{port}/", HEADERS, body)

    assert isinstance(answer, Undelivered)
    assert (answer.reason, answer.was_sent) == (Trouble.NO_ANSWER, True)


def test_a_handshake_that_does_not_end_has_sent_nothing(ended: threading.Event) -> None:
    def mute(_: socket.socket) -> None:
        ended.wait(10)

    with speaking(mute) as port:
        sender = here(connect_s=0.2, answer_s=0.2)
        assert why(sender, f"https://{NAME}:{port}/") is Trouble.NOT_SENT


def test_the_time_that_it_took_is_told(receiver: Receiver) -> None:
    receiver.faults["POST"] = Fault.HANGS_BEFORE
    began = time.monotonic()

    answer = here(answer_s=0.2).send("POST", receiver.base_url, HEADERS, b"{}")

    assert 150 <= answer.took_ms <= (time.monotonic() - began) * 1000


def test_the_systems_own_resolver_is_asked_by_default() -> None:
    assert addresses_of(LOOPBACK, 443) == (LOOPBACK,)
    assert set(addresses_of("localhost", 443)) <= {LOOPBACK, "::1"}


def test_nobodys_certificate_is_taken_unseen() -> None:
    """The usual trust checks names and chains: without it every other promise here is void."""
    trust = usual_trust()

    assert (trust.check_hostname, trust.verify_mode) == (True, ssl.CERT_REQUIRED)
