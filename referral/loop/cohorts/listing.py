"""A roster stored: its women are listed, for the organisation alone, and gone after 180 days unless they agree."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from matching.roster.wanted import Row
from matching.same.keys import keys
from referral import access
from referral.loop.cohorts.comparing import Preview, key_of
from referral.models import Cohort, CohortMember, NameKey, Person, PersonKind, User, Worker, WorkerStatus
from referral.moment import now, today
from referral.people.workers import LETTERS
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Party

LISTED_FOR = timedelta(days=180)
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class OfFile:
    """What is asked once for the whole file: what it is called, where its women live, how they stand at work."""

    name: str
    place_code: str
    employment: str | None = None
    last_day: date | None = None

    def facts(self) -> dict[str, Any]:
        """What that says of each woman whose row does not say it."""
        told = {"employment": self.employment, "employment_end": self.last_day.isoformat() if self.last_day else None}
        return {code: value for code, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was shown when somebody accepted it; rows that are left out, and rows that are of a record that there is."""

    shown: str
    left_out: frozenset[tuple[str, int]] = frozenset()
    same_as: Mapping[tuple[str, int], uuid.UUID] = field(default_factory=dict)


def store(session: Session, actor: User, sheet: Preview, of_file: OfFile, agreed: Agreed) -> tuple[Cohort | None, int]:
    """The cohort with its women, and how many are new; the same sheet again changes nothing and gives the cohort it made.

    Raises Refused where it is not as it was shown, or nobody of it can be listed.
    """
    if not access.has_side(actor, Party.REFERRER):
        raise access.NotFound
    if sheet.shown != agreed.shown:
        raise Refused("changed_meanwhile")
    rows = [row for row in sheet.new if key_of(row) not in agreed.left_out and key_of(row) not in agreed.same_as]
    if not rows and not agreed.same_as:
        if not sheet.listed:
            raise Refused("nobody_listed", "sheet")
        return _cohort_of(session, actor, sheet), 0
    cohort = Cohort(
        organization_id=actor.organization_id,
        made_by_id=actor.id,
        name=of_file.name,
        until=today(session) + LISTED_FOR,
        place_code=of_file.place_code,
        made_at=now(session),
    )
    session.add(cohort)
    session.flush()
    made = _list(session, actor, rows, of_file)
    members = made | dict(agreed.same_as) | dict(sheet.listed)
    _join(session, cohort, sheet, members)
    return cohort, len(rows)


def _cohort_of(session: Session, actor: User, sheet: Preview) -> Cohort | None:
    """The last cohort with one of these women."""
    one = next(iter(sheet.listed.values()))
    wanted = select(Cohort).join(CohortMember).where(CohortMember.worker_id == one, access.visible_cohorts(actor))
    return session.scalars(wanted.order_by(Cohort.made_at.desc()).limit(1)).first()


def _list(session: Session, actor: User, rows: list[Row], of_file: OfFile) -> dict[tuple[str, int], uuid.UUID]:
    """Person, worker and name keys of each, many at once."""
    ids = {key_of(row): uuid.uuid4() for row in rows}
    at, ring = now(session), keyring(session)
    common = of_file.facts()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        persons = [
            {
                "id": ids[key_of(row)],
                "organization_id": actor.organization_id,
                "kind": PersonKind.WORKER,
                "created_at": at,
            }
            for row in some
        ]
        workers = [
            {
                "id": ids[key_of(row)],
                "organization_id": actor.organization_id,
                "code": "".join(secrets.choice(LETTERS) for _ in range(6)),
                "caseworker_id": actor.id,
                "status": WorkerStatus.LISTED,
                "name_bn": row.known.name_bn,
                "name_en": row.known.name_en,
                "guardian_name": row.known.relative,
                "guardian_relation": row.relation,
                "birth_year": row.known.birth_year,
                "birth_year_about": row.birth_year_about,
                "nid_last4": row.known.nid_last4,
                "phone_sealed": ring.seal(row.known.phone) if row.known.phone else None,
                "phone_fingerprint": ring.fingerprint(row.known.phone) if row.known.phone else None,
                "phone_owner": row.phone_owner,
                "place_code": row.lives_in or of_file.place_code,
                "facts": common | dict(row.facts),
                "created_at": at,
                "changed_at": at,
                "seen_at": at,
                "version": 1,
            }
            for row in some
        ]
        named = [
            {"worker_id": ids[key_of(row)], "key": key}
            for row in some
            for key in sorted({key for name in (row.known.name_bn, row.known.name_en) if name for key in keys(name)})
        ]
        session.execute(insert(Person), persons)
        session.execute(insert(Worker), workers)
        if named:
            session.execute(insert(NameKey), named)
    return ids


def _join(session: Session, cohort: Cohort, sheet: Preview, members: Mapping[tuple[str, int], uuid.UUID]) -> None:
    """The women of the cohort, each once, in the order of the roster."""
    joined: set[uuid.UUID] = set()
    lines: list[dict[str, Any]] = []
    for row in sheet.roster.rows:
        worker_id = members.get(key_of(row))
        if worker_id is None or worker_id in joined:
            continue
        joined.add(worker_id)
        grade = row.raw.get("grade")
        said = (
            {"grade": grade, "scheme": sheet.roster.scheme or None, "home": row.home} if grade else {"home": row.home}
        )
        lines.append(
            {
                "cohort_id": cohort.id,
                "worker_id": worker_id,
                "row": len(lines) + 1,
                "mark": sheet.marks[key_of(row)],
                "said": {code: value for code, value in said.items() if value},
                "needs": [],
                "forbidden": [],
            }
        )
    for start in range(0, len(lines), AT_ONCE):
        session.execute(insert(CohortMember), lines[start : start + AT_ONCE])


def agree(session: Session, actor: User, worker: Worker) -> None:
    """She agrees to be known to the organisation: her record stays."""
    access.get_worker(session, actor, worker.id)
    session.execute(
        update(Worker)
        .where(Worker.id == worker.id, Worker.status == WorkerStatus.LISTED)
        .values(status=WorkerStatus.KNOWN)
    )
    session.refresh(worker)
