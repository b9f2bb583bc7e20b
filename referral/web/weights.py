"""The backbone's page of the weights: what each part of the order is, what it weighs, what other weights would change."""

from flask import Blueprint, Response, request

from catalog.current import current_offers
from matching.parts import WEIGHTS
from referral.i18n.dates import today
from referral.i18n.speech import _l
from referral.loop import seats
from referral.loop import weights as verbs
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Whole, read, show
from referral.web.weights_example import AGE, Example, example
from referral.web.words.agenda import agenda
from referral.web.words.score import PARTS

pages = Blueprint("weights", __name__)
edge.gate(pages, Role.BACKBONE)
WeightForm = Schema.from_dict(
    {code: Whole(PARTS[code].name, least=0, most=verbs.MOST, required=True) for code in WEIGHTS}, name="WeightForm"
)


@pages.get("/weights")
def form() -> Response:
    """The weights in force, each with its explanation."""
    setting = verbs.setting(edge.session())
    return _page(setting, show(WeightForm, setting.weights), None)


@pages.post("/weights")
def change() -> Response:
    """What they would change, or, with `do` set, other weights from now on."""
    session = edge.session()
    form, setting = read(WeightForm, request.form), verbs.setting(session)
    if request.form.get("do") == "look":
        return _page(setting, form, _example(setting, form) if form.ok else None)
    seen = request.form.get("seen", "")
    form = edge.attempt(form, lambda: verbs.set_weights(session, edge.me(), form.values, seen=seen))
    if form.ok:
        return edge.done("/weights", _l("The weights are set. From now on services are ordered by them."))
    return _page(verbs.setting(session), form, None)


def _example(setting: verbs.Setting, form: Read) -> Example | None:
    session = edge.session()
    return example(current_offers(session), seats.taken(session), today(), setting.weights, form.values)


def _page(setting: verbs.Setting, form: Read, shown: Example | None) -> Response:
    return edge.page(
        "weights.html",
        form=form,
        setting=setting,
        at_start=WEIGHTS,
        part_words=PARTS,
        most=verbs.MOST,
        example=shown,
        need=agenda().needs.get(shown.need) if shown else None,
        age=AGE,
    )
