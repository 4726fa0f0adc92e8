"""Every link between the pages, and from them to the code, points to something."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.unit.docs.pages import REPOSITORY, anchors, links, pages

_PAGES = pages()


def _broken(page: Path) -> list[str]:
    broken: list[str] = []
    for link in links(page):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (REPOSITORY / page).parent / unquote(parts.path) if parts.path else REPOSITORY / page
        found = target.exists() and target.resolve().is_relative_to(REPOSITORY)
        if not found or (parts.fragment and parts.fragment not in anchors(target)):
            broken.append(link)
    return broken


def test_there_are_pages_and_they_have_links() -> None:
    assert Path("README.md") in _PAGES
    assert sum(len(links(page)) for page in _PAGES) > 50


@pytest.mark.parametrize("page", _PAGES, ids=str)
def test_every_relative_link_points_to_something(page: Path) -> None:
    assert _broken(page) == []


@pytest.mark.parametrize("folder", ["docs/adr", "docs/runbooks"])
def test_every_page_of_a_collection_is_in_its_index(folder: str) -> None:
    index = Path(folder, "README.md")
    there = {page.name for page in _PAGES if page.parent == Path(folder) and page != index}

    assert there <= set(links(index))
