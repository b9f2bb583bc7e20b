"""Her consents: what each service may see, narrowed or taken back, and who has seen her data."""

import uuid

from flask import Blueprint, Response, request, url_for

from referral import access
from referral.access import NotFound
from referral.i18n.speech import _l
from referral.lists import field_groups
from referral.loop import ending
from referral.people import consents, households, opened
from referral.states import Role
from referral.web import edge, parts
from referral.web.forms import Choice, Choices, Schema, Text, read

pages = Blueprint("consents", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)


class ConsentForm(Schema):
    """Which groups stay open, or all taken back; of her or of one of her children."""

    person = Text(required=True)
    keep = Choices(lambda: list(field_groups()), _l("What may be told"))
    do = Choice(("narrow", "end"), required=True)


@pages.get("/workers/<uuid:worker_id>/consents")
def index(worker_id: uuid.UUID) -> Response:
    """What is open, and who has seen it."""
    session, user = edge.session(), edge.me()
    worker = access.get_worker(session, user, worker_id)
    return edge.page(
        "workers/consents.html",
        worker=worker,
        consents=opened.consents_of(session, user, worker),
        seen=opened.who_saw(session, user, worker),
        groups=field_groups(),
        served={child.id: parts.named_child(child) for child in worker.children},
    )


@pages.post("/workers/<uuid:worker_id>/consents/<uuid:service_id>")
def change(worker_id: uuid.UUID, service_id: uuid.UUID) -> Response:
    """Less, or nothing more."""
    session, user = edge.session(), edge.me()
    worker = access.get_worker(session, user, worker_id)
    form = read(ConsentForm, request.form)
    persons = {str(person): person for person in households.persons_of(session, user, worker)}
    if not form.ok or form.values["person"] not in persons:
        raise NotFound
    person_id = persons[form.values["person"]]
    if form.values["do"] == "end" or not form.values["keep"]:
        ending.end_consent(session, user, person_id, service_id)
    else:
        consents.narrow(session, user, worker, person_id=person_id, service_id=service_id, keep=form.values["keep"])
    return edge.done(url_for("consents.index", worker_id=worker_id), _l("It is stored, and holds from now on."))
