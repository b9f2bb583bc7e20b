"""The code lists of the loop and of consent: reasons, and groups of fields, each row a value."""

from dataclasses import dataclass
from functools import cache

from catalog.data import several
from catalog.lists import Named
from referral.data import rows


@dataclass(frozen=True, slots=True)
class ReasonCode(Named):
    """Why something was done; `seen_by` is both, referrer, provider or named; `effect_code` what it brings about."""

    group: str
    effect_code: str
    seen_by: str
    asks_text: bool


@dataclass(frozen=True, slots=True)
class FieldGroup(Named):
    """Fields that are consented to together, with the reason why they are asked."""

    position: int
    facts: tuple[str, ...]
    fields: tuple[str, ...]
    why_en: str
    why_bn: str
    default_kinds: tuple[str, ...]
    never_kinds: tuple[str, ...]
    own_grant: bool
    sensitive: bool


@cache
def reasons() -> dict[tuple[str, str], ReasonCode]:
    """All reason codes by group and code, in the order in which they are offered."""
    return {
        (row["group"], row["code"]): ReasonCode(
            row["code"],
            row["name_en"],
            row["name_bn"],
            group=row["group"],
            effect_code=row["effect_code"],
            seen_by=row["seen_by"],
            asks_text=row["asks_text"] == "yes",
        )
        for row in rows("reasons")
    }


@dataclass(frozen=True, slots=True)
class PolicyWords(Named):
    """A policy of who comes first: its sentence, and how it is reckoned in full."""

    sentence_en: str
    sentence_bn: str
    definition_en: str


@cache
def policies() -> dict[str, PolicyWords]:
    """The policies by code, in the order in which they are offered."""
    return {row["code"]: PolicyWords(**row) for row in rows("policies")}


@cache
def field_groups() -> dict[str, FieldGroup]:
    """The groups of fields by code, in the order in which they are read aloud."""
    return {
        row["code"]: FieldGroup(
            row["code"],
            row["group_name_en"],
            row["group_name_bn"],
            position=int(row["position"]),
            facts=several(row["facts"]),
            fields=several(row["other_fields"]),
            why_en=row["why_asked_en"],
            why_bn=row["why_asked_bn"],
            default_kinds=several(row["default_for_kinds"]),
            never_kinds=several(row["never_for_kinds"]),
            own_grant=row["grant_of_its_own"] == "yes",
            sensitive=row["sensitive"] == "yes",
        )
        for row in rows("consent_fields")
    }


@dataclass(frozen=True, slots=True)
class CompletionField:
    """What a kind of service tells when it is completed; `type` is choice, number, yes_no, ratio, code or codes."""

    field: str
    question_en: str
    question_bn: str
    type: str
    choices: tuple[Named, ...]
    codes_from: str | None
    required: bool


@cache
def completion_fields(kind: str) -> tuple[CompletionField, ...]:
    """The fields of a kind, in order; the first of them, `result`, is always answered."""
    return tuple(_completion(row) for row in rows("completion") if row["kind"] == kind)


def _completion(row: dict[str, str]) -> CompletionField:
    plain, _, source = row["type"].partition(" ")
    codes, bn = several(row["choices_en"]), several(row["choices_bn"])
    return CompletionField(
        field=row["field"],
        question_en=row["question_en"],
        question_bn=row["question_bn"],
        type=plain,
        choices=tuple(Named(code, code.replace("_", " "), word) for code, word in zip(codes, bn, strict=True)),
        codes_from=source.removesuffix(".csv") or None,
        required=row["field"] == "result",
    )


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call, checked on the day that SOURCES.md tells."""

    number: str
    name_en: str
    name_bn: str
    for_en: str
    for_bn: str


@cache
def helplines() -> tuple[Helpline, ...]:
    """The national numbers that are offered where nobody trained is in reach."""
    return tuple(
        Helpline(row["number"], row["name_en"], row["name_bn"], row["for_what_en"], row["for_what_bn"])
        for row in rows("helplines")
        if row["checked"] == "yes"
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Whose reason an absence was (hers, family, work, way, provider, nobody, unknown), and whether it counts."""

    code: str
    whose: str
    counts: bool


@cache
def absences() -> dict[str, Absence]:
    """The reasons of the group `no_show` by code: whose each is."""
    return {row["code"]: Absence(row["code"], row["whose"], row["counts"] == "yes") for row in rows("absences")}


@cache
def absent_in_a_row(kind: str) -> int:
    """After how many sessions in a row that she missed it is asked whether she still comes."""
    most = {row["kind"]: int(row["sessions"]) for row in rows("absent_in_a_row")}
    return most.get(kind, most["*"])


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the code of conduct."""

    version: int
    text_en: str
    text_bn: str


@cache
def conduct() -> tuple[Clause, ...]:
    """The code of conduct as it is now, in order."""
    every = [Clause(int(row["version"]), row["text_en"], row["text_bn"]) for row in rows("conduct")]
    newest = max(clause.version for clause in every)
    return tuple(clause for clause in every if clause.version == newest)


def conduct_version() -> int:
    """Its version."""
    return conduct()[0].version
