"""What is known of a woman for telling her from others, read once: names heard, birth, phones, places."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from catalog.places import ancestors, district_of, meant
from catalog.spelling import key, latin_digits
from matching.same.birth import Birth
from matching.same.names import Heard, heard

FATHER, HUSBAND, OTHER = "father", "husband", "other"
RELATIONS = (
    (HUSBAND, re.compile(r"husb|\bw/?o\b|spouse|shami|swami|sami|স্বামী|স্বামি|^h$", re.IGNORECASE)),
    (FATHER, re.compile(r"fath|\bd/?o\b|baba|pita|পিতা|বাবা|^f$", re.IGNORECASE)),
)
LEAST_DIGITS, LOCAL = 6, 10
PLACE_NEAR = 78


@dataclass(frozen=True, kw_only=True, repr=False)
class Known:
    """What tells women apart; what is not known stays None. `phone` is a number as typed or a fingerprint, `place` a code."""

    name_bn: str | None = None
    name_en: str | None = None
    nickname: str | None = None
    relative: str | None = None
    relation: str | None = None
    birth_year: int | None = None
    birth: Birth | None = None
    phone: str | None = None
    place: str | None = None
    nid_last4: str | None = None

    @cached_property
    def names(self) -> tuple[Heard, ...]:
        """All names that she is known by."""
        given = (self.name_bn, self.name_en, self.nickname)
        return tuple(dict.fromkeys(one for name in given if name for one in heard(name)))

    @cached_property
    def guardian(self) -> tuple[Heard, ...]:
        """Her father's or husband's name."""
        return heard(self.relative, "man") if self.relative else ()

    @cached_property
    def whose(self) -> str | None:
        """Father, husband, or not known which."""
        return relation(self.relation or "")

    @cached_property
    def born(self) -> Birth | None:
        """When she was born."""
        if self.birth is not None:
            return self.birth
        return Birth(self.birth_year) if self.birth_year is not None else None

    @cached_property
    def phones(self) -> tuple[str, ...]:
        """Each number of the cell by its last ten digits; a fingerprint as it is."""
        return phones(self.phone or "")

    @cached_property
    def places(self) -> frozenset[str]:
        """The codes of the places that may be meant; none where no place fits."""
        return places(self.place or "")


@lru_cache(10_000)
def relation(text: str) -> str | None:
    """Father or husband, in either language or short; None where it does not say."""
    return next((name for name, words in RELATIONS if words.search(text.strip())), None)


@lru_cache(200_000)
def phones(text: str) -> tuple[str, ...]:
    """The numbers of a cell."""
    if re.fullmatch(r"[0-9a-f]{32,}", text):
        return (text,)
    digits = [re.sub(r"\D", "", part) for part in re.split(r"[/,;|]|\bor\b|ও|বা", latin_digits(text))]
    return tuple(dict.fromkeys(number[-LOCAL:] for number in digits if len(number) >= LEAST_DIGITS))


@lru_cache(50_000)
def places(text: str) -> frozenset[str]:
    """The codes of the places that a text may mean."""
    return frozenset(place.code for place in meant(text)) if text.strip() else frozenset()


@lru_cache(200_000)
def phones_level(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str | None:
    """Same, digit (one digit off or two turned), or other; None where one is empty."""
    if not ours or not theirs:
        return None
    if set(ours) & set(theirs):
        return "same"
    near = any(OSA.distance(a, b, score_cutoff=1) <= 1 for a in ours for b in theirs if len(a) <= LOCAL >= len(b))
    return "digit" if near else "other"


@lru_cache(200_000)
def places_level(ours: str, theirs: str) -> str | None:
    """Same, district (another place of one district), or other; None where one is empty."""
    if not ours.strip() or not theirs.strip():
        return None
    if ours == theirs or key(ours) == key(theirs):
        return "same"
    a, b = places(ours), places(theirs)
    if (
        a & b
        or any(two in ancestors(one) for one in a for two in b)
        or any(one in ancestors(two) for two in b for one in a)
    ):
        return "same"
    if ours.isascii() == theirs.isascii() and ratio(key(ours), key(theirs)) >= PLACE_NEAR and not (a and b):
        return "same"
    if {district_of(one) for one in a} & {district_of(two) for two in b} - {None}:
        return "district"
    return "other" if (a and b) or ours.isascii() == theirs.isascii() else None
