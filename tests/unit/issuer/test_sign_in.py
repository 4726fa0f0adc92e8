"""Signing in at the development issuer: a code for whoever asked for it, once, and only on this machine."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from levelfield.issuer.app import create_issuer_app
from levelfield.issuer.keyring import Keyring
from levelfield.issuer.sign_in import CODE_SECONDS, BadSignIn, Codes, Wish
from shared.web.drain import Drain
from shared.web.identity import principal_from

_VERIFIER = "a-verifier-that-only-this-client-knows-0123456789"
_CHALLENGE = urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")
_BACK = "http://127.0.0.1:4567/sign-in/back"
_ASKED = {
    "client_id": "levelfield-portal",
    "redirect_uri": _BACK,
    "state": "st<ate>&",
    "nonce": "once",
    "code_challenge": _CHALLENGE,
    "code_challenge_method": "S256",
    "response_type": "code",
}


def wish(**other: str) -> Wish:
    return Wish(**{**_ASKED, **other})


def code_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["code"][0]


def redeem(codes: Codes, code: str, **other: str) -> None:
    asked = {"client_id": "levelfield-portal", "redirect_uri": _BACK, "verifier": _VERIFIER} | other
    codes.redeem(code, **asked)


@pytest.mark.parametrize(
    "address",
    [
        *("https://portal.example.org/back", "http://127.0.0.1.example.org/", "http://me@127.0.0.1/"),
        *(
            "javascript:alert(1)",
            "",
            "//127.0.0.1/",
            "http://127.0.0.1;script-src *",
            "http://127.0.0.1\\@e.org/",
        ),
        "http://[::1/",
    ],
)
def test_a_code_goes_to_an_address_on_this_machine_and_to_no_other(address: str) -> None:
    with pytest.raises(BadSignIn, match="redirect_uri"):
        wish(redirect_uri=address).check()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:4567/back", "http://localhost:1/", "http://[::1]:8000/x?y=z"]
)
def test_this_machine_has_several_names(address: str) -> None:
    wish(redirect_uri=address).check()


@pytest.mark.parametrize(
    "other",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"client_id": ""},
        {"state": "x" * 3_000},
    ],
    ids=str,
)
def test_without_pkce_or_in_another_flow_there_is_no_code(other: dict[str, str]) -> None:
    with pytest.raises(BadSignIn):
        wish(**other).check()


def test_a_code_is_good_once() -> None:
    codes = Codes()
    code = code_of(codes.grant(wish(), "lead", "ours-ni", ""))

    redeem(codes, code)

    with pytest.raises(BadSignIn, match="used"):
        redeem(codes, code)


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "another"},
        {"redirect_uri": "http://127.0.0.1:1/"},
        {"verifier": "guessed"},
        {"verifier": ""},
    ],
    ids=str,
)
def test_a_code_is_of_no_use_to_anybody_else_and_is_gone_after_they_tried(other: dict[str, str]) -> None:
    codes = Codes()
    code = code_of(codes.grant(wish(), "lead", "ours-ni", ""))

    with pytest.raises(BadSignIn):
        redeem(codes, code, **other)
    with pytest.raises(BadSignIn):
        redeem(codes, code)


def test_a_code_is_good_for_a_minute() -> None:
    now = [0.0]
    codes = Codes(lambda: now[0])
    code = code_of(codes.grant(wish(), "lead", "ours-ni", ""))

    now[0] = CODE_SECONDS + 1

    with pytest.raises(BadSignIn, match="expired"):
        redeem(codes, code)


async def test_whoever_chooses_a_persona_comes_back_as_it(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=create_issuer_app(Keyring(tmp_path), "http://issuer", Drain()))
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer") as http:
        page = await http.get("/authorize", params=_ASKED)
        assert "Anybody who reaches this page can be anybody" in page.text
        assert "form-action 'self' http://127.0.0.1:4567;" in page.headers["content-security-policy"]
        hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
        sent = {name: unescape(value) for name, value in hidden.items()}
        assert sent == _ASKED, "everything comes along, whatever is in it"

        without = await http.post("/authorize", data=sent | {"persona": "member", "tenant": "ours-ni"})
        assert (without.status_code, "Say whose record it is" in without.text) == (422, True)
        chosen = {"persona": "member", "tenant": "ours-ni", "own": "0199-mine"}
        back = await http.post("/authorize", data=sent | chosen)
        answer = parse_qs(urlsplit(back.headers["location"]).query)
        assert back.headers["location"].startswith(f"{_BACK}?")
        assert answer["state"] == [_ASKED["state"]]

        redeemed = {
            "grant_type": "authorization_code",
            "code": answer["code"][0],
            "code_verifier": _VERIFIER,
            "client_id": "levelfield-portal",
            "redirect_uri": _BACK,
        }
        tokens: dict[str, Any] = (await http.post("/token", data=redeemed)).json()

    access: dict[str, Any] = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    identity: dict[str, Any] = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    who = principal_from(access)
    assert who.has_role("ours-ni", "member")
    assert who.is_participant("ours-ni", "0199-mine")
    assert (identity["aud"], identity["nonce"]) == ("levelfield-portal", "once")
    assert identity["sub"] == access["sub"]
    assert access["levelfield_development_issuer"] is identity["levelfield_development_issuer"] is True


async def test_a_lead_may_be_one_of_several_collaboratives(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=create_issuer_app(Keyring(tmp_path), "http://issuer", Drain()))
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer") as http:
        chosen = {"persona": "lead", "tenant": " ours-ni  new-ni "}
        back = await http.post("/authorize", data=_ASKED | chosen)
        redeemed = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(back.headers["location"]).query)["code"][0],
            "code_verifier": _VERIFIER,
            "client_id": "levelfield-portal",
            "redirect_uri": _BACK,
        }
        tokens: dict[str, Any] = (await http.post("/token", data=redeemed)).json()

    who = principal_from(jwt.decode(tokens["access_token"], options={"verify_signature": False}))
    assert who.roles == {"ours-ni": {"lead"}, "new-ni": {"lead"}}


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "made up"}, "invalid_grant"),
    ],
)
async def test_what_is_no_code_is_refused_as_the_standard_has_it(
    tmp_path: Path, sent: dict[str, str], error: str
) -> None:
    transport = httpx.ASGITransport(app=create_issuer_app(Keyring(tmp_path), "http://issuer", Drain()))
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer") as http:
        answer = await http.post("/token", data=sent)
        unreadable = await http.post("/token", json=sent)
        elsewhere = await http.get(
            "/authorize", params=_ASKED | {"redirect_uri": "https://elsewhere.example"}
        )

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert unreadable.json()["error"] == "invalid_request"
    assert elsewhere.status_code == 400


async def test_browsers_are_sent_where_they_reach_it_and_services_ask_where_they_do(tmp_path: Path) -> None:
    inside, seen = "http://development-issuer:8000", "http://127.0.0.1:8006"
    app = create_issuer_app(Keyring(tmp_path), inside, Drain(), seen)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=inside) as http:
        told = (await http.get("/.well-known/openid-configuration")).json()

    assert told["authorization_endpoint"] == f"{seen}/authorize"
    assert (told["issuer"], told["token_endpoint"]) == (inside, f"{inside}/token")
    assert told["jwks_uri"] == f"{inside}/jwks.json"
