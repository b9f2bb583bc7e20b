"""Two records of one woman: merged, with what hangs on them; undone, row by row; told apart; refused with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.base import Base, now
from referral import access
from referral.loop import fitting, handing, needs, sending
from referral.models import GivenBy, HandOver, Merge, NameKey, Need, Referral, User, Worker, WorkerStatus
from referral.people import finding, merging, unmerging
from referral.people.forgetting import forget
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

WATCHED = ("need", "referral", "seat", "consent", "consent_grant", "child", "plan", "cohort_member", "name_key")
TOUCHED = {"changed_at", "version"}
NAMED = {"name_bn": "রহিমা", "name_en": "Rahima"}
FACT_CODES = ("grade", "can_sign", "shift")


def merge(session: Session, actor: User, kept: Worker, merged: Worker, chosen: dict[str, str] | None = None) -> Merge:
    """As a page does it, where nobody has changed either meanwhile."""
    return merging.merge(session, actor, kept, merged, chosen or {}, seen=(kept.version, merged.version))


def rows(session: Session) -> dict[str, Any]:
    """Every row that merging may touch, but what only says when it was touched."""
    session.flush()
    found: dict[str, Any] = {
        name: sorted(map(str, session.execute(select(Base.metadata.tables[name])).all())) for name in WATCHED
    }
    workers = session.execute(select(Worker.__table__).order_by(Worker.id)).mappings()
    found["worker"] = [{name: value for name, value in row.items() if name not in TOUCHED} for row in workers]
    return found


def test_every_column_that_names_a_woman_is_moved_or_named_as_left() -> None:
    naming = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname in ("worker.id", "person.id")
    }
    moved = {f"{one.model.__tablename__}.{one.column}" for one in merging.MOVES}
    assert naming == moved | merging.LEFT_BEHIND
    assert not moved & merging.LEFT_BEHIND


FACTS = st.dictionaries(st.sampled_from(FACT_CODES), st.sampled_from(("a", "b")))
RECORD = st.fixed_dictionaries(
    {
        "name_en": st.sampled_from((None, "Rina", "Rina Akter")),
        "birth_year": st.sampled_from((None, 1990, 1991)),
        "phone": st.sampled_from((None, "+8801712345678", "+8801812345678")),
        "facts": FACTS,
    }
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(RECORD, RECORD, st.lists(st.booleans(), max_size=3), st.lists(st.booleans(), max_size=2), st.booleans())
def test_undone_every_row_is_as_it_was(
    session: Session, make: Make, one: Any, other: Any, served: list[bool], born: list[bool], takes: bool
) -> None:
    caseworker = make.user(Role.CASEWORKER)
    kept, merged = make.worker(caseworker, **one), make.worker(caseworker, **other)
    kept.keys.append(NameKey(key="rina"))
    merged.keys.append(NameKey(key="akter"))
    for code, hers in zip(("learn_skill", "find_job", "get_loan"), served, strict=False):
        need = make.need(merged if hers else kept, code)
        service = make.service(make.user(Role.PROVIDER).organization)
        make.consent(need, service)
        sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    for hers in born:
        make.child(merged if hers else kept)
    session.flush()
    session.expire_all()
    before = rows(session)
    asked = {field.code: "merged" if takes else "kept" for field in merging.fields(kept, merged) if field.asked}
    if asked:
        with pytest.raises(Refused, match="choose_each"), session.begin_nested():
            merge(session, caseworker, kept, merged)
        session.expire_all()
    row = merge(session, caseworker, kept, merged, asked)
    assert not session.scalars(select(Need).where(Need.person_id == merged.id)).all()
    assert not session.scalars(select(Referral).where(Referral.person_id == merged.id)).all()
    assert len(kept.children) == len(born)
    assert merged not in finding.find_workers(session, caseworker, None)
    assert set(kept.facts) == {*one["facts"], *other["facts"]}
    unmerging.undo(session, caseworker, row)
    assert rows(session) == before
    with pytest.raises(Refused, match="undone_already"):
        unmerging.undo(session, caseworker, row)


def test_what_happened_since_stays_with_the_kept_one(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    kept = make.worker(caseworker, facts={"grade": "a"}, birth_year=None, **NAMED)
    merged = make.worker(caseworker, facts={"shift": "b", "can_sign": "a"}, birth_year=1990, **NAMED)
    hers = make.need(merged, "learn_skill")
    row = merge(session, caseworker, kept, merged)
    assert kept.birth_year == 1990
    kept.facts = kept.facts | {"shift": "c"}
    since = make.need(kept, "find_job")
    service = make.service(make.user(Role.PROVIDER).organization)
    later = sending.draft(session, caseworker, needs.choose(session, caseworker, hers, service))
    unmerging.undo(session, caseworker, row)
    assert kept.facts == {"grade": "a", "shift": "c"}
    assert (hers.person_id, later.person_id, since.person_id) == (merged.id, merged.id, kept.id)
    session.refresh(kept)
    assert {kept.birth_year} == {None}


def test_it_is_refused_with_a_reason(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    kept, merged, third = (make.worker(caseworker, **NAMED) for _ in range(3))
    with pytest.raises(Refused, match="same_record"):
        merge(session, caseworker, kept, kept)
    with pytest.raises(Refused, match="changed_meanwhile"):
        merging.merge(session, caseworker, kept, merged, {}, seen=(0, merged.version))
    with pytest.raises(access.NotFound):
        merge(session, caseworker, kept, make.worker(make.user(Role.CASEWORKER)))
    with pytest.raises(access.NotFound):
        merge(session, make.user(Role.PROVIDER, organization=caseworker.organization), kept, merged)
    kept.status = WorkerStatus.LISTED
    session.flush()
    with pytest.raises(Refused, match="keep_the_known"):
        merge(session, caseworker, kept, merged)
    kept.status = WorkerStatus.KNOWN
    offer = handing.offer(session, caseworker, merged, make.organization(), given_by=GivenBy.SPOKEN)
    with pytest.raises(Refused, match="offered_already"):
        merge(session, caseworker, kept, merged)
    handing.take_back(session, caseworker, merged)
    assert session.scalars(select(HandOver)).one() is offer
    service = make.service(make.user(Role.PROVIDER).organization)
    for worker in (kept, merged):
        need = make.need(worker)
        sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    with pytest.raises(Refused, match="both_live"):
        merge(session, caseworker, kept, merged)
    first = merge(session, caseworker, merged, third)
    with pytest.raises(Refused, match="record_closed"):
        merge(session, caseworker, kept, third)
    fourth = make.worker(caseworker, **NAMED)
    merge(session, caseworker, fourth, merged)
    assert access.current_worker(session, third.id) == fourth.id
    with pytest.raises(Refused, match="undo_later_first"):
        unmerging.undo(session, caseworker, first)


def test_a_sealed_need_is_followed_and_not_learnt_of(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    named = make.user(Role.CASEWORKER, organization=caseworker.organization, safety_trained=True)
    kept, merged = make.worker(caseworker, **NAMED), make.worker(caseworker, **NAMED)
    need = needs.open_need(session, named, merged, "safe_from_violence", agreed={"agreed_name": "Asha"})
    sealed = need.sealed
    row = merge(session, caseworker, kept, merged)
    assert str(need.id) not in str(row.moved) and need.sealed == sealed
    assert access.confidential_needs(session, named, kept.id) == [need]
    assert access.confidential_needs(session, named, merged.id) == []
    assert fitting.worker_of(session, named, need)[0] is kept
    assert access.confidential_needs(session, caseworker, kept.id) == []
    unmerging.undo(session, caseworker, row)
    assert access.confidential_needs(session, named, merged.id) == [need]


def test_what_a_merge_keeps_of_her_is_sealed_and_goes(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    old: dict[str, Any] = {"name_en": "Morjina Canary", "guardian_name": "Guardian Canary", "facts": {"shift": "night"}}
    new: dict[str, Any] = {"name_en": "Morzina", "guardian_name": "Abdul", "facts": {"shift": "general"}}
    rows = []
    for _ in range(3):
        kept, merged = make.worker(caseworker, **old), make.worker(caseworker, **new)
        asked = {field.code: "merged" for field in merging.fields(kept, merged) if field.asked}
        rows.append(merge(session, caseworker, kept, merged, asked))
    for row in rows:
        assert row.sealed is not None and b"Canary" not in row.sealed
        assert "Canary" not in str(row.moved) and set(row.moved) == {"rows", "status"}
    undone, erased, old_one = rows
    unmerging.undo(session, caseworker, undone)
    assert session.get_one(Worker, undone.kept_id).name_en == "Morjina Canary"
    unmerging.drop_values(session, erased.merged_id)
    later = now() + unmerging.KEPT_FOR
    assert forget(session, later - timedelta(days=1)) == 0
    assert forget(session, later + timedelta(days=1)) == 1
    session.expire_all()
    assert [row.sealed for row in rows] == [None, None, None]
    for row in (erased, old_one):
        with pytest.raises(Refused, match="merge_values_gone"):
            unmerging.undo(session, caseworker, row)


def test_told_apart_they_are_not_asked_about_again(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    same: dict[str, Any] = NAMED | {"name_en": "Rina Akter", "phone": "+8801712345678", "birth_year": 1990}
    one, other, elsewhere = make.worker(caseworker, **same), make.worker(caseworker, **same), make.worker(**same)
    for worker in (one, other, elsewhere):
        worker.keys.append(NameKey(key="rina"))
    session.flush()
    assert [double.worker for double in finding.doubles(session, caseworker, one)] == [other]
    merging.tell_apart(session, caseworker, one, other)
    merging.tell_apart(session, caseworker, other, one)
    assert merging.told_apart(session, one) == {other.id} and merging.told_apart(session, other) == {one.id}
    with pytest.raises(access.NotFound):
        merging.tell_apart(session, caseworker, one, elsewhere)
