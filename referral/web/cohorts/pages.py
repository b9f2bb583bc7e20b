"""The pages of cohorts: the list, what is chosen, the result with its lines, a line changed, run again."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import func, select

from matching.cohort.risks import RISK_WEIGHTS
from referral import access
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.loop.cohorts import bulk, choosing, listing, runs, showing
from referral.models import Cohort, CohortMember, CohortRun
from referral.refusals import Refused
from referral.states import Role
from referral.web import edge
from referral.web.cohorts import telling
from referral.web.forms import Choices, Read, Schema, Whole, read, seen_version, show
from referral.web.words import cohorts as words
from referral.web.words import lists

pages = Blueprint("cohorts", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
LOOK_AGAIN = 3
FILTERS = {"all": _l("All"), "got": _l("Got a seat"), "none": _l("Without"), "changed": _l("Pinned")}


def _choices() -> type[Schema]:
    """Needs, and a number for each risk and each floor."""
    fields: dict[str, Any] = {"needs": Choices(lambda: [one.code for one in _needs()], _l("What do they need?"))}
    fields |= {f"risk_{code}": Whole(title, most=choosing.MOST_WEIGHT) for code, (title, _why) in words.RISKS.items()}
    fields |= {f"floor_{code}": Whole(title, most=choosing.MOST_SHARE) for code, title in words.FLOORS.items()}
    return type("ChoicesForm", (Schema,), fields)


def _needs() -> Any:
    return choosing.needs_to_choose(edge.session())


ChoicesForm = _choices()


@pages.get("/cohorts")
def index() -> Response:
    """The rosters of the organisation."""
    return edge.page("cohorts/list.html", cohorts=showing.cohorts(edge.session(), edge.me()))


def _cohort(cohort_id: uuid.UUID) -> Cohort:
    return access.get_cohort(edge.session(), edge.me(), cohort_id)


@pages.get("/cohorts/<uuid:cohort_id>")
def one(cohort_id: uuid.UUID) -> Response:
    """The result of the last run, how far it is, or what is to be chosen first."""
    return _one(_cohort(cohort_id), show())


def _one(cohort: Cohort, form: Read) -> Response:
    session = edge.session()
    run = showing.last_run(session, cohort)
    if run is None:
        return _wishes(cohort, form if form.errors else _chosen(cohort))
    if run.state in ("asked", "running"):
        page = edge.page("cohorts/waiting.html", cohort=cohort, run=run)
        page.headers["Refresh"] = str(LOOK_AGAIN)
        return page
    if run.state == "failed":
        return edge.page("cohorts/failed.html", cohort=cohort, run=run, women=_clashing(run), form=form)
    return _result(cohort, run, form)


def _clashing(run: CohortRun) -> list[Any]:
    ids = [uuid.UUID(one) for one in run.result.get("clash", ())]
    return [member.worker for one in ids if (member := edge.session().get(CohortMember, (run.cohort_id, one)))]


def _result(cohort: Cohort, run: CohortRun, form: Read) -> Response:
    session, me = edge.session(), edge.me()
    only = request.args.get("only", "all")
    only = only if only in FILTERS else "all"
    typed = request.args.get("page", "1")
    page = int(typed) if typed.isdecimal() and 0 < len(typed) < 6 else 1
    counts = showing.counts(session, run)
    page = max(1, min(page, -(-counts[only] // showing.PAGE)))
    found = showing.lines(session, me, run, only=only, page=page)
    return edge.page(
        "cohorts/result.html",
        form=form,
        cohort=cohort,
        run=run,
        result=run.result,
        counts=counts,
        only=only,
        filters=FILTERS,
        page=page,
        more=counts[only] - page * showing.PAGE,
        lines=telling.lines(session, run, found),
        bars=telling.bars(run.result),
        unmet=telling.unmet(run.result),
        floors=telling.floors(run.result),
        left=telling.seats_left(session, run.result),
        consents=len(bulk.consented(session, run)),
    )


@pages.get("/cohorts/<uuid:cohort_id>/choices")
def choices(cohort_id: uuid.UUID) -> Response:
    """Needs, weights and floors, each explained."""
    cohort = _cohort(cohort_id)
    return _wishes(cohort, _chosen(cohort))


def _chosen(cohort: Cohort) -> Read:
    wishes = cohort.wishes
    values: dict[str, Any] = {"needs": wishes.get("needs", [])}
    values |= {f"risk_{code}": wishes.get("risks", RISK_WEIGHTS).get(code, 0) for code in words.RISKS}
    values |= {f"floor_{code}": share for code, share in wishes.get("floors", {}).items()}
    return show(ChoicesForm, values)


def _wishes(cohort: Cohort, form: Read) -> Response:
    session = edge.session()
    women = select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort.id)
    return edge.page(
        "cohorts/choices.html",
        form=form,
        cohort=cohort,
        women=session.scalar(women),
        needs=lists.names(_needs()),
        risks=[(f"risk_{code}", title, why) for code, (title, why) in words.RISKS.items()],
        floors=[(f"floor_{code}", title) for code, title in words.FLOORS.items()],
    )


@pages.post("/cohorts/<uuid:cohort_id>/choices")
def choose(cohort_id: uuid.UUID) -> Response:
    """What was chosen is kept, and the assignment asked for."""
    session, me = edge.session(), edge.me()
    form = read(ChoicesForm, request.form)

    def act() -> None:
        cohort = _cohort(cohort_id)
        choosing.choose(
            session,
            me,
            cohort,
            needs=form.values.get("needs") or [],
            risks=_numbers(form, "risk_"),
            floors={code: share for code, share in _numbers(form, "floor_").items() if share},
            seen=seen_version(request.form) or 0,
        )
        _start(cohort)

    form = edge.attempt(form, act)
    return edge.done(f"/cohorts/{cohort_id}") if form.ok else _wishes(_cohort(cohort_id), form)


def _numbers(form: Read, prefix: str) -> dict[str, int]:
    """What was typed, an empty field as nought."""
    return {name.removeprefix(prefix): value or 0 for name, value in form.values.items() if name.startswith(prefix)}


def _start(cohort: Cohort) -> None:
    """Short ones at once; the clock does the long ones."""
    session = edge.session()
    run = runs.ask(session, edge.me(), cohort)
    if run.state == "asked" and runs.asking(session, cohort) <= runs.AT_ONCE:
        runs.do_now(session, run)


@pages.post("/cohorts/<uuid:cohort_id>/run")
def again(cohort_id: uuid.UUID) -> Response:
    """Once more, with the records, seats and pins as they are now."""
    form = edge.attempt(show(), lambda: _start(_cohort(cohort_id)))
    return edge.done(f"/cohorts/{cohort_id}") if form.ok else _one(_cohort(cohort_id), form)


@pages.get("/cohorts/<uuid:cohort_id>/women/<uuid:woman_id>")
def woman(cohort_id: uuid.UUID, woman_id: uuid.UUID) -> Response:
    """One woman's lines in full, and what may be pinned or forbidden for her."""
    return _woman(cohort_id, woman_id, show())


