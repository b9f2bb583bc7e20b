"""Every refusal has its sentence, every sentence its refusal, and both languages fill in the same values."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog import merging
from catalog.offer import Closed
from referral.loop import by_link, conditions
from referral.loop.offering import FIELD_OF
from referral.people.users import NEEDED
from referral.states import Action
from referral.web.words import refusals
from referral.web.words.life import DONE
from referral.web.words.refusals import REFUSALS, WHY_CLOSED
from tests.words import translated

ROOT = Path(__file__).parents[1] / "referral"
PLACEHOLDER = re.compile(r"%\((\w+)\)")
AGENDA = ("editing.py", "merging.py")
REFUSES = ("Refused", "Overtaken")


@dataclass(frozen=True)
class Refusal:
    """One place that refuses: where, with which code (None: one that comes from elsewhere), and the values it gives."""

    file: str
    code: str | None
    source: str
    values: frozenset[str]


@cache
def refused() -> tuple[Refusal, ...]:
    return tuple(found for path in sorted(ROOT.rglob("*.py")) for found in _in_file(path))


def _in_file(path: Path) -> Iterator[Refusal]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in REFUSES}
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef) and any(_name(base) in REFUSES for base in kind.bases):
            calls |= {node for node in ast.walk(kind) if isinstance(node, ast.Call) and _is_init(node.func)}
    for call in calls:
        if _name(call.func) == "Overtaken":
            continue
        first = call.args[0]
        code = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        values = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
        yield Refusal(path.relative_to(ROOT).as_posix(), code, ast.unparse(first), values)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_init(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "__init__"


def _texts_returned(path: str | None) -> set[str]:
    """The codes that the functions of a module return."""
    assert path is not None
    returns = [
        node for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))) if isinstance(node, ast.Return)
    ]
    inside = [part for node in returns if node.value for part in ast.walk(node.value)]
    return {part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _unfit() -> set[str]:
    """What the agenda can't be made into."""
    trees = [ast.parse((ROOT.parent / "catalog" / file).read_text(encoding="utf-8")) for file in AGENDA]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    raised = [call.args[0] for call in calls if _name(call.func) == "Unfit"]
    said = {code.value for code in raised if isinstance(code, ast.Constant) and isinstance(code.value, str)}
    return said | {code for _, code in merging.SAME.values()}


FROM_TABLES: dict[tuple[str, str], set[str]] = {
    ("loop/acting.py", "refusal"): _texts_returned(conditions.__file__),
    ("loop/ending.py", "code"): set(NEEDED.values()),
    ("people/users.py", "code"): set(NEEDED.values()),
    ("loop/offering.py", "wrong.code"): set(FIELD_OF),
    ("loop/agenda.py", "unfit.code"): _unfit(),
    ("loop/by_link.py", "why"): _texts_returned(by_link.__file__) & REFUSALS.keys(),
    ("web/by_link.py", "code"): _texts_returned(by_link.__file__) & REFUSALS.keys(),
}


def _said_apart() -> set[str]:
    """The codes whose sentences are made by functions of their own."""
    return set(refusals.SAID_BY)


def _codes() -> set[str]:
    plain = {one.code for one in refused() if one.code is not None}
    return plain.union(*FROM_TABLES.values())


def test_a_code_that_comes_from_a_table_is_known_here() -> None:
    assert {(one.file, one.source) for one in refused() if one.code is None} == FROM_TABLES.keys()


def test_every_refusal_has_its_sentence() -> None:
    assert sorted(_codes() - REFUSALS.keys() - _said_apart()) == []


def test_every_sentence_has_its_refusal() -> None:
    assert sorted((REFUSALS.keys() | _said_apart()) - _codes()) == []
    assert REFUSALS.keys().isdisjoint(_said_apart())


def test_sentences_made_of_others_have_all_of_them() -> None:
    assert set(WHY_CLOSED) == set(Closed)
    assert set(DONE) == set(Action)


def test_every_value_of_a_sentence_is_given() -> None:
    wanted = {code: set(PLACEHOLDER.findall(str(said))) for code, said in REFUSALS.items()}
    assert [one for one in refused() if one.code in wanted and not wanted[one.code] <= one.values] == []
    assert [code for codes in FROM_TABLES.values() for code in codes if wanted[code]] == []


def test_both_languages_fill_in_the_same() -> None:
    bengali = translated()
    for code, said in REFUSALS.items():
        message = bengali.get(str(said))
        assert message is not None and isinstance(message.string, str) and message.string, code
        assert set(PLACEHOLDER.findall(message.string)) == set(PLACEHOLDER.findall(str(said))), code
