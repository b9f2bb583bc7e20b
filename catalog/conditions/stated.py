"""Conditions stated as a fact and its value, as Setu itself says a rule: "Age: 18 to 35 years", "এলাকা: সাভার বা গাজীপুর"."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from catalog.conditions.names import placed
from catalog.conditions.phrases import Part
from catalog.conditions.spans import amount
from catalog.conditions.wording import AT_LEAST, AT_MOST, worded
from catalog.data import rows
from catalog.lists import Fact, facts
from catalog.spelling import clean

YES = frozenset(map(clean, ("yes", "হ্যাঁ")))
NO = frozenset(map(clean, ("no", "না")))
JOINT = re.compile(clean(r"(,\s+|\s+(?:or|বা|অথবা)\s+)"))
TO = re.compile(clean(r"\s(?:to|থেকে)\s"))
NUMBERS = re.compile(clean(r"(\d+(?:(?:, | or | বা | অথবা )\d+)+)"))
UNITS = {None: "count", "taka": "taka", "km": "km", "years": "years", "months": "months"}


def stated(text: str) -> Part | None:
    """The rule of a text that names a fact and, after a colon, its value."""
    for colon in re.finditer(":", text):
        fact = _names().get(worded(text[: colon.start()]))
        if fact is not None:
            said = text[colon.end() :]
            return next((part for read in READERS.get(fact.type, ()) if (part := read(fact, said))), None)
    return None


@cache
def _names() -> dict[str, Fact]:
    return {worded(name): fact for fact in facts().values() for name in (fact.name_en, fact.name_bn)}


@cache
def _values(code: str) -> dict[str, str]:
    """The codes of a fact's values by their worded names; of each language a name that two share stands for neither."""
    fact = facts()[code]
    if fact.values_from:
        named = [(row["code"], row["name_en"], row["name_bn"]) for row in rows(fact.values_from)]
    else:
        named = [(value.code, value.name_en, value.name_bn) for value in fact.values]
    found: dict[str, set[str]] = {}
    for one, *names in named:
        for name in names:
            found.setdefault(_bare(name), set()).add(one)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _bare(text: str) -> str:
    return worded(text).replace(",", "")


def _range(fact: Fact, said: str) -> Part | None:
    found = amount(worded(said))
    unit = UNITS[fact.unit]
    ends = found.within(unit, unit) if found else None
    return None if ends is None else _of_ends(fact, *ends)


def _numbers(fact: Fact, said: str) -> Part | None:
    """Several single numbers: "3 or 4"."""
    found = NUMBERS.match(worded(said))
    codes = [int(one) for one in re.findall(r"\d+", found[1])] if found else []
    rest = worded(said)[found.end() :].strip() if found else "-"
    return Part(fact.code, "one_of", {"codes": codes}) if codes and rest in _units(fact) else None


def _units(fact: Fact) -> tuple[str, ...]:
    return ("", *map(clean, {"years": ("years", "বছর"), "months": ("months", "মাস")}.get(fact.unit or "", ())))


def _ranks(fact: Fact, said: str) -> Part | None:
    """A range of an ordered fact, by the names of its ends."""
    words, known = _bare(said), _values(fact.code)
    for sign, end in ((AT_LEAST, "min"), (AT_MOST, "max")):
        if words.endswith(f" {sign}") and words[:-2] in known:
            return Part(fact.code, "range", {end: known[words[:-2]]})
    if words in known:
        return _of_ends(fact, known[words], known[words])
    for between in TO.finditer(words):
        low, high = words[: between.start()], words[between.end() :]
        if low in known and high in known:
            return _of_ends(fact, known[low], known[high])
    return None


def _of_ends(fact: Fact, low: Any, high: Any) -> Part:
    ends = {"min": low, "max": high}
    return Part(fact.code, "range", {end: one for end, one in ends.items() if one is not None})


def _one_of(fact: Fact, said: str) -> Part | None:
    codes, _ = _listed(_values(fact.code), said)
    return Part(fact.code, "one_of", {"codes": codes}) if codes else None


def _codes(fact: Fact, said: str) -> Part | None:
    """All of a list, or one of it where "or" stands in it."""
    codes, either = _listed(_values(fact.code), said)
    return Part(fact.code, "one_of" if either else "all_of", {"codes": codes}) if codes else None


def _listed(known: Mapping[str, str], said: str) -> tuple[list[str], bool]:
    """The codes of names joined by commas and "or", and whether any was joined by "or"; none where anything else is said."""
    pieces = JOINT.split(said)
    for end in range(len(pieces), 0, -2):
        code = known.get(_bare("".join(pieces[:end])))
        if code is not None and end == len(pieces):
            return [code], False
        rest, either = _listed(known, "".join(pieces[end + 1 :])) if code is not None else ([], False)
        if code is not None and rest:
            return [code, *rest], either or not pieces[end].startswith(",")
    return [], False


def _yes_no(fact: Fact, said: str) -> Part | None:
    word = worded(said)
    return Part(fact.code, "yes", {}) if word in YES else Part(fact.code, "no", {}) if word in NO else None


def _places(fact: Fact, said: str) -> Part | None:
    codes = placed(worded(said))
    return Part(fact.code, "in_place", {"codes": list(codes)}) if codes else None


def _days(fact: Fact, said: str) -> Part | None:
    found = re.fullmatch(clean(r"(?:in the last|গত) (.+?)(?: মধ্যে)?"), worded(said))
    days = amount(found[1]) if found else None
    ends = days.within("days") if days else None
    return Part(fact.code, "within_days", {"days": ends[1]}) if ends and ends[1] is not None else None


Reader = Callable[[Fact, str], Part | None]
READERS: Mapping[str, tuple[Reader, ...]] = {
    "number": (_range, _numbers),
    "ordered": (_ranks, _one_of),
    "choice": (_one_of,),
    "code": (_one_of,),
    "codes": (_codes,),
    "yes_no": (_yes_no,),
    "place": (_places,),
    "date": (_days,),
}
