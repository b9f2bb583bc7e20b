"""A stage for tests of the loop: two organisations, a worker with a need, a service, and a referral anywhere in its life."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalog.models import Intake, Service
from referral.loop import answering, needs, sending, serving
from referral.models import Need, Referral, User, Worker
from referral.moment import today
from referral.states import Role
from tests.make import Make


@dataclass
class Stage:
    """Who acts, and on what."""

    session: Session
    make: Make
    caseworker: User
    provider: User
    worker: Worker
    need: Need
    service: Service
    intake: Intake | None

    def draft(self, service: Service | None = None) -> Referral:
        """A choice drafted, with her consent."""
        chosen = service or self.service
        self.make.consent(self.need, chosen)
        choice = needs.choose(self.session, self.caseworker, self.need, chosen)
        return sending.draft(self.session, self.caseworker, choice)

    def sent(self) -> Referral:
        """Sent, and nothing more."""
        referral = self.draft()
        sending.send(self.session, self.caseworker, referral)
        return referral

    def accepted(self) -> Referral:
        """Accepted for the day after tomorrow."""
        referral = self.sent()
        starts_on = today(self.session) + timedelta(days=2)
        answering.accept(self.session, self.provider, referral, intake=self.intake, starts_on=starts_on)
        return referral

    def in_service(self) -> Referral:
        """Begun today."""
        referral = self.accepted()
        serving.start(self.session, self.provider, referral, on=today(self.session))
        return referral


def stage(session: Session, make: Make, *, seats: int | None = None, **of_service: Any) -> Stage:
    """A stage; with `seats` the service has a batch that counts them."""
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization, **of_service)
    intake = make.intake(service, seats=seats) if seats is not None else None
    worker = make.worker(caseworker)
    need = needs.open_need(session, caseworker, worker, "learn_skill")
    return Stage(session, make, caseworker, provider, worker, need, service, intake)
