"""What is on a disk while the programs that wrote it go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def contents_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Each file below the folder with its content.

    Kafka and MongoDB remove files while they are looked through (those of a topic that another test is done
    with): what is gone holds nothing any more, and is left out.
    """
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, path.read_bytes()
