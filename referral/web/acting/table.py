"""Each action with its form and the verb that it calls; the page shows them, one view sends them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalog.intakes import times_of
from catalog.models import Intake, Service, ServiceAtLocation
from referral.i18n.speech import Said, _l
from referral.lists import completion_fields
from referral.loop import amending, answering, closing, following, second, serving
from referral.loop.closing import Word
from referral.loop.sessions.hers import came_to, marks_of
from referral.loop.waiting import offers
from referral.models import Referral, User
from referral.moment import today
from referral.refusals import Refused
from referral.states import Action
from referral.web.acting import schemas
from referral.web.forms import Read, Schema, show

Values = Mapping[str, Any]
Do = Callable[[Session, Any, Referral, Values, int | None], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """An action from a page: its form, and what is done with it; `seen` is the version that the page showed."""

    schema: Callable[[Referral], Schema | type[Schema]]
    do: Do


def _form(schema: type[Schema]) -> Callable[[Referral], Schema | type[Schema]]:
    return lambda _: schema


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _given(session: Session, referral: Referral, values: Values) -> answering.Given:
    """The batch and place chosen; the first day and its hour are the batch's own where none is written."""
    places = {place.id: place for place in referral.service.places}
    intakes = {intake.id: intake for place in places.values() for intake in place.intakes}
    intake = _one_of(intakes, values["intake"], "intake")
    place = _one_of(places, values["place"], "place")
    starts_on = values["starts_on"] or _first_day(session, intake)
    return {
        "intake": intake,
        "place": place,
        "starts_on": starts_on,
        "starts_at": values["starts_at"] or _first_hour(intake, starts_on),
        "bring": values["bring"],
    }


def _one_of(known: Mapping[uuid.UUID, Any], text: str | None, field: str) -> Any:
    if not text:
        return None
    key = _key(text)
    if key is None or key not in known:
        raise Refused("choose_place", field)
    return known[key]


def _first_day(session: Session, intake: Intake | None) -> Any:
    if intake is not None and intake.starts_on and intake.starts_on >= today(session):
        return intake.starts_on
    raise Refused("say_first_day", "starts_on")


