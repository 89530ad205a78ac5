"""Public addresses: what stands for a place on the internet, in every way of writing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.public_addresses import is_loopback, is_public

PUBLIC = [
    "8.8.8.8", "1.1.1.1", "203.0.114.1", "2606:4700:4700::1111", "2001:4860:4860::8888",
    "64:ff9b::808:808", "2002:808:808::1",
]  # fmt: skip
PRIVATE = {
    "this machine": "127.0.0.1",
    "this machine, another name": "127.99.0.1",
    "this machine in IPv6": "::1",
    "any address": "0.0.0.0",  # noqa: S104  an address to be refused
    "any address in IPv6": "::",
    "private 10": "10.1.2.3",
    "private 172": "172.16.0.1",
    "private 192": "192.168.1.1",
    "a carrier's own": "100.64.0.1",
    "a cloud's metadata": "169.254.169.254",
    "a cloud's metadata in IPv6": "fd00:ec2::254",
    "link-local in IPv6": "fe80::1",
    "link-local with a zone": "fe80::1%eth0",
    "site-local in IPv6": "fec0::1",
    "multicast": "224.0.0.1",
    "multicast in IPv6": "ff0e::1",
    "everybody": "255.255.255.255",
    "reserved": "240.0.0.1",
    "for benchmarks": "198.18.0.1",
    "for documents": "192.0.2.1",
    "for documents in IPv6": "2001:db8::1",
    "for documents, newer": "3fff::1",
    "protocol assignments": "192.0.0.9",
    "an old relay": "192.88.99.1",
    "discard only": "100::1",
    "mapped, private": "::ffff:10.0.0.1",
    "mapped, public": "::ffff:8.8.8.8",
    "compatible": "::7f00:1",
    "NAT64 of a private one": "64:ff9b::a00:1",
    "NAT64 of this machine": "64:ff9b::7f00:1",
    "NAT64 of one's own": "64:ff9b:1::808:808",
    "6to4 of a private one": "2002:a00:1::1",
    "6to4 of metadata": "2002:a9fe:a9fe::1",
    "Teredo": "2001::1",
    "segment routing": "5f00::1",
    "no address": "localhost",
    "nothing": "",
    "an address in disguise": "127.1",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_place_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE.keys())
def test_anything_else_is_not(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_written_in_ipv6_is_no_more_public_than_it_is(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]  # an address is a number
    ways = [
        f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1",
    ]

    assert [is_public(way) for way in ways] == [is_public(str(address))] * 2
    assert not is_public(f"::ffff:{address}")


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [("127.0.0.1", True), ("127.3.2.1", True), ("::1", True), ("10.0.0.1", False), ("x", False)],
)
def test_this_machine_is_known_in_all_its_addresses(address: str, is_ours: bool) -> None:
    assert is_loopback(address) is is_ours
