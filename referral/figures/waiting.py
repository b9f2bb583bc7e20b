"""What waits on whom: live referrals by state and by the organisation whose turn it is, and how many are overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral.figures.hidden import OTHER, Entry, Table, table
from referral.figures.period import midnight
from referral.models import Referral
from referral.moment import DHAKA
from referral.states import TURN, Party, State

WAITING = (State.SENT, State.WAITLISTED, State.ASKED, State.ACCEPTED, State.IN_SERVICE, State.RETURNED)
OVERDUE, IN_TIME = "overdue", "in_time"


@dataclass(frozen=True)
class Turns:
    """Referrals by the organisation whose turn it is, overdue and in time; `names` are those of the table's rows."""

    table: Table
    names: Mapping[str, Organization]


def by_state(session: Session, now: datetime) -> Table:
    """Live referrals by state, overdue or in time, this moment; confidential ones are left out."""
    rows = session.execute(
        select(Referral.state, Referral.due_at < now, Referral.person_id).where(
            Referral.state.in_(WAITING), ~Referral.confidential
        )
    )
    entries = [Entry(state, OVERDUE if late else IN_TIME, person) for state, late, person in rows]
    return table(entries, WAITING, (OVERDUE, IN_TIME))


def by_organization(session: Session, now: datetime) -> Turns:
    """The same by organisation as the day began; what has moved since is left out, and so are confidential ones.

    Organisations with fewer than ten persons waiting are told together.
    """
    began = midnight(now.astimezone(DHAKA).date())
    providers = [state for state in WAITING if TURN[state] is Party.PROVIDER]
    whose = case((Referral.state.in_(providers), Referral.provider_id), else_=Referral.referrer_id)
    rows = session.execute(
        select(Organization, Referral.due_at < began, Referral.person_id)
        .join(Organization, Organization.id == whose)
        .where(Referral.state.in_(WAITING), ~Referral.confidential, Referral.changed_at < began)
    ).all()
    entries = [Entry(str(whom.id), OVERDUE if late else IN_TIME, person) for whom, late, person in rows]
    told = table(entries, columns=(OVERDUE, IN_TIME))
    names = {str(whom.id): whom for whom, _, _ in rows}
    return Turns(told, {row: names[row] for row in told.rows if row != OTHER})
