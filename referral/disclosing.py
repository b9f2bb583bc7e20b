"""What a provider may see of the person served: the groups that she granted, and a record that they were seen."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from catalog.lists import facts
from referral import access
from referral.lists import field_groups
from referral.models import Child, Disclosure, Grant, Person, PersonKind, Referral, User, Worker
from referral.sealing import keyring
from referral.states import Party

COLUMNS = (
    "name_bn",
    "name_en",
    "nickname",
    "birth_year",
    "birth_year_about",
    "phone_owner",
    "safe_way",
    "safe_time",
    "place_code",
    "area",
    "nid_last4",
)
GROUP_OF_COLUMN = {
    "birth_year_about": "age",
    "place_code": "place",
    "area": "place",
    "nid_last4": "identity_numbers",
    "children": "children",
    "child": "children",
}
WHO_SHE_IS = frozenset({"name", "contact", "exact_address", "identity_numbers", "papers", "photo"})
"""The groups that are told only once a referral asked side by side with others is accepted."""
TELLS_OF_HER = frozenset({"area", "children", "child"})
"""What tells who she is, of groups that are told else: her street, her children's names."""
SHOWN = "shown"
Seen = tuple[uuid.UUID, uuid.UUID, uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one user may see of the person served: `values` by field or fact, of the `groups` that are open to her.

    A value that is not known is not there; a field of another group is "not shared".
    """

    groups: frozenset[str]
    values: Mapping[str, Any] = field(repr=False)

    def shared(self, code: str) -> bool:
        """Whether the group of this field or fact is open."""
        return group_of(code) in self.groups


def group_of(code: str) -> str:
    """The consent group of a field or fact; raises KeyError for one that has none."""
    if code in GROUP_OF_COLUMN:
        return GROUP_OF_COLUMN[code]
    if code in facts():
        return facts()[code].consent_group
    return next(group.code for group in field_groups().values() if code in group.fields)


def shown(session: Session, user: User, referral: Referral, day: date) -> Shown:
    """What this user may see in this referral on that day; the referrer's side sees all that it wrote itself.

    What the provider's side sees is noted in the session: `record` stores it before the page leaves.
    """
    values = _values(session, referral)
    if Party.REFERRER in access.sides(session, user, referral):
        return Shown(frozenset(field_groups()), values)
    groups = open_groups(session, referral, day)
    _note(session, user, referral, groups)
    told = {code: value for code, value in values.items() if group_of(code) in groups}
    return Shown(groups, _facts_of(told) if referral.facts_only else told)


def open_groups(session: Session, referral: Referral, day: date) -> frozenset[str]:
    """The groups that the provider may see of her on that day: hers to grant, and who she is not before it is accepted."""
    groups = access.granted(session, referral.person_id, referral.service_id, day)
    return groups - WHO_SHE_IS if referral.facts_only else groups


def is_told(referral: Referral, groups: Collection[str], code: str) -> bool:
    """Whether a change of this field may be told to a provider with these groups: no street, no names before it accepts."""
    return group_of(code) in groups and not (referral.facts_only and code in TELLS_OF_HER)


def _facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without what tells who she is: her street, her children's names."""
    told = {code: value for code, value in values.items() if code != "area"}
    if "children" in told:
        told["children"] = [child | {"name": None} for child in told["children"]]
    return told | ({"child": told["child"] | {"name": None}} if "child" in told else {})


def shown_by_link(session: Session, referral: Referral, day: date) -> Shown:
    """What a provider without an account may see; that it was opened is noted by the link (`loop.by_link`)."""
    groups = open_groups(session, referral, day)
    told = {code: value for code, value in _values(session, referral).items() if group_of(code) in groups}
    return Shown(groups, _facts_of(told) if referral.facts_only else told)


def names(session: Session, user: User, referrals: Iterable[Referral], day: date) -> dict[uuid.UUID, Mapping[str, Any]]:
    """For lists: `name_bn` and `name_en` by referral, where they may be shown; of a confidential one never."""
    listed = [referral for referral in referrals if not referral.confidential]
    own = {
        one.id for one in listed if one.referrer_id == user.organization_id and access.has_side(user, Party.REFERRER)
    }
    open_to = _named_grants(session, [one for one in listed if one.id not in own], day)
    wanted = [
        one for one in listed if one.id in own or ((one.person_id, one.service_id) in open_to and not one.facts_only)
    ]
    found = _names_of(session, {one.person_id for one in wanted})
    for referral in wanted:
        if referral.id not in own:
            _note(session, user, referral, ["name"])
    return {referral.id: found[referral.person_id] for referral in wanted if referral.person_id in found}


def groups_of(
    session: Session, user: User, referrals: Iterable[Referral], wanted: Collection[str], day: date
) -> dict[uuid.UUID, frozenset[str]]:
    """For a provider's lists: by referral which of these groups are open now, noted as seen; of a confidential one none."""
    listed = list(referrals)
    found: dict[uuid.UUID, set[str]] = {referral.id: set() for referral in listed}
    ordinary = {(one.person_id, one.service_id): one for one in listed if not one.confidential}
    in_force = select(Grant.person_id, Grant.service_id, Grant.field_group).where(
        Grant.person_id.in_({person for person, _ in ordinary}),
        Grant.field_group.in_(wanted),
        Grant.ended_at.is_(None),
        Grant.until >= day,
    )
    for person_id, service_id, group in session.execute(in_force) if ordinary and wanted else ():
        referral = ordinary.get((person_id, service_id))
        if referral is not None:
            found[referral.id].add(group)
            _note(session, user, referral, [group])
    return {referral_id: frozenset(groups) for referral_id, groups in found.items()}


def _named_grants(session: Session, referrals: list[Referral], day: date) -> set[tuple[uuid.UUID, uuid.UUID]]:
    if not referrals:
        return set()
    in_force = select(Grant.person_id, Grant.service_id).where(
        Grant.person_id.in_({one.person_id for one in referrals}),
        Grant.field_group == "name",
        Grant.ended_at.is_(None),
        Grant.until >= day,
    )
    return {(person_id, service_id) for person_id, service_id in session.execute(in_force)}


def _names_of(session: Session, persons: set[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """Names by person; a child stands under its mother's name."""
    if not persons:
        return {}
    workers = select(Worker.id, Worker.name_bn, Worker.name_en).where(Worker.id.in_(persons))
    mothers = select(Child.id, Worker.name_bn, Worker.name_en).join(Worker, Child.worker_id == Worker.id)
    rows = session.execute(workers.union_all(mothers.where(Child.id.in_(persons))))
    return {person_id: {"name_bn": name_bn, "name_en": name_en} for person_id, name_bn, name_en in rows}


def _values(session: Session, referral: Referral) -> dict[str, Any]:
    """All that could be shown, whoever asks; an agreed name stands in place of hers."""
    person = session.get_one(Person, referral.person_id)
    if person.kind is PersonKind.AGREED_NAME:
        sealed = access.open_sealed(session, referral.need)
        worker = _worker(session, access.current_worker(session, uuid.UUID(sealed["worker"])))
        hidden = {"name_bn", "name_en", "nickname", "phone", "phone_owner", "safe_way", "safe_time"}
        values = {code: value for code, value in of_worker(session, worker).items() if code not in hidden}
        values["children"] = [child | {"name": None} for child in values.get("children", ())]
        return values | _agreed(session, sealed["values"])
    if person.kind is PersonKind.CHILD:
        child = session.get_one(Child, person.id)
        return of_worker(session, _worker(session, child.worker_id)) | {"child": _of_child(child)}
    return of_worker(session, _worker(session, person.id))


def _agreed(session: Session, sealed: Mapping[str, Any]) -> dict[str, Any]:
    """What she lets be known under the agreed name; a child who is served has no name there either."""
    values = dict(sealed)
    child = session.get(Child, uuid.UUID(values.pop("child"))) if "child" in values else None
    return values if child is None else values | {"child": _of_child(child) | {"name": None}}


def _worker(session: Session, worker_id: uuid.UUID) -> Worker:
    with_children = select(Worker).where(Worker.id == worker_id).options(selectinload(Worker.children))
    return session.scalars(with_children).one()


def of_worker(session: Session, worker: Worker) -> dict[str, Any]:
    """All that her record says and that could be shown, by field or fact; for her own organisation's side."""
    values = {name: getattr(worker, name) for name in COLUMNS} | dict(worker.facts)
    if worker.phone_sealed is not None:
        values["phone"] = keyring(session).open(worker.phone_sealed)
    values["children"] = [_of_child(child) for child in worker.children]
    return {code: value for code, value in values.items() if value not in (None, [])}


def _of_child(child: Child) -> dict[str, Any]:
    return {
        "name": child.name,
        "birth_month": child.birth_month,
        "month_known": child.month_known,
        "school": child.school,
    }


def _note(session: Session, user: User, referral: Referral, groups: Iterable[str]) -> None:
    seen: set[Seen] = session.info.setdefault(SHOWN, set())
    seen.update((user.id, referral.id, referral.person_id, group) for group in groups)


def unrecorded(session: Session, day: date) -> list[Seen]:
    """What this session has shown and nothing records yet for that day."""
    seen: set[Seen] = session.info.get(SHOWN, set())
    if not seen:
        return []
    known = select(Disclosure.viewer_id, Disclosure.referral_id, Disclosure.person_id, Disclosure.field_group).where(
        Disclosure.viewer_id.in_({row[0] for row in seen}),
        Disclosure.referral_id.in_({row[1] for row in seen}),
        Disclosure.day == day,
    )
    return sorted(seen - {tuple(row) for row in session.execute(known)}, key=str)


def record(session: Session, rows: Iterable[Seen], day: date) -> None:
    """Store that these were seen on that day; what is stored already stays as it is. Needs a writing session."""
    values = [
        Disclosure(viewer_id=viewer, referral_id=referral, person_id=person, field_group=group, day=day)
        for viewer, referral, person, group in rows
    ]
    if not values:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    columns = [column.key for column in Disclosure.__table__.columns]
    insert = dialect.insert(Disclosure).on_conflict_do_nothing()
    session.execute(insert, [{name: getattr(row, name) for name in columns} for row in values])
