"""Plans of a worker: what fits together, chosen, sent together with each its own consent, mended where a part falls away."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from catalog.current import current_offers
from catalog.models import Intake, Service, ServiceAtLocation
from matching.index import index
from matching.packed.ranked import ordinary
from matching.plans import plan as fitting_together
from matching.plans.plan import Want
from matching.rank import Match
from matching.seats import Taken
from referral import access
from referral.loop import needs, sending
from referral.loop.barred import Barred, barred
from referral.loop.fitting import profile_of
from referral.loop.learned import order_in_force
from referral.models import Choice, Need, Plan, PlanPart, Referral, User, Worker
from referral.moment import now
from referral.refusals import Refused
from referral.states import State

MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service for a need, with the place and the batch that it was fitted with."""

    need: Need
    service_id: uuid.UUID
    place_id: uuid.UUID | None = None
    intake_id: uuid.UUID | None = None


def best(
    session: Session, user: User, wanted: Sequence[Need], day: date, *, limit: int = 3
) -> tuple[fitting_together.Plan, ...]:
    """The best plans for these ordinary needs of one worker; refused for confidential or closed ones."""
    _check(wanted)
    been, without = _been(session, wanted), barred(session, wanted)
    wants = [_want(session, user, need, been, without) for need in wanted]
    return _planned(session, wants, day, without.taken, limit)


def _planned(
    session: Session, wants: Sequence[Want], day: date, held: Taken, limit: int
) -> tuple[fitting_together.Plan, ...]:
    """In the order of the services for a need: the weights in force, and the learned chance where a model is in use."""
    offers, order = current_offers(session), order_in_force(session)
    kept = ordinary(offers, day, held, order.weights, order.chance)

    def ranked(want: Want, most: int) -> Sequence[Match]:
        return kept.best(want.profile, want.need, most)

    return fitting_together.plan(
        wants, index(offers), day, held, weights=order.weights, chance=order.chance, limit=limit, ranked=ranked
    )


def _been(session: Session, wanted: Iterable[Need]) -> Mapping[uuid.UUID, frozenset[uuid.UUID]]:
    """By need, the services that it was sent to before."""
    sent = select(Referral.need_id, Referral.service_id).where(
        Referral.need_id.in_([need.id for need in wanted]), Referral.state.in_((State.RETURNED, State.CLOSED))
    )
    rows = session.execute(sent).all()
    return {need: frozenset(row.service_id for row in rows if row.need_id == need) for need in {row[0] for row in rows}}


def _want(
    session: Session, user: User, need: Need, been: Mapping[uuid.UUID, frozenset[uuid.UUID]], barred: Barred
) -> Want:
    """A need with those left out that it was sent to before, or that she did not want."""
    without = been.get(need.id, frozenset()) | barred.of(need).keys()
    return Want(need.code, profile_of(session, user, need), without=without)


def _check(wanted: Sequence[Need]) -> None:
    if any(need.confidential for need in wanted):
        raise Refused("plan_ordinary", "need")
    if any(need.closed_at is not None for need in wanted):
        raise Refused("need_closed", "need")
    if not 2 <= len({need.id for need in wanted}) <= MOST_PARTS:
        raise Refused("plan_two_needs", "need", most=MOST_PARTS)


def make(session: Session, actor: User, worker: Worker, chosen: Sequence[Chosen]) -> Plan:
    """The choices of a plan, drafted, in the order in which they begin."""
    access.get_worker(session, actor, worker.id)
    own = {need.id for need in needs.needs_of(session, actor, worker)}
    if any(one.need.id not in own for one in chosen):
        raise access.NotFound
    _check([one.need for one in chosen])
    plan = Plan(organization_id=worker.organization_id, worker_id=worker.id, made_by_id=actor.id, made_at=now(session))
    session.add(plan)
    session.flush()
    for position, one in enumerate(sorted(chosen, key=lambda one: _begins(session, one)), start=1):
        _add(session, actor, plan, one, position)
    return plan


def _begins(session: Session, chosen: Chosen) -> tuple[date, bytes]:
    intake = session.get(Intake, chosen.intake_id) if chosen.intake_id else None
    return (intake.starts_on if intake and intake.starts_on else date.min), chosen.need.id.bytes


def _add(session: Session, actor: User, plan: Plan, chosen: Chosen, position: int) -> PlanPart:
    service = access.found(session.get(Service, chosen.service_id))
    place = session.get(ServiceAtLocation, chosen.place_id) if chosen.place_id else None
    intake = session.get(Intake, chosen.intake_id) if chosen.intake_id else None
    if place is not None and place.service_id != service.id:
        raise Refused("choose_place")
    if intake is not None and (place is None or intake.service_at_location_id != place.id):
        raise Refused("choose_intake")
    choice = needs.choose(session, actor, chosen.need, service, place=place)
    part = PlanPart(choice_id=choice.id, position=position, intake_id=intake.id if intake else None)
    part.plan_id = plan.id
    session.add(part)
    sending.draft(session, actor, choice)
    session.flush()
    return part


