"""A trained model kept as the newest one, in use or off with its reason."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.learning.cases import cases
from referral.learning.learning import Learned, learn
from referral.models import LearnedModel
from referral.moment import now


def train(session: Session) -> tuple[int, Learned]:
    """A model of all that has ended so far, under the next number; nothing is kept yet."""
    number = (session.scalar(select(func.max(LearnedModel.number))) or 0) + 1
    return number, learn(cases(session), number)


def keep(session: Session, number: int, learned: Learned) -> LearnedModel:
    """The row of a model: the newest counts, so one that is off ends the one before it."""
    row = LearnedModel(
        number=number,
        trained_at=now(session),
        in_use=learned.why_off is None,
        why_off=learned.why_off,
        coefficients=learned.chance.plain() if learned.chance else {},
        card=learned.card,
    )
    session.add(row)
    return row
