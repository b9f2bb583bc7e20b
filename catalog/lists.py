"""The code lists that stay files: facts, papers, languages and skills, each row a value."""

from dataclasses import dataclass
from functools import cache

from catalog.data import rows, several


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name in both languages."""

    code: str
    name_en: str
    name_bn: str


@dataclass(frozen=True, slots=True)
class Fact(Named):
    """Something that a rule may test; `values` are its choices, or the name of the list they come from."""

    type: str
    unit: str | None
    values: tuple[Named, ...]
    values_from: str | None
    form_question: str | None
    consent_group: str
    ease_of_change: int
    protected: bool
    fail_en: str
    fail_bn: str


@dataclass(frozen=True, slots=True)
class Document(Named):
    """A paper; which kinds of service ask to see it, and which need its number."""

    group: str
    synonyms: tuple[str, ...]
    sensitive: bool
    asked_by_kinds: tuple[str, ...]
    number_needed_by_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language(Named):
    """A language that a service is given in or a worker understands."""

    own_name: str


@dataclass(frozen=True, slots=True)
class Skill(Named):
    """A skill that a service gives or asks."""

    group: str
    synonyms: tuple[str, ...]


@cache
def facts() -> dict[str, Fact]:
    """What rules may test, in the order of the form."""
    return {row["code"]: _fact(row) for row in rows("facts")}


@cache
def documents() -> dict[str, Document]:
    """The papers that services ask for."""
    return {
        row["code"]: Document(
            *named(row),
            group=row["group"],
            synonyms=synonyms(row),
            sensitive=row["sensitive"] == "yes",
            asked_by_kinds=several(row["asked_by_kinds"]),
            number_needed_by_kinds=several(row["number_needed_by_kinds"]),
        )
        for row in rows("documents")
    }


@cache
def languages() -> dict[str, Language]:
    """The languages spoken by workers and services, Bengali first."""
    return {row["code"]: Language(*named(row), own_name=row["own_name"]) for row in rows("languages")}


@cache
def skills() -> dict[str, Skill]:
    """The skills that services give and rules ask."""
    return {row["code"]: Skill(*named(row), group=row["group"], synonyms=synonyms(row)) for row in rows("skills")}


def _fact(row: dict[str, str]) -> Fact:
    values, en, bn = (several(row[column]) for column in ("values", "values_en", "values_bn"))
    elsewhere = values[0].removesuffix(".csv") if len(values) == 1 and values[0].endswith(".csv") else None
    return Fact(
        *named(row),
        type=row["type"],
        unit=row["unit"] or None,
        values=() if elsewhere else tuple(Named(*value) for value in zip(values, en, bn, strict=True)),
        values_from=elsewhere,
        form_question=row["asked_by_form_question"] or None,
        consent_group=row["consent_group"],
        ease_of_change=int(row["ease_of_change"]),
        protected=row["protected"] == "yes",
        fail_en=row["fail_sentence_en"],
        fail_bn=row["fail_sentence_bn"],
    )


def named(row: dict[str, str]) -> tuple[str, str, str]:
    """Code and names of a row, in the order of `Named`."""
    return row["code"], row["name_en"], row["name_bn"]


def synonyms(row: dict[str, str]) -> tuple[str, ...]:
    """Other words for it, in Bengali, English and romanised Bengali."""
    columns = ("synonyms_bn", "synonyms_en", "synonyms_rom")
    return tuple(word for column in columns for word in several(row.get(column, "")))
