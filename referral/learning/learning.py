"""One training: the months divided, the model made, the gate, and the card that tells all of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.chance import Chance
from referral.learning.cases import Case, ripe
from referral.learning.fitting import fit, outcomes, predicted
from referral.learning.gate import FEWEST_OF_A_GROUP, Group, against, base_rates, groups
from referral.learning.telling import bins, told_groups

PART = 0.15
FEWEST = {"learned": 300, "middle": 100, "held": 100}
FEWEST_OF_EACH_END = 30
MONTHS = 4
SEED = 5


@dataclass(frozen=True, slots=True)
class Slices:
    """Ended referrals by the month they were sent in: the model is made of the first, calibrated and tried on later ones."""

    learned: list[Case]
    middle: list[Case]
    held: list[Case]


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a training: the model, where there was enough to make one, and why it is off, where it is."""

    chance: Chance | None
    why_off: str | None
    card: dict[str, Any] = field(default_factory=dict)


def learn(found: Sequence[Case], number: int) -> Learned:
    """A model of these cases, with its card; off, with the reason, where it may not be used."""
    ended = ripe(found)
    slices = divided(ended)
    card = _counts(found, ended, slices)
    few = _too_few(slices)
    if few is not None:
        return Learned(None, "too_few", {**card, "why": few})
    chance = fit(number, slices.learned, slices.middle)
    why, tried = tried_on(chance, slices)
    return Learned(chance, why, {**card, **tried})


def tried_on(chance: Chance, slices: Slices) -> tuple[str | None, dict[str, Any]]:
    """Why the model may not be used, else None; and what was found on the held-out months."""
    held, known = slices.held, [*slices.learned, *slices.middle]
    chances, ended = predicted(chance, held), outcomes(held)
    all_kinds, of_kind = (against(chances, base, ended, SEED) for base in base_rates(known, held))
    looked = groups(held, chances)
    why, values = _why_off(all_kinds.beaten, of_kind.beaten, looked)
    loss = {"model": round(all_kinds.loss - all_kinds.better, 4)}
    for name, base in (("base", all_kinds), ("kind", of_kind)):
        loss[name] = round(base.loss, 4)
        loss |= {f"{name}_{end}": round(getattr(base, end), 4) for end in ("better", "low", "high")}
    return why, {"why": values, "loss": loss, "bins": bins(held, chances), "groups": told_groups(held, chances, looked)}


def _why_off(base: bool, kind: bool, looked: Sequence[Group]) -> tuple[str | None, dict[str, Any]]:
    if not base:
        return "not_better", {}
    if not kind:
        return "not_better_than_kind", {}
    wrong = [[one.axis, one.value] for one in looked if one.holds is False]
    if ["all", "all"] in wrong:
        return "not_calibrated", {}
    return ("group", {"groups": wrong}) if wrong else (None, {})


def divided(ended: Sequence[Case]) -> Slices:
    """Whole months: the last ones until they hold a seventh of all are held out, those before likewise for calibration."""
    often = Counter(case.month for case in ended)
    where: dict[str, str] = {}
    wanted = iter(("held", "middle"))
    name, inside = next(wanted), 0
    for month in sorted(often, reverse=True):
        where[month] = name
        inside += often[month]
        if name != "learned" and inside >= PART * len(ended):
            name, inside = next(wanted, "learned"), 0
    parts: dict[str, list[Case]] = {"learned": [], "middle": [], "held": []}
    for case in ended:
        parts[where[case.month]].append(case)
    return Slices(**parts)


def _too_few(slices: Slices) -> dict[str, Any] | None:
    """How many referrals that ended are missing to make a model and to try it; None where there are enough."""
    months = len({case.month for part in (slices.learned, slices.middle, slices.held) for case in part})
    lacks = {name: max(0, least - len(getattr(slices, name))) for name, least in FEWEST.items()}
    ends = Counter(case.completed for case in slices.held)
    one_sided = min(ends[True], ends[False]) < FEWEST_OF_EACH_END
    of_learned = Counter(case.completed for case in slices.learned)
    one_sided = one_sided or min(of_learned[True], of_learned[False]) < FEWEST_OF_EACH_END
    if not any(lacks.values()) and not one_sided and months >= MONTHS:
        return None
    return {
        "ended": sum(len(part) for part in (slices.learned, slices.middle, slices.held)),
        "needed": round(FEWEST["held"] / PART),
        "months": months,
        "months_needed": MONTHS,
        "of_each_end": FEWEST_OF_EACH_END,
    }


def _counts(found: Sequence[Case], ended: Sequence[Case], slices: Slices) -> dict[str, Any]:
    months = {}
    for name in FEWEST:
        seen = sorted({case.month for case in getattr(slices, name)})
        months[name] = [seen[0], seen[-1]] if seen else []
    return {
        "counts": {
            "sent": len(found),
            "ended": sum(case.completed is not None for case in found),
            "ripe": len(ended),
            **{name: len(getattr(slices, name)) for name in FEWEST},
        },
        "months": months,
        "completed": round(float(np.mean(outcomes(ended))), 3) if ended else None,
        "fewest_of_a_group": FEWEST_OF_A_GROUP,
    }
