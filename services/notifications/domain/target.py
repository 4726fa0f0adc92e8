"""Where a webhook may be sent to: somewhere on the public internet, and nowhere that only we can reach.

Names are resolved elsewhere. What is asked here is whether an address, as it is about to be connected to, is
one that anybody could reach; so it does not matter how it was spelt or what a name stood for a moment ago.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from shared.contracts.refusal import Invalid

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

LONGEST = 2_000
_PLAIN = re.compile(r"[!-~]+")
_OF_CLOUDS = (ip_address("168.63.129.16"),)
"""Public by its number, and a cloud's own metadata all the same."""

_PUBLIC_V6 = ip_network("2000::/3")
_LEAD_TO_V4 = tuple(ip_network(one) for one in ("2001::/32", "2002::/16", "192.88.99.0/24"))
"""Tunnels: what they lead to is in the address, or nobody knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Openings:
    """What is allowed beside the public internet; nothing, unless whoever runs the service says so."""

    everywhere: bool = False
    """For a developer's own machine: any address."""

    plain: bool = False
    """For such a machine too: http, which anybody on the way can read."""

    networks: Sequence[Network] = ()

    def allow(self, address: Address) -> bool:
        """Whether a connection to this address may be made."""
        if self.everywhere or is_public(address):
            return True
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.networks if network.version == plain.version)


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet, and of a single machine there."""
    if address in _OF_CLOUDS or any(address in one for one in _LEAD_TO_V4 if one.version == address.version):
        return False
    if isinstance(address, IPv6Address) and address not in _PUBLIC_V6:
        return False  # among them all that carry an IPv4 address: mapped, compatible, translated (NAT64)
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


@dataclass(frozen=True, slots=True)
class Target:
    """An address that a webhook is sent to, as far as its spelling goes."""

    url: str
    host: str
    port: int


def read_target(url: str, openings: Openings) -> Target:
    """Reads a URL.

    Raises:
        Invalid: it is none that a webhook may have.
    """
    schemes = ("https", "http") if openings.plain else ("https",)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad_url() from None
    if len(url) > LONGEST or not _PLAIN.fullmatch(url) or not host:
        raise _bad_url()
    if parts.scheme not in schemes:
        raise Invalid("target-not-https", "Give an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment or "\\" in url:
        raise _bad_url()
    return Target(url, host, port or (443 if parts.scheme == "https" else 80))


def check_addresses(addresses: Sequence[str], openings: Openings) -> None:
    """Refuses if any of the addresses that a name stands for is not to be connected to.

    Raises:
        Invalid: it stands for none, or for one that is not public.
    """
    if not addresses:
        raise Invalid("target-unknown", "The name in this address is not known; check how it is spelt.")
    if not all(openings.allow(ip_address(one)) for one in addresses):
        raise Invalid(
            "target-not-public", "This address leads to a private network; give one on the public internet."
        )


def _bad_url() -> Invalid:
    return Invalid(
        "bad-target", "Give a web address such as https://example.org/hook, without a name or a password."
    )
