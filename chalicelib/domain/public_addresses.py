"""Which addresses are places on the public internet: nothing else is called for an outsider's URL.

A name may lead to this machine, to a neighbour or to a cloud's own services, so the address that a
name stands for is judged, never the name. IPv6 has ways to write IPv4 addresses; those are judged
by what they stand for. Source: the special-purpose registries of IANA (RFC 6890), RFC 6052 for
NAT64, RFC 3056 for 6to4.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# All unicast that was ever given out for the internet.
UNICAST: Final = IPv6Network("2000::/3")
NAT64: Final = IPv6Network("64:ff9b::/96")
# Python 3.11 takes these for places on the internet: protocol assignments, the old relays between
# the protocols, and addresses for documents only.
NO_PLACES: Final = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
NO_PLACES_6: Final = (IPv6Network("3fff::/20"),)


def is_public(address: str) -> bool:
    """True for an address on the public internet; False for what is none at all, too."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return _is_public_4(found) if isinstance(found, IPv4Address) else _is_public_6(found)


def is_loopback(address: str) -> bool:
    """True for an address of this machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_public_4(address: IPv4Address) -> bool:
    is_place = not any(address in network for network in NO_PLACES)
    return address.is_global and not address.is_multicast and is_place


def _is_public_6(address: IPv6Address) -> bool:
    if address in NAT64:
        return _is_public_4(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.sixtofour is not None and not _is_public_4(address.sixtofour):
        return False
    is_place = not any(address in network for network in NO_PLACES_6)
    return address in UNICAST and address.is_global and is_place
