"""The invented organisations and the people who work there."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from catalog.data import several
from catalog.models import Organization
from referral.demo.accounts import PASSWORD
from referral.demo.data import rows
from referral.lists import conduct_version
from referral.models import User, UserRole
from referral.people.accounts import HASHER
from referral.states import Role

INVENTED = uuid.uuid5(uuid.NAMESPACE_URL, "setu:invented")
STAFF_PHONES = "+8801700001{:03}"


def invented_id(*parts: object) -> uuid.UUID:
    """The same key for the same invented thing, whenever it is made."""
    return uuid.uuid5(INVENTED, "/".join(map(str, parts)))


def organizations(session: Session, today: date, at: datetime) -> dict[str, Organization]:
    """The backbone and its partners by their code, each with its agreement."""
    made = {row["code"]: _organization(row, today, at) for row in rows("organizations")}
    session.add_all(made.values())
    session.flush()
    return made


def _organization(row: dict[str, str], today: date, at: datetime) -> Organization:
    agreed = today - timedelta(days=int(row["agreed_days_ago"]))
    return Organization(
        id=invented_id("organization", row["code"]),
        name_en=row["name_en"],
        name_bn=row["name_bn"],
        phone=row["phone"],
        email=f"office@{row['code']}.example",
        backbone=row["backbone"] == "yes",
        agreement_from=agreed,
        agreement_until=agreed + timedelta(days=int(row["agreement_days"])) if row["agreement_days"] else None,
        created_at=at,
    )


def users(session: Session, of: dict[str, Organization], at: datetime) -> dict[str, list[User]]:
    """The staff by the code of their organisation; one hash of the one password does for all of them."""
    password = HASHER.hash(PASSWORD)
    made: dict[str, list[User]] = {code: [] for code in of}
    for number, row in enumerate(rows("users"), start=1):
        user = User(
            id=invented_id("user", row["e_mail"]),
            organization_id=of[row["organization"]].id,
            name_en=row["name_en"],
            name_bn=row["name_bn"],
            e_mail=row["e_mail"],
            phone=STAFF_PHONES.format(number),
            password=password,
            safety_trained=row["safety_trained"] == "yes",
            code_accepted_at=at,
            code_version=conduct_version(),
            created_at=at,
            roles=[UserRole(role=Role(role)) for role in several(row["roles"])],
        )
        made[row["organization"]].append(user)
        session.add(user)
    session.flush()
    return made


def with_role(staff: Iterable[User], role: Role, *, trained: bool = False) -> list[User]:
    """Those of them who have the role, and are trained for safety where that is asked."""
    return [user for user in staff if user.has(role) and (user.safety_trained or not trained)]
