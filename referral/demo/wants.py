"""What the invented women want help with: how often each need comes up, by area and by what they told."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from referral.demo.women import weighted
from referral.models import Child, Worker

OFTEN = {
    "learn_skill": 15,
    "move_up_in_garments": 8,
    "get_loan": 9,
    "see_a_doctor": 6,
    "save_money": 5,
    "start_business": 5,
    "wages_due": 5,
    "use_a_computer": 4,
    "own_account": 4,
    "safe_water": 4,
    "read_and_write": 3,
    "leave_costly_debt": 3,
    "eye_care": 3,
    "know_my_rights": 3,
    "housing": 3,
    "allowance": 3,
    "green_job": 3,
    "sell_more": 2,
    "toilet": 2,
    "menstrual_hygiene": 2,
    "identity_papers": 2,
    "feel_better": 2,
    "legal_help": 2,
    "safe_from_violence": 2,
    "pregnancy_and_family_planning": 2,
    "insurance": 1,
    "use_phone_money_safely": 1,
    "harassment_at_work": 1,
}
BY_AREA: Mapping[str, Mapping[str, float]] = {
    "hijal": {"learn_skill": 2.2, "move_up_in_garments": 1.6, "use_a_computer": 1.5},
    "jarul": {"safe_water": 1.6, "save_money": 1.4},
    "tamal": {"get_loan": 1.5, "green_job": 2.0, "start_business": 1.5},
    "chhatim": {"housing": 2.5, "see_a_doctor": 1.4},
}
WITHOUT_WORK = {"find_job": 26, "food_or_cash_now": 10, "wages_due": 8, "start_business": 5, "green_job": 4}
OF_CHILDREN = {
    "childcare": (24, 6, 58),
    "parenting": (4, 0, 200),
    "child_learning": (6, 62, 130),
    "child_school": (3, 62, 178),
    "child_safety": (1, 60, 190),
}
MORE_CHILDCARE = {"jarul": 4.5}
HOW_MANY = {1: 8, 2: 28, 3: 36, 4: 28}
FOR_A_CHILD = frozenset({"childcare", "child_learning", "child_school", "child_safety"})


def wants(random: Random, organization: str, worker: Worker, day: date) -> Iterator[tuple[str, Child | None]]:
    """Some needs, each once, with the child who is served where it is one."""
    weights = _weights(organization, worker, day)
    for _ in range(weighted(random, HOW_MANY)):
        if not weights:
            return
        code = weighted(random, weights)
        del weights[code]
        yield code, random.choice(_of_age(code, worker, day)) if code in FOR_A_CHILD else None


def _weights(organization: str, worker: Worker, day: date) -> dict[str, int]:
    often = dict(OFTEN)
    if worker.facts.get("employment") in ("laid_off", "notice_given", "not_working"):
        for code, more in WITHOUT_WORK.items():
            often[code] = often.get(code, 0) + more
    if worker.facts.get("can_read"):
        del often["read_and_write"]
    if worker.facts.get("wgss") == "a_lot":
        often["disability_support"] = 8
    often |= {code: weight for code, (weight, _, _) in OF_CHILDREN.items() if _of_age(code, worker, day)}
    area = {**BY_AREA[organization], "childcare": MORE_CHILDCARE.get(organization, 1.0)}
    return {code: round(10 * weight * area.get(code, 1.0)) for code, weight in often.items()}


def _of_age(code: str, worker: Worker, day: date) -> list[Child]:
    _, youngest, oldest = OF_CHILDREN[code]
    return [child for child in worker.children if youngest <= months(child, day) <= oldest]


def months(child: Child, day: date) -> int:
    """Her or his age in months."""
    born = child.birth_month or day
    return (day.year - born.year) * 12 + day.month - born.month
