"""Many referrals of one service answered at once: each for itself, so that one that can't be done stops no other."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from referral.models import Referral
from referral.refusals import Refused


@dataclass(frozen=True, slots=True)
class Together:
    """What came of it: how many were done, and why others were not, in their order."""

    done: int
    refused: Sequence[tuple[Referral, Refused]]


def each(session: Session, referrals: Iterable[Referral], act: Callable[[Referral], object]) -> Together:
    """Do it to each in turn; what is refused leaves no trace, the rest stays. Nothing is committed."""
    done, refused = 0, []
    for referral in referrals:
        try:
            with session.begin_nested():
                act(referral)
                session.flush()
            done += 1
        except Refused as error:
            refused.append((referral, error))
        except StaleDataError:
            refused.append((referral, Refused("changed_meanwhile")))
    return Together(done, refused)


def of_one_service(referrals: Sequence[Referral]) -> list[Referral]:
    """Those of the service that most of them go to: one form can't ask about the batches of two."""
    counts = Counter(one.service_id for one in referrals)
    most = max(counts, key=lambda service_id: counts[service_id], default=None)
    return [one for one in referrals if one.service_id == most]
