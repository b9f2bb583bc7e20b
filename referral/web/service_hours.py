"""The form of a batch: seats, dates and weekly hours, in as many spans as it has."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import time
from typing import Any

from catalog.intakes import Terms, Times
from catalog.models import Intake
from catalog.tables.times import time_of_day
from catalog.tables.wrong import Wrong
from referral.i18n.speech import _l
from referral.web.forms import Choices, Day, Schema, Typed, ValidationError, Whole, validates_schema, wrong

SPANS = range(1, 15)
AT_LEAST = 4
WEEK = (5, 6, 0, 1, 2, 3, 4)


class Clock(Typed[time]):
    """A time of day in any writing."""

    def understand(self, raw: str) -> time:
        try:
            return time_of_day(raw)
        except Wrong:
            raise wrong(_l("Please write a time, such as 9:30 or 17:00.")) from None


class TermsForm(Schema):
    """Seats and dates; of each span of weekly hours, days and both times go together."""

    seats = Whole(_l("Seats"), most=100_000)
    starts_on = Day(_l("Starts on"))
    ends_on = Day(_l("Ends on"))
    closes_on = Day(_l("Last day for referrals"))
    seen = Whole(required=True)

    @validates_schema
    def hours_are_whole(self, values: Mapping[str, Any], **_: object) -> None:
        """Days without hours, or hours without days, are no session."""
        for at in SPANS:
            parts = [values.get(f"{name}{at}") for name in ("days", "starts", "ends")]
            if any(part not in (None, []) for part in parts) and any(part in (None, []) for part in parts):
                raise ValidationError([_l("Days and both times go together.")], f"starts{at}")


HOURS: dict[str, Any] = (
    {f"days{at}": Choices(WEEK, _l("Days")) for at in SPANS}
    | {f"starts{at}": Clock(_l("From")) for at in SPANS}
    | {f"ends{at}": Clock(_l("Until")) for at in SPANS}
)
IntakeForm = TermsForm.from_dict(HOURS)


def shown(intake: Intake) -> dict[str, Any]:
    """What is known of a batch, as the form shows it: its weekly sessions as spans of hours with their days."""
    values: dict[str, Any] = {name: getattr(intake, name) for name in ("seats", "starts_on", "ends_on", "closes_on")}
    found: dict[tuple[time, time], list[int]] = defaultdict(list)
    for one in intake.sessions:
        found[one.starts, one.ends].append(one.weekday)
    for at, ((starts, ends), days) in zip(SPANS, sorted(found.items()), strict=False):
        values |= {f"days{at}": days, f"starts{at}": f"{starts:%H:%M}", f"ends{at}": f"{ends:%H:%M}"}
    return values


def spans(typed: Mapping[str, Any]) -> range:
    """The rows of hours that the form shows: one more than are filled in, four at least."""
    filled = [at for at in SPANS if any(typed.get(f"{name}{at}") for name in ("days", "starts", "ends"))]
    return SPANS[: max(AT_LEAST, max(filled, default=0) + 1)]


def terms(values: Mapping[str, Any]) -> Terms:
    """What the form says, as the catalog's verbs take it."""
    times: list[Times] = [
        (day, values[f"starts{at}"], values[f"ends{at}"]) for at in SPANS for day in values[f"days{at}"]
    ]
    return {
        "seats": values["seats"],
        "starts_on": values["starts_on"],
        "ends_on": values["ends_on"],
        "closes_on": values["closes_on"],
        "times": times,
    }
