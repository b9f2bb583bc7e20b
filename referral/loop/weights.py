"""What each part of a score weighs: as the backbone set it, else as it is at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.parts import WEIGHTS
from referral import access
from referral.models import PartWeight, User
from referral.moment import now
from referral.refusals import Refused
from referral.states import Role

MOST = 100
ONLY_WITH_A_MODEL = "chance"


@dataclass(frozen=True, slots=True)
class Setting:
    """The weights in force, and who changed one last and when; nobody where they are as at the start."""

    weights: Mapping[str, int]
    at: datetime | None = None
    by: User | None = None

    @property
    def seen(self) -> str:
        """A mark that moves with each change: a form tells by it on which state it was filled."""
        return self.at.isoformat() if self.at else ""


def weights_in_force(session: Session) -> Mapping[str, int]:
    """The weight of each named part, from 0 to 100, by its code; one statement."""
    stored: dict[str, int] = {
        row.code: row.weight for row in session.execute(select(PartWeight.code, PartWeight.weight))
    }
    return {code: stored.get(code, weight) for code, weight in WEIGHTS.items()}


def setting(session: Session) -> Setting:
    """The same with who set them last, and when."""
    rows = session.execute(select(PartWeight, User).join(User, User.id == PartWeight.set_by_id)).all()
    stored = {row.code: row.weight for row, _ in rows}
    last, by = max(rows, key=lambda one: one[0].set_at, default=(None, None))
    weights = {code: stored.get(code, weight) for code, weight in WEIGHTS.items()}
    return Setting(weights, last.set_at if last else None, by)


def set_weights(session: Session, actor: User, weights: Mapping[str, int], *, seen: str | None = None) -> None:
    """Other weights from now on; a part that is not named keeps its own. `seen` is the mark of what was looked at.

    Refused where one is not from 0 to 100, where all that always count would be 0, or where they were changed meanwhile.
    """
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    rows = {row.code: row for row in session.scalars(select(PartWeight).with_for_update().order_by(PartWeight.code))}
    before = setting(session)
    if seen is not None and seen != before.seen:
        raise Refused("changed_meanwhile")
    wanted = {**before.weights, **{code: weight for code, weight in weights.items() if code in WEIGHTS}}
    _refuse_wrong(wanted)
    at = now(session)
    for code, weight in wanted.items():
        row = rows.get(code)
        if row is None:
            session.add(PartWeight(code=code, weight=weight, set_by_id=actor.id, set_at=at))
        elif row.weight != weight:
            row.weight, row.set_by_id, row.set_at = weight, actor.id, at


def _refuse_wrong(weights: Mapping[str, int]) -> None:
    for code, weight in weights.items():
        if not 0 <= weight <= MOST:
            raise Refused("weight_out_of_range", code, most=MOST)
    if not any(weight for code, weight in weights.items() if code != ONLY_WITH_A_MODEL):
        raise Refused("weights_all_zero")
