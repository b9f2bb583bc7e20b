"""A trained model kept as the newest one, in use or off with its reason."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.learning.cases import cases
from referral.learning.learning import Learned, learn
from referral.models import LearnedModel
from referral.moment import now

TRIES = 5


def train(session: Session) -> Learned:
    """A model of all that has ended so far; nothing is kept yet."""
    return learn(cases(session), _next(session))


def keep(session: Session, learned: Learned) -> LearnedModel:
    """The row of a model: the newest counts, so one that is off ends the one before it.

    Where another training keeps its model at the same moment, this one takes the number after it.
    """
    for left in reversed(range(TRIES)):
        row = LearnedModel(
            number=_next(session),
            trained_at=now(session),
            in_use=learned.why_off is None,
            why_off=learned.why_off,
            coefficients=learned.chance.plain() if learned.chance else {},
            card=learned.card,
        )
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
            break
        except IntegrityError:
            if not left:
                raise
    return row


def _next(session: Session) -> int:
    return (session.scalar(select(func.max(LearnedModel.number))) or 0) + 1
