"""Tokens against a real issuer on a real port."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm

from shared.web.auth import TokenVerifier
from shared.web.identity import Principal
from shared.web.keys import IssuerKeys
from shared.web.refusals import Unauthenticated
from tests.unit.web.support import TENANT, LocalIssuer, settings
from tests.unit.web.tokens import now, refusal, unpadded, verifier_for


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
        ({"nbf": now(minutes=90)}, "token-not-yet-valid"),
        ({"iat": now(minutes=90)}, "token-not-yet-valid"),
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
