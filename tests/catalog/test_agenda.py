"""The agenda edited: what is used is never broken, what is confidential stays so, and files change no edited row."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import editing, kinds, merging
from catalog.current import current_agenda
from catalog.data import rows
from catalog.editing import Unfit
from catalog.loading import load_offers
from catalog.models import (
    AgendaNeed,
    Exposure,
    IndustryRole,
    Kind,
    KindNeed,
    Organization,
    Outcome,
    Service,
    ServiceChange,
)
from catalog.tables.reading import kinds_of
from tests.make import Make

KIND = {
    "name_en": "Night school", "name_bn": "নৈশ স্কুল", "outcome_code": "agency", "sub_outcome_code": "skills",
    "seats_count": "worker", "confidential": False, "label_when_confidential_bn": None, "answer_working_days": 3,
    "answer_urgent_hours": None, "synonyms": {"bn": ["রাতের স্কুল"], "en": ["evening class"], "rom": ["noisho school"]},
}  # fmt: skip


EDITED: tuple[tuple[Any, str], ...] = (
    (Kind, "childcare"), (AgendaNeed, "childcare"), (Outcome, "agency"), (IndustryRole, "helper"),
)  # fmt: skip
UNLIKE: tuple[tuple[Any, str, str, str], ...] = (
    (Kind, "childcare", "wash", "merge_seats"),
    (AgendaNeed, "childcare", "find_job", "merge_whom"),
    (Outcome, "agency", "skills", "merge_level"),
    (Kind, "wash", "wash", "choose_another"),
)


def kind(session: Session, **values: Any) -> Kind:
    made = editing.add(session, Kind, values.get("name_en", "Night school"), **{**KIND, **values})
    editing.choose_needs(session, made, ["read_and_write", "learn_skill"])
    return made


def codes(row: Kind) -> list[str]:
    return [pair.need_code for pair in row.needs]


def test_all_roles_and_figures_are_there_with_their_sources(catalog: Session) -> None:
    assert catalog.scalar(select(func.count()).select_from(IndustryRole)) == len(rows("roles"))
    figures = catalog.scalars(select(Exposure)).all()
    assert len(figures) == len(rows("exposure"))
    assert all(one.source.strip() and one.study.strip() and one.year.strip() and one.value.strip() for one in figures)


def test_a_file_changes_no_row_that_was_edited(catalog: Session) -> None:
    for table, code in EDITED:
        row = catalog.get_one(table, code)
        assert editing.change(catalog, row, name_en="Ours")
        assert not editing.change(catalog, row, name_en="Ours")
    editing.choose_needs(catalog, catalog.get_one(Kind, "childcare"), ["find_job"])
    figure = catalog.get_one(Exposure, "a2i_2018")
    editing.change(catalog, figure, value="61")
    kinds.sync(catalog)
    catalog.expire_all()
    for table, code in EDITED:
        assert catalog.get_one(table, code).name_en == "Ours"
    assert codes(catalog.get_one(Kind, "childcare")) == ["find_job"]
    assert catalog.get_one(Exposure, "a2i_2018").value == "61"
    assert catalog.get_one(Kind, "wash").edited_at is None


def test_a_new_row_has_a_code_of_its_own_and_stands_last(catalog: Session) -> None:
    first, second, strange = kind(catalog), kind(catalog), kind(catalog, name_en="রাত")
    assert (first.code, second.code, strange.code) == ("night_school", "night_school_2", "kind")
    assert first.position < second.position < strange.position
    assert first.edited_at is not None
    assert current_agenda(catalog).kinds["night_school"].name_bn == "নৈশ স্কুল"
    kinds.sync(catalog)
    assert codes(first) == ["read_and_write", "learn_skill"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"outcome_code": "skills", "sub_outcome_code": None}, "choose_outcome"),
        ({"outcome_code": "agency", "sub_outcome_code": "career_in_rmg"}, "choose_outcome"),
        ({"outcome_code": "nothing"}, "choose_outcome"),
        ({"confidential": True}, "write_a_label"),
        ({"synonyms": {"bn": [f"word {number}" for number in range(61)]}}, "too_many_words"),
        ({"synonyms": {"en": ["x" * 61]}}, "too_many_words"),
    ],
)
def test_what_does_not_fit_is_refused(catalog: Session, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Unfit) as unfit:
        kind(catalog, **values)
    assert unfit.value.code == code
    with pytest.raises(Unfit):
        editing.change(catalog, catalog.get_one(Kind, "wash"), **values)


def test_confidentiality_is_raised_but_never_lowered(catalog: Session) -> None:
    secret, need = catalog.get_one(Kind, "gbv_support"), catalog.get_one(AgendaNeed, "safe_from_violence")
    for row in (secret, need):
        with pytest.raises(Unfit, match="agenda_stays_confidential"):
            editing.change(catalog, row, confidential=False)
    with pytest.raises(Unfit, match="merge_confidential"):
        merging.merge(catalog, secret, catalog.get_one(Kind, "health"))
    with pytest.raises(Unfit, match="merge_confidential"):
        merging.merge(catalog, need, catalog.get_one(AgendaNeed, "see_a_doctor"))
    assert editing.change(
        catalog, catalog.get_one(Kind, "wash"), confidential=True, label_when_confidential_bn="স্বাস্থ্য সেবা"
    )


@pytest.mark.parametrize(
    ("table", "code", "name"), [(Kind, "wash", "seats_count"), (AgendaNeed, "find_job", "for_whom")]
)
def test_whom_it_is_for_is_fixed(catalog: Session, table: Any, code: str, name: str) -> None:
    with pytest.raises(Unfit, match="fixed_for_good"):
        editing.change(catalog, catalog.get_one(table, code), **{name: "child"})


def test_synonyms_are_cleaned_and_each_is_there_once(catalog: Session) -> None:
    row = catalog.get_one(AgendaNeed, "find_job")
    editing.change(catalog, row, synonyms={"bn": ["চাকরি ", "চাকরি", " "], "en": ["Job", "job", "  new   work "]})
    assert row.synonyms == {"bn": ["চাকরি"], "en": ["job", "new work"], "rom": []}


def test_a_retired_kind_keeps_its_services_and_comes_back(catalog: Session, make: Make) -> None:
    service = make.service(kind="wash")
    row = catalog.get_one(Kind, "wash")
    editing.retire(catalog, row)
    assert not current_agenda(catalog).kinds["wash"].offered
    assert [one.kind_code for one in load_offers(catalog) if one.id == service.id] == ["wash"]
    kinds.sync(catalog)
    assert row.retired_at is not None
    editing.bring_back(catalog, row)
    assert current_agenda(catalog).kinds["wash"].offered


def test_a_retired_need_may_stay_with_a_kind_but_not_come_new(catalog: Session) -> None:
    editing.retire(catalog, catalog.get_one(AgendaNeed, "use_a_computer"))
    trained, other = catalog.get_one(Kind, "skills_training"), catalog.get_one(Kind, "wash")
    assert editing.choose_needs(catalog, trained, ["use_a_computer", "learn_skill"])
    for wrong in (["use_a_computer"], [], ["no_such_need"]):
        with pytest.raises(Unfit, match="choose_needs"):
            editing.choose_needs(catalog, other, wrong)


def test_a_merged_kind_gives_all_it_has(catalog: Session, make: Make) -> None:
    old, into = kind(catalog), catalog.get_one(Kind, "skills_training")
    service = make.service(kind=old.code)
    catalog.commit()
    version, before = service.version, set(codes(into))
    assert merging.moves(catalog, old) == {"services": 1}
    merging.merge(catalog, old, into)
    catalog.expire_all()
    assert (service.kind_code, service.version > version) == ("skills_training", True)
    told = catalog.scalars(select(ServiceChange.changes).where(ServiceChange.service_id == service.id)).all()
    assert any("night_school" in str(changes) and "skills_training" in str(changes) for changes in told)
    assert set(codes(into)) == before | {"read_and_write", "learn_skill"}
    assert old.merged_into == "skills_training"
    assert old.retired_at is not None
    assert "রাতের স্কুল" in into.synonyms["bn"]
    assert {"Night school", "evening class"} <= set(into.synonyms["en"])
    names = kinds_of(catalog)
    assert {names["night school"], names["নৈশ স্কুল"], names["evening class"]} == {"skills_training"}
    assert merging.moves(catalog, old) == {}
    with pytest.raises(Unfit, match="merged_already"):
        editing.bring_back(catalog, old)
    with pytest.raises(Unfit, match="merged_already"):
        merging.merge(catalog, old, catalog.get_one(Kind, "wash"))
    kinds.sync(catalog)
    assert set(codes(into)) == before | {"read_and_write", "learn_skill"}


def test_what_was_merged_twice_ends_in_one_step(catalog: Session) -> None:
    first, second, last = kind(catalog), kind(catalog), catalog.get_one(Kind, "skills_training")
    merging.merge(catalog, first, second)
    merging.merge(catalog, second, last)
    catalog.expire_all()
    assert {first.merged_into, second.merged_into} == {last.code}


def test_a_merged_need_is_still_answered(catalog: Session, make: Make, partner: Organization) -> None:
    service = make.service(partner, "skills_training")
    old, into = catalog.get_one(AgendaNeed, "use_a_computer"), catalog.get_one(AgendaNeed, "learn_skill")
    merging.merge(catalog, old, into)
    kinds.sync(catalog)
    catalog.expire_all()
    assert catalog.scalar(select(func.count()).select_from(KindNeed).where(KindNeed.need_code == old.code)) == 0
    offer = next(one for one in load_offers(catalog) if one.id == service.id)
    assert {"use_a_computer", "learn_skill"} <= set(offer.needs)
    assert offer.needs[0] == "learn_skill"


def test_what_is_not_alike_is_not_merged(catalog: Session) -> None:
    for table, one, other, code in UNLIKE:
        with pytest.raises(Unfit, match=code):
            merging.merge(catalog, catalog.get_one(table, one), catalog.get_one(table, other))
    editing.retire(catalog, catalog.get_one(Kind, "health"))
    with pytest.raises(Unfit, match="choose_another"):
        merging.merge(catalog, catalog.get_one(Kind, "wash"), catalog.get_one(Kind, "health"))


def test_a_merged_outcome_takes_its_kinds_and_parts_along(catalog: Session) -> None:
    row, into = catalog.get_one(Outcome, "agency"), catalog.get_one(Outcome, "economic_opportunities")
    assert set(merging.moves(catalog, row)) == {"kinds", "parts"}
    merging.merge(catalog, row, into)
    catalog.expire_all()
    trained = catalog.get_one(Kind, "skills_training")
    assert (trained.outcome_code, trained.sub_outcome_code) == ("economic_opportunities", "skills")
    assert catalog.get_one(Outcome, "skills").parent_code == "economic_opportunities"
    merging.merge(catalog, catalog.get_one(Outcome, "skills"), catalog.get_one(Outcome, "career_in_rmg"))
    catalog.expire_all()
    assert trained.sub_outcome_code == "career_in_rmg"
    kinds.sync(catalog)
    assert catalog.scalar(select(func.count()).select_from(Kind).where(Kind.outcome_code == "agency")) == 0


def test_services_of_others_are_left_alone(catalog: Session, make: Make) -> None:
    other = make.service(kind="wash")
    version = other.version
    merging.merge(catalog, kind(catalog), catalog.get_one(Kind, "skills_training"))
    catalog.expire_all()
    assert catalog.get_one(Service, other.id).version == version
