"""The card of a learned model in sentences: on or off and why, from what it was made, how good it is."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from catalog.lists import facts
from catalog.places import places
from referral.figures.hidden import OTHER
from referral.i18n.dates import full_date, month
from referral.i18n.names import named
from referral.i18n.numbers import number, percent
from referral.i18n.speech import Said, _, _l, digits
from referral.models import LearnedModel

AXES: Mapping[str, Said] = {
    "district": _l("District"),
    "age_band": _l("Age"),
    "grade": _l("Wage grade"),
    "disability": _l("Disability"),
    "phone": _l("Own phone"),
}
VALUES: Mapping[str, Said] = {
    "not_known": _l("not known"),
    OTHER: _l("all others together"),
    "under_18": _l("under 18"),
    "18_24": _l("18 to 24"),
    "25_29": _l("25 to 29"),
    "30_34": _l("30 to 34"),
    "35_39": _l("35 to 39"),
    "40_49": _l("40 to 49"),
    "50_plus": _l("50 and older"),
    "yes": _l("yes"),
    "no": _l("no"),
}
HIDDEN: Mapping[str, Said] = {"few": _l("fewer than 10"), "beside": _l("hidden")}


def group(axis: str, value: str) -> str:
    """A group's name."""
    if value in VALUES:
        return str(VALUES[value])
    if axis == "district" and value in places():
        return named(places()[value])
    if axis == "disability":
        return next((named(one) for one in facts()["wgss"].values if one.code == value), value)
    return number(int(value)) if value.isdecimal() else value


def status(row: LearnedModel) -> str:
    """Whether it is in use, and if not, why not."""
    why = row.card.get("why", {})
    if row.why_off is None:
        return _(
            "In use: on later months it is better than the base rates, and what it says holds for each group watched."
        )
    counted = COUNTED_OFF.get(row.why_off)
    return counted(why) if counted else str(OFF[row.why_off])


def _too_few(why: Mapping[str, Any]) -> str:
    return _(
        "Off: too little has ended to learn from. So far %(ended)s referrals of %(months)s months count; about %(needed)s "
        "of at least %(months_needed)s months are needed, in the last months %(of_each_end)s completed and as many not.",
        **why,
    )


def _group(why: Mapping[str, Any]) -> str:
    wrong = ", ".join(f"{AXES[axis]}: {group(axis, value)}" for axis, value in why["groups"])
    return _("Off: what it says does not hold for %(groups)s, though it may for the others.", groups=wrong)


OFF: Mapping[str, Said] = {
    "not_better": _l(
        "Off: on later months it is not better, by more than chance, than saying the usual share for every referral."
    ),
    "not_better_than_kind": _l(
        "Off: on later months it is not better, by more than chance, than saying the usual share of each kind of service."
    ),
    "not_calibrated": _l("Off: on later months not as many were completed as it says."),
}
COUNTED_OFF: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"too_few": _too_few, "group": _group}


def made_of(row: LearnedModel) -> list[str]:
    """From what, and how it was divided."""
    counts, months = row.card["counts"], row.card["months"]
    said = [
        _("Trained on %(day)s, number %(number)s.", day=full_date(row.trained_at.date()), number=row.number),
        _(
            "%(sent)s referrals were sent with what was known then; %(ended)s have ended, and %(ripe)s of them count: "
            "those of months and kinds of which at least 85%% have ended.",
            sent=counts["sent"],
            ended=counts["ended"],
            ripe=counts["ripe"],
        ),
    ]
    if row.why_off != "too_few":
        said += [
            str(words)
            % {"count": number(counts[name]), "first": _month(months[name][0]), "last": _month(months[name][1])}
            for name, words in PARTS.items()
        ]
    return said


PARTS: Mapping[str, Said] = {
    "learned": _l("%(count)s, sent from %(first)s to %(last)s, made the model."),
    "middle": _l("%(count)s, sent from %(first)s to %(last)s, set how sure it may sound."),
    "held": _l("%(count)s, sent from %(first)s to %(last)s, were held out to try it."),
}


def how_good(row: LearnedModel) -> list[str]:
    """Log loss beside the base rates."""
    loss = row.card.get("loss")
    if loss is None:
        return []
    return [
        _("Log loss on the held-out months, less is better: %(loss)s.", loss=small(loss["model"])),
        _(
            "Saying the usual share for all: %(loss)s. The model is better by %(better)s (from %(low)s to %(high)s).",
            **_against(loss, "base"),
        ),
        _(
            "Saying the usual share of each kind: %(loss)s. The model is better by %(better)s (from %(low)s to %(high)s).",
            **_against(loss, "kind"),
        ),
    ]


def _against(loss: Mapping[str, float], name: str) -> dict[str, str]:
    ends = {end: small(loss[f"{name}_{end}"]) for end in ("better", "low", "high")}
    return {"loss": small(loss[name]), **ends}


def small(value: float) -> str:
    """A number with three places."""
    return digits(f"{value:.3f}")


def _month(text: str) -> str:
    return month(date.fromisoformat(f"{text}-01"))


def count(shown: int | str) -> str:
    """A count as it may be told."""
    return number(shown) if isinstance(shown, int) else str(HIDDEN[shown])


def share(told: float | None) -> str:
    """A share, or that it is hidden."""
    return _("hidden") if told is None else percent(told)


def sentences(row: LearnedModel) -> list[str]:
    """The whole card as lines, the answer first."""
    return [status(row), *made_of(row), *how_good(row)]
