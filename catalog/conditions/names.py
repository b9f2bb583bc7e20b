"""Names inside a condition: of posts, skills, papers, languages, kinds and places, and classes of school."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from catalog.conditions.wording import worded
from catalog.data import rows, several
from catalog.floor import roles
from catalog.lists import documents, facts, languages, skills
from catalog.places import find_place
from catalog.spelling import clean, key, plain

ENDINGS = tuple(map(clean, ("য়ের", "ের", "এর", "য়", "তে", "ে", "র")))
RUNNING = " " + clean("চালানো")
LISTED = re.compile(r"\s*,\s*|\s+(?:or|and|ও|বা|এবং|অথবা)\s+")
CLASSES = {
    "class_5": "class 5;5 th class;class v;primary;psc;পঞ্চম শ্রেণি;৫ম শ্রেণি;পঞ্চম শ্রেণী;ক্লাস ৫;ক্লাস ফাইভ;পিএসসি",
    "class_8": "class 8;8 th class;class viii;jsc;অষ্টম শ্রেণি;৮ম শ্রেণি;অষ্টম শ্রেণী;ক্লাস ৮;ক্লাস এইট;জেএসসি",
    "ssc": "ssc;matric;matriculation;class 10;এসএসসি;ম্যাট্রিক;দশম শ্রেণি পাস",
    "hsc": "hsc;intermediate;class 12;এইচএসসি;উচ্চ মাধ্যমিক;ইন্টারমিডিয়েট",
    "degree": "degree;graduate;graduation;bachelor;ডিগ্রি;স্নাতক;গ্র্যাজুয়েট",
}


def placed(text: str) -> tuple[str, ...] | None:
    """The codes of all places that the words name, one or several; None where one of them is not a place for certain."""
    found = [_place(part) for part in LISTED.split(text)]
    codes = tuple(dict.fromkeys(code for code in found if code))
    return codes if len(found) == len([code for code in found if code]) else None


def _place(text: str) -> str | None:
    """A place by its name, bare or with the ending of "in" or "of"; a number that is no part of its name is not dropped."""
    bare = [text, *(text[: -len(end)] for end in ENDINGS if text.endswith(end))]
    for words in bare:
        place = find_place(words) if len(words) > 2 else None
        if place is not None:
            own = {plain(name) for name in (place.name_en, place.name_bn, *place.spellings)}
            if not {key(words), key(words.rpartition(" ")[0])} & set(map(key, own)):
                continue
            numbers = set(re.findall(r"\d+", text))
            return place.code if all(any(number in name.split() for name in own) for number in numbers) else None
    return None


def _by_name(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Codes by worded name; a name that two codes share tells neither."""
    found: dict[str, set[str]] = {}
    for code, names in named:
        for name in names:
            bare = re.sub(r"\([^)]*\)", " ", name)
            for word in {worded(name), worded(bare)}:
                found.setdefault(word, set()).add(code)
    return {word: codes.pop() for word, codes in found.items() if len(codes) == 1 and word}


@cache
def _roles() -> dict[str, str]:
    known = _by_name((role.code, (role.name_en, role.name_bn, *role.synonyms)) for role in roles().values())
    return {word: code for word, code in known.items() if word not in _skills()}


@cache
def _skills() -> dict[str, str]:
    return _by_name(
        (skill.code, (skill.name_en, skill.name_bn, skill.name_bn.removesuffix(RUNNING), *skill.synonyms))
        for skill in skills().values()
    )


@cache
def _documents() -> dict[str, str]:
    """Papers; an account that is a fact of its own is not one."""
    return _by_name(
        (paper.code, (paper.name_en, paper.name_bn, *paper.synonyms))
        for paper in documents().values()
        if paper.code not in facts()
    )


@cache
def _languages() -> dict[str, str]:
    return _by_name((language.code, (language.name_en, language.name_bn)) for language in languages().values())


@cache
def _kinds() -> dict[str, str]:
    return _by_name((row["code"], (row["name_en"], row["name_bn"])) for row in rows("kinds"))


@cache
def _classes() -> dict[str, str]:
    named = _by_name((code, several(words)) for code, words in CLASSES.items())
    choices = _by_name((choice.code, (choice.name_en, choice.name_bn)) for choice in facts()["schooling"].values)
    return {word: code for word, code in {**choices, **named}.items() if code in CLASSES}


def _one_of(names: Callable[[], Mapping[str, str]]) -> Callable[[str], tuple[str, ...] | None]:
    """A reader of one name, also in the plural."""

    def read(text: str) -> tuple[str, ...] | None:
        known = names()
        singular = [text, text.removesuffix("s"), text.removesuffix("রা"), text.removesuffix("দের")]
        code = next((known[word] for word in singular if word in known), None)
        return None if code is None else (code,)

    return read


NAMED: Mapping[str, Callable[[str], tuple[str, ...] | None]] = {
    "role": _one_of(_roles),
    "skill": _one_of(_skills),
    "document": _one_of(_documents),
    "language": _one_of(_languages),
    "kind": _one_of(_kinds),
    "schooling": _one_of(_classes),
    "place": placed,
}
