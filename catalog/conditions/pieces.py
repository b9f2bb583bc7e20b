"""Parts of a sentence that were understood, joined by "or" and "and"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.conditions.condition import Condition

PERSON, THING, OTHER = "person", "thing", ""
OF_A_CHILD = {"child_age_months", "child_in_school"}
OF_THE_FLOOR = {"role", "wage_grade"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that was understood, with how it goes together with others."""

    conditions: tuple[Condition, ...]
    sort: str = OTHER

    @property
    def facts(self) -> set[str | None]:
        return {one.fact for one in self.conditions}


def alternatives(text: str, pieces: Sequence[Piece], group: int) -> Piece | None:
    """One rule of several codes where all are of one fact, else a group."""
    if not pieces or any(len(piece.conditions) != 1 or piece.conditions[0].alternative for piece in pieces):
        return None
    found = [piece.conditions[0] for piece in pieces]
    sort = pieces[0].sort if len({piece.sort for piece in pieces}) == 1 else OTHER
    ways: list[Condition] = []
    for fact in dict.fromkeys(one.fact for one in found):
        same = [one for one in found if one.fact == fact]
        merged = _merged(text, same, {"one_of": "one_of", "in_place": "in_place", "all_of": "one_of"})
        ways += [merged] if merged else same
    return Piece(tuple(ways) if len(ways) == 1 else tuple(replace(one, alternative=group) for one in ways), sort)


def _merged(text: str, found: Sequence[Condition], tests: dict[str, str]) -> Condition | None:
    """Conditions of one fact and test as one, with the codes of all."""
    same = {(one.fact, one.test) for one in found}
    if len(found) == 1 or len(same) != 1 or found[0].test not in tests:
        return None
    several = found[0].test == "all_of" and any(len(one.value["codes"]) > 1 for one in found)
    if several and tests["all_of"] == "one_of":
        return None
    codes = list(dict.fromkeys(code for one in found for code in one.value["codes"]))
    return replace(found[0], text=text, test=tests[found[0].test], value={"codes": codes})


def unclear(pieces: Sequence[Piece]) -> bool:
    """Whether a list may mean any of them: "widows and persons with a disability", "pregnant women and children"."""
    persons = set().union(*(piece.facts for piece in pieces if piece.sort == PERSON))
    children = any(piece.facts & OF_A_CHILD for piece in pieces)
    return len(persons) > 1 or (bool(persons) and children)


def all_of(text: str, pieces: Sequence[Piece]) -> tuple[Condition, ...]:
    """What all of them ask; posts of one list are any of them ("helpers and operators"), papers all."""
    persons = [one for piece in pieces if piece.sort == PERSON for one in piece.conditions]
    things = [one for piece in pieces if piece.sort == THING for one in piece.conditions if one.test == "all_of"]
    for some, tests in ((persons, {"one_of": "one_of"}), (things, {"all_of": "all_of"})):
        merged = _merged(text, some, tests) if len(some) > 1 else None
        if merged:
            others = [one for piece in pieces for one in piece.conditions if one not in some]
            return (merged, *others)
    return tuple(one for piece in pieces for one in piece.conditions)
