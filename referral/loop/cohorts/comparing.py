"""A roster beside the records that there are: who is listed already, who may be one woman twice, what it leaves open."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import IndustryRole
from catalog.spelling import plain
from catalog.tables.wanted import CellError
from matching.roster.wanted import Roster, Row
from matching.same.compare import Same, compare
from matching.same.keys import keys
from matching.same.known import Known
from referral.models import Cohort, CohortMember, User, Worker, WorkerStatus
from referral.sealing import Keyring, keyring

AT_ONCE = 500
NEAR_YEARS = 3
MOST_ALIKE = 40
NOT_HERS = frozenset({"line", "section"})
GAPS = ("birth", "role", "grade", "schooling", "phone", "shift", "skills", "children_under_6")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, or a row and a record, that may be of one woman; `answer` is same or maybe."""

    row: Row
    other: Row | Worker
    answer: Same

    @property
    def worker(self) -> Worker | None:
        """The record, where it is not another row."""
        return self.other if isinstance(self.other, Worker) else None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a roster would bring: `new` rows, rows `listed` already (by her worker's id), `repeated` ones, `nameless` ones.

    `wrong` are its wrong cells, `pairs` those who may be one woman, `marks` each row's fingerprint by its place, `gaps`
    how many rows say nothing in a column. `shown` is of all of it: what is accepted is what was seen.
    """

    roster: Roster
    new: tuple[Row, ...]
    listed: Mapping[tuple[str, int], uuid.UUID]
    repeated: tuple[Row, ...]
    nameless: tuple[Row, ...]
    wrong: tuple[CellError, ...]
    pairs: tuple[Pair, ...]
    marks: Mapping[tuple[str, int], str]
    gaps: Mapping[str, int]
    shown: str


def roles_of(session: Session) -> dict[str, str]:
    """The codes of posts by all that the agenda calls them; one that is offered comes first."""
    found: dict[str, str] = {}
    for role in session.scalars(
        select(IndustryRole).order_by(IndustryRole.retired_at.is_not(None), IndustryRole.position)
    ):
        spoken = [word for words in role.synonyms.values() for word in words]
        for word in (role.name_en, role.name_bn, role.code, *spoken):
            found.setdefault(plain(word), role.code)
    return found


def compared(session: Session, organization_id: uuid.UUID, roster: Roster) -> Preview:
    """The roster beside the organisation's own records; nobody else's are looked at."""
    ring = keyring(session)
    rows, staff = _without_staff_phones(session, roster)
    marks = {key_of(row): ring.fingerprint(_text(row)) for row in rows}
    known = _listed(session, organization_id, set(marks.values()))
    listed = {key_of(row): known[marks[key_of(row)]] for row in rows if marks[key_of(row)] in known}
    seen: set[str] = set()
    new: list[Row] = []
    repeated: list[Row] = []
    for row in rows:
        mark = marks[key_of(row)]
        if row.name and mark not in known:
            (repeated if mark in seen else new).append(row)
            seen.add(mark)
    pairs = (*_within(new), *_among(session, organization_id, new, ring, set(listed.values())))
    return Preview(
        roster,
        tuple(new),
        listed,
        tuple(repeated),
        tuple(row for row in rows if not row.name),
        (*roster.wrong, *staff),
        tuple(sorted(pairs, key=lambda pair: (pair.answer is not Same.SAME, pair.row.sheet, pair.row.number))),
        marks,
        {column: sum(not row.raw.get(column) for row in rows) for column in GAPS},
        _fingerprint(marks, listed, pairs),
    )


def key_of(row: Row) -> tuple[str, int]:
    """By what a row is told from the others of its file."""
    return row.sheet, row.number


def _text(row: Row) -> str:
    """All that a row says of her; where she sits in the factory may change."""
    return "|".join(f"{column}={plain(text)}" for column, text in sorted(row.raw.items()) if column not in NOT_HERS)


def _without_staff_phones(session: Session, roster: Roster) -> tuple[list[Row], list[CellError]]:
    staff = set(session.scalars(select(User.phone).where(User.phone.is_not(None), User.ended_at.is_(None))))
    rows, wrong = [], []
    for row in roster.rows:
        if row.known.phone in staff:
            wrong.append(CellError(row.number, "phone", "staff_phone", {}, row.sheet))
            rows.append(replace(row, known=replace(row.known, phone=None)))
        else:
            rows.append(row)
    return rows, wrong


def _listed(session: Session, organization_id: uuid.UUID, marks: set[str]) -> dict[str, uuid.UUID]:
    """Whom the organisation's earlier rosters told in the very same words."""
    found: dict[str, uuid.UUID] = {}
    for some in _chunks(sorted(marks)):
        wanted = (
            select(CohortMember.mark, CohortMember.worker_id)
            .join(Cohort, Cohort.id == CohortMember.cohort_id)
            .join(Worker, Worker.id == CohortMember.worker_id)
            .where(
                Cohort.organization_id == organization_id,
                CohortMember.mark.in_(some),
                Worker.status != WorkerStatus.LEFT,
            )
        )
        found.update((row.mark, row.worker_id) for row in session.execute(wanted))
    return found


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _within(rows: Sequence[Row]) -> Iterator[Pair]:
    """Rows that may be of one woman: of those that share a name's sound and one thing more."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for block in set(_blocks(row.known)):
            blocks[block].append(place)
    tried: set[tuple[int, int]] = set()
    for places in blocks.values():
        if len(places) <= MOST_ALIKE:
            tried.update(combinations(places, 2))
    for first, second in sorted(tried):
        answer = compare(rows[first].known, rows[second].known)
        if answer is not Same.DIFFERENT:
            yield Pair(rows[second], rows[first], answer)


def _blocks(known: Known) -> Iterator[tuple[str, str]]:
    """Under what she is looked for: her phone; a sound of her name with her relative's or her card, else her age."""
    if known.phone:
        yield "phone", known.phone
    named = {key for name in (known.name_bn, known.name_en) if name for key in _keys(name)}
    beside = [f"nid{known.nid_last4}"] if known.nid_last4 else []
    beside += [f"of{key}" for key in _keys(known.relative)] if known.relative else []
    if known.birth_year and not beside:
        beside = [f"born{(known.birth_year + step) // NEAR_YEARS}" for step in (-1, 1)]
    for key in named:
        for other in beside:
            yield key, other


@lru_cache(50_000)
def _keys(name: str) -> frozenset[str]:
    return frozenset(keys(name))


def _among(
    session: Session, organization_id: uuid.UUID, rows: Sequence[Row], ring: Keyring, already: set[uuid.UUID]
) -> Iterator[Pair]:
    """Rows that may be of a woman whose record the organisation has."""
    wanted = select(Worker).where(Worker.organization_id == organization_id, Worker.status != WorkerStatus.LEFT)
    blocks: dict[tuple[str, str], list[tuple[Worker, Known]]] = defaultdict(list)
    for worker in session.scalars(wanted):
        if worker.id not in already:
            known = _of_worker(worker)
            for block in set(_blocks(known)):
                blocks[block].append((worker, known))
    for row in rows:
        this = replace(row.known, phone=ring.fingerprint(row.known.phone) if row.known.phone else None)
        near = {
            worker.id: (worker, known)
            for block in _blocks(this)
            for worker, known in blocks.get(block, ())[:MOST_ALIKE]
        }
        for worker, known in near.values():
            answer = compare(this, known)
            if answer is not Same.DIFFERENT:
                yield Pair(row, worker, answer)


def _of_worker(worker: Worker) -> Known:
    return Known(
        name_bn=worker.name_bn,
        name_en=worker.name_en,
        nickname=worker.nickname,
        relative=worker.guardian_name,
        birth_year=worker.birth_year,
        phone=worker.phone_fingerprint,
        nid_last4=worker.nid_last4,
    )


def _fingerprint(
    marks: Mapping[tuple[str, int], str], listed: Mapping[tuple[str, int], uuid.UUID], pairs: Iterable[Pair]
) -> str:
    alike = [(pair.row.number, str(pair.worker.id if pair.worker else ""), pair.answer) for pair in pairs]
    text = repr((sorted(marks.items()), sorted((key, str(one)) for key, one in listed.items()), alike))
    return hashlib.sha256(text.encode()).hexdigest()
