"""The lives themselves: a woman comes, tells what she wants, and each need goes its way."""

from collections.abc import Mapping
from datetime import timedelta

from referral.demo.choosing import ENOUGH_TO_TELL, chooses, look, why_not
from referral.demo.closes import goes_on
from referral.demo.course import course
from referral.demo.sends import sends
from referral.demo.tempo import happens
from referral.demo.told import Life, Told, Wish
from referral.demo.wants import wants
from referral.demo.women import Woman, agreed_name
from referral.loop import needs, sending
from referral.models import Child, Need, Referral, User, Worker
from referral.people.households import set_children
from referral.people.workers import new_worker
from referral.refusals import Refused
from referral.states import Role

SIGNS_OF_A_WORKER = 6
FIRST_THINGS_FIRST = 0.55
MEAN_DAYS = 26
SECRET_WAGES = 0.4


def comes(told: Told, woman: Woman, wish: str | None = None) -> Life:
    """Her first sitting; some of what she wants is told then, the rest when she comes again. `wish` is told at once."""
    staff = told.staff[woman.organization]
    caseworker = told.random.choice([user for user in staff if user.has(Role.CASEWORKER)])
    worker = new_worker(told.session, caseworker, woman.given)
    worker.code = told.code(SIGNS_OF_A_WORKER)
    set_children(told.session, caseworker, worker, woman.children)
    at = told.now() + timedelta(minutes=told.random.randint(15, 40))
    if wish:
        told.begin(at, wants_help(told, worker, caseworker, wish, None))
    for code, child in wants(told.random, woman.organization, worker, told.today()):
        told.begin(at, would_like(told, worker, caseworker, code, child))
        apart = told.random.random() > FIRST_THINGS_FIRST
        days = told.random.expovariate(1 / MEAN_DAYS) if apart else 0.0
        at += timedelta(days=round(days), minutes=told.random.randint(6, 18))
    yield from ()


def would_like(told: Told, *wish: *Wish) -> Life:
    """A need that waits for a sitting while there are referrals enough for that time of the story."""
    told.waiting.append(wish)
    while not told.more_is_wanted():
        yield told.now() + timedelta(hours=told.random.randint(20, 120))
    told.waiting.remove(wish)
    yield from wants_help(told, *wish)


def wants_help(told: Told, worker: Worker, caseworker: User, code: str, child: Child | None) -> Life:
    """One need, from the day on which it is told to its end."""
    actor, need = _opens(told, worker, caseworker, code, child)
    if need is None:
        return
    found = look(told, actor, need)
    chosen = chooses(told, actor, need, found)
    if not chosen:
        reason, rules = why_not(found)
        needs.record_unmet(told.session, actor, need, reason=reason, rules=rules)
        return
    if told.services[chosen[0].service_id].kind_code in ENOUGH_TO_TELL and happens(told.random, "only_told"):
        needs.tell(told.session, actor, chosen[0])
        return
    referral: Referral | None = sending.draft(told.session, actor, chosen[0])
    by_hand = True
    while referral is not None:
        told.name(referral)
        if (yield from sends(told, need, referral, by_hand=by_hand)):
            yield from course(told, referral)
        referral, by_hand = yield from goes_on(told, need, referral)


def _opens(told: Told, worker: Worker, caseworker: User, code: str, child: Child | None) -> tuple[User, Need | None]:
    """The need as told: what is nobody's business to somebody trained, under a name agreed on."""
    secret = told.is_secret(code) or (code == "wages_due" and told.random.random() < SECRET_WAGES)
    actor = caseworker
    if secret and not caseworker.safety_trained:
        actor = _trained(told, caseworker)
    agreed: Mapping[str, str] = _agreed(told, worker) if secret else {}
    named = [told.supervisor(actor.organization_id)] if secret else []
    try:
        return actor, needs.open_need(
            told.session, actor, worker, code, served=child, confidential=secret, agreed=agreed, named=named
        )
    except Refused:
        return actor, None


def _trained(told: Told, caseworker: User) -> User:
    staff = told.staff[told.organizations[caseworker.organization_id]]
    return next(user for user in staff if user.has(Role.CASEWORKER) and user.safety_trained)


def _agreed(told: Told, worker: Worker) -> dict[str, str]:
    ways = {"safe_way": worker.safe_way, "safe_time": worker.safe_time}
    return {"agreed_name": agreed_name(told.random), **{name: way for name, way in ways.items() if way}}
