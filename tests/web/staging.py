"""The stage of the access walk: people of three partners and the backbone, an ordinary referral, a confidential one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Exposure, IndustryRole, Intake, Organization, Outcome, Place, Service
from referral import access
from referral.loop import answering, by_link, handing, needs, reports, second, sending
from referral.loop.cohorts import bringing as rosters
from referral.loop.cohorts import choosing, runs
from referral.loop.cohorts.listing import Agreed, OfFile, store
from referral.loop.sheets import bringing
from referral.models import (
    CohortMember,
    Consent,
    GivenBy,
    KeptForm,
    LinkQuestion,
    LinkRequest,
    Need,
    Plan,
    PlanPart,
    Referral,
    SamePerson,
    ServiceReport,
    SessionDay,
    Task,
    User,
    Worker,
)
from referral.moment import now, today
from referral.people import accounts, consents, merging
from referral.sealing import keyring
from referral.states import Eye, Role
from tests.make import Make
from tests.web.who import PEOPLE

Ids = dict[str, uuid.UUID | str]
FAR, HER_PLACE = "dhaka-dhamrai", "gazipur-sadar"
ROSTER = "name,father,grade,role\nRoster Canary,Abdul,5,Helper\nSecond Canary,Karim,7,Operator\n"
SHEET = "service_id,kind,organization,service_name,district,seats,fee_bdt\nS1,skills_training,B,Sewing,Gazipur,20,500\n"


@dataclass(frozen=True)
class Staged:
    """Who is there; what each parameter of an address stands for, by walk; and words with those who may read them."""

    people: Mapping[str, User]
    walks: Mapping[str, Ids]
    ordinary: tuple[Worker, tuple[Referral, ...]]
    secret: tuple[Worker, Need, Referral]
    far: Place
    address: str


def stage(session: Session, make: Make) -> Staged:
    """All of it, stored, and read once more so that it needs no session."""
    session.expire_on_commit = False
    firms = {name: make.organization(f"Partner {name}") for name in "abc"}
    firms["z"] = make.organization("Backbone", backbone=True)
    people = {
        name: make.user(Role(role), organization=firms[name[0]], safety_trained=True) for name, role in PEOPLE.items()
    }
    ordinary = _ordinary(session, make, people)
    secret = _secret(session, make, people)
    common: Ids = {
        "organization_id": firms["a"].id,
        "user_id": people["a.colleague"].id,
        "offer_id": _offer(session, make, people["a.caseworker"], firms["c"]),
        "day": today(session).isoformat(),
        "code": _on_every_list(session),
        "secret": accounts.invite(session, people["c.admin"]),
        "signing.kept": _kept(session, people["a.caseworker"], "/workers/new", {"name_en": ["half a name"]}),
        **_cohort(session, people["a.caseworker"]),
        **_question(make, people),
        **_shut(make, people),
        **_by_link(session, make, people["a.caseworker"]),
        "approval_id": _second(session, people["a.caseworker"], ordinary[2]),
        "upload_id": bringing.keep(session, people["b.provider"], "sheet.csv", SHEET.encode()).id,
    }
    _, accepted, draft = ordinary
    worker = session.get_one(Worker, accepted.person_id)
    need, referral = secret
    hers = session.get_one(Worker, uuid.UUID(access.open_sealed(session, need)["worker"]))
    walks: dict[str, Ids] = {
        "ordinary": common
        | _plan(session, people["a.caseworker"], worker, ordinary)
        | _link(make, people, worker)
        | _ids(session, accepted, worker.id)
        | _double(session, make, people["a.caseworker"], worker)
        | _report(session, people["a.caseworker"], accepted),
        "draft": {"referral_id": draft.id},
        "confidential": _ids(session, referral, hers.id)
        | _link(make, people, hers)
        | _double(session, make, people["a.caseworker"], hers)
        | _report(session, people["a.caseworker"], referral),
    }
    far = session.get_one(Place, FAR)
    for one in (worker, hers, need, referral, *ordinary, *people.values()):
        session.refresh(one)
    session.commit()
    session.close()
    return Staged(people, walks, (worker, ordinary), (hers, need, referral), far, "House of the quiet canary")


def _by_link(session: Session, make: Make, caseworker: User) -> Ids:
    """Another woman, sent to a partner that does not sign in, and the link by which it answers."""
    service = make.service(make.organization("Partner without accounts", by_link=True))
    need = needs.open_need(session, caseworker, make.worker(caseworker), "learn_skill")
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    secret = by_link.make(session, caseworker, referral)
    ids: Ids = dict.fromkeys(("told.make", "told.form", "told.write_down"), referral.id)
    return ids | dict.fromkeys(("by_link.one", "by_link.answer"), secret)


def _second(session: Session, caseworker: User, draft: Referral) -> uuid.UUID:
    """That a supervisor is asked to agree before something is sent."""
    draft.service.kind.second_eyes = ["send"]
    asked = second.ask(session, caseworker, draft, Eye.SEND, {"overrides": {}})
    draft.service.kind.second_eyes = []
    return asked.id


def _on_every_list(session: Session) -> str:
    """A code that every list of the agenda has."""
    code = "childcare"
    names: dict[str, Any] = {"name_en": "Walked", "name_bn": "দেখা", "position": 99}
    words: dict[str, Any] = dict.fromkeys(
        ("study", "year", "measures_en", "measures_bn", "value", "unit", "place"), "one"
    )
    session.add(Outcome(code=code, parent_code=None, **names))
    session.add(IndustryRole(code=code, section="sewing", exposure_band="low", why_band="walked", **names))
    session.add(Exposure(code=code, applies_to="sewing", source="one", how_seen="one", **words))
    return code


def _ordinary(session: Session, make: Make, people: Mapping[str, User]) -> tuple[Referral, ...]:
    """One worker with three needs: one sent, one accepted, one in draft."""
    caseworker, provider = people["a.caseworker"], people["b.provider"]
    worker = make.worker(
        caseworker, phone="+8801712345678", name_bn="কানিজ ফাতেমা", name_en="Kaniz Canary", nickname="Kanu Canary",
        guardian_name="Guardian Canary", guardian_relation="father", nid_last4="NIDC", area="Canary lane",
        place_code=HER_PLACE,
    )  # fmt: skip
    make.child(worker, name="Child Canary")
    found = []
    for code, walk in (("learn_skill", "sent"), ("start_business", "accepted"), ("find_job", "draft")):
        service = make.service(provider.organization, focal=provider)
        make.intake(service)
        need = needs.open_need(session, caseworker, worker, code)
        make.consent(need, service)
        referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
        if walk != "draft":
            sending.send(session, caseworker, referral, text="Words canary")
        if walk == "accepted":
            _accept(session, provider, referral, service)
        found.append(referral)
    return tuple(found)


def _secret(session: Session, make: Make, people: Mapping[str, User]) -> tuple[Need, Referral]:
    """Another worker with a confidential need, accepted by the focal person of a confidential service."""
    caseworker, focal = people["a.caseworker"], people["b.focal"]
    worker = make.worker(
        caseworker, phone="+8801798765432", name_bn="শাহিদা ইয়াসমিন", name_en="Shahida Canary", nickname="Shahi Canary",
        guardian_name="Other Guardian", guardian_relation="husband", nid_last4="NIDX", area="Secret lane",
        place_code=HER_PLACE,
    )  # fmt: skip
    make.child(worker, name="Hidden Child")
    service = make.service(focal.organization, "gbv_support", focal=focal, place_code=FAR)
    service.places[0].location.address_en = service.places[0].location.address_bn = "House of the quiet canary"
    make.intake(service)
    agreed = {"agreed_name": "Agreed Canary", "safe_way": "in_person"}
    need = needs.open_need(session, caseworker, worker, "safe_from_violence", agreed=agreed, named=[people["a.named"]])
    groups = [group.code for group in consents.proposed(service, confidential=True)]
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    consents.give(session, caseworker, need, service, groups, given_by=GivenBy.SPOKEN, language="bn")
    sending.send(session, caseworker, referral)
    _accept(session, focal, referral, service)
    return need, referral


def _accept(session: Session, provider: User, referral: Referral, service: Service) -> None:
    intake: Intake = service.places[0].intakes[0]
    answering.accept(session, provider, referral, intake=intake, starts_on=today(session) + timedelta(days=2))


def _ids(session: Session, referral: Referral, worker_id: uuid.UUID) -> Ids:
    place = referral.service.places[0]
    return {
        "worker_id": worker_id,
        "person_id": referral.person_id,
        "need_id": referral.need_id,
        "choice_id": referral.choice_id,
        "referral_id": referral.id,
        "service_id": referral.service_id,
        "place_id": place.id,
        "intake_id": place.intakes[0].id,
        "day_id": _day(session, referral),
        "task_id": session.scalars(select(Task.id).where(Task.referral_id == referral.id)).one(),
    }


def _day(session: Session, referral: Referral) -> uuid.UUID:
    """A class day of her batch, held today so that it can be marked."""
    first = select(SessionDay).where(SessionDay.intake_id == referral.intake_id).order_by(SessionDay.on).limit(1)
    day = session.scalars(first).one()
    day.on, referral.starts_on = today(session), today(session)
    session.flush()
    return day.id


def _plan(session: Session, caseworker: User, worker: Worker, parts: tuple[Referral, ...]) -> Ids:
    """Two of her referrals as a plan."""
    plan = Plan(organization_id=worker.organization_id, worker_id=worker.id, made_by_id=caseworker.id)
    for position, referral in enumerate(parts[1:], start=1):
        plan.parts.append(PlanPart(choice_id=referral.choice_id, position=position))
    session.add(plan)
    session.flush()
    return {"plan_id": plan.id}


def _double(session: Session, make: Make, caseworker: User, worker: Worker) -> Ids:
    """A record that may be hers too, and another that was merged into hers."""
    names: dict[str, Any] = {"name_bn": worker.name_bn, "name_en": worker.name_en, "place_code": worker.place_code}
    values: dict[str, Any] = names | {"birth_year": worker.birth_year, "area": worker.area, "facts": {}}
    double, merged = make.worker(caseworker, **values), make.worker(caseworker, **values)
    row = merging.merge(session, caseworker, worker, merged, {}, seen=(worker.version, merged.version))
    return {"double_id": double.id, "merge_id": row.id, "double_seen": f"{worker.version}.{double.version}"}


def _report(session: Session, caseworker: User, about: Referral) -> Ids:
    """Something that she has reported as wrong with the service."""
    reports.report(session, caseworker, about.service, reason="hours_wrong")
    of_service = select(ServiceReport.id).where(ServiceReport.service_id == about.service_id)
    return {"report_id": session.scalars(of_service).one()}


def _shut(make: Make, people: Mapping[str, User]) -> Ids:
    """A colleague of ours whose account was opened by a link."""
    admin = people["a.admin"]
    user = make.user(Role.PROVIDER, organization=admin.organization, shut_at=now(make.session), shut_by_id=admin.id)
    return {"confirming.form": user.id, "confirming.confirm": user.id}


def _wish(make: Make, people: Mapping[str, User], worker: Worker) -> LinkRequest:
    """That she agreed to be asked about, in her organisation a."""
    organization_id, by_id, until = worker.organization_id, people["a.caseworker"].id, date.today() + timedelta(days=9)
    consent = Consent(
        person_id=worker.id, organization_id=organization_id, text_code="link", text_version=1, language="bn",
        given_by=GivenBy.SPOKEN, taken_by_id=by_id, until=until,
    )  # fmt: skip
    make.session.add(consent)
    make.session.flush()
    row = LinkRequest(
        worker_id=worker.id, organization_id=organization_id, consent_id=consent.id, asked_by_id=by_id, until=until,
        parts=["name"],
    )  # fmt: skip
    make.session.add(row)
    make.session.flush()
    return row


def _question(make: Make, people: Mapping[str, User]) -> Ids:
    """Another woman of ours, about whom the stranger's organisation is asked."""
    theirs = make.worker(people["c.caseworker"])
    wish = _wish(make, people, make.worker(people["a.caseworker"]))
    row = LinkQuestion(request_id=wish.id, organization_id=theirs.organization_id, worker_id=theirs.id)
    make.session.add(row)
    make.session.flush()
    return {"question_id": row.id}


