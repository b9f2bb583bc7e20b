"""The way to a need that nothing answers directly, or to a service that nearly suits: up to three steps."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import Service
from catalog.pathways import leadings
from referral import access
from referral.i18n.dates import today
from referral.loop import fitting
from referral.loop.ways import goal, open_to, ways
from referral.states import Role
from referral.web import edge, parts, reasons
from referral.web.words import ways as words

pages = Blueprint("ways", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
SKILL_NEEDS = frozenset({"learn_skill", "move_up_in_garments", "find_job", "start_business", "use_a_computer"})


@pages.get("/needs/<uuid:need_id>/pathway")
def pathway(need_id: uuid.UUID) -> Response:
    """The best ways, each step with what it takes and what has to be asked."""
    session, user = edge.session(), edge.me()
    need = access.get_need(session, user, need_id)
    leading = leadings().get(request.args.get("to", ""))
    service = _service(request.args.get("service", ""))
    found = ways(session, user, need, goal(need, service.id if service else None, leading), today())
    worker, _ = fitting.worker_of(session, user, need)
    return edge.page(
        "find/pathway.html",
        need=need,
        worker=worker,
        who=parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en}),
        service=service,
        leading=leading,
        found=found,
        others=open_to(session, user, need) if need.code in SKILL_NEEDS else [],
        words=words,
        question=reasons.question,
    )


def _service(code: str) -> Service | None:
    """The service of the address; a confidential one is not there for an ordinary need."""
    if not code:
        return None
    try:
        service = access.found(edge.session().get(Service, uuid.UUID(code)))
    except ValueError:
        raise access.NotFound from None
    if service.confidential:
        raise access.NotFound
    return service
