"""Each asker's line: what she got, why not what she would rather have, and what it would cost to give it to her."""

from collections import Counter
from typing import Any

import numpy as np

from matching.cohort.build import Cohort
from matching.cohort.lacking import lacking
from matching.cohort.lining import Lines, lines
from matching.cohort.problem import NONE, Assignment
from matching.cohort.swaps import Seats, Swap, closed, seats, swaps, taken_otherwise
from matching.index import index
from matching.rank import match_one

Told = dict[str, Any]
BETTER = 3


def explain(cohort: Cohort, found: Assignment) -> list[Told]:
    """A line for each asker, as plain data, in the order of the askers.

    `worker`, `need`, `weight` (hundredths), `risks`; `got` None or `pool`, `service`, `place`, `intake` (ids as texts),
    `score`, `value`, `pinned`. `better`: the best three of what she would rather have, each with `pool`, `service`,
    `score`, `value`, `why`:
    `full` (others have more value there), `floor` (by value she would have it, but a floor holds it: `floors`), `once` (she
    gets that service for another need), `forbidden`, `no_seats` (none was free at all), `pinned` (something else is pinned
    for her or its seats are);
    `wanted` how many want a seat there at least as much as what they got, `line` her number among them by value, `seats`,
    and `swap` where somebody of less weight has one: `asker`, `cost` in total value (below nothing: it would gain),
    `cause` (`sum` or `floor`) and `floors` that would then lack a seat.
    `more` is how many better ones there are. `none` where she got nothing: `code` (`full`, `floor`, `once`, `forbidden`,
    `no_seats`, `no_service`: none answers the need there is, `rule`: none suits) and `rule`, which says no most often.
    """
    problem = cohort.problem
    ready = _Ready(cohort, found, seats(problem, found), lines(problem, found))
    starts = np.searchsorted(problem.asker, np.arange(problem.askers + 1))
    told = [_line(ready, asker, int(starts[asker]), int(starts[asker + 1])) for asker in range(problem.askers)]
    rules = lacking(cohort, [asker for asker, line in enumerate(told) if line["got"] is None and not line["more"]])
    for asker, none in rules.items():
        told[asker]["none"] = none
    return told


def reasons(cohort: Cohort, asker: int, pool: int) -> list[Told]:
    """The parts of the score of a pool for an asker: `code`, `points`, `out_of`, `answer` and the plain values."""
    ready = index(cohort.offers)
    match = match_one(cohort.search(asker), cohort.pools[pool].offer, ready)
    return [
        {"code": part.code, "points": part.points, "out_of": part.out_of, "answer": part.reason.answer.value}
        for part in match.parts
    ]


def unmet(told: list[Told]) -> dict[str, Counter[str]]:
    """Of each need, how many got nothing for each reason; a rule that says no as `rule:CODE`."""
    found: dict[str, Counter[str]] = {}
    for line in told:
        if line["none"] is not None:
            none = line["none"]
            code = f"rule:{none['rule']}" if none["code"] == "rule" else none["code"]
            found.setdefault(line["need"], Counter())[code] += 1
    return found


class _Ready:
    """What all lines are told from."""

    def __init__(self, cohort: Cohort, found: Assignment, seats: Seats, line: Lines) -> None:
        self.cohort, self.found, self.seats, self.line = cohort, found, seats, line
        problem = cohort.problem
        self.weight = np.array([asker.weight for asker in cohort.askers], dtype=np.int64)
        self.once = taken_otherwise(problem, found)
        self.forbidden = closed(problem)
        self.codes = [floor.code for floor in problem.floors]


def _line(ready: _Ready, asker: int, first: int, last: int) -> Told:
    one, problem = ready.cohort.askers[asker], ready.cohort.problem
    got = int(ready.found.option[asker])
    has = -1 if got == NONE else int(problem.value[got])
    rather = [option for option in range(first, last) if problem.value[option] > has]
    rather.sort(key=lambda option: (-int(problem.value[option]), option))
    better = [_better(ready, asker, option) for option in rather[:BETTER]]
    return {
        "worker": one.worker,
        "need": one.need,
        "weight": one.weight,
        "risks": list(one.risks),
        "got": None if got == NONE else _option(ready, got) | {"pinned": asker in problem.pins},
        "better": better,
        "more": len(rather),
        "none": {"code": better[0]["why"], "rule": None} if got == NONE and better else None,
    }


def _option(ready: _Ready, option: int) -> Told:
    pool = int(ready.cohort.problem.pool[option])
    one = ready.cohort.pools[pool]
    return {
        "pool": pool,
        "service": str(one.offer.id),
        "place": None if one.place is None else str(one.place.id),
        "intake": None if one.intake is None else str(one.intake.id),
        "score": round(float(ready.cohort.score[option]), 1),
        "value": int(ready.cohort.problem.value[option]),
    }


def _better(ready: _Ready, asker: int, option: int) -> Told:
    told = _option(ready, option)
    told |= {
        "seats": ready.cohort.pools[told["pool"]].seats,
        "wanted": int(ready.line.wanted[told["pool"]]),
        "line": int(ready.line.number[option]),
        "floors": [],
        "swap": None,
    }
    plain = _plainly(ready, asker, option)
    if plain is not None:
        return told | {"why": plain}
    best, less = swaps(ready.seats, asker, told["pool"], ready.weight)
    if best is None:
        return told | {"why": "pinned"}
    held = [ready.codes[floor] for floor in best.floors] if best.cost < 0 else []
    return told | {"why": "floor" if held else "full", "floors": held, "swap": _told_swap(ready, less)}


def _plainly(ready: _Ready, asker: int, option: int) -> str | None:
    """A reason that has nothing to do with the others."""
    problem = ready.cohort.problem
    if asker in problem.pins:
        return "pinned"
    if ready.forbidden[option]:
        return "forbidden"
    if ready.once[option]:
        return "once"
    return "no_seats" if problem.capacity[problem.pool[option]] == 0 else None


def _told_swap(ready: _Ready, swap: Swap | None) -> Told | None:
    if swap is None:
        return None
    floors = [ready.codes[floor] for floor in swap.floors]
    return {"asker": swap.holder, "cost": swap.cost, "cause": "floor" if floors else "sum", "floors": floors}
