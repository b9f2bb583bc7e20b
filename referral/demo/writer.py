"""A session that is alone with its database: what it knows is true, so it reads a row once and writes it late."""

from collections.abc import Callable
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from catalog.models import AgendaNeed, Kind, Organization
from referral.models import Child, Choice, Need, Person, Referral, Worker

OpenSession = Callable[[], Session]
READ_AGAIN = (AgendaNeed, Kind, Person, Worker, Child, Need, Choice, Referral, Organization)


class OnlyWriter(Session):
    """The session of a story. Beside it only the clock and the outbox write, in its pauses (`elsewhere`)."""

    open_session: OpenSession
    referrals = 0

    @classmethod
    def of(cls, open_session: OpenSession) -> Self:
        """One to the same database, sealing with the same keys."""
        with open_session() as model:
            made = cls(model.get_bind(), info=dict(model.info), autoflush=False, expire_on_commit=False)
        made.open_session, made._kept, made._moved = open_session, set(), set()
        for happens in ("pending_to_persistent", "loaded_as_persistent"):
            event.listen(made, happens, made._keep)
        event.listen(made, "pending_to_persistent", made._count)
        return made

    _kept: set[object]
    _moved: set[Any]

    def refresh(self, instance: object, *_: Any, **__: Any) -> None:
        """Nobody else has changed it."""

    def _keep(self, session: Session, row: object) -> None:
        if isinstance(row, READ_AGAIN):
            self._kept.add(row)

    def _count(self, session: Session, row: object) -> None:
        self.referrals += isinstance(row, Referral)

    def elsewhere(self, act: Callable[[OpenSession], object]) -> None:
        """All is stored, others act with sessions of their own, and what they have moved is read anew."""
        self.commit()
        act(self._other)
        for row in filter(None, map(self.identity_map.get, self._moved)):
            self.expire(row)
        self._moved.clear()

    def _other(self) -> Session:
        session = self.open_session()
        event.listen(session, "after_flush", self._note)
        event.listen(session, "pending_to_persistent", self._count)
        return session

    def _note(self, session: Session, context: UOWTransaction) -> None:
        self._moved.update(session.identity_key(instance=row) for row in session.dirty)
