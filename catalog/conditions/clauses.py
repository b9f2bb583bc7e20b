"""One sentence into conditions: its parts joined by commas, "and" and "or", parted only where that is certain."""

from collections.abc import Sequence
from dataclasses import replace

from catalog.conditions.condition import Condition, in_words
from catalog.conditions.joints import AND, COMMA, FIRST, OR, asks_nothing
from catalog.conditions.phrases import Part, Read, phrase
from catalog.conditions.pieces import (
    OF_A_CHILD,
    OF_THE_FLOOR,
    OTHER,
    PERSON,
    THING,
    Piece,
    all_of,
    alternatives,
    unclear,
)
from catalog.conditions.stated import stated
from catalog.conditions.wording import negated
from catalog.models import RuleUse
from catalog.spelling import clean


def clause(text: str, grades: str | None, group: int) -> tuple[Condition, ...] | None:
    """What a sentence asks; None where that is not certain. `group` is the first number free for alternatives."""
    piece = _piece(text, grades, group)
    if piece is None and COMMA.search(text):
        return _listed(text, grades, group)
    return None if piece is None else piece.conditions


def _piece(text: str, grades: str | None, group: int) -> Piece | None:
    """A part without a comma of its own, or a phrase that has one."""
    first = None if COMMA.search(text) else FIRST.fullmatch(text)
    if first:
        rest = _piece(first["first"] or first["last"], grades, group)
        found = rest.conditions if rest and rest.conditions else (in_words(text),)
        return Piece(tuple(replace(one, use=RuleUse.PRIORITY) for one in found))
    one = _phrase(text, grades, group)
    if one is not None or COMMA.search(text):
        return one
    joint, joined = (OR, _either) if OR.search(text) else (AND, _both)
    parts = [part for part in joint.split(text) if part]
    return joined(text, parts, grades, group) if len(parts) > 1 else _of_children(text, grades)


def _phrase(text: str, grades: str | None, group: int) -> Piece | None:
    """A part that is one phrase; empty where it says that nothing is asked."""
    if asks_nothing(text):
        return Piece(())
    part = stated(text)
    read = Read((part,), _sort_of(part)) if part else phrase(text, grades)
    if read is None:
        return None
    own = group if read.either else None
    return Piece(tuple(Condition(text, one.fact, one.test, one.value, own) for one in read.parts), read.sort)


def _sort_of(part: Part) -> str:
    return THING if part.test in ("yes", "no", "all_of") else OTHER


def _of_children(text: str, grades: str | None) -> Piece | None:
    """Two phrases of a child in a row: "child 8-14 years out of school"."""
    words = clean(text).split(" ")
    for at in range(2, len(words)):
        pieces = [_phrase(" ".join(some), grades, 0) for some in (words[:at], words[at:])]
        known = [piece for piece in pieces if piece]
        if len(known) == 2 and set().union(*(piece.facts for piece in known)) == OF_A_CHILD:
            return Piece(tuple(replace(one, text=text) for piece in known for one in piece.conditions))
    return None


def _either(text: str, parts: Sequence[str], grades: str | None, group: int) -> Piece | None:
    """ "or": the parts that are understood, and the whole in words where one is not. A "no" may belong to all of them."""
    if negated(text) or AND.search(text):
        return None
    known = [piece for part in parts if (piece := _phrase(part, grades, group))]
    found = alternatives(text, known, group)
    if found is None or len(known) == len(parts):
        return found
    return Piece((*(replace(one, alternative=group) for one in found.conditions), in_words(text, alternative=group)))


def _both(text: str, parts: Sequence[str], grades: str | None, group: int) -> Piece | None:
    """ "and": only where each part is understood and all of them can hold of one woman."""
    known = [piece for part in parts if (piece := _phrase(part, grades, group))]
    if len(known) != len(parts) or negated(text):
        return None
    if all(piece.sort == PERSON for piece in known) and set().union(*(piece.facts for piece in known)) == OF_THE_FLOOR:
        return alternatives(text, known, group)
    if unclear(known):
        return None
    sort = known[0].sort if len({piece.sort for piece in known}) == 1 else OTHER
    return Piece(all_of(text, known), sort)


def _listed(text: str, grades: str | None, group: int) -> tuple[Condition, ...] | None:
    """Parts joined by commas; an age at either end is always one of its own."""
    parts = [part for part in COMMA.split(text) if part]
    if OR.search(text):
        return _listed_either(text, parts, grades, group)
    pieces = [_piece(part, grades, group + number) for number, part in enumerate(parts)]
    known = [piece for piece in pieces if piece]
    persons = any(piece.sort == PERSON for piece in known)
    things = any(piece.sort == THING for piece in known)
    if not known or unclear(known) or (persons and len(known) < len(pieces)) or (things and negated(text)):
        return None
    if len(known) == len(pieces):
        return all_of(text, known)
    found = [piece.conditions if piece else (in_words(part),) for part, piece in zip(parts, pieces, strict=True)]
    return tuple(one for some in found for one in some)


def _listed_either(text: str, parts: Sequence[str], grades: str | None, group: int) -> tuple[Condition, ...] | None:
    """ "A, B or C", where all are persons or of one fact; after an age and a comma, what else is asked."""
    for age, rest in ((parts[0], ", ".join(parts[1:])), (parts[-1], ", ".join(parts[:-1]))):
        own = _phrase(age, grades, group)
        if own and own.facts == {"birth_year"}:
            return (*own.conditions, *(clause(rest, grades, group) or (in_words(rest),)))
    members = [member for part in parts for member in OR.split(part) if member]
    known = [piece for member in members if (piece := _phrase(member, grades, group))]
    facts = set().union(*(piece.facts for piece in known))
    if len(known) < len(members) or negated(text) or AND.search(text):
        return None
    if len(facts) > 1 and any(piece.sort != PERSON for piece in known):
        return None
    found = alternatives(text, known, group)
    return None if found is None else found.conditions
