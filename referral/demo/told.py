"""The story told: lives that go on when their time comes, the clock's sweep each evening, all in one transaction."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

from sqlalchemy import select

from catalog.models import AgendaNeed, Service
from catalog.places import ancestors, places
from referral.demo.data import rows
from referral.demo.partners import with_role
from referral.demo.writer import OnlyWriter
from referral.loop.clock import sweep
from referral.loop.due import expires_at, holidays
from referral.loop.sending import LETTERS
from referral.loop.waiting.offers import offer_freed
from referral.models import Child, Referral, Seat, User, Worker
from referral.moment import now, today
from referral.states import UNANSWERED, Role, State
from referral.telling import send_owed

Life = Iterator[datetime]
Wish = tuple[Worker, User, str, Child | None]
A_DAY = timedelta(days=1)
SIGNS_OF_A_REFERRAL = 8
MORE_AND_MORE = 1.15
SPARED = 0.985
THURSDAY = 3
LAST_DAYS = timedelta(days=10)
BUSY_DAYS = timedelta(days=6)


@dataclass
class Told:
    """What the lives share: the session whose time moves, who works where, what is offered, and what comes next.

    A life is a generator: it acts at the time to which it was woken, and yields when it wants to go on.
    """

    session: OnlyWriter
    begins: datetime
    staff: Mapping[str, list[User]]
    services: Mapping[uuid.UUID, Service]
    random: Random
    evening: datetime
    coming: list[tuple[datetime, int, Life]] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)
    codes: set[str] = field(default_factory=set)
    ends: datetime = field(init=False)
    goal: int = field(init=False)
    waiting: list[Wish] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.users = {user.id: user for of in self.staff.values() for user in of}
        self.organizations = {user.organization_id: code for code, of in self.staff.items() for user in of}
        self.closed = holidays(self.session)
        secret = select(AgendaNeed.code).where(AgendaNeed.confidential)
        self.secret = frozenset(self.session.scalars(secret))

    def begin(self, at: datetime, life: Life) -> None:
        """Let a life begin at that time."""
        heappush(self.coming, (at, next(self.number), life))

    def run(self, until: datetime) -> None:
        """All that happens until then."""
        while self.coming and self.coming[0][0] <= until:
            at, _, life = heappop(self.coming)
            self._evenings(at)
            self.session.info["now"] = at
            following = next(life, None)
            self.session.flush()
            if following is not None:
                self.begin(max(following, at), life)
        self._evenings(until)
        self.session.info["now"] = until

    def _evenings(self, until: datetime) -> None:
        """The clock sweeps at the end of each day and freed seats are offered; what it has moved is read anew."""
        while self.evening < until:
            self.session.info["now"] = self.evening
            if self._is_due():
                self.session.elsewhere(partial(sweep, now=self.evening))
            offer_freed(self.session)
            if self.evening.weekday() == THURSDAY or self.evening + LAST_DAYS > self.ends:
                self.session.elsewhere(partial(send_owed, now=self.evening))
            self.evening += A_DAY

    def _is_due(self) -> bool:
        """Whether the clock would find something."""
        late = select(Referral).where(Referral.state.in_([State.ASKED, *UNANSWERED]), Referral.due_at < self.evening)
        asked_or_silent = self.session.scalars(late).all()
        if any(one.state is State.ASKED or expires_at(self.session, one) < self.evening for one in asked_or_silent):
            return True
        kept = select(Seat.id).where(Seat.freed_at.is_(None), Seat.kept_until < self.today())
        return self.session.scalars(kept.limit(1)).first() is not None

    def state(self, referral: Referral) -> State:
        """Where it stands now, whoever has moved it: what the clock moves is expired."""
        state: State = referral.state
        return state

    def service(self, referral: Referral) -> Service:
        """The service that it is for."""
        return self.services[referral.service_id]

    def district(self, service: Service) -> str:
        """The district where the service is given."""
        code = service.places[0].location.place_code
        return next(one for one in (code, *ancestors(code)) if places()[one].level == "district")

    def referrer(self, referral: Referral) -> User:
        """Who is responsible on the referrer's side."""
        return self.users[referral.referrer_user_id]

    def provider(self, referral: Referral) -> User:
        """Who is responsible on the provider's side."""
        assert referral.provider_user_id is not None
        return self.users[referral.provider_user_id]

    def supervisor(self, organization_id: uuid.UUID) -> User:
        """The supervisor of an organisation that has one."""
        return with_role(self.staff[self.organizations[organization_id]], Role.SUPERVISOR)[0]

    def now(self) -> datetime:
        """The moment of the story."""
        return now(self.session)

    def today(self) -> date:
        """The day of the story."""
        return today(self.session)

    def month(self) -> int:
        """Which month of the story it is, from 0."""
        return (self.now() - self.begins).days // 30

    def code(self, length: int) -> str:
        """A code that nothing else has, the same for the same seed."""
        while (code := "".join(self.random.choices(LETTERS, k=length))) in self.codes:
            pass
        self.codes.add(code)
        return code

    def name(self, referral: Referral) -> Referral:
        """With a code by the seed, those that the clock drafted too."""
        if referral.code not in self.codes:
            referral.code = self.code(SIGNS_OF_A_REFERRAL)
        return referral

    def lately(self) -> bool:
        """Whether it is one of the last days of the story."""
        return self.now() + BUSY_DAYS > self.ends

    def is_secret(self, code: str) -> bool:
        """Whether a need of that code is confidential, whoever has it."""
        return code in self.secret

    def more_is_wanted(self) -> bool:
        """Whether there are fewer referrals than there should be at this time of the story."""
        passed = (self.now() - self.begins) / (self.ends - self.begins)
        wanted: float = self.goal * SPARED * passed**MORE_AND_MORE
        return self.session.referrals < wanted


def remark(random: Random, use: str, code: str = "") -> str:
    """Something that people write there."""
    return random.choice([row["bn"] for row in rows("remarks") if (row["use"], row["code"]) == (use, code)])
