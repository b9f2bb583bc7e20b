"""Builders of rows for tests: each makes what it needs around it, and takes what the test is about by name."""

import itertools
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import (
    Intake,
    Kind,
    Location,
    Organization,
    Rule,
    Service,
    ServiceAtLocation,
    SessionTime,
)
from referral.lists import conduct_version
from referral.models import (
    About,
    Child,
    Choice,
    Event,
    FocalPerson,
    GivenBy,
    Grant,
    Message,
    NamedPerson,
    Need,
    NeedOutcome,
    Person,
    PersonKind,
    Referral,
    User,
    UserRole,
    Worker,
)
from referral.models.consent import Consent
from referral.sealing import keyring
from referral.states import MOVES, Action, Resolution, Role, State, after

_number = itertools.count(1)
ALL_GROUPS = ("name", "contact", "age", "place", "work", "schooling_skills", "children")


class Make:
    """Rows of one session, flushed; nothing is committed."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def organization(self, name: str | None = None, **values: Any) -> Organization:
        """A partner with an agreement in force."""
        name = name or f"Partner {next(_number)}"
        values = {"agreement_from": date(2025, 1, 1)} | values
        row: Organization = self._add(Organization(name_en=name, name_bn=values.pop("name_bn", name), **values))
        return row

    def user(self, *roles: Role, organization: Organization | None = None, **values: Any) -> User:
        """A member of staff."""
        number = next(_number)
        names = {
            "name_en": f"User {number}",
            "name_bn": f"কর্মী {number}",
            "code_accepted_at": now(),
            "code_version": conduct_version(),
        }
        given: dict[str, Any] = names | values
        row = User(
            organization_id=(organization or self.organization()).id,
            e_mail=given.pop("e_mail", f"user{number}@setu.example"),
            roles=[UserRole(role=role) for role in roles],
            **given,
        )
        self._add(row)
        return row

    def service(
        self,
        organization: Organization | None = None,
        kind: str = "skills_training",
        *,
        focal: User | None = None,
        rules: list[Rule] | None = None,
        **values: Any,
    ) -> Service:
        """An active service, confirmed today, that is given at one place in Gazipur."""
        organization = organization or self.organization()
        place_code = values.pop("place_code", "gazipur-sadar")
        of_kind = self.session.get_one(Kind, kind)
        name = values.pop("name_en", f"Service {next(_number)}")
        defaults = {"confirmed_on": date.today(), "confidential": of_kind.confidential, "name_bn": name}
        row = Service(organization_id=organization.id, kind_code=kind, name_en=name, **(defaults | values))
        row.rules.extend(rules or [])
        organization.services.append(row)
        where = Location(organization_id=organization.id, place_code=place_code)
        self._add(where)
        row.places.append(ServiceAtLocation(location=where))
        self._add(row)
        if focal is not None:
            self._add(FocalPerson(service_id=row.id, user_id=focal.id))
        return row

    def intake(self, service: Service, seats: int | None = 10, **values: Any) -> Intake:
        """An intake at the first place of a service: it starts in two weeks, Friday mornings."""
        values = {"starts_on": date.today() + timedelta(days=14), "ends_on": date.today() + timedelta(days=74)} | values
        row = Intake(seats=seats, **values)
        row.sessions.append(SessionTime(weekday=4, starts=time(9), ends=time(13)))
        service.places[0].intakes.append(row)
        self.session.flush()
        return row

    def worker(self, caseworker: User | None = None, *, phone: str | None = None, **values: Any) -> Worker:
        """A worker of the caseworker's organisation, in Gazipur."""
        caseworker = caseworker or self.user(Role.CASEWORKER)
        number = next(_number)
        person = self._add(Person(organization_id=caseworker.organization_id, kind=PersonKind.WORKER))
        defaults: dict[str, Any] = {
            "code": f"W{number:05}",
            "name_bn": f"রহিমা {number}",
            "name_en": f"Rahima {number}",
            "birth_year": 1996,
            "place_code": "gazipur-sadar",
            "facts": {"employment": "working", "shift": "general"},
        }
        row = Worker(
            id=person.id,
            organization_id=caseworker.organization_id,
            caseworker_id=caseworker.id,
            **(defaults | values),
        )
        if phone is not None:
            ring = keyring(self.session)
            row.phone_sealed, row.phone_fingerprint = ring.seal(phone), ring.fingerprint(phone)
        self._add(row)
        return row

    def child(self, worker: Worker, born: date | None = None, **values: Any) -> Child:
        """A child of a worker, born two years ago unless said."""
        person = self._add(Person(organization_id=worker.organization_id, kind=PersonKind.CHILD))
        born = born or date.today().replace(day=1) - timedelta(days=700)
        row: Child = self._add(
            Child(
                id=person.id,
                organization_id=worker.organization_id,
                worker_id=worker.id,
                birth_month=born.replace(day=1),
                **values,
            )
        )
        return row

    def need(self, worker: Worker, code: str = "learn_skill", *, served: Child | None = None, **values: Any) -> Need:
        """A need of the worker or of one of her children; not confidential."""
        defaults: dict[str, Any] = {"confidential": False, "caseworker_id": worker.caseworker_id}
        row: Need = self._add(
            Need(
                organization_id=worker.organization_id,
                person_id=(served or worker).id,
                code=code,
                **(defaults | values),
            )
        )
        return row

    def named(self, need: Need, *users: User) -> None:
        """The persons who alone see a confidential need."""
        for user in users:
            self._add(NamedPerson(need_id=need.id, user_id=user.id))

    def consent(self, need: Need, service: Service, groups: tuple[str, ...] = ALL_GROUPS, **values: Any) -> Consent:
        """Her consent that this service sees these groups of fields."""
        until = values.pop("until", date.today() + timedelta(days=200))
        act = Consent(
            person_id=need.person_id,
            organization_id=need.organization_id,
            text_code="standard",
            text_version=1,
            language="bn",
            given_by=GivenBy.SPOKEN,
            taken_by_id=need.caseworker_id,
            until=until,
        )
        act.grants.extend(
            Grant(person_id=need.person_id, service_id=service.id, field_group=group, until=until) for group in groups
        )
        self._add(act)
        return act

    def choice(self, need: Need, service: Service, **values: Any) -> Choice:
        """The next choice of a need."""
        self.session.refresh(need, ["choices"])
        defaults: dict[str, Any] = {"position": len(need.choices), "made_by_id": need.caseworker_id}
        row: Choice = self._add(Choice(need_id=need.id, service_id=service.id, **(defaults | values)))
        return row

    def referral(self, need: Need, service: Service, *, at: datetime | None = None, **values: Any) -> Referral:
        """A draft for a new choice of the need, with its first event."""
        at = at or now()
        choice = values.pop("choice", None) or self.choice(need, service, made_at=at)
        defaults: dict[str, Any] = {
            "code": f"R{next(_number):05}",
            "person_id": need.person_id,
            "referrer_id": need.organization_id,
            "referrer_user_id": need.caseworker_id,
            "confidential": need.confidential or service.confidential,
            "created_at": at,
        }
        row = Referral(
            choice_id=choice.id,
            need_id=need.id,
            service_id=service.id,
            provider_id=service.organization_id,
            **(defaults | values),
        )
        self._add(row)
        self.event(row, Action.DRAFT, at)
        return row

    def event(
        self,
        referral: Referral,
        action: Action,
        at: datetime | None = None,
        *,
        resolution: Resolution | None = None,
        **values: Any,
    ) -> Event:
        """The next event of a referral, which moves as the table of moves says."""
        at = at or now()
        end = after(referral.standing if referral.events else None, action, resolution)
        party = min(MOVES[action].by)
        defaults = {"party": party, "actor_id": None, "organization_id": None} | values
        row = Event(
            referral=referral,
            number=len(referral.events) + 1,
            action=action,
            state=end.state,
            resolution=end.resolution,
            at=at,
            **defaults,
        )
        if end.state is State.CLOSED:
            referral.outcome = referral.outcome or NeedOutcome.MET
        if action is Action.SEND:
            referral.sent_at = at
        if end.state is State.RETURNED:
            referral.returned_at = at
        referral.state, referral.resolution, referral.before = end.state, end.resolution, end.before
        self._add(row)
        return row

    def message(self, event: Event, user: User, **values: Any) -> Message:
        """A message that is owed to a user by an event."""
        given: dict[str, Any] = {"about": About.EVENT, "key": f"{next(_number)}", "referral_id": event.referral_id}
        row: Message = self._add(Message(event_id=event.id, user_id=user.id, **(given | values)))
        return row
