"""How many open needs of the consortium a service's rules would suit: told so that nobody can be found by asking.

What keeps a person from being probed for, by whoever tries rule after rule ("lives in union X", "is exactly 23"):
- Fewer than ten are never told apart from none; more are told to the nearest ten. It is counted in persons.
- The needs of the asking organisation and those of all others are each counted and rounded for themselves, so that records
  made up at home never lift the others over ten or over the next edge.
- The needs are those that were open when the day began. What is opened or closed today moves nothing, and the same rules
  asked again on that day get the answer that is kept, whoever of the organisation asks, and of whichever service of the kind.
- Narrow rules are widened before they are counted: a place to its upazila or thana, an age to five years, a child's to one.
- An organisation is told so many different counts a day and no more, which leaves too few for finding an edge by halves.
- Confidential needs are never counted, and of a confidential service nothing is.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, load_only, selectinload

from catalog.models import KindNeed, Rule, RuleUse, Service
from catalog.offer import OfferRule
from catalog.places import distance_km, places
from matching.near import ROAD_FACTOR
from matching.profile import Profile
from matching.reason import Answer
from matching.rules import answer, answers, implied
from referral.models import Child, Need, ReachCount, User, Worker
from referral.moment import DHAKA, today
from referral.people.profile import profile

FEWEST, STEP = 10, 10
A_DAY = 40
NARROWEST = {"birth_year": 5, "child_age_months": 12}
WIDE_ENOUGH = ("upazila", "thana", "district", "division")


@dataclass(frozen=True, slots=True)
class Reach:
    """About how many; None: fewer than ten. Where it was not counted, `why` says so: confidential, or enough for today."""

    about: int | None = None
    why: str = ""


def how_many(session: Session, user: User, service: Service, rules: Iterable[Rule]) -> Reach:
    """How many open needs these rules would suit, as of the beginning of the day; the answer is kept for the day."""
    if service.confidential:
        return Reach(why="confidential")
    asked, day = _asked(service, rules), today(session)
    known = _known(session, user, service, asked, day)
    if known is not None:
        return Reach(known.about)
    mine = select(func.count()).select_from(ReachCount)
    if (session.scalar(mine.where(_of(user, day))) or 0) >= A_DAY:
        return Reach(why="enough")
    ours, others = _counted(session, user, service, asked, day)
    about = _rounded(ours) + _rounded(others) or None
    _keep(session, user, _digest(service, asked), day, about)
    return Reach(about)


def told(session: Session, user: User, service: Service, rules: Iterable[Rule]) -> Reach | None:
    """What was told of these rules today; None where nobody has asked."""
    if service.confidential:
        return Reach(why="confidential")
    known = _known(session, user, service, _asked(service, rules), today(session))
    return None if known is None else Reach(known.about)


def _known(session: Session, user: User, service: Service, asked: Sequence[OfferRule], day: date) -> ReachCount | None:
    wanted = select(ReachCount).where(_of(user, day), ReachCount.rules == _digest(service, asked))
    return session.scalar(wanted)


def _of(user: User, day: date) -> ColumnElement[bool]:
    return and_(ReachCount.organization_id == user.organization_id, ReachCount.day == day)


def _keep(session: Session, user: User, digest: str, day: date, about: int | None) -> None:
    """Keep what was told today; what was told before is no longer needed."""
    session.execute(delete(ReachCount).where(ReachCount.organization_id == user.organization_id, ReachCount.day < day))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"organization_id": user.organization_id, "day": day, "rules": digest, "about": about}
    session.execute(dialect.insert(ReachCount).values(row).on_conflict_do_nothing())


def _rounded(count: int) -> int:
    return 0 if count < FEWEST else (count + STEP // 2) // STEP * STEP


def _asked(service: Service, rules: Iterable[Rule]) -> tuple[OfferRule, ...]:
    """What must hold, papers and language among it, widened where it is narrow; words that nobody can check say nothing."""
    own = [
        OfferRule(
            service.id, rule.fact, rule.test, _widened(rule.fact, rule.test, rule.value), rule.use, rule.alternative
        )
        for rule in rules
        if rule.use is RuleUse.MUST
    ]
    return (*own, *implied(service))


def _widened(fact: str | None, test: str, value: dict[str, Any]) -> dict[str, Any]:
    if test == "in_place":
        return {"codes": sorted({_wide(code) for code in value["codes"]})}
    low, high = value.get("min"), value.get("max")
    narrow = NARROWEST.get(fact or "", 0) - 1
    if test == "range" and low is not None and high is not None and high - low < narrow:
        low -= (narrow - (high - low)) // 2
        return {"min": low, "max": low + narrow}
    return value


def _wide(code: str) -> str:
    place = places().get(code)
    while place is not None and place.level not in WIDE_ENOUGH and place.parent_code:
        place = places()[place.parent_code]
    return place.code if place else code


def _digest(service: Service, asked: Sequence[OfferRule]) -> str:
    parts = [[rule.fact, rule.test, rule.value, rule.alternative] for rule in asked if rule.test != "words"]
    rules = sorted(json.dumps(part, sort_keys=True, default=sorted) for part in parts)
    text = json.dumps([service.kind_code, rules, _where(service, asked)])
    return hashlib.sha256(text.encode()).hexdigest()


def _where(service: Service, asked: Sequence[OfferRule]) -> list[str]:
    """Where the service is given, if a rule asks how far that is."""
    far = any(rule.fact == "distance" for rule in asked)
    return sorted(place.location.place_code for place in service.places) if far else []


def _counted(session: Session, user: User, service: Service, asked: Sequence[OfferRule], day: date) -> tuple[int, int]:
    """The persons of the asking organisation and of all others whom no rule excludes."""
    wanted = _open_needs(service.kind_code, day)
    served = set(session.scalars(wanted))
    mothers = select(Child.worker_id).where(Child.id.in_(wanted))
    columns = (Worker.birth_year, Worker.birth_year_about, Worker.place_code, Worker.phone_owner, Worker.facts)
    workers = session.scalars(
        select(Worker)
        .where(or_(Worker.id.in_(wanted), Worker.id.in_(mothers)))
        .options(load_only(Worker.organization_id, *columns), selectinload(Worker.children))
    )
    counts = {True: 0, False: 0}
    for worker in workers:
        for child in (None, *worker.children):
            person_id = worker.id if child is None else child.id
            if person_id in served:
                her = profile(session, worker, child)
                counts[worker.organization_id == user.organization_id] += _suits(her, service, asked, day)
    return counts[True], counts[False]


def _open_needs(kind_code: str, day: date) -> Select[uuid.UUID]:
    """Whose needs, of those that the kind answers, were open when the day began."""
    began = datetime.combine(day, time(), DHAKA)
    codes = select(KindNeed.need_code).where(KindNeed.kind_code == kind_code)
    still = or_(Need.closed_at.is_(None), Need.closed_at >= began)
    return select(Need.person_id).where(Need.code.in_(codes), ~Need.confidential, Need.opened_at < began, still)


def _suits(her: Profile, service: Service, asked: Sequence[OfferRule], day: date) -> bool:
    far = any(rule.fact == "distance" for rule in asked)
    km = _km(her, service) if far else None
    alone = (answer(rule, her, day, km).answer for rule in asked if rule.alternative is None)
    if Answer.NO in alone:
        return False
    ways = [rule for rule in asked if rule.alternative is not None]
    return all(one.answer is not Answer.NO for one in answers(ways, lambda rule: answer(rule, her, day, km)))


def _km(her: Profile, service: Service) -> float | None:
    points = [(place.location, places().get(place.location.place_code)) for place in service.places]
    found = [
        distance_km(her.point, (where.latitude, where.longitude) if where.latitude and where.longitude else known.point)
        for where, known in points
        if her.point is not None and known is not None
    ]
    return min(found) * ROAD_FACTOR if found else None
