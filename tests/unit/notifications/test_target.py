"""Which addresses are public, and which URLs a webhook may have."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.target import Openings, check_addresses, is_public, read_target
from shared.contracts.refusal import Invalid


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
    ],
)
def test_an_address_that_is_not_a_single_public_one_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450::1"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4).filter(lambda one: not is_public(one)))
def test_no_way_of_putting_a_private_address_into_an_ipv6_one_makes_it_public(v4: IPv4Address) -> None:
    number = int(v4)
    wrapped = [number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80]
    wrapped.append(0x20010000 << 96 | number ^ 0xFFFFFFFF)  # Teredo
    assert not any(is_public(IPv6Address(one)) for one in wrapped)


def test_a_network_is_opened_by_name_and_no_other_with_it() -> None:
    openings = Openings(networks=[ip_network("10.20.0.0/16")])
    check_addresses(["10.20.1.1", "::ffff:10.20.1.1", "8.8.8.8"], openings)
    with pytest.raises(Invalid, match="target-not-public"):
        check_addresses(["10.21.1.1"], openings)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///x",
        "https://a:b@example.org/",
        "https://example.org/#x",
        "https://e x.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://exämple.org/",
        "https://a\\b.org/",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="bad-target"):
        read_target(url, Openings(everywhere=True, plain=True))


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org/", "file://example.org/etc"])
def test_only_https_is_taken_unless_on_a_developers_machine(url: str) -> None:
    with pytest.raises(Invalid, match="target-not-https"):
        read_target(url, Openings(networks=[ip_network("10.0.0.0/8")]))
    assert read_target("http://127.0.0.1:8080/x", Openings(everywhere=True, plain=True)).port == 8080
