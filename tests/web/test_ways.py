"""The way to what nothing answers directly: steps in their order on the page of a need, none for a confidential one."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from catalog.models import Rule, RuleUse
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client


def test_the_page_of_a_need_tells_the_way_in_steps(session: Session, make: Make, client: Callable[..., Client]) -> None:
    caseworker = make.user(Role.CASEWORKER)
    worker = make.worker(caseworker, facts={"skills": [], "role": "helper"})
    need = make.need(worker, "find_job")
    asked = Rule(use=RuleUse.MUST, fact="skills", test="all_of", value={"codes": ["plain_machine"]})
    partner = make.user(Role.PROVIDER).organization
    last = make.service(partner, "job_placement", rules=[asked], name_en="Jobs at last")
    make.service(partner, "business_support", gives=["plain_machine"], name_en="Sewing first")
    session.commit()
    sits = client(caseworker)
    listed = sits.get(f"/needs/{need.id}/services").get_data(as_text=True)
    assert f"/needs/{need.id}/pathway" in listed and f"service={last.id}" in listed
    page = sits.get(f"/needs/{need.id}/pathway").get_data(as_text=True)
    assert page.index("Sewing first") < page.index("She gains") < page.index("Jobs at last")
    assert "What her work leads to" in page
    assert sits.get(f"/needs/{need.id}/pathway?to=P001").status_code == 200
    assert sits.get(f"/needs/{need.id}/pathway?service=nothing").status_code == 404
