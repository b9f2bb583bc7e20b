"""What the invented partners offer: each line of services.csv at each of its places, with batches past and coming."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from catalog.base import imported_id
from catalog.data import several
from catalog.floor import WEEKDAYS
from catalog.models import (
    CostOption,
    Intake,
    Location,
    Organization,
    Rule,
    RuleUse,
    Service,
    ServiceAtLocation,
    SessionTime,
)
from catalog.places import places
from catalog.spelling import bengali_digits
from referral.demo.data import rows
from referral.demo.partners import invented_id, with_role
from referral.models import AnswerPromise, FocalPerson, SeatPolicy, User
from referral.moment import DHAKA
from referral.states import Role

POLICY_OF = {"childcare": "youngest_child_first", "skills_training": "laid_off_first", "housing": "single_mother_first"}
CONFIDENTIAL = frozenset({"child_protection", "mental_health", "legal_aid", "gbv_support"})
WOMEN_ONLY = frozenset({"health", "mental_health", "gbv_support", "wash", "housing", "childcare"})
NAMED = CONFIDENTIAL | {"health"}
AHEAD = timedelta(days=130)
CLOSES_BEFORE = timedelta(days=3)
LATE = {7: 96, 19: 101, 33: 108, 52: 92, 64: 117, 81: 99, 96: 104, 23: 141, 58: 150, 103: 127}
NEVER = frozenset({45, 112})


def services(
    session: Session,
    of: Mapping[str, Organization],
    staff: Mapping[str, list[User]],
    *,
    begins: date,
    today: date,
    random: Random,
) -> list[Service]:
    """All services with places, intakes, rules and costs, in one go; the responsible persons where there must be any."""
    made: list[Service] = []
    locations: dict[tuple[str, str], Location] = {}
    for row in rows("services"):
        for given in several(row["given"]):
            code, _, place = given.partition(":")
            if (code, place) not in locations:
                locations[code, place] = _location(of[code], code, place)
            number = len(made) + 1
            service = _service(row, of[code], locations[code, place], _confirmed(number, today, random))
            service.places[0].intakes.extend(_intakes(row, service, begins, today, random))
            made.append(service)
            session.add(service)
            session.add_all(_focal_persons(service, staff[code]))
            session.add_all(_policy(service, staff[code], begins))
    session.flush()
    session.add_all(_promise(service, staff) for service in made)
    session.flush()
    return made


def _policy(service: Service, staff: Iterable[User], begins: date) -> list[SeatPolicy]:
    """Who comes first where seats are counted, as its provider chose it before the story began."""
    if all(intake.seats is None for intake in service.places[0].intakes):
        return []
    code = POLICY_OF.get(service.kind_code, "longest_wait")
    chosen_by = with_role(list(staff), Role.PROVIDER)[0]
    at = datetime.combine(begins, time(9), DHAKA)
    return [SeatPolicy(service_id=service.id, code=code, chosen_by_id=chosen_by.id, chosen_at=at)]


def _promise(service: Service, staff: Mapping[str, list[User]]) -> AnswerPromise:
    """Its partner has accepted the answer time."""
    by = next(user for people in staff.values() for user in people if user.organization_id == service.organization_id)
    return AnswerPromise(
        service_id=service.id,
        working_days=service.answer_working_days,
        hours=service.answer_hours,
        accepted_by_id=by.id,
        accepted_at=by.created_at,
    )


def _location(organization: Organization, code: str, place: str) -> Location:
    number = sum(map(ord, code + place)) % 60 + 2
    known = places()[place]
    return Location(
        id=invented_id("location", code, place),
        organization_id=organization.id,
        place_code=place,
        address_en=f"House {number}, lane {number % 9 + 1}, {known.name_en} (invented)",
        address_bn=bengali_digits(f"বাসা {number}, গলি {number % 9 + 1}, {known.name_bn} (কল্পিত)"),
    )


def _service(row: Mapping[str, str], organization: Organization, where: Location, confirmed: date | None) -> Service:
    place, source_id = places()[where.place_code], f"{row['code']}-{where.place_code}"
    answer, unit = row["answer"].split()
    return Service(
        id=imported_id(str(organization.id), source_id),
        organization_id=organization.id,
        source_id=source_id,
        kind_code=row["kind"],
        name_en=f"{row['name_en']}, {place.name_en}",
        name_bn=f"{row['name_bn']}, {place.name_bn}",
        description_en=row["description_en"],
        description_bn=row["description_bn"],
        confidential=row["kind"] in CONFIDENTIAL,
        women_only_staff=True if row["kind"] in WOMEN_ONLY else None,
        childcare_on_site=True if row["code"] in ("your_rights", "mothers_circle", "own_business") else None,
        languages=["bn", "bn-ctg"] if "chattogram" in where.place_code else ["bn"],
        documents=list(several(row["documents"])),
        gives=list(several(row["gives"])),
        bring_en=row["bring_en"] or None,
        bring_bn=row["bring_bn"] or None,
        phone=organization.phone,
        email=organization.email,
        answer_working_days=int(answer) if unit == "days" else None,
        answer_hours=int(answer) if unit == "hours" else None,
        confirmed_on=confirmed,
        places=[ServiceAtLocation(id=invented_id("given", organization.id, source_id), location=where)],
        rules=list(_rules(several(row["rules"]))),
        costs=[_cost(*cost.split()) for cost in several(row["costs"])],
    )


def _confirmed(number: int, today: date, random: Random) -> date | None:
    """Most within three months; some are late, some so late that nothing can be sent, some never were."""
    days = LATE.get(number, random.randint(2, 80))
    return None if number in NEVER else today - timedelta(days=days)


def _cost(what: str, taka: str, per: str) -> CostOption:
    return CostOption(what=what, taka=int(taka), per=per)


def _rules(written: Iterable[str]) -> Iterable[Rule]:
    """`[priority] fact test values…`; a dash leaves an end of a range open."""
    for position, rule in enumerate(written):
        use, words = RuleUse.MUST, rule.split()
        if words[0] == "priority":
            use, words = RuleUse.PRIORITY, words[1:]
        fact, test, *values = words
        yield Rule(fact=fact, test=test, value=_value(test, values), use=use, position=position)


def _value(test: str, values: list[str]) -> dict[str, Any]:
    known: list[Any] = [int(one) if one.isdecimal() else one for one in values]
    if test == "range":
        return {end: one for end, one in zip(("min", "max"), known, strict=False) if one != "-"}
    return {"codes": known} if known else {}


def _intakes(row: Mapping[str, str], service: Service, begins: date, today: date, random: Random) -> Iterable[Intake]:
    """`batch SEATS WEEKS EVERY` (weeks from one start to the next), `rolling SEATS`, or `open`: nobody counts."""
    sort, *numbers = row["intake"].split()
    hours = list(_hours(row["hours"]))
    if sort != "batch":
        seats = int(numbers[0]) if numbers else None
        yield _intake(service, "rolling", hours, seats=seats)
        return
    seats, weeks, every = map(int, numbers)
    starts = _on_weekday(begins + timedelta(days=random.randint(4, 24)), hours[0][0])
    while starts < today + AHEAD:
        ends = starts + timedelta(weeks=weeks, days=-1)
        yield _intake(
            service, starts, hours, seats=seats, starts_on=starts, ends_on=ends, closes_on=starts - CLOSES_BEFORE
        )
        starts += timedelta(weeks=every)


def _intake(service: Service, name: object, hours: Iterable[tuple[int, time, time]], **terms: Any) -> Intake:
    intake = Intake(id=invented_id("intake", service.id, name), **terms)
    intake.sessions.extend(SessionTime(weekday=day, starts=start, ends=end) for day, start, end in hours)
    return intake


def _hours(written: str) -> Iterable[tuple[int, time, time]]:
    for one in several(written):
        day, _, span = one.partition(" ")
        start, _, end = span.partition("-")
        yield WEEKDAYS.index(day), time.fromisoformat(start), time.fromisoformat(end)


def _on_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def answered(made: Iterable[Service], staff: Mapping[str, list[User]]) -> Iterable[FocalPerson]:
    """As the story ends: who answers for what nobody was named for, so that an administrator finds nothing missing."""
    providers = {user.organization_id: user for people in staff.values() for user in with_role(people, Role.PROVIDER)}
    for service in made:
        if service.kind_code not in NAMED and service.organization_id in providers:
            yield FocalPerson(service_id=service.id, user_id=providers[service.organization_id].id)


def _focal_persons(service: Service, staff: Iterable[User]) -> Iterable[FocalPerson]:
    """Two trained people answer for what is confidential, or may be."""
    if service.kind_code not in NAMED:
        return
    for position, user in enumerate(with_role(staff, Role.PROVIDER, trained=True)[:2]):
        yield FocalPerson(service_id=service.id, user_id=user.id, position=position)
