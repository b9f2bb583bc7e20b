"""The weights of the parts: the backbone's to set, in force for the next ranking, never all of them nothing."""

import pytest
from sqlalchemy.orm import Session

from matching.parts import WEIGHTS
from referral.access import NotFound
from referral.loop import fitting, weights
from referral.models import User
from referral.moment import today
from referral.refusals import Refused
from referral.states import Role
from tests.loop.stage import stage
from tests.make import Make
from tests.statements import statements


@pytest.fixture
def backbone(make: Make) -> User:
    return make.user(Role.BACKBONE, organization=make.organization(backbone=True))


def test_they_are_those_of_the_start_until_somebody_sets_them(session: Session) -> None:
    assert weights.weights_in_force(session) == WEIGHTS
    assert weights.setting(session) == weights.Setting(WEIGHTS)


def test_what_is_set_orders_the_next_search(session: Session, make: Make, backbone: User) -> None:
    here = stage(session, make, seats=5)
    weights.set_weights(session, backbone, {"distance": 0, "seats": 40}, seen="")
    session.flush()
    of_all = fitting.ranking(session, here.caseworker, here.need, today(session)).suiting[0]
    of_one = fitting.match(session, here.caseworker, here.need, here.service, today(session))
    for found in (of_all, of_one):
        by_code = {part.code: part for part in found.parts}
        assert (by_code["distance"].points, by_code["distance"].out_of) == (0, 0)
        assert by_code["seats"].out_of == 40
        assert by_code["hours"].out_of == WEIGHTS["hours"]
    assert weights.setting(session).by is backbone


def test_reading_them_takes_one_statement(session: Session, backbone: User) -> None:
    weights.set_weights(session, backbone, {"need": 1})
    session.flush()
    with statements(session.connection()) as seen:
        assert weights.weights_in_force(session)["need"] == 1
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("wanted", "code", "field"),
    [
        ({"distance": 101}, "weight_out_of_range", "distance"),
        ({"hours": -1}, "weight_out_of_range", "hours"),
        (dict.fromkeys(WEIGHTS, 0), "weights_all_zero", ""),
        (dict.fromkeys(WEIGHTS, 0) | {"chance": 10}, "weights_all_zero", ""),
    ],
)
def test_what_orders_nothing_is_refused(
    session: Session, backbone: User, wanted: dict[str, int], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        weights.set_weights(session, backbone, wanted)
    session.flush()
    assert (refused.value.code, refused.value.field) == (code, field)
    assert weights.weights_in_force(session) == WEIGHTS


def test_one_part_alone_may_count(session: Session, backbone: User) -> None:
    weights.set_weights(session, backbone, dict.fromkeys(WEIGHTS, 0) | {"hours": 100})
    session.flush()
    assert {code for code, weight in weights.weights_in_force(session).items() if weight} == {"hours"}


def test_a_form_filled_on_older_weights_is_refused(session: Session, backbone: User) -> None:
    weights.set_weights(session, backbone, {"hours": 30}, seen="")
    session.flush()
    with pytest.raises(Refused, match="changed_meanwhile"):
        weights.set_weights(session, backbone, {"hours": 5}, seen="")
    weights.set_weights(session, backbone, {"hours": 5}, seen=weights.setting(session).seen)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.BACKBONE])
def test_they_are_nobody_elses_to_set(session: Session, make: Make, role: Role) -> None:
    with pytest.raises(NotFound):
        weights.set_weights(session, make.user(role), {"hours": 30})
