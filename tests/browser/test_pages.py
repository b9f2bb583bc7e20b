"""Every page of every role over the demo consortium, looked at: it fits the screen, and axe finds nothing to say."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from referral import demo
from tests.browser.conftest import Place, leave
from tests.browser.serving import opened, served
from tests.databases import sqlite_url

SCREENS = [("bn", 1280), ("en", 360)]
PAGES = {
    "caseworker": ["/today", "/workers", "/workers/new", "/sent", "/find", "/find?q=day+care", "/services", "/account"],
    "supervisor": ["/today", "/sent", "/workers"],
    "provider": ["/inbox", "/serving", "/services", "/services/ours", "/services/word"],
    "focal": ["/inbox", "/serving"],
    "admin": ["/users", "/users/new", "/services", "/services/new", "/services/import", "/services/word"],
    "backbone": [
        "/figures",
        "/catalog",
        "/figures/waiting",
        "/figures/unmet",
        "/organizations",
        "/organizations/new",
        "/agenda",
        "/agenda?of=roles",
        "/agenda?of=figures",
        "/agenda/new?of=kinds",
        "/holidays",
    ],
}
WOMEN = 150
BEHIND = 1
"""How many of the pages that these lead to are looked at, of each sort of address."""


@pytest.fixture(scope="module")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo consortium, served."""
    with ExitStack() as stack:
        url = stack.enter_context(sqlite_url(tmp_path_factory.mktemp("demo")))
        database = opened(url)
        demo.load(database.session, women_count=WOMEN)
        database.engine.dispose()
        yield stack.enter_context(served(url))


@pytest.mark.parametrize("does", PAGES)
@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_all_pages_fit_and_can_be_read(
    demo_address: str, chromium: Browser, language: str, width: int, does: str
) -> None:
    leave(chromium)
    account = next(one for one in demo.accounts() if one.does == does)
    hand = Place(demo_address, language, width, chromium).hand(account.e_mail, account.password)
    seen: dict[str, int] = {}
    for path in PAGES[does]:
        hand.open(path)
        for link in hand.links():
            sort = hand.sort(link)
            if seen.get(sort, 0) < BEHIND and link not in PAGES[does]:
                seen[sort] = seen.get(sort, 0) + 1
                hand.open(link)
    assert seen, "these pages lead somewhere"
