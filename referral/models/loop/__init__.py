"""The loop: needs with their choices, referrals, events, and what stands beside them."""

from referral.models.loop.beside import Call, HandOver, Seat, Task, TaskKind
from referral.models.loop.events import Amendment, Event, Remark
from referral.models.loop.links import AnswerLink, LinkOpening
from referral.models.loop.needs import Choice, NamedPerson, Need, NeedOutcome
from referral.models.loop.referrals import Referral
from referral.models.loop.second import Approval
from referral.models.loop.talk import Talk
from referral.models.loop.waiting import HandOrder, SeatPolicy

__all__ = [
    "Amendment",
    "AnswerLink",
    "Approval",
    "Call",
    "Choice",
    "Event",
    "HandOrder",
    "HandOver",
    "LinkOpening",
    "NamedPerson",
    "Need",
    "NeedOutcome",
    "Referral",
    "Remark",
    "Seat",
    "SeatPolicy",
    "Talk",
    "Task",
    "TaskKind",
]