def _link(make: Make, people: Mapping[str, User], worker: Worker) -> Ids:
    """Her record linked with one of the stranger's organisation."""
    theirs = make.worker(people["c.caseworker"])
    wish = _wish(make, people, worker)
    wish.ended_at = now(make.session)
    row = SamePerson(
        one_id=worker.id, other_id=theirs.id, one_organization_id=worker.organization_id,
        other_organization_id=theirs.organization_id, consent_id=wish.consent_id,
    )  # fmt: skip
    make.session.add(row)
    make.session.flush()
    return {"link_id": row.id}


def _offer(session: Session, make: Make, caseworker: User, to: Organization) -> uuid.UUID:
    """A third worker, offered to the stranger's organisation."""
    return handing.offer(session, caseworker, make.worker(caseworker), to, given_by=GivenBy.SPOKEN).id


def _cohort(session: Session, caseworker: User) -> Ids:
    """A roster listed, chosen for and worked out, and another that is still looked at."""
    upload = rosters.keep(session, caseworker, "roster.csv", ROSTER.encode(), {"name": "May", "place_code": HER_PLACE})
    sheet = rosters.preview_of(session, caseworker, rosters.roster_of(session, caseworker, upload))
    cohort, _ = store(session, caseworker, sheet, OfFile("March", HER_PLACE), Agreed(sheet.shown))
    assert cohort is not None
    choosing.choose(session, caseworker, cohort, needs=["learn_skill"], risks={}, floors={}, seen=cohort.version)
    runs.do_now(session, runs.ask(session, caseworker, cohort))
    woman = session.scalars(select(CohortMember.worker_id).where(CohortMember.cohort_id == cohort.id)).first()
    assert woman is not None
    return {"cohort_id": cohort.id, "woman_id": woman, "roster_id": upload.id}


def _kept(session: Session, owner: User, path: str, typed: dict[str, Any]) -> uuid.UUID:
    until = now(session) + timedelta(minutes=30)
    kept = KeptForm(user_id=owner.id, path=path, sealed=keyring(session).seal_json(typed), until=until)
    session.add(kept)
    session.flush()
    return kept.id
