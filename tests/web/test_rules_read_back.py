"""What Setu says of a rule, read as a partner's sentence, is that rule again: in both languages, for every fact and test."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g
from flask_babel import force_locale
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog.conditions import read_conditions
from catalog.data import rows
from catalog.lists import Fact, facts
from catalog.models import Rule
from catalog.places import find_place, places
from matching.rules import TESTS
from referral import i18n
from referral.web.reasons import asked
from tests.web.agenda import agenda_of_the_files

NOT_SAID_WITH_NAMES = {"factory"}
TRIED = [fact for fact in facts().values() if fact.code not in NOT_SAID_WITH_NAMES]
KNOWN_PLACES = [
    code
    for code, place in places().items()
    if all(found is not None and found.code == code for found in map(find_place, (place.name_en, place.name_bn)))
]


@pytest.fixture(scope="module", autouse=True)
def speaking() -> Iterator[None]:
    i18n.compile_translations()
    app = Flask(__name__)
    i18n.init(app)
    with app.app_context():
        g.agenda = agenda_of_the_files()
        yield


def codes_of(fact: Fact) -> list[Any]:
    """Codes whose names tell them apart in both languages."""
    named: list[tuple[str, str, str]]
    if fact.values_from:
        named = [(row["code"], row["name_en"], row["name_bn"]) for row in rows(fact.values_from)]
    else:
        named = [(one.code, one.name_en, one.name_bn) for one in fact.values]
    names = [name for _, *both in named for name in both]
    return [code for code, *both in named if all(names.count(name) == 1 for name in both)]


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    fact = draw(st.sampled_from(TRIED))
    test = draw(st.sampled_from([name for name, test in TESTS.items() if fact.type in test.types]))
    codes = codes_of(fact)
    value: dict[str, Any] = {}
    if test == "range":
        low, high = _ends(draw, fact, codes)
        value = {end: one for end, one in (("min", low), ("max", high)) if one is not None}
    elif test in ("one_of", "all_of"):
        choices = st.integers(1, 9) if fact.type == "number" and not codes else st.sampled_from(codes)
        least = 1 if test == "all_of" or fact.type in ("choice", "code") else 2
        value = {"codes": draw(st.lists(choices, min_size=least, max_size=4, unique=True))}
        if fact.type == "number":
            value = {"codes": [int(code) for code in value["codes"]]}
    elif test == "in_place":
        value = {"codes": draw(st.lists(st.sampled_from(KNOWN_PLACES), min_size=1, max_size=3, unique=True))}
    elif test == "within_days":
        value = {"days": draw(st.integers(1, 1500))}
    return Rule(fact=fact.code, test=test, value=value)


def _ends(draw: st.DrawFn, fact: Fact, codes: list[Any]) -> tuple[Any, Any]:
    """Two ends, of which one may be missing."""
    if fact.type == "ordered":
        ends = sorted(draw(st.lists(st.integers(0, len(codes) - 1), min_size=2, max_size=2)))
        low, high = (codes[end] for end in ends)
    else:
        low, high = sorted(draw(st.lists(st.integers(0, 60_000), min_size=2, max_size=2)))
    missing = draw(st.sampled_from(("none", "low", "high")))
    return (None if missing == "low" else low), (None if missing == "high" else high)


@settings(deadline=None)
@given(rule=rules(), language=st.sampled_from(["en", "bn"]))
def test_a_rule_as_it_is_said_is_read_as_itself(rule: Rule, language: str) -> None:
    with force_locale(language):
        text = asked(rule)
    same_in_bengali = text.endswith(("বা বেশি", "বা কম")) and rule.test == "one_of"  # "or high", "or more"
    assume(not same_in_bengali)
    assert [(one.fact, one.test, one.value) for one in read_conditions(text)] == [(rule.fact, rule.test, rule.value)], (
        text
    )
