from __future__ import annotations

import base64

import pytest

from shared.privacy import BadKey, Kms, new_master_key


def test_a_fresh_master_key_is_accepted_and_never_the_same() -> None:
    first, second = new_master_key(), new_master_key()
    assert first != second
    assert len(Kms.local(first).options["key"]) == 96


@pytest.mark.parametrize("size", [0, 32, 95, 97])
def test_a_master_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(BadKey, match="96 random bytes"):
        Kms.local(base64.b64encode(b"k" * size).decode())


def test_a_refused_master_key_is_not_quoted() -> None:
    with pytest.raises(BadKey) as caught:
        Kms.local("not base64 but still a secret")
    assert "secret" not in str(caught.value)
    assert "LEVELFIELD_MASTER_KEY" in str(caught.value)
