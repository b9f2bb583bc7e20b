"""The backbone edits the agenda: lists, forms, two editors at once, retiring and merging, and what others then see."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from catalog import editing
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, Outcome
from referral.models import Need, User
from referral.people.profile import profile
from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]
LISTS = ("kinds", "needs", "outcomes", "roles", "figures")
KIND: dict[str, Any] = {
    "name_bn": "নৈশ স্কুল", "name_en": "Night school", "outcome": "skills", "first_need": "read_and_write",
    "needs": ["learn_skill"], "seats_count": "worker", "synonyms_bn": "রাতের স্কুল\nসান্ধ্য ক্লাস", "synonyms_rom": "noisho school",
}  # fmt: skip
FIGURE: dict[str, Any] = {
    "applies_to": ["sewing", "helper"], "measures_bn": "কর্মী কমেছে", "measures_en": "fall in workers", "value": "12",
    "unit": "percent", "study": "A study", "year": "২০২৫", "place": "Gazipur", "source": "https://example.org/study",
    "how_seen": "the study itself", "caution": "one factory",
}  # fmt: skip


def text(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.fixture
def backbone(make: Make, session: Session) -> User:
    found = make.user(Role.BACKBONE, organization=make.organization("Backbone", backbone=True), name_en="Mina")
    session.commit()
    return found


@pytest.mark.parametrize("language", ["bn", "en"])
def test_all_lists_and_rows_open_in_both_languages(
    client: Sit, backbone: User, database: UndoneDatabase, language: str
) -> None:
    browser = client(backbone, language)
    for what in LISTS:
        browser.get(f"/agenda?of={what}")
        with statements(database.connection) as sent:
            page = text(browser.get(f"/agenda?of={what}"))
        assert len(sent) <= 8
        for path in re.findall(rf'href="(/agenda/{what}/[^"]+)"', page)[:4]:
            assert browser.get(path).status_code == 200, path
    assert browser.get("/agenda/kinds/atlantis").status_code == 404
    assert browser.get("/agenda/figures/a2i_2018/merge").status_code == 404
    assert browser.get("/agenda/villages/dhaka").status_code == 404
    assert browser.get("/agenda?of=villages").status_code == 200


def test_a_new_kind_is_offered_to_partners_at_once(client: Sit, backbone: User, make: Make, session: Session) -> None:
    provider = make.user(Role.PROVIDER)
    session.commit()
    assert client(backbone).send("/agenda/new?of=kinds", **KIND).status_code == 303
    made = session.get_one(Kind, "night_school")
    assert (made.outcome_code, made.sub_outcome_code) == ("agency", "skills")
    assert [pair.need_code for pair in made.needs] == ["read_and_write", "learn_skill"]
    assert made.synonyms == {"bn": ["রাতের স্কুল", "সান্ধ্য ক্লাস"], "en": [], "rom": ["noisho school"]}
    assert made.edited_by == backbone.id
    assert "Night school" in text(client(provider).get("/services/new"))
    given = {"kind_code": "night_school", "name_en": "Evening", "place": "Savar"}
    assert client(provider).send("/services/new", **given).status_code == 303


@pytest.mark.parametrize(
    ("what", "given", "field"),
    [
        ("kinds", {**KIND, "name_bn": ""}, "name_bn"),
        ("kinds", {**KIND, "outcome": "moon"}, "outcome"),
        ("kinds", {**KIND, "first_need": ""}, "first_need"),
        ("kinds", {**KIND, "seats_count": ""}, "seats_count"),
        ("kinds", {**KIND, "confidential": "yes"}, "label_when_confidential_bn"),
        ("kinds", {**KIND, "synonyms_en": "x" * 61}, "synonyms_en"),
        ("figures", {**FIGURE, "source": " "}, "source"),
        ("figures", {**FIGURE, "study": ""}, "study"),
        ("figures", {**FIGURE, "year": "last year"}, "year"),
        ("figures", {**FIGURE, "value": ""}, "value"),
        ("figures", {**FIGURE, "applies_to": []}, "applies_to"),
        ("needs", {"name_bn": "ক", "name_en": "A", "say_bn": "", "say_en": "b", "for_whom": "worker"}, "say_bn"),
        ("roles", {"name_bn": "ক", "name_en": "A", "section": "sewing", "exposure_band": "high"}, "why_band"),
    ],
)
def test_each_mistake_is_told_at_its_field_and_stores_nothing(
    client: Sit, backbone: User, session: Session, what: str, given: dict[str, str], field: str
) -> None:
    table = {"kinds": Kind, "figures": Exposure, "needs": AgendaNeed, "roles": IndustryRole}[what]
    before = len(session.scalars(select(table)).all())
    for language in ("bn", "en"):
        answer = client(backbone, language).send(f"/agenda/new?of={what}", **given)
        assert answer.status_code == 422
        assert f'id="e-{field}"' in text(answer)
    assert len(session.scalars(select(table)).all()) == before


def test_a_figure_is_stored_with_its_source_and_shown_with_the_role(
    client: Sit, backbone: User, session: Session
) -> None:
    browser = client(backbone)
    assert browser.send("/agenda/new?of=figures", **FIGURE).status_code == 303
    made = session.get_one(Exposure, "a_study_2025")
    assert (made.applies_to, made.year) == ("sewing;helper", "2025")
    assert "A study, 2025" in (page := text(browser.get("/agenda?of=figures")))
    assert "Source: https://example.org/study · Caution: one factory" in page
    page = text(browser.get("/agenda/roles/helper"))
    assert "12 percent" in page
    assert "https://example.org/study" in page
    assert "one factory" in page
    assert "They never say to a woman: your job will vanish." in text(browser.get("/agenda?of=roles"))
    assert browser.send("/agenda/figures/a_study_2025/retire", seen=editing.seen(made)).status_code == 303
    assert "12 percent" not in text(browser.get("/agenda/roles/helper"))


def test_an_edited_name_is_seen_by_everybody(client: Sit, backbone: User, make: Make, session: Session) -> None:
    caseworker = make.user(Role.CASEWORKER)
    session.commit()
    browser = client(backbone)
    for what, code, more in (
        ("roles", "helper", {"section": "sewing", "exposure_band": "low", "why_band": "a study"}),
        ("needs", "find_job", {"say_bn": "কাজ চাই", "say_en": "I want work."}),
    ):
        page = text(browser.get(f"/agenda/{what}/{code}"))
        given = {"name_bn": "নতুন নাম", "name_en": f"Renamed {what}", "seen": seen_on(page), **more}
        assert browser.send(f"/agenda/{what}/{code}", **given).status_code == 303
    form = text(client(caseworker).get("/workers/new"))
    assert "Renamed roles" in form
    assert "Renamed needs" in form
    worker = make.worker(caseworker, facts={"role": "helper"})
    assert profile(session, worker).facts["exposure_band"] == "low"


def test_of_two_editors_one_is_told_who_was_first(client: Sit, backbone: User, make: Make, session: Session) -> None:
    other = make.user(Role.BACKBONE, organization=backbone.organization)
    session.commit()
    first, second = client(backbone), client(other)
    seen = seen_on(text(second.get("/agenda/outcomes/agency")))
    assert first.send("/agenda/outcomes/agency", name_bn="ক", name_en="First", seen=seen).status_code == 303
    answer = second.send("/agenda/outcomes/agency", name_bn="খ", name_en="Second", seen=seen)
    assert answer.status_code == 422
    assert "Mina edited this" in text(answer)
    assert 'value="Second"' in text(answer)
    assert session.get_one(Outcome, "agency").name_en == "First"
    again = second.send("/agenda/outcomes/agency", name_bn="খ", name_en="Second", seen=seen_on(text(answer)))
    assert again.status_code == 303
    session.expire_all()
    assert session.get_one(Outcome, "agency").name_en == "Second"
    for do in ("retire", "back"):
        assert second.send(f"/agenda/outcomes/agency/{do}", seen=seen).status_code == 422
    assert second.send("/agenda/outcomes/agency/merge", into="economic_opportunities", seen=seen).status_code == 422
    assert session.get_one(Outcome, "agency").retired_at is None


def test_what_is_retired_is_offered_to_nobody_new(client: Sit, backbone: User, make: Make, session: Session) -> None:
    provider, caseworker = make.user(Role.PROVIDER), make.user(Role.CASEWORKER)
    service, worker = make.service(provider.organization, "wash"), make.worker(caseworker)
    session.commit()
    browser = client(backbone)
    for path in ("kinds/wash", "needs/find_job"):
        assert browser.send(f"/agenda/{path}/retire", seen="").status_code == 303
    partner = client(provider)
    assert '<option value="wash"' not in text(partner.get("/services/new"))
    given = {"kind_code": "wash", "name_en": "Taps", "place": "Savar"}
    assert partner.send("/services/new", **given).status_code == 422
    page = text(partner.get(f"/services/{service.id}/edit"))
    assert '<option value="wash" selected' in page
    seen = seen_on(page)
    kept = {"kind_code": "wash", "name_en": "Clean taps", "seen": seen}
    assert partner.send(f"/services/{service.id}/edit", **kept).status_code == 303
    hers = client(caseworker)
    assert 'value="find_job"' not in text(hers.get("/workers/new"))
    assert hers.send(f"/workers/{worker.id}/needs", code="find_job").status_code == 422
    assert session.scalars(select(Need)).all() == []
    row = session.get_one(Kind, "wash")
    session.refresh(row)
    assert browser.send("/agenda/kinds/wash/back", seen=editing.seen(row)).status_code == 303
    assert '<option value="wash"' in text(partner.get("/services/new"))


def test_a_merge_shows_what_moves_and_then_moves_it(client: Sit, backbone: User, make: Make, session: Session) -> None:
    services = [make.service(kind="savings_digital_finance") for _ in range(3)]
    session.commit()
    browser = client(backbone)
    page = text(browser.get("/agenda/kinds/savings_digital_finance/merge"))
    assert "Services that move to the other kind, with their referrals: 3" in page
    seen = seen_on(page)
    path = "/agenda/kinds/savings_digital_finance/merge"
    assert browser.send(path, seen=seen).status_code == 422
    assert browser.send(path, into="find_job", seen=seen).status_code == 422
    assert browser.send(path, into="childcare", seen=seen).status_code == 422
    assert browser.send(path, into="credit", seen=seen).status_code == 303
    session.expire_all()
    assert {service.kind_code for service in services} == {"credit"}
    assert "Merged into: " in text(browser.get("/agenda?of=kinds"))
    assert "stays for what refers to it" in text(browser.get("/agenda/kinds/savings_digital_finance"))


def test_a_confidential_kind_is_not_merged_away(client: Sit, backbone: User, session: Session) -> None:
    answer = client(backbone).send("/agenda/kinds/gbv_support/merge", into="health", seen="")
    assert answer.status_code == 422
    assert "only into what is confidential too" in text(answer)
    assert session.get_one(Kind, "gbv_support").merged_into is None


def test_it_is_not_there_for_others(client: Sit, make: Make, session: Session) -> None:
    user = make.user(Role.ADMIN)
    session.commit()
    browser = client(user)
    assert browser.get("/agenda").status_code == 404
    assert browser.send("/agenda/new?of=kinds", **KIND).status_code == 404


def test_codes_and_states_that_no_page_has_made_are_refused(client: Sit, backbone: User) -> None:
    browser = client(backbone)
    assert [browser.get(f"/agenda/kinds/{code}").status_code for code in ("%00", "a%00b", "no_such")] == [404] * 3
    assert browser.send("/agenda/kinds/childcare/retire", seen="yesterday").status_code == 422
    assert browser.send("/agenda/kinds/childcare/merge", into="legal_aid", seen="yesterday").status_code == 422
