"""Workers: made with a name and a phone of her own, found in either script, warned of when she may be there already."""

import pytest
from sqlalchemy.orm import Session

from referral import access
from referral.people import finding, households, profile, workers
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

GIVEN = {
    "name_bn": "শিউলি আক্তার",
    "guardian_name": "আব্দুল করিম",
    "guardian_relation": "father",
    "birth_year": 1996,
    "phone": "+8801712345678",
    "phone_owner": "own",
    "place_code": "gazipur-sadar",
    "facts": {"employment": "working", "shift": "general", "role": ""},
}


def test_a_worker_is_found_by_name_phone_and_code(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    made = workers.new_worker(session, user, GIVEN)
    for words in ("শিউলি", "Shiuly Akter", "shiuli", made.code.lower(), "01712345678", "০১৭১২-৩৪৫৬৭৮"):
        assert [one.id for one in finding.find_workers(session, user, words)] == [made.id], words
    assert finding.find_workers(session, user, "মর্জিনা") == []
    assert finding.find_workers(session, make.user(Role.CASEWORKER), "শিউলি") == []
    assert finding.find_workers(session, make.user(Role.PROVIDER, organization=user.organization), "শিউলি") == []
    assert workers.phone_of(session, made) == GIVEN["phone"]
    assert b"1712345678" not in (made.phone_sealed or b"")
    assert "role" not in made.facts


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [({"name_bn": None}, "write_a_name", "name_bn"), ({"phone": "+8801811111111"}, "staff_phone", "phone")],
)
def test_what_can_not_be_is_refused(
    session: Session, make: Make, changed: dict[str, object], code: str, field: str
) -> None:
    user = make.user(Role.CASEWORKER, phone="+8801811111111")
    with pytest.raises(Refused) as refused:
        workers.new_worker(session, user, GIVEN | changed)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_only_caseworkers_and_supervisors_make_workers(session: Session, make: Make) -> None:
    for role in (Role.PROVIDER, Role.ADMIN, Role.BACKBONE):
        with pytest.raises(access.NotFound):
            workers.new_worker(session, make.user(role), GIVEN)


def test_the_same_woman_is_warned_of_and_elsewhere_nothing_is_told(session: Session, make: Make) -> None:
    one, other = make.user(Role.CASEWORKER), make.user(Role.CASEWORKER)
    made = workers.new_worker(session, one, GIVEN)
    again = GIVEN | {"name_bn": None, "name_en": "Sheuly Aktar", "guardian_name": "Abdul Karim"}
    assert finding.people_alike(session, one, again) == finding.Alike((made,))
    assert finding.people_alike(session, other, again) == finding.Alike(())
    assert not finding.people_alike(session, one, GIVEN, but=made)
    assert not finding.people_alike(session, one, {"name_bn": "রোকেয়া পারভীন", "birth_year": 1980})


def test_an_old_form_does_not_overwrite(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    made = workers.new_worker(session, user, GIVEN)
    seen = made.version
    workers.change_worker(session, user, made, GIVEN | {"name_en": "Shiuli"}, seen=seen)
    with pytest.raises(Refused, match="changed_meanwhile"):
        workers.change_worker(session, user, made, GIVEN, seen=seen)


def test_children_are_kept_by_their_id(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    made = workers.new_worker(session, user, GIVEN)
    households.set_children(session, user, made, [{"id": None, "name": "তুলি", "birth_month": None}])
    tuli = made.children[0]
    households.set_children(session, user, made, [{"id": tuli.id, "name": "তুলি মনি", "school": "primary"}])
    assert [(child.id, child.name) for child in made.children] == [(tuli.id, "তুলি মনি")]


def test_matching_sees_no_name_and_no_phone(session: Session, make: Make) -> None:
    made = workers.new_worker(session, make.user(Role.CASEWORKER), GIVEN)
    seen = profile.profile(session, made)
    assert "শিউলি" not in str(dict(seen.facts))
    assert seen.facts["own_phone"] is True
    assert seen.children is None
    assert seen.place_chain[:2] == ("gazipur-sadar", "gazipur")
