"""The session in its cookie: sealed, bounded in time, and of use to nobody but the portal."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode, urlsafe_b64decode

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from services.portal.web.session import CookieBox, Session, set_cookie
from services.portal.web.sign_in import Begun

_KEY = b64encode(secrets.token_bytes(32)).decode()
_NOW = 1_800_000_000.0


def box(now: float = _NOW, key: str = _KEY) -> CookieBox:
    return CookieBox(key, clock=lambda: now)


@given(token=st.text(max_size=200), note=st.text(max_size=200))
def test_what_was_sealed_comes_back_and_stands_nowhere_in_the_cookie(token: str, note: str) -> None:
    session = Session(token=f"secret {token}", until=int(_NOW) + 60, note=note)

    sealed = box().seal(session)

    assert box().session(sealed) == session
    assert "secret" not in sealed
    assert sealed.isascii()
    assert not set(' ;,"\\') & set(sealed), "a cookie takes it as it is"


@given(at=st.integers(min_value=0, max_value=199), other=st.characters(codec="ascii"))
def test_a_cookie_that_was_changed_anywhere_is_none_at_all(at: int, other: str) -> None:
    sealed = box().seal(Session(token="t", until=int(_NOW) + 60))
    at %= len(sealed)
    changed = sealed[:at] + other + sealed[at + 1 :]

    # Base64 has more than one way to write the same bytes: "+" for "-", and bits that stand for nothing.
    assert box().session(changed) is None or urlsafe_b64decode(changed) == urlsafe_b64decode(sealed)


@given(st.text(max_size=300))
def test_whatever_is_sent_as_a_cookie_is_no_session(text: str) -> None:
    assert box().session(text) is None


def test_a_session_ends_with_its_token() -> None:
    sealed = box().seal(Session(token="t", until=int(_NOW) + 60))

    assert box(_NOW + 59).session(sealed) is not None
    assert box(_NOW + 60).session(sealed) is None


def test_a_cookie_of_another_installation_or_for_another_purpose_is_no_session() -> None:
    session = Session(token="t", until=int(_NOW) + 60)
    other = b64encode(secrets.token_bytes(32)).decode()
    begun = Begun(state="s", nonce="n", verifier="v", to="/", until=_NOW)

    class Alike(BaseModel):
        token: str = "t"
        until: int = int(_NOW) + 60

    assert box().session(box().seal(Alike())) is None, "alike is not enough"
    assert box(key=other).session(box().seal(session)) is None
    assert box().session(box().seal(begun)) is None
    assert box().open(Begun, box().seal(session)) is None


def test_every_cookie_is_kept_from_scripts_from_plain_http_and_from_other_sites() -> None:
    cookie = set_cookie("__Host-a", "value", seconds=60)

    assert cookie == "__Host-a=value; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"


def test_a_question_follows_the_last_changes_in_its_own_collaborative_and_no_older_ones() -> None:
    session = Session(token="t", until=int(time.time()) + 60)
    for number in range(1, 11):
        session.follow("ours-ni", f"participant/a#{number}")
    session.follow("theirs-ni", "meeting/b#1")
    long_ago = session.followed[0].model_copy(update={"at": time.time() - 3_600})
    session.followed = [long_ago, *session.followed[1:]]

    followed = session.followed_in("ours-ni").split(", ")

    assert followed[-1] == "participant/a#10"
    assert len(followed) == 6, "eight at the most, one of them another's and one too old"
    assert session.followed_in("theirs-ni") == "meeting/b#1"
    assert session.followed_in("nobodys-ni") == ""
