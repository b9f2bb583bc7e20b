"""The words that are read to her before she agrees: versioned texts of data/consent_texts.md, filled in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from referral import data
from referral.lists import FieldGroup

VERSION = 1
CHILD_PLACE = {"name", "contact", "children"}
BRIBES = "106"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was read aloud: the text's code, its version, its language, and its paragraphs."""

    code: str
    version: int
    language: str
    paragraphs: tuple[str, ...]


@cache
def texts() -> dict[str, tuple[str, ...]]:
    """The paragraphs of each text, by code and language (`standard_bn`)."""
    written = resources.files(data).joinpath("consent_texts.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", written, flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {
        name: tuple(line.strip() for line in text.splitlines() if line.strip())
        for name, text in pairs
        if name.endswith(("_bn", "_en"))
    }


def text_code(seats: str, groups: Iterable[FieldGroup], *, confidential: bool) -> str:
    """Which text is read: that of confidential needs, the usual one, or the short one of a place for a child.

    The short one promises that no more is told than it names, so it is read only where no more is asked for.
    """
    if confidential:
        return "confidential"
    short = seats == "child" and {group.code for group in groups} <= CHILD_PLACE
    return "child_place" if short else "standard"


def filled(code: str, language: str, groups: Iterable[FieldGroup], **values: str) -> Filled:
    """The text with the names of the groups, why they are told, the provider, the end and where to call.

    Who is asked for money is told the line of the Anti-Corruption Commission (data/helplines.csv) where `complaint_phone`
    gives no nearer one.
    """
    known = list(groups)
    names = [group.name_bn if language == "bn" else group.name_en for group in known]
    why = [group.why_bn if language == "bn" else group.why_en for group in known if group.why_en]
    given = {"fields": ", ".join(names), "why": " ".join(why[:2]), "phone": "—", "complaint_phone": BRIBES, **values}
    paragraphs = tuple(
        re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], "—"), line) for line in texts()[f"{code}_{language}"]
    )
    return Filled(code, VERSION, language, paragraphs)
