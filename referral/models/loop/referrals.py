"""A referral: one worker (or child) sent by one organisation to one service of another."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Intake, Organization, Service, ServiceAtLocation
from referral.models.accounts import User
from referral.models.loop.needs import Choice, Need, NeedOutcome
from referral.models.people import Person
from referral.states import Party, Resolution, Standing, State

if TYPE_CHECKING:
    from referral.models.loop.events import Event


class Referral(Base):
    """One worker (or child) sent by one organisation to one service of another; see referral/states.py for its life.

    `answer_by` is when an answer was promised at sending. `place_id` and `intake_id` are wishes until accepted. `due_at` is when the party whose turn it is must have acted;
    `time_left` is what was left of the provider's time, in seconds, when a question stopped its clock. `answered_how`: by
    link, phone or paper, where the provider did not answer here itself.
    `facts_only`: asked side by side with others, so that neither name nor phone is told before it is accepted; `held_until`:
    the provider's yes waits that long for a service that she would rather have. `remind_at` is when the clock looks at the
    turn next, `reminded_at` when it last told somebody of it. `unread_talk` is
    loaded by lists alone: whether the other side has said something that nobody here has read.
    """

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "referrer_id", "state", "due_at"),
        Index(None, "provider_id", "state", "due_at"),
        Index(None, "referrer_user_id", "state"),
        Index(None, "provider_user_id", "state"),
        Index(None, "state", "due_at"),
        Index(None, "remind_at"),
        Index(None, "need_id"),
        Index(None, "service_id", "state"),
        Index(
            "uq_referral_live_person_service",
            "person_id",
            "service_id",
            unique=True,
            sqlite_where=text("state NOT IN ('returned', 'closed') AND NOT confidential"),
            postgresql_where=text("state NOT IN ('returned', 'closed') AND NOT confidential"),
        ),
        CheckConstraint("(state IN ('returned', 'closed')) = (resolution IS NOT NULL)", name="returned_has_resolution"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_outcome"),
        CheckConstraint("state <> 'asked' OR before IS NOT NULL", name="asked_has_before"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    code: Mapped[str]
    choice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("choice.id"), index=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    referrer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    provider_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    referrer_user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    provider_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    confidential: Mapped[bool]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    resolution: Mapped[Resolution | None] = mapped_column(default=None)
    before: Mapped[State | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    time_left: Mapped[int | None] = mapped_column(default=None)
    facts_only: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    changed_at: Mapped[datetime] = mapped_column(default_factory=now)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_by: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_at_location.id"), default=None)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None)
    answered_how: Mapped[str | None] = mapped_column(default=None)
    review_on: Mapped[date | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    starts_at: Mapped[str | None] = mapped_column(default=None)
    bring: Mapped[list[str]] = mapped_column(default_factory=list)
    started_on: Mapped[date | None] = mapped_column(default=None)
    progress_on: Mapped[date | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by: Mapped[Party | None] = mapped_column(default=None)
    return_reason: Mapped[str | None] = mapped_column(default=None)
    suggested_service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"), default=None)
    completion: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[NeedOutcome | None] = mapped_column(default=None)
    said_by: Mapped[str | None] = mapped_column(default=None)
    next_step: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    choice: Mapped[Choice] = relationship(init=False)
    need: Mapped[Need] = relationship(init=False, back_populates="referrals")
    person: Mapped[Person] = relationship(init=False)
    service: Mapped[Service] = relationship(init=False, foreign_keys=[service_id])
    referrer: Mapped[Organization] = relationship(init=False, foreign_keys=[referrer_id])
    provider: Mapped[Organization] = relationship(init=False, foreign_keys=[provider_id])
    referrer_user: Mapped[User] = relationship(init=False, foreign_keys=[referrer_user_id])
    provider_user: Mapped[User | None] = relationship(init=False, foreign_keys=[provider_user_id])
    place: Mapped[ServiceAtLocation | None] = relationship(init=False)
    intake: Mapped[Intake | None] = relationship(init=False)
    unread_talk: Mapped[bool | None] = query_expression()
    events: Mapped[list["Event"]] = relationship(init=False, back_populates="referral", order_by="Event.number")

    __mapper_args__ = {"version_id_col": version}

    @property
    def standing(self) -> Standing:
        """Where it stands, as the table of moves sees it."""
        return Standing(self.state, self.resolution, self.before)
