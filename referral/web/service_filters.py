"""What narrows the list of services down: kind, partner, whether it takes referrals, only ours; and its order."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from catalog.models import Organization, Service, ServiceStatus
from catalog.offer import UNCONFIRMED_AFTER
from referral.i18n.speech import Said, _l, language
from referral.models import User
from referral.web.forms import Choice, Schema, Text, Whole, Yes

STATUS: Mapping[str, Said] = {
    "open": _l("takes referrals"),
    "unconfirmed": _l("not confirmed for 90 days"),
    "suspended": _l("suspended"),
}


class FilterForm(Schema):
    """What narrows the list down, and which page of it."""

    kind = Text(_l("Kind"))
    partner = Text(_l("Partner"))
    status = Choice(STATUS, _l("State"))
    mine = Yes(_l("Only ours"))
    page = Whole(least=1, most=10_000)


def narrowed(user: User, values: Mapping[str, Any], day: date) -> list[ColumnElement[bool]]:
    """The conditions of a query over services and their organisations."""
    wanted: list[ColumnElement[bool]] = []
    if values.get("kind"):
        wanted.append(Service.kind_code == values["kind"])
    if values.get("partner"):
        wanted.append(Service.organization_id == _key(values["partner"]))
    if values.get("status"):
        wanted.append(_with_status(values["status"], day))
    if values.get("mine"):
        wanted.append(Service.organization_id == user.organization_id)
    return wanted


def _with_status(status: str, day: date) -> ColumnElement[bool]:
    if status == "suspended":
        return Service.status == ServiceStatus.SUSPENDED
    old = or_(Service.confirmed_on.is_(None), Service.confirmed_on < day - UNCONFIRMED_AFTER)
    active = Service.status == ServiceStatus.ACTIVE
    if status == "unconfirmed":
        return and_(active, old)
    until = Organization.agreement_until
    return and_(active, ~old, Organization.agreement_from <= day, or_(until.is_(None), until >= day))


def by_name(table: type[Organization] | type[Service]) -> list[ColumnElement[Any]]:
    """The reader's language first, the other where a name is missing in it."""
    names = [table.name_bn, table.name_en]
    return [func.coalesce(*(names if language() == "bn" else names[::-1]))]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
