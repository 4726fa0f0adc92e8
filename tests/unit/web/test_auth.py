"""Tokens against a real issuer on a real port."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.contracts.refusal import Unavailable
from shared.web.auth import TokenVerifier
from shared.web.identity import Principal
from shared.web.keys import DevelopmentIssuerRefused, IssuerKeys, PlainIssuerRefused
from shared.web.refusals import Unauthenticated
from tests.unit.web.support import TENANT, LocalIssuer, settings, until


def verifier_for(issuer: LocalIssuer, *, local: bool = True, **values: Any) -> TokenVerifier:
    return TokenVerifier(IssuerKeys(issuer.url, local=True, **values), "levelfield", local=local)


async def refusal(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(token)
    return refused.value.code


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def now(**shift: float) -> datetime:
    return datetime.now(UTC) + timedelta(**shift)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
async def test_a_token_signed_with_a_published_key_is_believed(issuer: LocalIssuer, algorithm: str) -> None:
    issuer.add("k", algorithm)
    async with verifier_for(issuer) as verifier:
        who = await verifier.verify(issuer.token("k", sub="ann"))
    assert who == Principal("ann", {TENANT: frozenset({"lead"})})


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": now(minutes=-5)}, "token-expired"),
        ({"exp": None}, "token-invalid"),
        ({"nbf": now(minutes=5)}, "token-not-yet-valid"),
        ({"iat": now(minutes=5)}, "token-not-yet-valid"),
        ({"aud": "another-service"}, "token-audience"),
        ({"aud": None}, "token-invalid"),
        ({"iss": "http://somebody.else"}, "token-issuer"),
        ({"sub": None}, "token-invalid"),
        ({"sub": ""}, "token-invalid"),
    ],
)
async def test_a_token_with_a_wrong_claim_is_not_believed(
    issuer: LocalIssuer, claims: dict[str, Any], code: str
) -> None:
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, issuer.token(**claims)) == code


@pytest.mark.parametrize("exp", [10**400, float("inf"), "4000000000", 4e9])
async def test_an_expiry_beyond_all_range_breaks_nothing(issuer: LocalIssuer, exp: Any) -> None:
    async with verifier_for(issuer) as verifier:
        for _ in range(2):
            with contextlib.suppress(Unauthenticated):
                await verifier.verify(issuer.token(exp=exp))


async def test_a_token_signed_by_somebody_else_is_not_believed(issuer: LocalIssuer) -> None:
    forged = issuer.signed(ec.generate_private_key(ec.SECP256R1()), "ES256", "first")
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, forged) == "token-invalid"


async def test_an_unsigned_token_is_not_believed(issuer: LocalIssuer) -> None:
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, issuer.signed(None, "none", "first")) == "token-algorithm"


async def test_the_public_key_is_never_taken_for_a_shared_secret(issuer: LocalIssuer) -> None:
    public = issuer.keys["first"][1].public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = unpadded(json.dumps({"alg": "HS256", "kid": "first"}).encode())
    signed = f"{header}.{issuer.token().split('.')[1]}"
    # By hand: PyJWT itself refuses to sign like this.
    forged = f"{signed}.{unpadded(hmac.digest(pem, signed.encode(), 'sha256'))}"
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, forged) == "token-algorithm"


async def test_a_key_is_used_with_its_own_algorithm_alone(issuer: LocalIssuer) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, issuer.signed(other, "RS256", "first")) == "token-invalid"


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


async def test_a_token_without_a_key_id_is_believed_while_there_is_one_key(issuer: LocalIssuer) -> None:
    token = issuer.signed(issuer.keys["first"][1], "ES256", None)
    async with verifier_for(issuer) as verifier:
        await verifier.verify(token)
    issuer.add("second")
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, token) == "token-key-unknown"


async def test_a_verified_token_is_remembered_and_costs_no_network(issuer: LocalIssuer) -> None:
    token = issuer.token()
    async with verifier_for(issuer) as verifier:
        await verifier.verify(token)
        asked = issuer.asked
        first = await verifier.verify(token)
        assert await verifier.verify(token) is first
    assert issuer.asked == asked


async def test_a_remembered_token_expires(issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.web.auth.LEEWAY_SECONDS", 0)
    token = issuer.token(exp=now(seconds=2))
    async with verifier_for(issuer) as verifier:
        await verifier.verify(token)
        async with asyncio.timeout(10):
            while True:
                try:
                    await verifier.verify(token)
                except Unauthenticated:
                    break
                await asyncio.sleep(0.05)
        assert await refusal(verifier, token) == "token-expired"


async def test_memory_for_tokens_is_bounded(issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.web.auth._REMEMBERED", 3)
    async with verifier_for(issuer) as verifier:
        for number in range(10):
            await verifier.verify(issuer.token(sub=f"s{number}"))
        assert len(verifier._remembered) == 3  # pyright: ignore[reportPrivateUsage]


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


async def test_a_token_of_a_development_issuer_is_not_believed_in_production(issuer: LocalIssuer) -> None:
    token = issuer.token(levelfield_development_issuer=True)
    async with verifier_for(issuer, local=False) as verifier:
        assert await refusal(verifier, token) == "token-development"
    async with verifier_for(issuer, local=True) as verifier:
        await verifier.verify(token)


def test_a_service_that_is_told_of_no_issuer_does_not_start() -> None:
    with pytest.raises(ValueError, match="LEVELFIELD_ISSUER"):
        TokenVerifier.for_settings(settings())


def deeply_nested(levels: int) -> str:
    text = unpadded(b'{"alg":' + b"[" * levels + b"]" * levels + b"}")
    return f"{text}.e30.c2ln"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "\u20ac",
        "\ud800",
        "x" * 9000,
        "e30.e30.e30",
        deeply_nested(2000),
        deeply_nested(500),
    ],
)
async def test_what_is_no_token_is_refused_before_any_signature_is_checked(
    issuer: LocalIssuer, token: str
) -> None:
    async with verifier_for(issuer) as verifier:
        assert await refusal(verifier, token) in ("token-malformed", "token-algorithm")


claims_of_any_kind = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_names = ("exp", "nbf", "iat", "aud", "iss", "sub", "jti", "levelfield_roles", "levelfield_participant")


@given(st.dictionaries(st.sampled_from(_names), claims_of_any_kind, max_size=3))
def test_no_claim_of_whatever_kind_breaks_the_check(odd: dict[str, Any]) -> None:
    # One key for all examples; nothing is fetched.
    key = _KEY
    keys = IssuerKeys("http://issuer.test", local=True)
    keys._keys = {"k": key_of(key)}  # pyright: ignore[reportPrivateUsage]
    verifier = TokenVerifier(keys, "levelfield")
    body = {"iss": "http://issuer.test", "aud": "levelfield", "sub": "s", "exp": 4_000_000_000, **odd}
    token = jwt.api_jws.encode(json.dumps(body).encode(), key, algorithm="ES256", headers={"kid": "k"})
    with contextlib.suppress(Unauthenticated):
        assert isinstance(asyncio.run(verifier.verify(token)), Principal)


_KEY = ec.generate_private_key(ec.SECP256R1())


def key_of(key: ec.EllipticCurvePrivateKey) -> Any:
    from jwt import PyJWK

    from shared.web.keys import SigningKey

    source = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return SigningKey("k", PyJWK(source), source)
