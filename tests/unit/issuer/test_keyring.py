from __future__ import annotations

import threading
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


def test_two_processes_that_make_the_first_key_end_up_with_the_same(tmp_path: Path) -> None:
    barrier, found = threading.Barrier(8), list[str]()

    def make() -> None:
        barrier.wait(5)
        found.append(Keyring(tmp_path).signer().kid)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 8
    assert len(set(found)) == 1
