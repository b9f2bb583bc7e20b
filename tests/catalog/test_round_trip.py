"""A sheet of services written and read again: nothing changes, whatever the services are, and no cell is a formula."""

import csv
from datetime import date, time
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.models import Kind, Organization, Rule, Service
from catalog.places import places
from catalog.tables.accept import accept
from catalog.tables.preview import RowState, preview
from catalog.tables.reading import kinds_of
from catalog.tables.write import as_csv, as_xlsx, rows_of
from tests.catalog.conftest import TODAY

SIGNS = st.sampled_from([*map(chr, range(32, 127)), *"অআইউএকখগঘচজটডতদনপবমযরলশসহািীুেোৌ্ংঁ়০১২৩।৳—"])
TEXT = st.text(SIGNS, min_size=1, max_size=30) | st.sampled_from(
    [
        "=1+1",
        "+8801",
        "-5",
        "@SUM(A1)",
        "'=1",
        "''@x",
        '=cmd|" /C calc"!A0',
        "সেলাই, কাটিং",
        'a "quoted" b',
        "নাম: ক; খ",
        "0170",
    ]
)
WORDS = TEXT.map(lambda text: offers.words_rule(text, "bn"))
RULES = st.sampled_from(
    [
        lambda: Rule(fact="birth_year", test="range", value={"min": 18, "max": 35}),
        lambda: Rule(fact="child_age_months", test="range", value={"min": 6, "max": 71}),
        lambda: Rule(fact="employment", test="one_of", value={"codes": ["laid_off", "working"]}),
        lambda: Rule(fact="wage_grade", test="range", value={"min": 2, "max": 4}),
        lambda: Rule(fact="schooling", test="range", value={"min": "ssc"}, note="এসএসসি পাস"),
        lambda: Rule(fact="guarantor", test="yes", value={}),
    ]
)
SESSIONS = st.lists(st.tuples(st.integers(0, 6), st.just(time(9)), st.just(time(17, 30))), max_size=3)
TERMS = st.fixed_dictionaries(
    {
        "seats": st.none() | st.integers(0, 500),
        "starts_on": st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        "ends_on": st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
        "times": SESSIONS,
    }
)
SERVICES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["skills_training", "credit", "childcare", "gbv_support", "health"]),
        "number": st.none() | TEXT,
        "name_bn": st.none() | TEXT,
        "name_en": TEXT,
        "description_en": st.none() | TEXT,
        "address": st.none() | TEXT,
        "place": st.sampled_from(sorted(places())[::97]),
        "phone": st.sampled_from([None, "+8801700000001", "109", "+880255555555"]),
        "rules": st.lists(RULES | WORDS.map(lambda rule: lambda: rule), max_size=3),
        "fee": st.none() | st.integers(0, 5000),
        "loan": st.none() | st.integers(0, 500_000),
        "terms": st.none() | TERMS,
        "confirmed": st.none() | st.dates(date(2026, 1, 1), TODAY),
    }
)


PLAIN = dict.fromkeys(("number", "name_bn", "description_en", "address", "phone", "fee", "loan", "terms", "confirmed"))
TWO_NAMESAKES: list[dict[str, Any]] = [
    PLAIN | {"kind": "skills_training", "name_en": "0", "place": "bagerhat", "rules": [], "number": number}
    for number in (None, " ")
]
"""The second one's own number ends with a space, the first one has none."""


def made(session: Session, partner: Organization, one: dict[str, Any], number: int) -> Service:
    kind = session.get_one(Kind, one["kind"])
    service = offers.publish(
        session, partner, kind, one["confirmed"], name_en=one["name_en"], name_bn=one["name_bn"], phone=one["phone"],
        description_en=one["description_en"], source_id=f"{number}{one['number']}" if one["number"] else None,
    )  # fmt: skip
    at = offers.give_at(session, service, offers.location(session, partner, one["place"], one["address"]))
    if one["terms"]:
        intakes.open_intake(session, at, **one["terms"])
    offers.set_rules(session, service, [rule() for rule in one["rules"]])
    offers.set_cost(session, service, "fee", one["fee"], "month")
    offers.set_cost(session, service, "loan", one["loan"])
    session.flush()
    return service


@pytest.fixture
def partner(catalog: Session) -> Organization:
    organization = Organization(name_en="Doyel (sample)", name_bn="দোয়েল (নমুনা)")
    catalog.add(organization)
    catalog.commit()
    return organization


def written(session: Session, services: list[Service], language: str) -> list[list[str]]:
    kinds = {kind.code: (kind.name_en, kind.name_bn) for kind in session.scalars(select(Kind))}
    return list(rows_of(services, language, kinds, kinds_of(session)))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=25
)
@example(TWO_NAMESAKES, "bn")
@given(st.lists(SERVICES, min_size=1, max_size=3), st.sampled_from(["bn", "en"]))
def test_written_and_read_again_nothing_changes(
    catalog: Session, partner: Organization, some: list[dict[str, Any]], language: str
) -> None:
    with catalog.begin_nested() as undone:
        services = [made(catalog, partner, one, number) for number, one in enumerate(some)]
        rows = written(catalog, services, language)
        before = [(service.id, service.version) for service in services]
        for data in (as_csv(rows), as_xlsx(rows, "x").getvalue()):
            sheet = preview(catalog, data, TODAY, own=partner.id)
            assert sheet.errors == ()
            assert [(row.errors, row.changes) for row in sheet.rows] == [((), ())] * len(services)
            assert sheet.counts == {RowState.UNTOUCHED: len(services)}
            assert accept(catalog, sheet) == 0
        assert [(service.id, service.version) for service in services] == before
        undone.rollback()


def test_no_cell_is_a_formula(catalog: Session, partner: Organization) -> None:
    for number, text in enumerate(("=1+1", "+1", "-1", "@x", '=cmd|" /C calc"!A0')):
        service = offers.publish(catalog, partner, catalog.get_one(Kind, "credit"), None, name_en=text)
        service.source_id = f"={number}"
        offers.give_at(catalog, service, offers.location(catalog, partner, "dhaka-savar", text))
    rows = written(catalog, list(catalog.scalars(select(Service))), "en")
    for cells in csv.reader(StringIO(as_csv(rows).decode("utf-8-sig"))):
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    sheet = load_workbook(BytesIO(as_xlsx(rows, "x").getvalue())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
