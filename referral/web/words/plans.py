"""What is said of the parts of a plan together, in words."""

from collections.abc import Mapping
from datetime import date

from matching.plans.plan import Fitted, Plan
from matching.reason import Answer, Reason
from referral.i18n.dates import full_date, weekday
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _, _l

COVER: Mapping[str, Said] = {
    "class_hours": _l("At what hours is the class? Ask the partner, for the childcare."),
    "care_hours": _l("At what hours is the childcare open? Ask the partner."),
    "hours": _l("Perhaps the childcare is not open at all hours that she chooses. Ask her."),
    "days": _l("Is the childcare there for the whole course? Ask the partner."),
}


def said(plan: Plan, fitted: Fitted) -> str:
    """Of two parts, with their names, what fits or has to be asked."""
    names = [named(part.given.offer) for part in (plan.parts[fitted.one], plan.parts[fitted.other]) if part]
    return _("%(services)s: %(what)s", services=" + ".join(names), what=_what(fitted.reason))


def _what(reason: Reason) -> str:
    if reason.code == "cover":
        return (
            _("the childcare covers class and way") if reason.answer is Answer.YES else str(COVER[reason.values["why"]])
        )
    if reason.code == "after":
        if reason.answer is Answer.ASK:
            return _("When does the training end? The loan comes after it.")
        return _(
            "the loan comes after the training, from %(day)s",
            day=full_date(date.fromisoformat(reason.values["ends_on"])),
        )
    if "km" in reason.values:
        return _("one trip: %(km)s km apart", km=number(reason.values["km"]))
    return _("one trip: both on %(day)s", day=weekday(reason.values["weekday"]))
