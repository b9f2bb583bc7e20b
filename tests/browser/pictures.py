"""`make pictures`: the six pictures of the README, taken of the demo consortium as it is served."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from referral import demo
from tests.browser.chromium import ARGUMENTS, find_chromium, how_to_get
from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.browser.serving import opened, served
from tests.databases import sqlite_url

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE, DESKTOP = 360, 1280


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who looks at what, in which language and width; `follow` are links to go on by."""

    name: str
    does: str
    path: str
    language: str
    width: int
    follow: tuple[str, ...] = ()


PICTURES = (
    Picture("today-phone", "caseworker", "/today", "bn", PHONE),
    Picture("find-phone", "caseworker", "/workers", "bn", PHONE, ("/workers/", "/needs/")),
    Picture("referral-phone", "caseworker", "/sent", "bn", PHONE, ("/referrals/",)),
    Picture("inbox-desktop", "provider", "/inbox", "bn", DESKTOP),
    Picture("service-desktop", "admin", "/services", "en", DESKTOP, ("/services/",)),
    Picture("figures-desktop", "backbone", "/figures", "en", DESKTOP),
)


def main() -> None:
    """Take them all; each file is replaced."""
    program = find_chromium(install=True)
    if program is None:
        raise SystemExit(how_to_get())
    FOLDER.mkdir(parents=True, exist_ok=True)
    accounts = {account.does: account for account in demo.accounts()}
    with ExitStack() as stack:
        url = stack.enter_context(sqlite_url(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        database = opened(url)
        demo.load(database.session)
        address = stack.enter_context(served(url))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for picture in PICTURES:
            account = accounts[picture.does]
            hand = Place(address, picture.language, picture.width, browser).hand(account.e_mail, account.password)
            take(hand, picture)
        browser.close()


def take(hand: Hand, picture: Picture) -> None:
    """Go there and take what the screen shows."""
    hand.open(picture.path)
    for start in picture.follow:
        hand.open(next(link for link in hand.links() if hand.sort(link).startswith(f"{start}*")))
    hand.page.screenshot(path=FOLDER / f"{picture.name}.png")
    print(picture.name)


if __name__ == "__main__":
    main()
