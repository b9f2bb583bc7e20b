"""The code of conduct, accepted before anything else."""

from flask import Blueprint, Response, request

from referral.i18n.speech import _l
from referral.lists import conduct as clauses
from referral.loop import joining
from referral.people import conduct
from referral.web import edge
from referral.web.forms import Read, Schema, Yes, read, show
from referral.web.signing import inside

pages = Blueprint("conduct", __name__)
edge.gate(pages)


class CodeForm(Schema):
    """She keeps to it."""

    conduct = Yes(_l("I keep to this"), required=True)


@pages.get("/code")
def form() -> Response:
    """The code as it is now; one who has accepted it can read it again."""
    return _page(show(CodeForm))


@pages.post("/code")
def accept() -> Response:
    """Accepted: on to where she wanted to go."""
    form = read(CodeForm, request.form)

    def act() -> None:
        conduct.accept(edge.session(), edge.me())
        joining.look_again(edge.session(), edge.me().organization_id)

    form = edge.attempt(form, act)
    return edge.done(inside(request.form.get("next"))) if form.ok else _page(form)


def _page(form: Read) -> Response:
    to = inside(request.values.get("next"))
    return edge.page("signing/code.html", form=form, code=clauses(), next=to, owes=conduct.owes(edge.me()))
