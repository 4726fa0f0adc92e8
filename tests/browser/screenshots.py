"""``python -m tests.browser.screenshots``: takes the pictures of the portal that are in
``docs/screenshots/``.

The portal has to run here (``make up``), with the example in it (``levelfield load``). Nothing is changed
in it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from levelfield.issuer.personas import EXAMPLE
from levelfield.local import record
from levelfield.local.layout import Layout

_FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
_LAPTOP, _PHONE = 1_000, 320
_PUBLIC = {"national": "/", "collaborative": f"/collaboratives/{EXAMPLE}"}
_LEAD = {
    "lead": f"/lead/{EXAMPLE}",
    "people": f"/lead/{EXAMPLE}/people/invite",
    "meeting": f"/lead/{EXAMPLE}/meetings/new",
    "modules": f"/lead/{EXAMPLE}/modules",
    "sessions": f"/lead/{EXAMPLE}/sessions?earlier=true",
    "measures": f"/lead/{EXAMPLE}/measures/representation",
    "influence": f"/lead/{EXAMPLE}/influence",
    "celebrations": f"/lead/{EXAMPLE}/celebrations",
}
_OPERATOR = {"operations": "/operations"}


def main(root: Path) -> int:
    """Takes all of them and gives the exit code: 0 done, 3 the portal or a browser is not there."""
    portal, program = record.read(Layout(root).run / "portal.json"), shutil.which("chromium")
    if portal is None or program is None:
        sys.stderr.write("This needs the portal (levelfield up) and a browser called chromium.\n")
        return 3
    _FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for width, suffix in ((_LAPTOP, ""), (_PHONE, "-phone")):
            page = browser.new_page(viewport={"width": width, "height": 800})
            _take(page, portal.url, _PUBLIC, suffix)
            _take(page, portal.url, {"personas": "/sign-in"}, suffix)
            for persona, pages in (("lead", _LEAD), ("operator", _OPERATOR)):
                page.goto(f"{portal.url}/sign-in")
                page.check(f"#persona-{persona}")
                page.get_by_role("button", name="Continue").click()
                _take(page, portal.url, pages, suffix)
                page.get_by_role("button", name="Sign out").click()
            page.close()
        browser.close()
    return 0


def _take(page: Page, url: str, pages: dict[str, str], suffix: str) -> None:
    for name, path in pages.items():
        page.goto(url + path)
        page.screenshot(path=_FOLDER / f"{name}{suffix}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
