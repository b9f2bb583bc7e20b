"""The pages of a plan: chosen, sent with what was read aloud, its week drawn and told."""

import re
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.models import Referral
from referral.states import Role, State
from tests.make import Make
from tests.web.conftest import Client


def test_a_plan_is_chosen_and_sent_together(session: Session, make: Make, client: Callable[..., Client]) -> None:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    worker = make.worker(caseworker)
    wanted = [make.need(worker, code) for code in ("learn_skill", "get_loan")]
    make.intake(make.service(provider.organization))
    make.service(provider.organization, "credit")
    session.commit()
    sits = client(caseworker)
    address = f"/workers/{worker.id}/plans"
    page = sits.get(address + "?" + "&".join(f"need={need.id}" for need in wanted)).get_data(as_text=True)
    assert "All of it fits" in page and '<rect class="g-shift"' in page
    typed = re.findall(r'name="parts" value="([^"]+)"', page)[0]
    made = sits.send(address, parts=typed)
    assert made.status_code == 303
    plan = made.headers["Location"]
    choices = re.findall(r'name="agrees" value="([^"]+)"', sits.get(plan).get_data(as_text=True))
    assert len(choices) == 2
    refused = sits.send(plan + "/send", agrees=choices[:1], given_by="spoken")
    assert refused.status_code == 422 and "Nothing was sent" in refused.get_data(as_text=True)
    assert sits.send(plan + "/send", agrees=choices, given_by="spoken").status_code == 303
    session.expire_all()
    assert set(session.scalars(select(Referral.state))) == {State.SENT}
    assert sits.send(address, parts="nonsense").status_code == 404