def _accept(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    answering.accept(session, actor, referral, seen=seen, **_given(session, referral, values))


def _accept_late(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    answering.accept_late(session, actor, referral, seen=seen, **_given(session, referral, values))


def _decline(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    suggested = _key(values["suggested"])
    service = session.get(Service, suggested) if suggested else None
    answering.decline(
        session, actor, referral, reason=values["reason"], text=values["text"], suggested=service, seen=seen
    )


def _complete(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    """Only coded answers go into the record of the completion; words stand beside the event."""
    asked = {one.field: values[f"c_{one.field}"] for one in completion_fields(referral.service.kind_code)}
    told = {field: str(value) if not isinstance(value, int | str) else value for field, value in asked.items() if value}
    keeps = values["keeps"] or asked.get("keeps_place") in ("yes", "until_date")
    serving.complete(
        session,
        actor,
        referral,
        resolution=values["resolution"],
        completion=told,
        on=values["on"],
        keeps=keeps,
        keeps_until=values["keeps_until"],
        text=values["text"],
        seen=seen,
    )


def _move(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    intakes = {intake.id: intake for place in referral.service.places for intake in place.intakes}
    intake = _one_of(intakes, values["intake"], "intake")
    serving.move(session, actor, referral, intake=intake, reason=values["reason"], seen=seen)


def _amend(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> None:
    given = {field: value for field, value in values.items() if field != "text"}
    amending.amend(session, actor, referral, given=given, text=values["text"], seen=seen)


def _close(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> Said | None:
    """Closed; or, where the kind of service asks for it, a second person is asked first."""
    word = Word(**values)
    wanted = second.wanted_to_close(referral, word.outcome, word.next_step)
    if wanted is not None and second.must_ask(session, actor, referral, wanted, word.codes):
        closing.check_word(session, referral, word)
        second.ask(session, actor, referral, wanted, word.codes)
        return _l("A second person has been asked. When she agrees, you can close it.")
    closing.close(session, actor, referral, word, seen=seen)
    return None


def _plain(verb: Callable[..., object]) -> Do:
    """A verb whose arguments are the fields of its form."""

    def do(session: Session, actor: User, referral: Referral, values: Values, seen: int | None) -> object:
        return verb(session, actor, referral, **values, seen=seen)

    return do


DEEDS: dict[Action, Deed] = {
    Action.ACCEPT: Deed(_form(schemas.AcceptForm), _accept),
    Action.ACCEPT_LATE: Deed(_form(schemas.AcceptForm), _accept_late),
    Action.WAITLIST: Deed(_form(schemas.WaitlistForm), _plain(answering.waitlist)),
    Action.ASK: Deed(_form(schemas.AskForm), _plain(answering.ask)),
    Action.ANSWER: Deed(_form(schemas.AnswerForm), _plain(answering.answer)),
    Action.CONFIRM: Deed(_form(schemas.Nothing), _plain(following.confirm)),
    Action.TAKE_SEAT: Deed(_form(schemas.TakeForm), _plain(offers.take_seat)),
    Action.WAIT_ON: Deed(_form(schemas.Nothing), _plain(offers.wait_on)),
    Action.DECLINE: Deed(_form(schemas.DeclineForm), _decline),
    Action.START: Deed(_form(schemas.StartForm), _plain(serving.start)),
    Action.NOTE_PROGRESS: Deed(_form(schemas.ProgressForm), _plain(serving.note_progress)),
    Action.COMPLETE: Deed(schemas.complete_form, _complete),
    Action.STOP: Deed(_form(schemas.ReasonForm), _plain(serving.stop)),
    Action.MOVE: Deed(_form(schemas.MoveForm), _move),
    Action.AMEND: Deed(schemas.amend_form, _amend),
    Action.REPORT: Deed(_form(schemas.ReportForm), _plain(closing.report)),
    Action.CLOSE: Deed(_form(schemas.CloseForm), _close),
    Action.CANCEL: Deed(_form(schemas.ReasonForm), _plain(closing.cancel)),
    Action.WITHDRAW: Deed(
        _form(schemas.ReasonForm),
        lambda session, actor, referral, values, seen: closing.withdraw(
            session, actor, referral, reason=values["reason"], seen=seen
        ),
    ),
    Action.CORRECT: Deed(_form(schemas.ReasonForm), _plain(closing.correct)),
    Action.REOPEN: Deed(_form(schemas.ReasonForm), _plain(closing.reopen)),
}


def _first_hour(intake: Intake | None, day: date) -> str | None:
    """When the batch begins on that day of the week, or on the first one that it meets on."""
    times = times_of(intake) if intake is not None else []
    found = next((starts for weekday, starts, _ in times if weekday == day.weekday()), times[0][1] if times else None)
    return f"{found:%H:%M}" if found else None


def blank(session: Session, referral: Referral, action: Action) -> Read:
    """The form as it is first shown, with what is usual written into it."""
    day = today(session)
    usual: dict[Action, dict[str, Any]] = {
        Action.ACCEPT: {
            "intake": _usual_intake(session, referral),
            "place": referral.place_id,
            "bring": list(referral.service.documents),
        },
        Action.WAITLIST: {"review_on": day + timedelta(days=14)},
        Action.START: {"on": day},
        Action.NOTE_PROGRESS: {"on": day, "next_on": day + timedelta(days=30)},
        Action.COMPLETE: _usual_end(session, referral, day) if action is Action.COMPLETE else {},
    }
    usual[Action.ACCEPT_LATE] = usual[Action.ACCEPT]
    deed = DEEDS[action]
    return show(deed.schema(referral), usual.get(action, {})).among(action)


def _usual_intake(session: Session, referral: Referral) -> str:
    """The first open batch at the place that was wished."""
    wished: list[ServiceAtLocation] = sorted(referral.service.places, key=lambda one: one.id != referral.place_id)
    open_ones = [intake for place in wished for intake in place.intakes if intake.is_open(today(session))]
    return str(open_ones[0].id) if open_ones else ""


def _usual_end(session: Session, referral: Referral, day: date) -> dict[str, Any]:
    """The last session as the day, and how often she came, where that was marked."""
    marks = marks_of(session, referral)
    if not marks:
        return {"on": day}
    came, of = came_to(marks)
    return {"on": marks[0].day.on, "c_attended": f"{came}/{of}"}
