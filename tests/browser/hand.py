"""A person at the browser: goes to pages, fills what is asked, presses what is written there, and looks at each page."""

import gettext
import re
from contextlib import suppress
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from referral.i18n import compile_translations
from referral.i18n.catalogs import TRANSLATIONS

OVERFLOWS = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('.hide') && getComputedStyle(one).position !== 'absolute')
  .slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""
SEEN: set[tuple[str, int | None, str, str]] = set()
"""Language, width, address and shape of the pages in which axe has found nothing."""
ARRIVES_MS = 5000
"""How long a press may take to leave a page; one that only changes a part of it leaves none."""
SHAPE = """() => [...new Set([...document.querySelectorAll('*')].map(one => [one.parentElement?.localName, one.localName,
  one.className.baseVal ?? one.className, one.checkVisibility(),
  ...[...one.attributes].map(said => /^(type|role|lang|aria-.*|open|disabled|checked)$/.test(said.name)
    ? said.name + (/^(aria-(labelledby|describedby|controls|label)|checked)$/.test(said.name) ? '' : said.value)
    : said.name)].join(' ')))].sort().join('|') + document.querySelectorAll('[id]').length"""
"""All sorts of elements on a page and how each is put in another, without the words."""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def words(language: str) -> gettext.NullTranslations:
    """What pages say in that language."""
    compile_translations()
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=language == "en")


@dataclass
class Hand:
    """One person, in one language, on one screen."""

    page: Page
    address: str
    language: str

    def __post_init__(self) -> None:
        self.say = words(self.language).gettext
        self.page.context.add_cookies([{"name": "lang", "value": self.language, "url": self.address}])

    def open(self, path: str) -> None:
        """Go there; it must be a page, not an error."""
        answer = self.page.goto(self.address + path)
        assert answer and answer.status == 200, (path, answer and answer.status)
        self.look()

    def get(self, path: str) -> tuple[int, str]:
        """How the address answers this person: status and text."""
        answer = self.page.request.get(self.address + path)
        return answer.status, answer.text()

    def links(self) -> list[str]:
        """Where the page leads, without files and without leaving."""
        found = self.page.locator("main a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        plain = dict.fromkeys(one.partition("#")[0] for one in found)
        return [one for one in plain if one and not one.endswith((".xlsx", ".csv")) and not one.startswith("/out")]

    @staticmethod
    def sort(link: str) -> str:
        """What sort of page it is: its address without keys, codes of the agenda and questions."""
        path = re.sub(r"^(/agenda/\w+)/[^/]+", r"\1/*", link.partition("?")[0])
        return "/".join("*" if len(part) == 36 else part for part in path.split("/"))

    def press(self, words: str, *, within: str = "main") -> None:
        """The first button or link of these words that can be seen, then look at where it leads."""
        said = self.say(words)
        found = self.page.locator(within).get_by_role("button", name=said).or_(
            self.page.locator(within).get_by_role("link", name=said)
        )  # fmt: skip
        self.page.evaluate("window.before = true")
        found.locator("visible=true").first.click()
        with suppress(Error):
            self.page.wait_for_function("() => !window.before", timeout=ARRIVES_MS)
        self.page.wait_for_load_state()
        self.look()

    def unfold(self, words: str) -> None:
        """What lies behind these words."""
        self.page.locator("summary", has_text=self.say(words)).first.click()

    def fill(self, **typed: str) -> None:
        """Fields by their names: lists are chosen from, the rest is typed."""
        for name, value in typed.items():
            field = self.page.locator(f'[name="{name}"]').locator("visible=true").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def tick(self, **chosen: str) -> None:
        """Choices by name and value, by pressing on their words as a finger does."""
        for name, value in chosen.items():
            box = f'label:has(input[name="{name}"][value="{value}"])'
            ticked = self.page.locator(f'input[name="{name}"][value="{value}"]').first
            if not ticked.is_checked():
                self.page.locator(box).locator("visible=true").first.click()
            assert ticked.is_checked()

    def sees(self, words: str) -> bool:
        """Whether these words stand on the page."""
        return words in self.page.locator("main").inner_text()

    def look(self) -> None:
        """Nothing is wider than the screen, and axe finds nothing to say; it is asked once of each shape of a page."""
        assert not self.page.evaluate(WIDER), (self.page.url, self.page.evaluate(OVERFLOWS))
        address = self.page.url.removeprefix(self.address)
        width = self.page.viewport_size["width"] if self.page.viewport_size else None
        shape = (self.language, width, self.sort(address), self.page.evaluate(SHAPE))
        if shape in SEEN:
            return
        found = Axe().run(self.page)
        assert not found.violations_count, (self.page.url, found.generate_report())
        SEEN.add(shape)
