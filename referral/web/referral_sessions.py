"""What the page of a referral tells of its sessions: the next one, how she has come so far, and what that speaks for."""

from typing import Any

from sqlalchemy.orm import Session

from referral.loop.sessions import absent, days, hers
from referral.models import Referral
from referral.moment import today
from referral.states import Action, Party
from referral.web.words import sessions as words

ACTS = {"left": Action.STOP, "done": Action.COMPLETE}


def sessions_of(session: Session, referral: Referral, mine: frozenset[Party]) -> dict[str, Any]:
    """For both sides; what may be said now is proposed to the provider alone."""
    if referral.starts_on is None:
        return {"marks": []}
    marks = hers.marks_of(session, referral)
    proposed = absent.proposal(session, referral, marks) if Party.PROVIDER in mine else None
    return {
        "session_when": words.when,
        "next_session": hers.next_of(session, [referral], today(session)).get(referral.id),
        "attendance": words.attendance(marks, mine),
        "marks": [(mark.day.on, words.mark_words(mark, mine)) for mark in marks],
        "proposed": words.proposal_words(proposed) if proposed else "",
        "proposed_action": ACTS[proposed.what] if proposed else None,
        "may_appoint": Party.PROVIDER in mine and days.comes_now(referral),
    }
