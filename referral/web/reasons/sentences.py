"""Each reason as one sentence, with her own facts in it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from catalog.lists import facts
from matching.reason import Answer, Reason
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import number, percent
from referral.i18n.speech import Said, _, _l, _n
from referral.web.reasons.hours import hours_sentence
from referral.web.reasons.questions import QUESTIONS, question
from referral.web.reasons.rules import asked_of, failed
from referral.web.reasons.values import either_of, listed, taka, value_words
from referral.web.words import learned
from referral.web.words.agenda import agenda

WHY_CLOSED: Mapping[str, Said] = {
    "suspended": _l("The partner has suspended it."),
    "no_agreement": _l("The partner has no data-sharing agreement in force."),
    "nobody": _l("Nobody of the partner answers for it yet."),
    "stale": _l("The partner has not confirmed it for too long."),
}


def sentence(reason: Reason) -> str:
    """What a reason says to the caseworker; with `ask`, what is asked and the question to her."""
    say = _of_fact if "test" in reason.values and reason.code in facts() else SENTENCES[reason.code]
    return say(reason)


def _of_fact(reason: Reason) -> str:
    fact, values = facts()[reason.code], reason.values
    test = str(values["test"])
    rule = asked_of(fact.code, test, values)
    if reason.answer is Answer.ASK:
        return _("%(asked)s. Ask her: %(question)s", asked=rule, question=QUESTIONS[fact.code])
    if reason.answer is Answer.NO:
        missing = failed(fact, test, values, list(values.get("missing", ())))
        return missing if fact.type in ("codes", "yes_no") else _with_hers(missing, reason)
    if fact.type == "yes_no":
        return rule
    return _("%(asked)s; hers: %(own)s", asked=rule, own=_own(reason))


def _with_hers(missing: str, reason: Reason) -> str:
    return _("%(sentence)s Hers: %(own)s.", sentence=missing, own=_own(reason))


def _own(reason: Reason) -> str:
    """Her own value, or each child's; of codes those that were asked for."""
    fact, found = facts()[reason.code], reason.values["own"]
    if fact.type == "codes":
        found = [[code for code in codes if code in reason.values["codes"]] for codes in found]
    return listed(value_words(fact, own) for own in found) or _("none")


def _words(reason: Reason) -> str:
    return question(reason)


def _either(reason: Reason) -> str:
    """The one that says yes; else all of them, each with what it says."""
    found = reason.values["reasons"]
    if reason.answer is Answer.YES:
        return next(sentence(one) for one in found if one.answer is Answer.YES)
    ways = either_of(asked_of(one.code, one.values["test"], one.values) for one in found)
    if reason.answer is Answer.NO:
        return _("One of these is asked: %(ways)s.", ways=ways)
    return _("%(asked)s. Ask her: %(question)s", asked=ways, question=question(reason))


def _closed(reason: Reason) -> str:
    return str(WHY_CLOSED[reason.values["why"]])


def _parked(reason: Reason) -> str:
    until = full_date(date.fromisoformat(reason.values["until"]))
    return _("She did not want it; it is shown to her again from %(day)s on", day=until)


def _need(reason: Reason) -> str:
    need = named(agenda().needs[reason.values["need"]])
    if reason.values["place"] == 0:
        return _("Is there for this need: %(need)s", need=need)
    return _("Helps with this need too: %(need)s", need=need)


def _distance(reason: Reason) -> str:
    if "by_phone" in reason.values:
        return _("No way to go: by phone or where she is")
    if reason.answer is Answer.ASK:
        return _("The distance is not known. Ask her: %(question)s", question=question(reason))
    return _("About %(km)s km from her home by road, an estimate", km=number(reason.values["km"]))


def _seats(reason: Reason) -> str:
    if reason.answer is Answer.ASK:
        return _("Whether there is a seat is not known: ask the partner")
    if reason.answer is Answer.NO:
        return _("No intake is open now") if "closed" in reason.values else _("Full: there may be a waiting list")
    free, starts = reason.values["free"], reason.values["starts_on"]
    said = _("Open; seats are not counted") if free is None else _n("%(num)s free seat", "%(num)s free seats", free)
    if "not_told" in reason.values:
        said = _("A seat is free")
    if not starts:
        return said
    return _("%(seats)s, start %(day)s", seats=said, day=full_date(date.fromisoformat(starts), near=True))


def _cost(reason: Reason) -> str:
    if "taka" not in reason.values:
        return _("The cost is not told: ask the partner")
    amount = reason.values["taka"]
    if amount < 0:
        return _("Brings her %(taka)s in the first month", taka=taka(-amount))
    if amount == 0:
        return _("Free of charge")
    if reason.answer is Answer.NO:
        fact = facts()["can_pay"]
        return named({"name_en": fact.fail_en, "name_bn": fact.fail_bn}).replace("{value}", number(amount))
    if reason.answer is Answer.ASK:
        return _(
            "Costs %(taka)s in the first month. Ask her: %(question)s", taka=taka(amount), question=question(reason)
        )
    return _("Costs %(taka)s in the first month, which she can pay", taka=taka(amount))


def _priority(reason: Reason) -> str:
    rules = listed(_asked(one) for one in reason.values["reasons"] if one.answer is reason.answer)
    if reason.answer is Answer.YES:
        return _("She comes first here: %(rules)s", rules=rules)
    if reason.answer is Answer.NO:
        return _("Others come first here: %(rules)s", rules=rules)
    return _("She may come first here: %(rules)s. Ask her: %(question)s", rules=rules, question=question(reason))


def _asked(reason: Reason) -> str:
    if reason.code == "either":
        return either_of(map(_asked, reason.values["reasons"]))
    return asked_of(reason.code, reason.values["test"], reason.values)


def _confirmed(reason: Reason) -> str:
    days: Any = reason.values.get("days")
    if days is None:
        return _("The partner has never confirmed it")
    if reason.answer is Answer.NO:
        return _n("Not confirmed for %(num)s day", "Not confirmed for %(num)s days", days)
    return _("Confirmed today") if days <= 0 else _n("Confirmed %(num)s day ago", "Confirmed %(num)s days ago", days)


def _chance(reason: Reason) -> str:
    """The learned chance with what pushes it up and down; of a new service, that it is given a start."""
    said = [
        _(
            "By what earlier referrals tell, the chance to complete is about %(share)s",
            share=percent(reason.values["percent"] / 100),
        )
    ]
    found = reason.values["grounds"]
    if speaks_for := learned.grounds(found, up=True):
        said.append(_("for it: %(why)s", why=listed(speaks_for)))
    if against := learned.grounds(found, up=False):
        said.append(_("against it: %(why)s", why=listed(against)))
    if reason.values["new"]:
        said.append(_("it is still new here, so it comes a little higher, to be tried"))
    return "; ".join(said)


SENTENCES: Mapping[str, Callable[[Reason], str]] = {
    "words": _words,
    "either": _either,
    "closed": _closed,
    "parked": _parked,
    "need": _need,
    "distance": _distance,
    "hours": hours_sentence,
    "seats": _seats,
    "cost": _cost,
    "priority": _priority,
    "confirmed": _confirmed,
    "chance": _chance,
}
