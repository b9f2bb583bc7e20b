"""The desks: a caseworker's day, a provider's inbox (as a sheet too), and the people in service."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, send_file

from referral import disclosing
from referral.access import NotFound
from referral.i18n.dates import day_of, today
from referral.i18n.speech import Said, _, _l
from referral.lists import reasons
from referral.loop import desk, keeping, reports, tasks
from referral.loop.desk import Line
from referral.loop.waiting import inflow
from referral.models import Referral, Task, TaskKind
from referral.states import Role, State
from referral.web import edge, parts
from referral.web.sheets import inbox_sheet
from referral.web.shell.tabs import tabs_of
from referral.web.together import tickable
from referral.web.words import offering
from referral.web.words.life import RESOLUTIONS, mine_word, turn_word
from referral.web.words.waiting import slow_words

pages = Blueprint("desk", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR, Role.PROVIDER)
REFERRERS = (Role.CASEWORKER, Role.SUPERVISOR)
PROVIDERS = (Role.PROVIDER, Role.SUPERVISOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS: Mapping[str, Said] = {
    "late": _l("Overdue"),
    "today": _l("Due today"),
    "week": _l("This week"),
    "later": _l("Later"),
}
TASKS: Mapping[TaskKind, Said] = {
    TaskKind.TELL_HER: _l("Tell her: she has got a place"),
    TaskKind.CHECK_PHONE: _l("Check her phone number and the safe time"),
    TaskKind.ASK_AGAIN: _l("Ask her again, as agreed"),
    TaskKind.CHECK_RULE: _l("Is a rule missing at this service?"),
    TaskKind.FIX_LISTING: _l("Put the entry of this service right"),
    TaskKind.SUSPEND_SERVICE: _l("Suspend this service, if it does not run now"),
    TaskKind.PLAN_CHANGED: _l("Something that belongs to her plan fell away: does this still fit?"),
    TaskKind.STILL_COMING: _l("Is she still coming? She stays away from her sessions"),
}
PICTURES = {State.ASKED: "ask", State.RETURNED: "talk", State.DRAFT: "swap"}


def _only(*roles: Role) -> None:
    if not any(edge.me().has(role) for role in roles):
        raise NotFound


@pages.get("/desk")
def first() -> Response:
    """To the first place of her roles."""
    return redirect(tabs_of(edge.me())[0].path, 303)  # type: ignore[return-value]


@pages.get("/today")
def today_page() -> Response:
    """What waits on her, the most urgent first; whom to tell; what waits on others."""
    _only(*REFERRERS)
    session, user = edge.session(), edge.me()
    lines, own_tasks = desk.turns(session, user), tasks.tasks_of(session, user)
    names = disclosing.names(
        session, user, [*(line.referral for line in lines), *(one.referral for one in own_tasks)], today()
    )
    rows = [_of_line(line, names) for line in lines] + [_of_task(task, names) for task in own_tasks]
    return edge.page(
        "desk/today.html",
        groups=_grouped(rows),
        count=len(rows),
        waiting=desk.waiting_on_others(session, user),
        asked=desk.asked_of_us(session, user),
        answered=reports.answered(session, user),
        service_words=offering,
        reasons=reasons(),
        group_words=GROUPS,
    )


def _of_line(line: Line, names: Mapping[Any, Any]) -> dict[str, Any]:
    referral, came_back = line.referral, line.back or line.referral
    text = mine_word(referral)
    if came_back.resolution is not None:
        said = str(RESOLUTIONS[came_back.resolution])
        text = _("%(said)s. %(then)s", said=said[:1].upper() + said[1:], then=text)
    draft = referral.state is State.DRAFT
    return _shown(referral, names) | {
        "text": text,
        "href": f"/referrals/{referral.id}/send" if draft else f"/referrals/{referral.id}",
        "due_at": referral.due_at or came_back.due_at,
        "picture": PICTURES.get(referral.state, "needle"),
    }


def _of_task(task: Task, names: Mapping[Any, Any]) -> dict[str, Any]:
    tell = task.kind is TaskKind.TELL_HER
    return _shown(task.referral, names) | {
        "text": str(TASKS[task.kind]),
        "href": f"/referrals/{task.referral_id}/tell" if tell else f"/tasks/{task.id}",
        "due_at": task.due_at,
        "picture": "phone" if tell else "clock",
    }


def _shown(referral: Referral, names: Mapping[Any, Any]) -> dict[str, Any]:
    fresh = [_("new message")] if referral.unread_talk else []
    return {"title": parts.who(referral, names), "small": " · ".join([*fresh, parts.what(referral)])}


def _grouped(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Overdue, today, this week, later; within each by due time."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for row in sorted(rows, key=lambda row: (row["due_at"] is None, row["due_at"] or 0, row["title"])):
        found[_group(row["due_at"])].append(row)
    return {name: same for name, same in found.items() if same}


def _group(due_at: Any) -> str:
    if due_at is None:
        return "week"
    left = day_of(due_at) - today()
    return "late" if left.days < 0 else "today" if left.days == 0 else "week" if left <= timedelta(days=7) else "later"


@pages.get("/sent")
def sent_page() -> Response:
    """All live referrals that she is responsible for."""
    _only(*REFERRERS)
    return _list("desk/sent.html", desk.sent_by(edge.session(), edge.me()))


@pages.get("/inbox")
def inbox() -> Response:
    """What a provider has to answer."""
    _only(*PROVIDERS)
    return _list(
        "desk/inbox.html",
        desk.inbox(edge.session(), edge.me()),
        tasks=tasks.tasks_of(edge.session(), edge.me()),
        task_words=TASKS,
        asks=keeping.asks(edge.session(), edge.me()),
        slow=[(service, slow_words(promise)) for service, promise in inflow.slow(edge.session(), edge.me())],
        list_name="inbox",
    )


@pages.get("/serving")
def serving() -> Response:
    """Whom a provider has accepted, serves, and keeps a place for."""
    _only(*PROVIDERS)
    session, user = edge.session(), edge.me()
    return _list(
        "desk/serving.html", desk.serving(session, user), keeping=desk.keeping(session, user), list_name="serving"
    )


def _list(template: str, referrals: list[Referral], list_name: str = "", **more: Any) -> Response:
    session, user = edge.session(), edge.me()
    if list_name:
        more |= tickable(list_name, referrals)
    shown = [*referrals, *more.get("keeping", ())]
    names = disclosing.names(session, user, shown, today())
    who = {referral.id: parts.who(referral, names) for referral in shown}
    return edge.page(template, referrals=referrals, who=who, what=parts.what, turn=turn_word, **more)


@pages.get("/inbox.xlsx")
def inbox_as_sheet() -> Response:
    """The inbox as a sheet: what the page shows, and nothing more."""
    _only(*PROVIDERS)
    session, user = edge.session(), edge.me()
    referrals = desk.inbox(session, user)
    names = disclosing.names(session, user, referrals, today())
    answer: Response = send_file(
        inbox_sheet(referrals, {one.id: parts.who(one, names) for one in referrals}),
        mimetype=XLSX,
        as_attachment=True,
        download_name="setu-inbox.xlsx",
    )
    return answer


@pages.get("/tasks/<uuid:task_id>")
def task(task_id: Any) -> Response:
    """One task, with what it is about."""
    found = tasks.get_task(edge.session(), edge.me(), task_id)
    names = disclosing.names(edge.session(), edge.me(), [found.referral], today())
    return edge.page("desk/task.html", task=found, who=parts.who(found.referral, names), words=TASKS)


@pages.post("/tasks/<uuid:task_id>")
def task_done(task_id: Any) -> Response:
    """The task is done."""
    tasks.done(edge.session(), edge.me(), tasks.get_task(edge.session(), edge.me(), task_id))
    return edge.done("/desk", _l("Done: it is stored."))
