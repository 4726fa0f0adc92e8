"""Why the embedded MongoDB cannot run here, in one sentence."""

from __future__ import annotations

from levelfield.local.mongod import why_not


def test_a_missing_library_is_named_with_what_to_install_and_the_other_way() -> None:
    sentence = why_not(
        "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    )

    assert "libcurl.so.4" in sentence
    assert "apt-get install libssl3 libcurl4" in sentence
    assert "Docker Compose" in sentence


def test_any_other_reason_names_docker_compose() -> None:
    assert "Docker Compose" in why_not("Illegal instruction")
