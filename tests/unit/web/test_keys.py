"""The issuer's keys: fetched, rotated, taken away, and an issuer that is away or not what it should be."""

from __future__ import annotations

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.contracts.refusal import Unavailable
from shared.web.auth import TokenVerifier
from shared.web.keys import DevelopmentIssuerRefused, IssuerKeys, PlainIssuerRefused
from tests.unit.web.support import LocalIssuer, until
from tests.unit.web.tokens import refusal, unpadded, verifier_for


@pytest.mark.filterwarnings("ignore:The RSA key")
async def test_keys_for_other_purposes_and_weak_keys_are_not_taken(issuer: LocalIssuer) -> None:
    secret = unpadded(b"s" * 32)
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    other_use = ec.generate_private_key(ec.SECP256R1())
    leaked = ec.generate_private_key(ec.SECP256R1())
    p384 = ec.generate_private_key(ec.SECP384R1())
    issuer.extra_keys = [
        {"kty": "oct", "k": secret, "kid": "secret"},
        {**RSAAlgorithm.to_jwk(weak.public_key(), as_dict=True), "kid": "weak"},
        {**ECAlgorithm.to_jwk(other_use.public_key(), as_dict=True), "kid": "enc", "use": "enc"},
        {**ECAlgorithm.to_jwk(leaked, as_dict=True), "kid": "leaked"},
        {**ECAlgorithm.to_jwk(p384.public_key(), as_dict=True), "kid": "p384"},
        {"kty": "EC"},
        {"kty": ["odd"], "kid": "odd"},
        {"kty": "EC", "kid": 3},
        "not a key",
    ]
    async with verifier_for(issuer, unknown_kid_seconds=0) as verifier:
        for key, algorithm, kid in (
            (weak, "RS256", "weak"),
            (other_use, "ES256", "enc"),
            (leaked, "ES256", "leaked"),
        ):
            token = issuer.signed(key, algorithm, kid)
            assert await refusal(verifier, token) == "token-key-unknown"
        assert await refusal(verifier, issuer.signed(p384, "ES384", "p384")) == "token-algorithm"
        await verifier.verify(issuer.token())


async def test_a_new_key_is_found_when_a_token_names_it(issuer: LocalIssuer) -> None:
    async with verifier_for(issuer, unknown_kid_seconds=0) as verifier:
        issuer.add("second")
        await verifier.verify(issuer.token("second"))


async def test_all_who_come_with_a_new_key_at_once_are_let_in(issuer: LocalIssuer) -> None:
    async with verifier_for(issuer, unknown_kid_seconds=60) as verifier:
        verifier._keys._asked = float("-inf")  # pyright: ignore[reportPrivateUsage]
        issuer.add("second")
        tokens = [issuer.token("second", sub=f"s{number}") for number in range(20)]
        await asyncio.gather(*(verifier.verify(token) for token in tokens))


async def test_many_unknown_keys_ask_the_issuer_once(issuer: LocalIssuer) -> None:
    async with verifier_for(issuer) as verifier:
        asked = issuer.asked
        verifier._keys._asked = float("-inf")  # pyright: ignore[reportPrivateUsage]
        tokens = [issuer.signed(issuer.keys["first"][1], "ES256", f"unknown-{n}") for n in range(50)]
        codes = await asyncio.gather(*(refusal(verifier, token) for token in tokens))
    assert set(codes) == {"token-key-unknown"}
    assert issuer.asked == asked + 2  # the discovery document and the keys


async def test_keys_are_fetched_again_in_the_background(issuer: LocalIssuer) -> None:
    keys = IssuerKeys(issuer.url, local=True, refresh_seconds=0.02)
    async with TokenVerifier(keys, "levelfield", local=True):
        issuer.add("second")
        await until(lambda: keys.find("second") is not None)


async def test_a_remembered_token_is_dropped_when_the_issuer_takes_its_key_away(issuer: LocalIssuer) -> None:
    token = issuer.token()
    keys = IssuerKeys(issuer.url, local=True, refresh_seconds=0.02)
    async with TokenVerifier(keys, "levelfield", local=True) as verifier:
        await verifier.verify(token)
        issuer.add("second")
        del issuer.keys["first"]
        await until(lambda: keys.find("first") is None)
        assert await refusal(verifier, token) == "token-key-unknown"


async def test_a_key_replaced_under_the_same_id_ends_its_tokens(issuer: LocalIssuer) -> None:
    token = issuer.token()
    keys = IssuerKeys(issuer.url, local=True, refresh_seconds=0.02)
    async with TokenVerifier(keys, "levelfield", local=True) as verifier:
        await verifier.verify(token)
        before = keys.find("first")
        issuer.add("first")
        await until(lambda: keys.find("first") is not before)
        assert await refusal(verifier, token) == "token-invalid"


async def test_an_unchanged_key_stays_the_same_across_refreshes(issuer: LocalIssuer) -> None:
    keys = IssuerKeys(issuer.url, local=True, refresh_seconds=0.02)
    async with TokenVerifier(keys, "levelfield", local=True):
        before, asked = keys.find("first"), issuer.asked
        await until(lambda: issuer.asked >= asked + 4)
        assert keys.find("first") is before


