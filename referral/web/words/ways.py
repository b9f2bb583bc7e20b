"""What a step of a way takes and gives, in words."""

from functools import cache

from catalog.data import rows
from catalog.lists import documents, facts, skills
from matching.ways.pathway import Path
from matching.ways.steps import Step
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import money, number
from referral.i18n.speech import _, _n


def takes(step: Step) -> list[tuple[str, str]]:
    """Weeks, cost, hours and way of a step, each with its icon; what is not known says so."""
    return [
        ("clock", _weeks(step.weeks, step.hours)),
        ("taka", _("Cost: ask the partner") if step.taka is None else _taka(step.taka)),
        ("pin", _("Distance not known") if step.sums.way_unknown else _way(step)),
    ]


def begins(step: Step) -> str:
    """From when she can be there."""
    if step.begins is not None:
        return _("Begins on %(day)s", day=full_date(step.begins))
    return _("She can come at any time") if step.joins else _("When the next batch begins has to be asked")


def gains(step: Step) -> str:
    """What it gives that opens the next step."""
    return ", ".join(map(code_name, step.opens))


def whole(path: Path) -> str:
    """All steps together."""
    sums = path.sums
    weeks = _n("%(num)s week", "%(num)s weeks", sums.weeks)
    if sums.weeks_unknown:
        weeks = _("%(weeks)s and what is not known yet", weeks=weeks)
    if path.hours is None:
        return _("Together: %(weeks)s, %(cost)s", weeks=weeks, cost=_taka(sums.taka))
    hours = _n("%(num)s hour", "%(num)s hours", path.hours)
    return _("Together: %(weeks)s, %(hours)s, %(cost)s", weeks=weeks, hours=hours, cost=_taka(sums.taka))


def code_name(code: str) -> str:
    """The name of a skill, certificate, paper, account or class that a service gives."""
    for known in (skills(), documents(), facts()):
        if code in known:
            return named(known[code])
    return named(_others().get(code)) or code


@cache
def _others() -> dict[str, object]:
    levels = {level.code: level for level in facts()["schooling"].values}
    return {**levels, **{row["code"]: row for row in rows("standards")}}


def _weeks(weeks: int | None, hours: int | None) -> str:
    if weeks is None:
        return _("How long it takes is not told")
    long = _n("%(num)s week", "%(num)s weeks", weeks)
    if hours is None:
        return long
    return _("%(weeks)s, %(hours)s in all", weeks=long, hours=_n("%(num)s hour", "%(num)s hours", hours))


def _taka(taka: int) -> str:
    if taka < 0:
        return _("brings her %(taka)s", taka=money(-taka))
    return _("costs %(taka)s", taka=money(taka)) if taka else _("costs nothing")


def _way(step: Step) -> str:
    if step.match.place is None:
        return _("by phone")
    return _("about %(km)s km", km=number(round(step.sums.metres / 1000, 1)))