def get(session: Session, user: User, plan_id: uuid.UUID, *, lock: bool = False) -> Plan:
    """A plan of a worker of the user's organisation."""
    choice = selectinload(Plan.parts).joinedload(PlanPart.choice)
    need, service = choice.joinedload(Choice.need), choice.joinedload(Choice.service)
    found = select(Plan).where(Plan.id == plan_id)
    found = found.options(need.joinedload(Need.agenda), need.joinedload(Need.person))
    found = found.options(service.joinedload(Service.organization), service.joinedload(Service.kind))
    found = found.options(service.selectinload(Service.places).selectinload(ServiceAtLocation.intakes))
    plan = access.found(session.scalar(found.with_for_update() if lock else found))
    access.get_worker(session, user, plan.worker_id)
    return plan


def of_worker(session: Session, user: User, worker: Worker) -> list[Plan]:
    """Her plans, the newest first."""
    access.get_worker(session, user, worker.id)
    return list(
        session.scalars(select(Plan).where(Plan.worker_id == worker.id).order_by(Plan.made_at.desc()).limit(20))
    )


def referral_of(session: Session, part: PlanPart) -> Referral | None:
    """The last referral of a part."""
    return referrals_of(session, [part]).get(part.choice_id)


def referrals_of(session: Session, some: Iterable[PlanPart]) -> Mapping[uuid.UUID, Referral]:
    """The last referral of each of these parts, by its choice."""
    wanted = select(Referral).where(Referral.choice_id.in_([part.choice_id for part in some]))
    in_order = session.scalars(wanted.order_by(Referral.created_at, Referral.id.desc()))
    return {referral.choice_id: referral for referral in in_order}


def send(session: Session, actor: User, plan: Plan, *, what_can: bool = False) -> Mapping[uuid.UUID, Refused]:
    """All drafts of a plan go together, each with its own consent and rules; what could not, by its choice, and why.

    All or nothing: raises the first refusal, with the service's name, unless `what_can` says that she wants sent what
    can be. A plan of which a part fell away goes only so too.
    """
    waiting = [part for part in plan.parts if part.fell_away_at is None]
    if not what_can and len(waiting) < len(plan.parts) and plan.ended_at is not None:
        raise Refused("plan_not_whole", "what_can")
    refused: dict[uuid.UUID, Refused] = {}
    sent = 0
    for part in waiting:
        referral = referral_of(session, part)
        if referral is None or referral.state is not State.DRAFT:
            continue
        try:
            with session.begin_nested():
                sending.send(session, actor, referral)
            sent += 1
        except Refused as no:
            if not what_can:
                service = session.get_one(Service, referral.service_id)
                raise Refused("plan_part", no.field, service=service, why=no) from no
            refused[part.choice_id] = no
    if not sent:
        raise next(iter(refused.values()), Refused("plan_sent"))
    plan.sent_at = plan.sent_at or now(session)
    return refused


def instead(
    session: Session, user: User, plan: Plan, day: date, *, limit: int = 3
) -> tuple[tuple[Need, ...], tuple[fitting_together.Plan, ...]]:
    """The needs of a plan in its order, and plans with what fits instead of the parts that fell away, the others as they are."""
    wanted, wants = [], []
    needed = [part.choice.need for part in plan.parts]
    been, without, referrals = _been(session, needed), barred(session, needed), referrals_of(session, plan.parts)
    for part in plan.parts:
        need = part.choice.need
        if part.fell_away_at is not None and (need.closed_at is not None or need in wanted):
            continue
        want = _want(session, user, need, been, without)
        if part.fell_away_at is None:
            referral = referrals.get(part.choice_id)
            fixed = (referral.intake_id if referral else None) or part.intake_id
            want = Want(need.code, want.profile, service=part.choice.service_id, intake=fixed)
        else:
            want = Want(need.code, want.profile, without=want.without | {part.choice.service_id})
        wanted.append(need)
        wants.append(want)
    return tuple(wanted), _planned(session, wants, day, without.taken, limit)


def mend(session: Session, actor: User, plan: Plan, chosen: Chosen) -> PlanPart:
    """Another service in the place of the part of this need that fell away; the plan is whole again where none is missing."""
    access.get_need(session, actor, chosen.need.id)
    _check_mending(plan, chosen.need)
    gone = next(part for part in plan.parts if part.fell_away_at and part.choice.need_id == chosen.need.id)
    part = _add(session, actor, plan, chosen, gone.position)
    session.delete(gone)
    session.flush()
    away = select(func.count()).where(PlanPart.plan_id == plan.id, PlanPart.fell_away_at.is_not(None))
    plan.ended_at = plan.ended_at if session.scalar(away) else None
    session.refresh(plan, ["parts"])
    return part


def _check_mending(plan: Plan, need: Need) -> None:
    gone = [part for part in plan.parts if part.fell_away_at and part.choice.need_id == need.id]
    if not gone or need.closed_at is not None:
        raise Refused("plan_part_there")
