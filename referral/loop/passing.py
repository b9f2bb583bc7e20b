"""Passing work on: one, some or all that a person answers for, to one colleague or several, with nothing left behind.

On the referrer's side all that hangs on one woman goes together (her record, needs, referrals, tasks), on the provider's
side all that hangs on one referral. What is confidential goes another way: `secretly.py`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from referral import access
from referral.loop.acting import check_reason
from referral.loop.assigning import assign
from referral.loop.team import Load, column_of, loads, open_on
from referral.models import Child, Need, Referral, Task, User, Worker, WorkerStatus
from referral.refusals import Refused
from referral.states import Party


@dataclass(slots=True)
class Bundle:
    """What goes over together: all that hangs on one `worker` (`hers`: her record too), or on one referral.

    A task alone stands for what else is asked of somebody who no longer answers for its referral.
    """

    key: str
    party: Party
    worker: Worker | None = None
    hers: bool = False
    needs: list[Need] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def due_at(self) -> datetime | None:
        """When the first of it falls due."""
        dues = [*(one.due_at for one in self.referrals), *(one.due_at for one in self.tasks)]
        return min(filter(None, dues), default=None)


def bundles(session: Session, actor: User, user: User) -> list[Bundle]:
    """All that this colleague answers for and the actor may see, what is due first first."""
    found: dict[str, Bundle] = {}
    _of_workers(session, actor, user, found)
    for referral in session.scalars(_referrals(actor, user, Party.PROVIDER)):
        found.setdefault(f"p{referral.id}", Bundle(f"p{referral.id}", Party.PROVIDER)).referrals.append(referral)
    for task in session.scalars(_tasks(actor, user)):
        _put_task(session, user, task, found)
    return sorted(found.values(), key=_urgency)


def _of_workers(session: Session, actor: User, user: User, found: dict[str, Bundle]) -> None:
    """Bundles by woman: of her record, her needs, and the referrals of her or her children."""
    own = select(Worker).where(access.visible_workers(actor), Worker.caseworker_id == user.id)
    for worker in session.scalars(own.where(Worker.status != WorkerStatus.LEFT).order_by(Worker.id)):
        found[f"w{worker.id}"] = Bundle(f"w{worker.id}", Party.REFERRER, worker, hers=True)
    open_needs = select(Need).where(access.visible_needs(actor), ~Need.confidential, Need.closed_at.is_(None))
    needs = session.scalars(open_needs.where(Need.caseworker_id == user.id).options(joinedload(Need.agenda))).all()
    referrals = session.scalars(_referrals(actor, user, Party.REFERRER)).all()
    persons = {need.person_id for need in needs} | {referral.person_id for referral in referrals}
    whose = _whose(session, actor, persons)
    for need in needs:
        _bundle_of(whose[need.person_id], found).needs.append(need)
    for referral in referrals:
        _bundle_of(whose[referral.person_id], found).referrals.append(referral)


def _bundle_of(worker: Worker, found: dict[str, Bundle]) -> Bundle:
    return found.setdefault(f"w{worker.id}", Bundle(f"w{worker.id}", Party.REFERRER, worker))


def _whose(session: Session, actor: User, persons: set[uuid.UUID]) -> Mapping[uuid.UUID, Worker]:
    """The woman of each person served: herself, or the mother."""
    wanted = select(Worker, Child.id).outerjoin(Child, Child.worker_id == Worker.id)
    hers = wanted.where(access.visible_workers(actor), or_(Worker.id.in_(persons), Child.id.in_(persons)))
    found: dict[uuid.UUID, Worker] = {}
    for worker, child_id in session.execute(hers):
        found[worker.id] = worker
        if child_id is not None:
            found[child_id] = worker
    return found


def _referrals(actor: User, user: User, party: Party) -> Select[Referral]:
    hers = select(Referral).where(*open_on(actor, party), column_of(party) == user.id)
    beside = joinedload(Referral.service), joinedload(Referral.need).joinedload(Need.agenda)
    return hers.options(*beside).order_by(Referral.id)


def _tasks(actor: User, user: User) -> Select[Task]:
    hers = select(Task).join(Referral).where(Task.user_id == user.id, Task.done_at.is_(None))
    return hers.where(access.visible(actor), ~Referral.confidential).options(
        joinedload(Task.referral).joinedload(Referral.service)
    )


def _put_task(session: Session, user: User, task: Task, found: dict[str, Bundle]) -> None:
    """With the bundle that its referral is in, or by itself."""
    for bundle in found.values():
        if any(one.id == task.referral_id for one in bundle.referrals):
            bundle.tasks.append(task)
            return
    party = Party.REFERRER if task.referral.referrer_id == user.organization_id else Party.PROVIDER
    found[f"t{task.id}"] = Bundle(f"t{task.id}", party, tasks=[task])


def _urgency(bundle: Bundle) -> tuple[bool, object, str]:
    return bundle.due_at is None, bundle.due_at or 0, bundle.key


@dataclass(frozen=True, slots=True)
class Share:
    """What one colleague would get, and her load before and after."""

    to: User
    bundles: Sequence[Bundle]
    before: Load
    after: Load


def shared_out(session: Session, actor: User, chosen: Sequence[Bundle], to: Sequence[User]) -> list[Share]:
    """Each bundle to whoever of them has least by then, and acts for its side. Refused where nobody does."""
    before = loads(session, actor)
    load = {user.id: before.get(user.id, Load()) for user in to}
    given: dict[uuid.UUID, list[Bundle]] = {user.id: [] for user in to}
    for bundle in chosen:
        able = [user for user in to if access.has_side(user, bundle.party)]
        if not able:
            raise Refused("choose_colleague", "to")
        least = min(able, key=lambda user: (load[user.id].whole, str(user.id)))
        given[least.id].append(bundle)
        load[least.id] = load[least.id].and_more(
            workers=int(bundle.hers), referrals=len(bundle.referrals), tasks=len(bundle.tasks)
        )
    return [Share(user, given[user.id], before.get(user.id, Load()), load[user.id]) for user in to]


def pass_on(
    session: Session, actor: User, user: User, chosen: Sequence[Bundle], to: Sequence[User], *, reason: str
) -> list[Share]:
    """These go over for good, each referral with its event; who may take them are colleagues other than her."""
    check_reason("assign", reason, None)
    if not chosen:
        raise Refused("choose_what", "pick")
    if not to or any(one.id == user.id or one.organization_id != actor.organization_id or one.ended_at for one in to):
        raise Refused("choose_colleague", "to")
    shares = shared_out(session, actor, chosen, to)
    receivers = {bundle.key: share.to for share in shares for bundle in share.bundles}
    for bundle in chosen:
        _give(session, actor, bundle, receivers[bundle.key], reason)
    session.flush()
    return shares


def _give(session: Session, actor: User, bundle: Bundle, to: User, reason: str) -> None:
    if bundle.worker is not None and bundle.hers:
        session.refresh(bundle.worker, with_for_update={"of": Worker})
        bundle.worker.caseworker_id = to.id
    for need in bundle.needs:
        session.refresh(need, with_for_update={"of": Need})
        need.caseworker_id = to.id
    for referral in bundle.referrals:
        assign(session, actor, referral, to=to, party=bundle.party, reason=reason)
    for task in bundle.tasks:
        task.user_id = to.id
