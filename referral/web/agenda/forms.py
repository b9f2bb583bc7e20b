"""The forms of the agenda: one a list, and what its rows look like in them."""

import re
from collections.abc import Mapping
from typing import Any

from catalog.editing import seen
from catalog.lists import skills
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, Outcome
from referral.i18n.speech import _l
from referral.states import Eye
from referral.web.agenda.words import BANDS, GRADES, SECTIONS, SERVED
from referral.web.forms import Choice, Choices, Schema, Text, Typed, Whole, Yes, wrong
from referral.web.words.agenda import agenda

WRITINGS = ("bn", "en", "rom")
YEAR = re.compile(r"(19|20)[0-9]{2}(/(19|20)[0-9]{2})?")


class Words(Text):
    """Several words, one a line or with commas between them."""

    def __init__(self, label: Any = "") -> None:
        super().__init__(label, long=True)

    def understand(self, raw: str) -> Any:
        return [word.strip() for word in re.split(r"[\n;,]", super().understand(raw)) if word.strip()]


class StudyYear(Typed[str]):
    """The year of a study, or the two in which it appeared."""

    def understand(self, raw: str) -> str:
        text = raw.strip().translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789"))
        if not YEAR.fullmatch(text):
            raise wrong(_l("Please write the year with four digits, such as 2024."))
        return text


class NamesForm(Schema):
    """What every row has: names in both languages; `seen` is the state that it was looked at in."""

    name_bn = Text(_l("Name in Bengali"), required=True, most=160)
    name_en = Text(_l("Name in English"), required=True, most=160)
    seen = Text()


class SynonymsForm(NamesForm):
    """With other words for it in three writings."""

    synonyms_bn = Words(_l("Other words in Bengali"))
    synonyms_en = Words(_l("Other words in English"))
    synonyms_rom = Words(_l("Bengali words in English letters"))


class KindForm(SynonymsForm):
    """A kind of service."""

    outcome = Choice(lambda: agenda().outcomes, _l("Outcome that it leads to"), required=True)
    first_need = Choice(lambda: agenda().needs, _l("The need that it answers first"), required=True)
    needs = Choices(lambda: agenda().needs, _l("Other needs that it answers"))
    answer_working_days = Whole(_l("Answers within how many working days"), least=1, most=30)
    answer_urgent_hours = Whole(_l("Urgent ones within how many hours"), least=1, most=168)
    confidential = Yes(_l("Confidential"))
    second_eyes = Choices(list(Eye), _l("A second person has to agree before"))
    label_when_confidential_bn = Text(_l("What is shown instead of its name, in Bengali"), most=80)


class NeedForm(SynonymsForm):
    """A need, in her words."""

    say_bn = Text(_l("What she says, in Bengali"), required=True)
    say_en = Text(_l("What she says, in English"), required=True)
    urgent_hours = Whole(_l("Wanted within how many hours"), least=1, most=720)
    confidential = Yes(_l("Confidential"))


class RoleForm(SynonymsForm):
    """A role of the industry, and how exposed it is."""

    section = Choice(SECTIONS, _l("Section"), required=True)
    grade_2023 = Choice(GRADES, _l("Grade"))
    skills = Choices(skills(), _l("Skills"))
    exposure_band = Choice(BANDS, _l("Exposure to automation"), required=True)
    why_band = Text(_l("Why this band: name the study"), required=True, most=500)


class FigureForm(Schema):
    """A published figure: without a study, a year and a source none is stored."""

    applies_to = Choices(lambda: ("sector", *SECTIONS, *agenda().roles), _l("What it is about"), required=True)
    measures_bn = Text(_l("What was measured, in Bengali"), required=True, most=300)
    measures_en = Text(_l("What was measured, in English"), required=True, most=300)
    value = Text(_l("Value"), required=True, most=40)
    unit = Text(_l("Unit"), required=True, most=60)
    study = Text(_l("Study"), required=True)
    year = StudyYear(_l("Year"), required=True)
    place = Text(_l("Country or place"), required=True, most=120)
    source = Text(_l("Source"), required=True, most=500)
    how_seen = Text(_l("How it was seen: the study itself, or the press"), required=True, most=200)
    caution = Text(_l("What to be careful about"), most=500)
    seen = Text()


SERVES = Choice(SERVED, _l("For whom"), required=True)
EDIT: Mapping[str, type[Schema]] = {
    "kinds": KindForm,
    "needs": NeedForm,
    "outcomes": NamesForm,
    "roles": RoleForm,
    "figures": FigureForm,
}
NEW: Mapping[str, type[Schema]] = {
    **EDIT,
    "kinds": KindForm.from_dict({"seats_count": SERVES}, name="NewKindForm"),
    "needs": NeedForm.from_dict({"for_whom": SERVES}, name="NewNeedForm"),
    "outcomes": NamesForm.from_dict(
        {"parent_code": Choice(lambda: agenda().outcomes, _l("Part of"))}, name="NewOutcome"
    ),
}
SAME: Mapping[type[Any], tuple[str, ...]] = {
    Kind: ("answer_working_days", "answer_urgent_hours", "confidential", "label_when_confidential_bn", "second_eyes"),
    AgendaNeed: ("say_bn", "say_en", "urgent_hours", "confidential"),
    Outcome: (),
    IndustryRole: ("section", "grade_2023", "skills", "exposure_band", "why_band"),
    Exposure: (
        "measures_bn", "measures_en", "value", "unit", "study", "year", "place", "source", "how_seen", "caution",
    ),
}  # fmt: skip


def written(row: Any) -> dict[str, Any]:
    """A row as its form shows it."""
    names = () if isinstance(row, Exposure) else ("name_bn", "name_en")
    shown: dict[str, Any] = {name: getattr(row, name) for name in (*names, *SAME[type(row)])} | {"seen": seen(row)}
    if hasattr(row, "synonyms"):
        shown |= {f"synonyms_{one}": "\n".join(row.synonyms.get(one, ())) for one in WRITINGS}
    if isinstance(row, Kind):
        codes = [pair.need_code for pair in row.needs]
        shown |= {"outcome": row.sub_outcome_code or row.outcome_code, "needs": codes[1:]}
        shown["first_need"] = codes[0] if codes else ""
    if isinstance(row, Exposure):
        shown["applies_to"] = row.applies_to.split(";")
    return shown


def stored(what: str, row: Any, values: Mapping[str, Any], parents: Mapping[str, str | None]) -> dict[str, Any]:
    """The values of a form as `loop.agenda` takes them; of outcomes `parents` says which is a part of which."""
    told = {name: value for name, value in values.items() if name != "seen" and not name.startswith("synonyms_")}
    if "synonyms_bn" in values:
        told["synonyms"] = {one: values[f"synonyms_{one}"] or [] for one in WRITINGS}
    if what == "kinds":
        aim, first, others = (told.pop(name) for name in ("outcome", "first_need", "needs"))
        told |= {"outcome_code": parents.get(aim) or aim, "sub_outcome_code": aim if parents.get(aim) else None}
        told["needs"] = [first, *_ordered(row, [code for code in others if code != first])]
    if what == "roles":
        told["grade_2023"] = int(told["grade_2023"]) if told["grade_2023"] else None
    if what == "figures":
        told["applies_to"] = ";".join(told["applies_to"])
    return told


def _ordered(kind: Kind | None, codes: list[str]) -> list[str]:
    """Those that were there in the order that they had, then the new ones."""
    before = [pair.need_code for pair in kind.needs] if kind else []
    return sorted(codes, key=lambda code: before.index(code) if code in before else len(before))
