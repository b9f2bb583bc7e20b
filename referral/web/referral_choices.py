"""The options of the forms of actions: reason codes, papers, and the batches that a seat can be given in."""

from typing import Any

from catalog.current import current_offers
from catalog.models import Intake
from referral.i18n.names import named
from referral.loop import answering, seats, serving
from referral.models import Referral
from referral.moment import today
from referral.web import edge
from referral.web.words import lists

MOST_SUGGESTED = 100


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
        "suggest": [] if referral.confidential else _others(referral),
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


def _others(referral: Referral) -> list[tuple[str, str]]:
    """Open services of others that answer the same need, for who can't take her and knows a better one."""
    day = today(edge.session())
    found = [
        (
            str(offer.id),
            f"{named(offer)}, {named({'name_en': offer.organization_en, 'name_bn': offer.organization_bn})}",
        )
        for offer in current_offers(edge.session())
        if referral.need.code in offer.needs and not offer.confidential and offer.id != referral.service_id
        if offer.closed(day) is None
    ]
    return sorted(found, key=lambda one: one[1])[:MOST_SUGGESTED]
