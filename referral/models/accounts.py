"""Users and how they sign in: accounts, roles, sessions that end, one-time links, failed tries, forms kept for an owner."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Organization
from referral.states import Role


class User(Base):
    """A member of staff of one organisation. `e_mail` is stored in small letters; `password` is an Argon2 hash.

    `shut_at`: what is confidential is shut since a link made by `shut_by` was used, until another one (`opened_by`) confirms her.
    `unread` is loaded with the sitting alone: how many notices she has not read.
    """

    __tablename__ = "user_account"

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    name_bn: Mapped[str | None] = mapped_column(default=None)
    name_en: Mapped[str | None] = mapped_column(default=None)
    e_mail: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(default=None)
    password: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(default="bn")
    safety_trained: Mapped[bool] = mapped_column(default=False)
    code_accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    code_version: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    shut_at: Mapped[datetime | None] = mapped_column(default=None)
    shut_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    organization: Mapped[Organization] = relationship(init=False)
    roles: Mapped[list["UserRole"]] = relationship(default_factory=list, cascade="all, delete-orphan", lazy="selectin")
    unread: Mapped[int | None] = query_expression()

    def has(self, role: Role) -> bool:
        """Whether this user has the role."""
        return any(row.role is role for row in self.roles)


class UserRole(Base):
    """One role of one user."""

    __tablename__ = "user_role"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, init=False)
    role: Mapped[Role] = mapped_column(primary_key=True)


class SignIn(Base):
    """One sitting of a user on one device; the cookie carries its id. It ends by signing out, by idleness or by age."""

    __tablename__ = "sign_in"

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(default_factory=now)
    seen_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    user: Mapped[User] = relationship(init=False)


class SignInFailure(Base):
    """A failed try to sign in, counted by the fingerprint of the e-mail and of the network address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "fingerprint", "at"),)

    id: Mapped[uuid.UUID] = primary_key()
    fingerprint: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=now)


class Invitation(Base):
    """A one-time link by which a user chooses a password; `fingerprint` is that of the secret in the link."""

    __tablename__ = "invitation"

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    until: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    user: Mapped[User] = relationship(init=False, foreign_keys=[user_id])


class KeptForm(Base):
    """What was typed into a form whose session had ended: for its owner alone, encrypted, for 30 minutes."""

    __tablename__ = "kept_form"

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    path: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[datetime]


class RequestKey(Base):
    """A request that has acted: the same key of the same user acts once, and leads to the same page again."""

    __tablename__ = "request_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str]
    location: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=now)


class FocalPerson(Base):
    """A person who answers for a service; of a confidential service exactly these (two at most) see its referrals."""

    __tablename__ = "focal_person"

    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    user: Mapped[User] = relationship(init=False)


class AnswerPromise(Base):
    """That a partner has accepted the answer time of one of its services, as it was then; another time asks anew."""

    __tablename__ = "answer_promise"

    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    working_days: Mapped[int | None] = mapped_column(default=None)
    hours: Mapped[int | None] = mapped_column(default=None)
    accepted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime] = mapped_column(default_factory=now)