async def test_an_outage_of_the_issuer_does_not_stop_known_keys(issuer: LocalIssuer) -> None:
    keys = IssuerKeys(issuer.url, local=True, refresh_seconds=0.02, retry_seconds=0.02)
    async with TokenVerifier(keys, "levelfield", local=True) as verifier:
        issuer.down()
        await until(lambda: keys.problem != "")
        await verifier.verify(issuer.token(sub="never seen before"))
        assert verifier.reasons() == []
        issuer.up()
        await until(lambda: keys.problem == "")


async def test_an_unknown_key_during_an_outage_is_not_the_callers_fault(issuer: LocalIssuer) -> None:
    issuer.add("second")
    token = issuer.token("second")
    del issuer.keys["second"]
    async with verifier_for(issuer, unknown_kid_seconds=0) as verifier:
        issuer.down()
        with pytest.raises(Unavailable) as away:
            await verifier.verify(token)
    assert away.value.code == "sign-in-away"


async def test_keys_are_not_trusted_for_ever_without_the_issuer(issuer: LocalIssuer) -> None:
    keys = IssuerKeys(
        issuer.url,
        local=True,
        refresh_seconds=0.02,
        retry_seconds=0.02,
        trust_seconds=0.1,
        unknown_kid_seconds=60,
    )
    async with TokenVerifier(keys, "levelfield", local=True) as verifier:
        token = issuer.token()
        await verifier.verify(token)
        issuer.down()
        await until(lambda: not keys)
        with pytest.raises(Unavailable):
            await verifier.verify(token)
        assert verifier.reasons() != []


async def test_a_service_starts_without_the_issuer_and_is_ready_once_it_is_there(issuer: LocalIssuer) -> None:
    issuer.down()
    async with verifier_for(issuer, retry_seconds=0.02) as verifier:
        assert verifier.reasons() != []
        with pytest.raises(Unavailable):
            await verifier.verify(issuer.token())
        issuer.up()
        await until(lambda: verifier.reasons() == [])
        await verifier.verify(issuer.token())


@pytest.mark.parametrize(
    "answer",
    [b"", b"no json", b"[]", b"{}", b'{"issuer": "http://somebody.else"}', b"[" * 100_000, b" " * 300_000],
)
async def test_an_issuer_that_answers_nonsense_gives_no_keys(issuer: LocalIssuer, answer: bytes) -> None:
    issuer.answers_with = answer
    async with verifier_for(issuer) as verifier:
        assert verifier.reasons() != []


async def test_a_discovery_document_of_another_issuer_gives_no_keys(issuer: LocalIssuer) -> None:
    issuer.discovery = {"issuer": "http://somebody.else"}
    async with verifier_for(issuer) as verifier:
        assert verifier.reasons() != []


async def test_an_answer_without_end_is_not_read_to_its_end(issuer: LocalIssuer) -> None:
    issuer.extra_keys = ["x" * 300_000]
    async with verifier_for(issuer) as verifier:
        assert verifier.reasons() != []


async def test_an_issuer_that_answers_with_an_error_gives_no_keys(issuer: LocalIssuer) -> None:
    issuer.status = 500
    async with verifier_for(issuer) as verifier:
        assert verifier.reasons() != []


async def test_outside_a_developers_machine_a_service_refuses_to_start_with_plain_http(
    issuer: LocalIssuer,
) -> None:
    with pytest.raises(PlainIssuerRefused):
        await TokenVerifier(IssuerKeys(issuer.url), "levelfield").__aenter__()
    assert issuer.asked == 0


async def test_outside_a_developers_machine_keys_are_not_fetched_over_plain_http(
    issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def only_discovery(_: bool) -> tuple[str, ...]:
        asked.append("")
        # The first two questions are about the issuer's own address.
        return ("http",) if len(asked) <= 2 else ("https",)

    monkeypatch.setattr("shared.web.keys._schemes", only_discovery)
    async with TokenVerifier(IssuerKeys(issuer.url), "levelfield") as verifier:
        assert verifier.reasons() != []
    assert issuer.asked == 1


def speak_plain_http(_: bool) -> tuple[str, ...]:
    """Stands in for https, which the issuer of these tests does not speak."""
    return ("http",)


async def test_a_service_refuses_to_start_with_a_development_issuer(
    issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.discovery = {"levelfield_development_issuer": True}
    async with verifier_for(issuer):
        pass  # on a developer's machine it starts
    keys = IssuerKeys(issuer.url, local=False)
    monkeypatch.setattr("shared.web.keys._schemes", speak_plain_http)
    with pytest.raises(DevelopmentIssuerRefused):
        await TokenVerifier(keys, "levelfield").__aenter__()


async def test_an_issuer_that_turns_into_a_development_issuer_is_not_believed_any_more(
    issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.web.keys._schemes", speak_plain_http)
    keys = IssuerKeys(issuer.url, local=False, refresh_seconds=0.02)
    async with TokenVerifier(keys, "levelfield") as verifier:
        token = issuer.token()
        await verifier.verify(token)
        issuer.discovery = {"levelfield_development_issuer": True}
        await until(lambda: not keys)
        with pytest.raises(Unavailable):
            await verifier.verify(token)
