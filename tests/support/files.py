"""What is on a disk while the programs that wrote it go on writing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def contents_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Each file below the folder with what was written into it.

    Kafka and MongoDB remove files while they are looked through (those of a topic that another test is done
    with): what is gone holds nothing any more, and is left out. So are holes: Kafka makes 20 MB of indexes
    for each partition in which there is nothing yet, and hundreds of partitions.
    """
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, _written(path)


def _written(path: Path) -> bytes:
    """A file's content without its holes; a zero stands for each."""
    parts: list[bytes] = []
    with path.open("rb", buffering=0) as file:
        end, at = os.fstat(file.fileno()).st_size, 0
        while at < end:
            try:
                begin = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError as error:
                if error.errno != errno.ENXIO:  # which says that there is nothing but a hole from here on
                    raise
                break
            at = os.lseek(file.fileno(), begin, os.SEEK_HOLE)
            file.seek(begin)
            parts.append(file.read(at - begin))
    return b"\0".join(parts)
