"""What orders services now: the weights in force, and the learned chance where the newest model is in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, literal, select
from sqlalchemy.orm import Session

from matching.chance import Chance, from_plain
from matching.parts import WEIGHTS
from referral.models import LearnedModel, PartWeight

MODEL = "model"
_kept: WeakKeyDictionary[Engine | Connection, Chance] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Order:
    """Weights by part, and the model of the chance; None where there is none or it is off."""

    weights: Mapping[str, int]
    chance: Chance | None = None


def order_in_force(session: Session) -> Order:
    """What orders services, in one statement; a model that this process has not read yet takes one more."""
    newest = select(func.max(LearnedModel.number)).scalar_subquery()
    model = select(literal(MODEL), LearnedModel.number).where(LearnedModel.number == newest, LearnedModel.in_use)
    rows = session.execute(select(PartWeight.code, PartWeight.weight).union_all(model))
    stored = {row.code: row.weight for row in rows}
    number = stored.get(MODEL)
    weights = {code: stored.get(code, weight) for code, weight in WEIGHTS.items()}
    return Order(weights, None if number is None else _model(session, number))


def _model(session: Session, number: int) -> Chance:
    """The model of that number; a row of a model is never changed."""
    bind = session.get_bind()
    kept = _kept.get(bind)
    if kept is None or kept.number != number:
        plain = session.scalars(select(LearnedModel.coefficients).where(LearnedModel.number == number)).one()
        kept = _kept[bind] = from_plain(number, plain)
    return kept