def _woman(cohort_id: uuid.UUID, woman_id: uuid.UUID, form: Read) -> Response:
    session, me = edge.session(), edge.me()
    cohort = _cohort(cohort_id)
    member = choosing.member_of(session, me, cohort_id, woman_id)
    run = runs.last_done(session, cohort_id)
    found = showing.line_of(session, me, run, woman_id) if run else []
    told = telling.lines(session, run, found) if run else []
    ids = {uuid.UUID(better["service"]) for one in found for better in one.line.why.get("better", ())}
    ids |= {one.service.id for one in found if one.service} | {uuid.UUID(one) for one in member.forbidden}
    ids |= {member.pinned_id} if member.pinned_id else set()
    services = showing.services_of(session, ids)
    return edge.page(
        "cohorts/woman.html",
        form=form,
        cohort=cohort,
        member=member,
        lines=told,
        betters=[telling.betters(services, one) for one in found],
        services=[(str(one.id), f"{named(one)} · {named(one.organization)}") for one in services.values()],
        pinned=str(member.pinned_id or ""),
        forbidden=set(member.forbidden),
    )


@pages.post("/cohorts/<uuid:cohort_id>/women/<uuid:woman_id>")
def change(cohort_id: uuid.UUID, woman_id: uuid.UUID) -> Response:
    """What is pinned and forbidden for her, and run again where that is asked; or that she agrees to be known."""
    session, me = edge.session(), edge.me()
    member = choosing.member_of(session, me, cohort_id, woman_id)

    def act() -> None:
        if request.form.get("do") == "known":
            listing.agree(session, me, member.worker)
            return
        choosing.change(
            session,
            me,
            member,
            pinned=_key(request.form.get("pinned", "")),
            forbidden=[key for text in request.form.getlist("forbidden") if (key := _key(text))],
        )
        if request.form.get("do") == "again":
            _start(_cohort(cohort_id))

    form = edge.attempt(show(), act)
    if not form.ok:
        return _woman(cohort_id, woman_id, form)
    return edge.done(f"/cohorts/{cohort_id}", _l("The change is kept."))


def _key(text: str) -> uuid.UUID | None:
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused("choose_service", "pinned") from None
