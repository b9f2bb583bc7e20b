"""The one door between a worker's record and what matching and figures may see of it: no name, no phone."""

from datetime import date

from sqlalchemy.orm import Session

from catalog.current import current_agenda
from catalog.places import ancestors, places
from matching.profile import Child as KnownChild
from matching.profile import Profile, age
from referral.models import Child, Referral, ReferralFacts, Worker

OWN_PHONE = {"own": True, "husband": False, "relative": False, "neighbour": False, "employer": False, "none": False}
AGE_BANDS = ((18, "under_18"), (25, "18_24"), (30, "25_29"), (35, "30_34"), (40, "35_39"), (50, "40_49"))
OLDEST = "50_plus"


def profile(session: Session, worker: Worker, served: Child | None = None) -> Profile:
    """The facts of a worker that matching may see, and the child who is served where it is not herself."""
    facts = dict(worker.facts)
    own = OWN_PHONE.get(worker.phone_owner or "")
    if own is not None:
        facts.setdefault("own_phone", own)
    if (
        facts.get("role")
        and "exposure_band" not in facts
        and (post := current_agenda(session).roles.get(facts["role"]))
    ):
        facts["exposure_band"] = post.exposure_band
    chain = _chain(worker.place_code)
    here = places().get(worker.place_code or "")
    no_children = facts.get("children") == "none"
    return Profile(
        facts=facts,
        birth_year=worker.birth_year,
        birth_year_about=worker.birth_year_about,
        place_chain=chain,
        point=here.point if here else None,
        children=tuple(_known(child) for child in worker.children) if worker.children or no_children else None,
        served_child=_known(served) if served else None,
    )


def _chain(place_code: str | None) -> tuple[str, ...]:
    return (place_code, *ancestors(place_code)) if place_code else ()


def _known(child: Child) -> KnownChild:
    return KnownChild(birth_month=child.birth_month, month_known=child.month_known, school=child.school)


def referral_facts(referral: Referral, worker: Worker, day: date) -> ReferralFacts:
    """The coded groups of a person at sending; of a confidential referral her district alone."""
    district = next((code for code in _chain(worker.place_code) if places()[code].level == "district"), None)
    row = ReferralFacts(referral_id=referral.id, district_code=district)
    if referral.confidential:
        return row
    facts = worker.facts
    row.age_band = age_band(worker, day)
    row.wage_grade, row.role, row.employment = facts.get("wage_grade"), facts.get("role"), facts.get("employment")
    row.place_code, row.factory = worker.place_code, facts.get("factory")
    own = OWN_PHONE.get(worker.phone_owner or "")
    row.own_phone = None if own is None else "yes" if own else "no"
    row.disability = facts.get("wgss")
    return row


def age_band(worker: Worker, day: date) -> str | None:
    """Her age as a group; that of an approximate birth year is taken in the middle."""
    years = age(Profile(birth_year=worker.birth_year), day)
    if years is None:
        return None
    return next((band for limit, band in AGE_BANDS if years.low < limit), OLDEST)
