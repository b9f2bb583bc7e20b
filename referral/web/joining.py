"""What a partner still lacks before it can be sent to, for its administrator; and its answer times accepted."""

from flask import Blueprint, Response

from referral.i18n.speech import _l
from referral.loop import joining
from referral.states import Role
from referral.web import edge

pages = Blueprint("joining", __name__)
edge.gate(pages, Role.ADMIN)


@pages.get("/joining")
def index() -> Response:
    """The list."""
    me = edge.me()
    return edge.page("joining/joining.html", list=joining.checklist(edge.session(), me, me.organization))


@pages.post("/joining/times")
def times() -> Response:
    """The answer times of all services are accepted."""
    joining.accept_times(edge.session(), edge.me())
    return edge.done("/joining", _l("The answer times are accepted."))
