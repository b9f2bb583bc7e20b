"""For whom a partner's own service is: its rules made out of sentences, put differently, moved and taken away."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from catalog import offers
from catalog.conditions import Condition
from catalog.models import Rule, RuleUse, Service
from referral.loop.offering import take
from referral.models import User
from referral.refusals import Refused


def set_rule(
    session: Session,
    actor: User,
    service: Service,
    rule_id: uuid.UUID | None,
    conditions: Sequence[Condition],
    *,
    use: RuleUse,
    seen: int | None,
) -> None:
    """These conditions in place of a rule, or as new ones without an id; a rule that was one of several ways stays one.

    A condition that says itself that it only orders is a priority, whatever `use` is.
    """
    take(session, actor, service, seen)
    old = _old(service, rule_id)
    if not conditions:
        raise Refused("asks_nothing", "text")
    if old is not None:
        use = old.use
    ways = {one.alternative for one in conditions}
    if old is not None and old.alternative is not None:
        if len(conditions) > 1 and (None in ways or len(ways) > 1):
            raise Refused("one_way", "text")
        conditions = [replace(one, alternative=old.alternative, use=use) for one in conditions]
    else:
        conditions = _apart(service, conditions)
    for wanted in RuleUse:
        new = [one.rule() for one in conditions if (RuleUse.PRIORITY if use is RuleUse.PRIORITY else one.use) is wanted]
        kept = [rule for rule in service.rules if rule.use is wanted]
        if new or old in kept:
            at = kept.index(old) if old in kept else len(kept)
            offers.set_rules(session, service, [*kept[:at], *new, *kept[at + (old in kept) :]], wanted)


def _apart(service: Service, conditions: Sequence[Condition]) -> list[Condition]:
    """Groups of alternatives under numbers that the service has not used yet."""
    used = max((rule.alternative or 0 for rule in service.rules), default=0)
    return [one if one.alternative is None else replace(one, alternative=used + one.alternative) for one in conditions]


def move_rule(
    session: Session, actor: User, service: Service, rule_id: uuid.UUID, use: RuleUse, *, seen: int | None
) -> None:
    """A rule, with the ways that stand beside it, from what must be so to what only comes first, or back."""
    take(session, actor, service, seen)
    old = _old(service, rule_id)
    assert old is not None
    moved = [rule for rule in service.rules if rule is old or _beside(rule, old)]
    stays = [rule for rule in service.rules if rule.use is old.use and rule not in moved]
    goes = [rule for rule in service.rules if rule.use is use and rule not in moved]
    if use is not old.use:
        left = old.use
        offers.set_rules(session, service, [*goes, *moved], use)
        offers.set_rules(session, service, stays, left)


def _beside(rule: Rule, other: Rule) -> bool:
    return rule.alternative is not None and (rule.use, rule.alternative) == (other.use, other.alternative)


def remove_rule(session: Session, actor: User, service: Service, rule_id: uuid.UUID, *, seen: int | None) -> None:
    """One rule less."""
    take(session, actor, service, seen)
    old = _old(service, rule_id)
    assert old is not None
    offers.set_rules(
        session, service, [rule for rule in service.rules if rule.use is old.use and rule is not old], old.use
    )


def _old(service: Service, rule_id: uuid.UUID | None) -> Rule | None:
    old = next((rule for rule in service.rules if rule.id == rule_id), None)
    if rule_id is not None and old is None:
        raise Refused("changed_meanwhile")
    return old
