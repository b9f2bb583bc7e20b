"""Work handed over: one, some or all of it, with nothing left behind; what is confidential between its two named persons."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral import access
from referral.loop import ending, needs, passing, secretly, sending, tasks, team
from referral.models import Event, FocalPerson, NamedPerson, Need, Referral, Task, User, Worker
from referral.people import users
from referral.refusals import Refused
from referral.states import Action, Role
from tests.loop.stage import Stage, stage
from tests.make import Make


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """A caseworker with three women: one accepted (with the task to tell her), one in draft, one with a need alone."""
    found = stage(session, make, seats=5)
    found.accepted()
    for code in ("find_job", "get_loan"):
        worker = make.worker(found.caseworker)
        found.need = needs.open_need(session, found.caseworker, worker, code)
        if code == "find_job":
            found.draft()
    return found


def colleague(here: Stage, *roles: Role, of: User | None = None) -> User:
    return here.make.user(*(roles or (Role.CASEWORKER,)), organization=(of or here.caseworker).organization)


def test_a_load_says_what_is_with_each(session: Session, here: Stage) -> None:
    supervisor = colleague(here, Role.SUPERVISOR)
    load = team.loads(session, supervisor)[here.caseworker.id]
    assert (load.workers, load.referrals, load.turns, load.tasks) == (3, 2, 1, 1)
    assert supervisor.id not in team.loads(session, supervisor)
    other_side = colleague(here, Role.SUPERVISOR, of=here.provider)
    theirs = team.loads(session, other_side)[here.provider.id]
    assert (theirs.workers, theirs.referrals, theirs.turns) == (0, 1, 1)


def test_all_goes_over_and_nothing_is_left(session: Session, here: Stage) -> None:
    supervisor, to = colleague(here, Role.SUPERVISOR), [colleague(here), colleague(here)]
    found = passing.bundles(session, supervisor, here.caseworker)
    assert len(found) == 3 and all(bundle.hers for bundle in found)
    shares = passing.pass_on(session, supervisor, here.caseworker, found, to, reason="dismissal")
    assert sorted(len(share.bundles) for share in shares) == [1, 2]
    for share in shares:
        assert team.loads(session, supervisor)[share.to.id].whole == share.after.whole
    assert ending.open_turns(session, here.caseworker) == 0
    her = here.caseworker.id
    for column in (Worker.caseworker_id, Need.caseworker_id, Referral.referrer_user_id, Task.user_id):
        assert session.scalar(select(column).where(column == her).limit(1)) is None, column
    for need in session.scalars(select(Need)):
        worker = session.get_one(Worker, need.person_id)
        assert worker.caseworker_id == need.caseworker_id
    ending.end_user(session, supervisor, here.caseworker)


def test_each_referral_tells_who_has_it_and_why(session: Session, here: Stage) -> None:
    supervisor, to = colleague(here, Role.SUPERVISOR), colleague(here)
    found = passing.bundles(session, supervisor, here.caseworker)
    passing.pass_on(session, supervisor, here.caseworker, found, [to], reason="leave")
    assigned = session.scalars(select(Event).where(Event.action == Action.ASSIGN)).all()
    assert {(one.reason, one.values["to"]) for one in assigned} == {("leave", str(to.id))}
    accepted = next(one.referral for one in assigned if one.referral.sent_at)
    assert tasks.history(session, here.provider, accepted)[0].reason is None
    assert tasks.history(session, to, accepted)[0].reason == "leave"


def test_one_is_picked_and_the_rest_stays(session: Session, here: Stage) -> None:
    to = colleague(here)
    first = passing.bundles(session, here.caseworker, here.caseworker)[:1]
    passing.pass_on(session, here.caseworker, here.caseworker, first, [to], reason="too_much")
    assert len(passing.bundles(session, here.caseworker, here.caseworker)) == 2
    assert len(passing.bundles(session, to, to)) == 1


def test_a_provider_s_part_goes_to_who_acts_for_it(session: Session, here: Stage) -> None:
    supervisor = colleague(here, Role.SUPERVISOR, of=here.provider)
    wrong, right = colleague(here, Role.CASEWORKER, of=here.provider), colleague(here, Role.PROVIDER, of=here.provider)
    found = passing.bundles(session, supervisor, here.provider)
    with pytest.raises(Refused, match="choose_colleague"):
        passing.pass_on(session, supervisor, here.provider, found, [wrong], reason="leave")
    passing.pass_on(session, supervisor, here.provider, found, [wrong, right], reason="leave")
    assert ending.open_turns(session, here.provider) == 0


@pytest.mark.parametrize("to", ["herself", "a stranger", "one who left", "nobody"])
def test_it_goes_to_a_colleague_alone(session: Session, here: Stage, to: str) -> None:
    gone = colleague(here)
    gone.ended_at = here.caseworker.created_at
    people = {"herself": [here.caseworker], "a stranger": [here.provider], "one who left": [gone], "nobody": []}
    found = passing.bundles(session, here.caseworker, here.caseworker)
    with pytest.raises(Refused, match="choose_colleague"):
        passing.pass_on(session, here.caseworker, here.caseworker, found, people[to], reason="leave")


def test_nobody_looks_at_a_colleague_s_desk_but_a_supervisor(session: Session, here: Stage) -> None:
    with pytest.raises(access.NotFound):
        team.get_colleague(session, colleague(here), here.caseworker.id)
    with pytest.raises(access.NotFound):
        team.get_colleague(session, here.make.user(Role.SUPERVISOR), here.caseworker.id)


@pytest.fixture
def secret(session: Session, make: Make) -> tuple[User, User, User, Referral]:
    """A confidential referral: the caseworker, the second named, her supervisor."""
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    second, supervisor = (
        make.user(role, organization=caseworker.organization) for role in (Role.CASEWORKER, Role.SUPERVISOR)
    )
    focal = make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    worker = make.worker(caseworker)
    need = needs.open_need(
        session, caseworker, worker, "safe_from_violence", agreed={"agreed_name": "শাপলা"}, named=[second]
    )
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    worker.caseworker_id = second.id
    session.flush()
    return caseworker, second, supervisor, referral


def test_a_supervisor_sees_nothing_of_what_is_confidential(
    session: Session, secret: tuple[User, User, User, Referral]
) -> None:
    caseworker, _, supervisor, _ = secret
    assert passing.bundles(session, supervisor, caseworker) == []
    assert caseworker.id not in team.loads(session, supervisor)
    with pytest.raises(Refused) as refused:
        ending.end_user(session, supervisor, caseworker)
    assert (refused.value.code, refused.value.values) == ("hand_over_first", {})


@pytest.mark.parametrize("by", ["her who had it", "the other one"])
def test_the_two_named_hand_it_over_between_them(
    session: Session, secret: tuple[User, User, User, Referral], by: str
) -> None:
    caseworker, second, supervisor, referral = secret
    actor = caseworker if by == "her who had it" else second
    (own,) = secretly.secrets_of(session, actor)
    with pytest.raises(Refused, match="choose_colleague"):
        secretly.pass_secret(session, actor, own, supervisor)
    secretly.pass_secret(session, actor, own, second)
    assert referral.referrer_user_id == referral.need.caseworker_id == second.id
    assert ending.open_turns(session, caseworker) == 0
    ending.end_user(session, supervisor, caseworker)
    assert session.scalars(select(NamedPerson.user_id)).all() == [second.id]
    third = session.get_one(User, supervisor.id)
    secretly.name_second(session, second, referral.need, third)
    assert access.get_need(session, third, referral.need_id).id == referral.need_id
    with pytest.raises(Refused, match="two_named"):
        secretly.name_second(session, second, referral.need, caseworker)


def test_a_focal_person_takes_over_from_the_other(
    session: Session, make: Make, secret: tuple[User, User, User, Referral]
) -> None:
    *_, referral = secret
    first = session.get_one(User, referral.provider_user_id)
    other = make.user(Role.PROVIDER, organization=first.organization)
    assert secretly.secrets_of(session, other) == []
    session.add(FocalPerson(service_id=referral.service_id, user_id=other.id, position=1))
    session.flush()
    (found,) = secretly.secrets_of(session, other)
    secretly.pass_secret(session, other, found, other)
    assert referral.provider_user_id == other.id
    ending.end_user(session, make.user(Role.ADMIN, organization=first.organization), first)


def test_an_account_that_alone_sees_something_does_not_end(
    session: Session, secret: tuple[User, User, User, Referral]
) -> None:
    caseworker, second, supervisor, referral = secret
    session.delete(session.get_one(NamedPerson, (referral.need_id, caseworker.id)))
    referral.referrer_user_id = referral.need.caseworker_id = supervisor.id
    session.get_one(Worker, session.scalars(select(Worker.id)).one()).caseworker_id = supervisor.id
    session.flush()
    with pytest.raises(Refused, match="hand_over_first"):
        ending.end_user(session, supervisor, second)


def test_the_last_focal_person_stays(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    focal, other = (make.user(Role.PROVIDER, organization=admin.organization) for _ in range(2))
    service = make.service(admin.organization, focal=focal)
    with pytest.raises(Refused, match="last_focal"):
        ending.end_user(session, admin, focal)
    with pytest.raises(Refused, match="last_focal"):
        users.set_focal_persons(session, admin, service, [])
    with pytest.raises(Refused, match="last_focal"):
        users.change_user(session, admin, focal, [Role.CASEWORKER])
    users.set_focal_persons(session, admin, service, [focal, other])
    ending.end_user(session, admin, focal)
    assert users.focal_persons(session, service) == [other]
