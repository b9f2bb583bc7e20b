"""What to ask her, or the partner, where a reason is not known."""

from collections.abc import Callable, Mapping

from matching.reason import Answer, Reason
from referral.i18n.speech import Said, _, _l
from referral.web.reasons.rules import asked_of
from referral.web.reasons.values import taka

QUESTIONS: Mapping[str, Said] = {
    "birth_year": _l("How old is she, or in what year was she born?"),
    "employment": _l("Does she work now, and where?"),
    "employment_end": _l("In what month did or does the job end?"),
    "shift": _l("What are her hours, and do they change from week to week?"),
    "role": _l("What is or was her work in the factory?"),
    "wage_grade": _l("What is her wage grade?"),
    "years_in_rmg": _l("How many years has she worked in garments?"),
    "schooling": _l("How far did she go in school?"),
    "can_read": _l("Can she read Bengali?"),
    "skills": _l("Which machines and other work does she know?"),
    "certificates": _l("Which certificates does she have?"),
    "district": _l("Where does she live: thana and area?"),
    "distance": _l("Where does she live: thana and area?"),
    "children_under_6": _l("In which month was each of her children born?"),
    "child_age_months": _l("In which month was the child born?"),
    "child_in_school": _l("Does the child go to school, and to which class?"),
    "alone_with_children": _l("Does she bring up her children alone?"),
    "marital_status": _l("Would she tell whether she is married?"),
    "household_income_band": _l("About how much comes in for the household in a month?"),
    "household_members": _l("How many people live in her household?"),
    "running_loans": _l("How many loans is she paying back now?"),
    "can_pay": _l("How much can she pay in a month?"),
    "documents": _l("Which of these papers does she have?"),
    "own_phone": _l("Does she have a phone of her own?"),
    "smartphone": _l("Does she have a smartphone?"),
    "mfs_account": _l("Does she have a mobile wallet?"),
    "bank_account": _l("Does she have a bank account?"),
    "guarantor": _l("Is there somebody who stands surety for her?"),
    "earlier_services": _l("Which of these services has she had before?"),
    "savings_member_months": _l("How many months has she been in a savings group?"),
    "wgss": _l("Does she have difficulty seeing, hearing, walking or the like?"),
    "pregnant": _l("Is she pregnant, if she wants to say so?"),
    "language": _l("Which languages does she understand?"),
    "exposure_band": _l("What is or was her work in the factory?"),
    "factory": _l("In which factory does or did she work?"),
}
OF_HOURS: Mapping[str | None, Said] = {
    "unknown": QUESTIONS["shift"],
    "rotates": _l("Does her shift change from week to week?"),
    "overtime": _l("Can she leave before the overtime on those days?"),
    "day_off": _l("Which day of the week does she have off?"),
    "some": _l("Is it enough to come at some of the hours? Ask the partner."),
    "child": _l("Who brings and fetches the child outside these hours?"),
    None: _l("At what hours is it? Ask the partner."),
}
NAMES_WHICH = frozenset({"documents", "earlier_services"})


def question(reason: Reason) -> str:
    """The question that would turn "ask" into yes or no."""
    return OTHERS.get(reason.code, _of_fact)(reason)


def _of_fact(reason: Reason) -> str:
    said = str(QUESTIONS[reason.code])
    if reason.code in NAMES_WHICH and "codes" in reason.values:
        return f"{said} {asked_of(reason.code, str(reason.values['test']), reason.values)}"
    return said


def _hours(reason: Reason) -> str:
    return str(OF_HOURS["child" if reason.values.get("covers") else reason.values.get("why")])


def _seats(reason: Reason) -> str:
    return _("Is there a seat, and from when? Ask the partner.")


def _priority(reason: Reason) -> str:
    return " ".join(question(one) for one in reason.values["reasons"] if one.answer is Answer.ASK)


def _words(reason: Reason) -> str:
    text = reason.values.get("text")
    if not text:
        return _("What is asked here? Ask the partner.")
    return _("The partner asks: “%(text)s”. Is it so for her?", text=text)


def _either(reason: Reason) -> str:
    """One question after the other: one yes is enough."""
    open_ones = [one for one in reason.values["reasons"] if one.answer is Answer.ASK]
    return _("One yes is enough: %(questions)s", questions=" ".join(map(question, open_ones)))


def _cost(reason: Reason) -> str:
    if "taka" not in reason.values:
        return _("What does it cost? Ask the partner.")
    return _("Can she pay %(taka)s in the first month?", taka=taka(reason.values["taka"]))


OTHERS: Mapping[str, Callable[[Reason], str]] = {
    "words": _words,
    "either": _either,
    "hours": _hours,
    "cost": _cost,
    "seats": _seats,
    "priority": _priority,
}
