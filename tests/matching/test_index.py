"""The index of a catalog of which some services changed is that of the catalog made ready anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.offer import Offer
from matching import changed as telling
from matching.changed import changed
from matching.index import Index, index
from matching.packed import ranked
from matching.packed.ranked import ordinary
from matching.parts import WEIGHTS
from matching.profile import Profile
from matching.ways.pools import Pool, pools
from tests.matching.make import DAY, offer, rule

HER = Profile(facts={})
RULES = [rule("age", "range", {"min": 18}), rule("age", "range", {"min": 21}), rule("nid", "yes", {})]
offers = st.builds(
    lambda needs, gives, rules: offer(needs=tuple(needs), gives=tuple(gives), rules=tuple(rules)),
    st.lists(st.sampled_from(["learn_skill", "find_job", "childcare"]), unique=True),
    st.lists(st.sampled_from(["class_5", "nid"]), unique=True),
    st.lists(st.sampled_from(RULES), max_size=2),
)


def pooled(ready: Index) -> dict[str, Any]:
    made = pools(ready, DAY)

    def told(pool: Pool) -> tuple[Any, ...]:
        return tuple(map(repr, pool.asked.rules)), pool.told, tuple(entry.offer.id for entry in pool.members)

    return {need: sorted(map(told, same), key=repr) for need, same in made.by_need.items()}


def plain(ready: Index) -> dict[str, Any]:
    def sets(groups: Mapping[str, tuple[Offer, ...]]) -> dict[str, set[Any]]:
        return {code: {one.id for one in same} for code, same in groups.items()}

    return {"offers": ready.offers, "needs": sets(ready.by_need), "givers": sets(ready.givers), "asks": ready.asks}


@given(st.lists(offers, max_size=6), st.data())
def test_changed_gone_and_new(first: list[Offer], data: st.DataObject) -> None:
    before = tuple(sorted(first, key=lambda one: one.id.bytes))
    left = [one for one in before if data.draw(st.sampled_from(["kept", "changed", "gone"])) != "gone"]
    after = [replace(one, needs=("find_job",)) if data.draw(st.booleans()) else one for one in left]
    after += data.draw(st.lists(offers, max_size=2))
    then = tuple(sorted(after, key=lambda one: one.id.bytes))
    pools(index(before), DAY)
    renewed = index(then)
    of_renewed = pooled(renewed)
    index(())
    pools(renewed, DAY - timedelta(1))
    assert plain(renewed) == plain(index([*then]))
    assert of_renewed == pooled(index([*then]))
    shared = {id(asked): asked for asks in renewed.asks.values() for asked in asks.must}
    assert len(shared) == len({repr((one.fact, one.test, one.value)) for one in shared.values()})


def test_which_have_changed() -> None:
    one, other, more = (offer() for _ in range(3))
    new = replace(one, name_en="Another")
    assert changed((one, other), (one, other)) == {}
    assert changed((one, other), (new, other)) == {one.id: (one, new)}
    assert changed((one, other), (one, more)) == {other.id: (other, None), more.id: (None, more)}
    assert changed((one,), (one, more)) == {more.id: (None, more)}
    many = tuple(offer() for _ in range(telling.FEW + 1))
    assert changed((), many) is None


def test_few_changes_pack_the_ordinary_ones_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service made confidential leaves, one made open or new comes in; the rest is not packed a second time."""
    one, other, secret = offer(), offer(), offer(confidential=True)
    before = ordinary((one, other, secret), DAY, {}, WEIGHTS)
    assert {match.offer for match in before.best(HER, "learn_skill", 9)} == {one, other}
    monkeypatch.setattr(ranked, "pack", lambda *_: pytest.fail("all was packed anew"))
    hidden, shown, more = replace(one, confidential=True), replace(secret, confidential=False), offer()
    after = ordinary((hidden, other, shown, more), DAY, {}, WEIGHTS)
    assert {match.offer for match in after.best(HER, "learn_skill", 9)} == {other, shown, more}
