"""Services for a need: which suit and why, which nearly do and what is missing; chosen, only told, or none fits."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for

from catalog.models import Service
from catalog.offer import Offer
from catalog.search.kept import current_index
from catalog.search.searching import speaking_of
from matching.rank import Fit, Match, Ranking
from referral import access
from referral.i18n.dates import today
from referral.i18n.speech import _l
from referral.loop import fitting, needs, second, sending, weights
from referral.loop.waiting import choosing
from referral.loop.waiting.promises import promises
from referral.models import Need
from referral.states import Eye, Role
from referral.web import edge, find_wishes, parts, reasons, seconds
from referral.web.find_wishes import WISHES
from referral.web.forms import Choices, Day, Read, Schema, Text, Yes, read, show
from referral.web.search import known
from referral.web.words import lists
from referral.web.words.score import PARTS
from referral.web.words.waiting import promise_words

pages = Blueprint("find", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
SHOWN = 12
EVERY = 1_000_000


class WishForm(Schema):
    """What she wishes besides, and words that the service should speak of."""

    wish = Choices(list(WISHES))
    q = Text(_l("Words"))
    all = Yes()


class UnmetForm(Schema):
    """Why nothing fits, and when she is asked again."""

    reason = Text(_l("Why does nothing fit?"), required=True)
    ask_again_on = Day(_l("Ask her again on"), to_come=True)


@pages.get("/needs/<uuid:need_id>/services")
def services(need_id: uuid.UUID) -> Response:
    """Suiting services in order, each with its reasons; nearest misses with what is missing; what each filter hides."""
    session, user = edge.session(), edge.me()
    need = access.get_need(session, user, need_id, choices=True)
    form = read(WishForm, request.args)
    setting = weights.setting(session)
    worker, child = fitting.worker_of(session, user, need)
    found = fitting.ranking(session, user, need, today(), limit=EVERY)
    narrowed = _narrowed(form, found)
    seen = {fit: [match for match in narrowed.left if match.fit is fit] for fit in (Fit.SUITS, Fit.NEARLY)}
    most = None if form.values.get("all") else SHOWN
    cards = [match.offer for match in seen[Fit.SUITS][:most]]
    return edge.page(
        "find/services.html",
        need=need,
        worker=worker,
        child=child,
        who=who(need, worker),
        form=form,
        wishes=[(code, str(word)) for code, (word, _) in WISHES.items()],
        narrowed=narrowed,
        ways_out=find_wishes.ways_out(narrowed, need_id, form.values.get("q")),
        suiting=seen[Fit.SUITS][:most],
        nearly=seen[Fit.NEARLY][: most and most // 2],
        unfit=found.unfit[:SHOWN],
        counts={"suits": len(seen[Fit.SUITS]), "nearly": len(seen[Fit.NEARLY]), "not": len(found.unfit)},
        chosen={choice.service_id: choice for choice in need.choices},
        setting=setting,
        learned=any(match.part("chance") for match in narrowed.left),
        part_words=PARTS,
        promise=_promise_of(cards),
        closed=_full_without_list(seen[Fit.SUITS][:most]),
        tags=tags,
        sentence=reasons.sentence,
        ease=reasons.ease,
    )


def _promise_of(offers: Sequence[Offer]) -> Mapping[uuid.UUID, str]:
    """How each of these services keeps its promise to answer, in words; nothing is told of confidential ones."""
    found = promises(edge.session(), [offer.id for offer in offers if not offer.confidential])
    return {service_id: promise_words(promise) for service_id, promise in found.items()}


def _full_without_list(matches: Sequence[Match]) -> frozenset[uuid.UUID]:
    """Of these services those that have no seat and keep no waiting list: nothing can be sent there now."""
    full = [
        match.offer.id for match in matches if (part := match.part("seats")) and part.reason.values.get("free") == 0
    ]
    kept = {one.service_id for one in choosing.policies_of(edge.session(), full)} if full else set()
    return frozenset(full) - kept


def _narrowed(form: Read, found: Ranking) -> find_wishes.Narrowed:
    """What the filters of the address leave of all that suits or nearly does."""
    spoken, chosen = None, list(form.values.get("wish") or ())
    if text := form.values.get("q"):
        index = current_index(edge.session())
        spoken = speaking_of(index, text, known(index))
        chosen.append(find_wishes.WORDS)
    return find_wishes.narrow([*found.suiting, *found.nearly], find_wishes.conditions(spoken), chosen)


def who(need: Need, worker: Any) -> str:
    """Her name; on the page of a confidential need the agreed one."""
    if not need.confidential:
        return parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en})
    return str(access.unseal(edge.session(), edge.me(), need)["values"].get("agreed_name", ""))


def tags(match: Match) -> list[tuple[str, str, str]]:
    """The facts that decide, short: seats, distance, cost; each with a tone and an icon."""
    found = []
    for code, picture in (("seats", "seat"), ("distance", "pin"), ("cost", "taka")):
        part = match.part(code)
        if part is not None:
            tone = {"yes": "good", "no": "bad", "ask": ""}[part.reason.answer] if code == "seats" else ""
            found.append((reasons.sentence(part.reason), tone, picture))
    return found


@pages.post("/needs/<uuid:need_id>/choose/<uuid:service_id>")
def choose(need_id: uuid.UUID, service_id: uuid.UUID) -> Response:
    """The service is her next choice: drafted, and on to consent; where another is under way, it waits in her order."""
    session, user = edge.session(), edge.me()
    need, service = access.get_need(session, user, need_id), _service(service_id)
    choice = needs.choose(session, user, need, service)
    if needs.live(session, need):
        return edge.done(url_for("choices.story", need_id=need_id), _l("It is her next choice."))
    referral = sending.draft(session, user, choice)
    return edge.done(url_for("send.form", referral_id=referral.id))


@pages.post("/needs/<uuid:need_id>/told/<uuid:service_id>")
def told(need_id: uuid.UUID, service_id: uuid.UUID) -> Response:
    """She was only told of it."""
    session, user = edge.session(), edge.me()
    choice = needs.choose(session, user, access.get_need(session, user, need_id), _service(service_id))
    needs.tell(session, user, choice)
    return edge.done(url_for("find.services", need_id=need_id), _l("It is noted that she was told."))


def _service(service_id: uuid.UUID) -> Service:
    return access.found(edge.session().get(Service, service_id))


@pages.get("/needs/<uuid:need_id>/unmet")
def unmet_form(need_id: uuid.UUID) -> Response:
    """Nothing fits: why."""
    return _unmet_page(access.get_need(edge.session(), edge.me(), need_id), show(UnmetForm))


@pages.post("/needs/<uuid:need_id>/unmet")
def unmet(need_id: uuid.UUID) -> Response:
    """The need is recorded as unmet, with the rules that failed."""
    session, user = edge.session(), edge.me()
    need = access.get_need(session, user, need_id)
    form = read(UnmetForm, request.form)
    failed = {reason.code for match in _misses(need) for reason in match.rules if reason.answer == "no"}
    said = [_l("The unmet need is recorded. It counts in what the consortium plans.")]

    def act() -> None:
        asking, asked = second.of_unmet(session, need), second.unmet_codes(form.values["reason"])
        if asking is not None and second.must_ask(session, edge.me(), asking, Eye.UNMET, asked):
            second.ask(session, edge.me(), asking, Eye.UNMET, asked)
            said[0] = _l("A second person has been asked. When she agrees, you can record it.")
        else:
            needs.record_unmet(session, edge.me(), need, rules=sorted(failed), **form.values)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/today", said[0])
    return _unmet_page(access.get_need(session, edge.me(), need_id), form)


def _misses(need: Need) -> list[Match]:
    found = fitting.ranking(edge.session(), edge.me(), need, today(), limit=50)
    return [*found.nearly, *found.unfit]


def _unmet_page(need: Need, form: Read) -> Response:
    asking = second.of_unmet(edge.session(), need)
    told = seconds.told(edge.session(), edge.me(), asking, Eye.UNMET) if asking else None
    return edge.page("find/unmet.html", form=form, need=need, second=told, why=lists.reason_options("unmet"))
