"""Notices: what a member of staff was told, the newest first; read with one tap."""

from flask import Blueprint, Response

from referral import disclosing
from referral.i18n.speech import _l
from referral.loop import notices
from referral.loop.sessions import hers
from referral.models import About
from referral.moment import today
from referral.web import edge, parts
from referral.web.words.notices import notice_words
from referral.web.words.sessions import when

OF_SESSIONS = (About.SESSION_TOMORROW, About.SESSION_CHANGED)
pages = Blueprint("notices", __name__)
edge.gate(pages)


@pages.get("/notices")
def all_of_hers() -> Response:
    """The last fifty."""
    session, user = edge.session(), edge.me()
    told = notices.notices(session, user)
    about = list({one.referral.id: one.referral for one in told if one.referral}.values())
    names = disclosing.names(session, user, about, today(session))
    sessions = hers.next_of(
        session, [one.referral for one in told if one.referral and one.about in OF_SESSIONS], today(session)
    )
    who = {referral.id: parts.who(referral, names) for referral in about}
    return edge.page(
        "notices/notices.html",
        notices=told,
        who=who,
        what=parts.what,
        words=notice_words,
        coming={key: when(day) for key, day in sessions.items()},
    )


@pages.post("/notices")
def read() -> Response:
    """All are read."""
    notices.read_all(edge.session(), edge.me())
    return edge.done("/notices", _l("All are read."))
