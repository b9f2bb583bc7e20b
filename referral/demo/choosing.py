"""What is found for a need, and what of it she chooses: among the first that suit, within reach."""

from collections.abc import Sequence

from sqlalchemy import select, union

from matching.rank import Match, Ranking
from matching.reason import Answer
from referral.demo.results import WHAT_FAILED
from referral.demo.tempo import happens
from referral.demo.told import Told
from referral.loop import fitting, needs
from referral.models import Choice, Need, Referral, User
from referral.states import LIVE

REACH_KM = 24.0
OF_THE_BEST = (70, 20, 10)
NEARLY_IS_GOOD_ENOUGH = 0.4
ENOUGH_TO_TELL = frozenset({"wash", "savings_digital_finance", "workplace_rights", "job_placement"})


def chooses(told: Told, actor: User, need: Need, found: Ranking) -> list[Choice]:
    """One service, or two in her order; none where nothing suits within reach."""
    fitting_ones = within_reach(told, found, need)
    count = 2 if happens(told.random, "second_choice") else 1
    chosen: list[Choice] = []
    while fitting_ones and len(chosen) < count:
        best = fitting_ones[: len(OF_THE_BEST)]
        match = told.random.choices(best, OF_THE_BEST[: len(best)])[0]
        fitting_ones.remove(match)
        service = told.services[match.offer.id]
        chosen.append(needs.choose(told.session, actor, need, service, place=service.places[0]))
    return chosen


def look(told: Told, actor: User, need: Need) -> Ranking:
    """What the page of services would show."""
    return fitting.ranking(told.session, actor, need, told.today(), limit=12)


def within_reach(told: Told, found: Ranking, need: Need) -> list[Match]:
    """Those that suit, in order, without what she chose before or goes to now; sometimes what nearly suits."""
    chosen = select(Choice.service_id).where(Choice.need_id == need.id)
    goes_there = select(Referral.service_id).where(Referral.person_id == need.person_id, Referral.state.in_(LIVE))
    used = set(told.session.scalars(union(chosen, goes_there)))
    nearly = found.nearly if told.random.random() < NEARLY_IS_GOOD_ENOUGH else ()
    for some in (found.suiting, nearly):
        near = [one for one in some if one.offer.id not in used and _near(one)]
        if near:
            return near
    return []


def _near(match: Match) -> bool:
    return match.km is None or match.km <= REACH_KM


def why_not(found: Ranking) -> tuple[str, Sequence[str]]:
    """Why nothing suits: the code of the reason, and the rules that said no."""
    near = [one for one in found.nearly if _near(one)]
    rules = {reason.code for one in (*found.nearly, *found.unfit) for reason in one.rules if reason.answer is Answer.NO}
    if near:
        code = near[0].missing[0].reason.code
        return WHAT_FAILED.get(code, "rule_failed"), sorted(rules)
    return ("rule_failed" if rules and not found.suiting else "no_service_in_area"), sorted(rules)
