"""What narrows the list of services down: kind, partner, whether it takes referrals, only ours; and its order."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from catalog import health
from catalog.models import Organization, Service
from referral.i18n.speech import Said, _l, language
from referral.loop import reports
from referral.models import User
from referral.web.forms import Choice, Schema, Text, Whole, Yes

STATUS: Mapping[str, Said] = {
    "open": _l("takes referrals"),
    "fresh": _l("confirmed within 90 days"),
    "unconfirmed": _l("not confirmed for 90 days"),
    "stale": _l("not confirmed for 120 days"),
    "suspended": _l("suspended"),
}
DOUBTS: Mapping[str, Said] = {
    "hours": _l("no hours"),
    "rules": _l("no rules"),
    "bengali": _l("no Bengali name"),
    "reported": _l("reported as wrong"),
    "phone": _l("the phone is dead"),
    "late": _l("a report was not answered in time"),
}


class FilterForm(Schema):
    """What narrows the list down, and which page of it."""

    kind = Text(_l("Kind"))
    partner = Text(_l("Partner"))
    status = Choice(STATUS, _l("State"))
    doubt = Choice(DOUBTS, _l("In doubt"))
    mine = Yes(_l("Only ours"))
    page = Whole(least=1, most=10_000)


def narrowed(user: User, values: Mapping[str, Any], day: date, at: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a query over services and their organisations."""
    wanted: list[ColumnElement[bool]] = []
    if values.get("kind"):
        wanted.append(Service.kind_code == values["kind"])
    if values.get("partner"):
        wanted.append(Service.organization_id == _key(values["partner"]))
    if values.get("status"):
        wanted.append(_with_status(values["status"], day))
    if values.get("doubt"):
        wanted.append(_doubted(user, values["doubt"], day, at))
    if values.get("mine"):
        wanted.append(Service.organization_id == user.organization_id)
    return wanted


def _with_status(status: str, day: date) -> ColumnElement[bool]:
    if status != "open":
        return health.states(day)[status]
    until = Organization.agreement_until
    agreed = and_(Organization.agreement_from <= day, or_(until.is_(None), until >= day))
    return and_(health.states(day)["fresh"], agreed, Service.answered_for)


def _doubted(user: User, doubt: str, day: date, at: datetime) -> ColumnElement[bool]:
    lacks = health.lacks(day)
    return lacks[doubt] if doubt in lacks else reports.said_of(user, doubt, at)


def by_name(table: type[Organization] | type[Service]) -> list[ColumnElement[Any]]:
    """The reader's language first, the other where a name is missing in it."""
    names = [table.name_bn, table.name_en]
    return [func.coalesce(*(names if language() == "bn" else names[::-1]))]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
