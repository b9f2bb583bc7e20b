"""The facts that waiting lists may order by, copied at sending: what her consent lets this service know, and no more."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from catalog.lists import facts
from matching.policies import POLICIES
from referral.models import Child, Referral, Seat, Worker
from referral.people.profile import profile

OF_CHILDREN = "children"
YES = (True, "yes")
YES_NO = frozenset({"alone_with_children"})


def copied(
    session: Session, referral: Referral, worker: Worker, child: Child | None, groups: Collection[str]
) -> dict[str, Any] | None:
    """The coded facts of the groups that she let this service know; nothing of a confidential referral."""
    if referral.confidential:
        return None
    known = profile(session, worker, child).facts
    wanted = {code for policy in POLICIES.values() for code in policy.facts}
    found: dict[str, Any] = {}
    for code in sorted(wanted & facts().keys() & known.keys()):
        if facts()[code].consent_group in groups:
            found[code] = known[code] in YES if code in YES_NO else known[code]
    if OF_CHILDREN in groups:
        found |= _of_children(session, referral, worker, child)
    return found


def group_of(code: str) -> str:
    """The consent group of a fact that a policy reads."""
    return facts()[code].consent_group if code in facts() else OF_CHILDREN


def _of_children(session: Session, referral: Referral, worker: Worker, child: Child | None) -> dict[str, Any]:
    """The month of birth of the child served, or of the youngest, and whether another child of hers has a place there."""
    born = [one.birth_month for one in ([child] if child else worker.children) if one.birth_month is not None]
    said: dict[str, Any] = {"child_born": max(born).isoformat()} if born else {}
    if child is not None:
        others = [one.id for one in worker.children if one.id != child.id]
        there = exists().where(
            Seat.person_id.in_(others),
            Seat.freed_at.is_(None),
            Seat.used_at.is_not(None),
            Seat.referral_id.in_(select(Referral.id).where(Referral.service_id == referral.service_id)),
        )
        said["sibling_in_same_place"] = bool(others) and bool(session.scalar(select(there)))
    return said
