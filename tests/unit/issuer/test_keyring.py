from __future__ import annotations

from pathlib import Path

from levelfield.issuer.keyring import Keyring


def test_the_first_key_is_made_when_it_is_first_asked_for_and_kept(tmp_path: Path) -> None:
    first = Keyring(tmp_path).signer()
    again = Keyring(tmp_path).signer()
    assert again.kid == first.kid
    assert again.key.private_numbers() == first.key.private_numbers()


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.signer()
    keyring.rotate()
    assert [file.name for file in (tmp_path / "issuer").iterdir()] == ["keys.json"]
    assert (tmp_path / "issuer" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "issuer").stat().st_mode & 0o777 == 0o700


def test_only_public_halves_are_published(tmp_path: Path) -> None:
    (key,) = Keyring(tmp_path).public()
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_after_a_rotation_the_previous_key_stays_published_and_the_one_before_goes(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    first, second, third = keyring.signer().kid, keyring.rotate(), keyring.rotate()
    assert keyring.signer().kid == third
    assert [key["kid"] for key in keyring.public()] == [third, second]
    assert first not in (second, third)


def test_a_process_that_also_found_no_key_does_not_put_its_own_in_the_place_of_the_first(
    tmp_path: Path,
) -> None:
    first = Keyring(tmp_path).signer().kid
    # The other process looked before the first key was there, and comes to make its own only now.
    late = Keyring(tmp_path)
    late._make_first()  # pyright: ignore[reportPrivateUsage]
    assert late.signer().kid == first
    assert [file.name for file in (tmp_path / "issuer").iterdir()] == ["keys.json"]
