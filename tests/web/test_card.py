"""The card of the learned chance: on or off and why, what is hidden, what came before."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from matching.chance import Chance
from referral.models import LearnedModel
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]

CARD = {
    "counts": {"sent": 900, "ended": 800, "ripe": 700, "learned": 500, "middle": 100, "held": 100},
    "months": {"learned": ["2026-03", "2026-06"], "middle": ["2026-07", "2026-07"], "held": ["2026-08", "2026-09"]},
    "fewest_of_a_group": 60,
    "why": {},
    "loss": {"model": 0.61, **{f"{name}{end}": 0.05 for name in ("base", "kind") for end in ("", "_better", "_low", "_high")}},
    "bins": [{"value": "0", "cases": 20, "said": 0.4, "seen": 0.45}, {"value": "1", "cases": "few", "said": None, "seen": None}],
    "groups": {"phone": [{"value": "yes", "cases": 71, "said": 0.51, "seen": 0.55, "holds": True}, {"value": "no", "cases": "few", "said": None, "seen": None, "holds": None}]},
}  # fmt: skip


@pytest.mark.parametrize("why", [None, "group", "too_few", "not_better", "not_better_than_kind", "not_calibrated"])
def test_the_card_tells_on_or_off_and_why(client: Sit, session: Session, make: Make, why: str | None) -> None:
    reasons = {
        "group": {"groups": [["phone", "no"]]},
        "too_few": {"ended": 5, "needed": 667, "months": 1, "months_needed": 4, "of_each_end": 30},
    }
    coefficients = Chance(1, tables={"km": {"farther": -0.6}}, kinds={"credit": 0.4}).plain()
    session.add(LearnedModel(number=1, in_use=True, card=CARD, coefficients=coefficients))
    card = {**CARD, "why": reasons.get(why or "", {})}
    session.add(LearnedModel(number=2, in_use=why is None, why_off=why, card=card, coefficients=coefficients))
    session.commit()
    browser = client(make.user(Role.BACKBONE, organization=make.organization(backbone=True)), "bn")
    answer = browser.get("/learned")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert ("চালু আছে" in page.split("আগের সংস্করণ")[0]) is (why is None)
    assert "১০-এর কম" in page
    assert "২০ কিমির বেশি দূরে" in page
    assert "আগের সংস্করণ" in page


def test_before_the_first_training_the_page_says_so(client: Sit, session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    session.commit()
    assert "এখনো কিছু শেখা হয়নি" in client(caseworker, "bn").get("/learned").get_data(as_text=True)
