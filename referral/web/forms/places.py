"""The field of a place: typed as people write it, or picked from what was asked back."""

from collections.abc import Iterable
from typing import Any

from catalog.places import PARTS, ancestors, like_places, meant, places
from referral.i18n.names import named
from referral.i18n.speech import Said, _l
from referral.web.forms.fields import Typed, wrong
from referral.web.forms.text import clean

SMALL = ("upazila", "thana", "area", "union")
SEVERAL = _l("There are several places of this name. Please choose one below, or write the district behind it.")
PERHAPS = _l("We don't know a place of this name. Please choose one below, or write it another way.")
UNKNOWN = _l("We don't know a place of this name. Please write the upazila or thana and the district.")
ALONE = _l(
    "There is a union of this name. Please choose it below, or write the thana or upazila and the district behind it."
)
MOST_ASKED, MOST_SIGNS = 80, 120


class Where(Typed[str]):
    """A place of the country as its code: in either script, with common misspellings, "Mirpur, Kushtia" where there are two."""

    def __init__(self, label: Said = "", *, levels: Iterable[str] = SMALL, **more: Any) -> None:
        super().__init__(label, **more)
        self.levels = frozenset(levels)

    def raw(self, typed: list[str]) -> str | None:
        """What was picked below the field, else what was typed into it."""
        filled = [text for text in typed if text.strip()]
        return next((text for text in filled if text in places()), filled[0] if filled else None)

    def understand(self, raw: str) -> str:
        words = clean(raw)[:MOST_SIGNS]
        found = [places()[raw]] if raw in places() else meant(words)
        if not found:
            raise wrong(PERHAPS if like_places(words) else UNKNOWN)
        if len(found) > 1:
            raise wrong(SEVERAL)
        if found[0].level == "union" and raw not in places() and not PARTS.search(words):
            raise wrong(ALONE)
        if found[0].level not in self.levels:
            raise wrong(
                _l(
                    "Please write the upazila or thana too, or choose it below: %(place)s is large.",
                    place=named(found[0]),
                )
            )
        return found[0].code


def asked_back(words: str) -> list[str]:
    """The codes of what may be meant, when a place was not clear: those of the name, what lies in it, or nearly so."""
    found = [places()[words]] if words in places() else meant(words[:MOST_SIGNS])
    if len(found) == 1 and found[0].level in ("division", "district"):
        inner = ("district",) if found[0].level == "division" else ("upazila", "thana")
        lying = [one.code for one in places().values() if one.level in inner and found[0].code in ancestors(one.code)]
        return lying[:MOST_ASKED]
    return [one.code for one in (found or like_places(words[:MOST_SIGNS]))][:MOST_ASKED]
