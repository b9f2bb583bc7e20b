"""The options of the forms of actions: reason codes, papers, and the batches that a seat can be given in."""

from typing import Any

from catalog.models import Intake
from referral.loop import answering, seats, serving
from referral.models import Referral
from referral.moment import today
from referral.web import edge
from referral.web.words import lists


def intakes_of(referral: Referral) -> list[dict[str, Any]]:
    """The batches that a seat can be given in, with the seats that are free."""
    day = today(edge.session())
    found: list[Intake] = [
        intake for place in referral.service.places for intake in place.intakes if intake.is_open(day)
    ]
    held = seats.taken(edge.session(), [intake.id for intake in found]) if found else {}
    return [
        {"row": intake, "free": None if intake.seats is None else max(0, intake.seats - held.get(intake.id, 0))}
        for intake in found
    ]


def choices(referral: Referral) -> dict[str, Any]:
    """The options of each field that offers some, by the name that the templates know."""
    confidential = answering.CONFIDENTIAL_DECLINES if referral.confidential else None
    stop = serving.FROM_STATE.get(referral.state, "did_not_start")
    return {
        "ask": lists.reason_options("ask"),
        "papers": lists.paper_options(),
        "decline": lists.reason_options("decline", confidential),
        "stop": lists.reason_options(str(stop)),
        "move": lists.reason_options("move"),
        "owners": lists.options(lists.PHONE_OWNERS),
        "ways": lists.options(lists.SAFE_WAYS),
        "times": lists.options(lists.SAFE_TIMES),
        "shifts": lists.shift_options(),
        "cancel": [one for one in lists.reason_options("cancel") if one[0] != "draft_untouched"],
        "withdraw": lists.reason_options("withdraw"),
        "correct": lists.reason_options("correct"),
        "reopen": lists.reason_options("reopen"),
        "said_by": lists.reason_options("said_by"),
        "next_step": lists.reason_options("next_step"),
        "unmet": lists.reason_options("unmet"),
    }
