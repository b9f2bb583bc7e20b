"""The common agenda in the tables: synced as often as one likes, in both languages, with a road from need to outcome."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import kinds
from catalog.models import AgendaNeed, Kind, KindNeed, Outcome, Place
from catalog.places import places
from catalog.version import changed_here

TABLES = (Outcome, AgendaNeed, Kind, KindNeed, Place)


def test_a_second_sync_changes_nothing(catalog: Session) -> None:
    before = [catalog.scalar(select(func.count()).select_from(table)) for table in TABLES]
    kinds.sync(catalog)
    assert not changed_here(catalog)
    assert [catalog.scalar(select(func.count()).select_from(table)) for table in TABLES] == before
    assert before[1:3] == [38, 19]


def test_what_was_changed_is_set_right_and_what_was_lost_comes_back(catalog: Session) -> None:
    kind = catalog.get_one(Kind, "skills_training")
    kind.name_bn, kind.synonyms = "অন্য", {}
    catalog.delete(catalog.get_one(KindNeed, ("childcare", "childcare")))
    catalog.add(KindNeed(kind_code="childcare", need_code="learn_skill", position=9))
    catalog.flush()
    kinds.sync(catalog)
    catalog.expire_all()
    assert kind.name_bn == "দক্ষতা প্রশিক্ষণ"
    assert "training" in kind.synonyms["en"]
    assert catalog.get(KindNeed, ("childcare", "childcare")) is not None
    assert catalog.get(KindNeed, ("childcare", "learn_skill")) is None


def test_a_code_that_left_the_files_stays(catalog: Session) -> None:
    old = AgendaNeed(
        code="old", position=99, name_en="Old", name_bn="পুরোনো", say_en="", say_bn="", for_whom="worker",
        confidential=False, urgent_hours=None,
    )  # fmt: skip
    catalog.add(old)
    kinds.sync(catalog)
    assert catalog.get(AgendaNeed, "old") is old


def test_everything_has_both_languages(catalog: Session) -> None:
    for table in (Outcome, AgendaNeed, Kind, Place):
        for code, *names in catalog.execute(select(table.code, table.name_en, table.name_bn)):
            assert all(name.strip() for name in names), code
    for need in catalog.scalars(select(AgendaNeed)):
        assert need.say_en.strip()
        assert need.say_bn.strip()


def test_every_need_has_a_kind_and_every_kind_an_outcome(catalog: Session) -> None:
    answered = set(catalog.scalars(select(KindNeed.need_code)))
    assert set(catalog.scalars(select(AgendaNeed.code))) == answered
    for kind in catalog.scalars(select(Kind)):
        assert kind.needs, kind.code
        assert catalog.get(Outcome, kind.outcome_code) is not None
        assert kind.seats_count in ("worker", "child", "household"), kind.code


def test_a_confidential_kind_has_a_name_that_tells_nothing(catalog: Session) -> None:
    for kind in catalog.scalars(select(Kind).where(Kind.confidential)):
        assert kind.label_when_confidential_bn, kind.code


def test_all_places_are_there(catalog: Session) -> None:
    assert set(catalog.scalars(select(Place.code))) == set(places())
