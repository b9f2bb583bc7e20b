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
