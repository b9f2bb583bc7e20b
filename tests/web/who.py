"""Who may open which page: one row an endpoint, by what its address names; read by the access walk.

A row is the people, or the people of each walk. What somebody may not open is not there for her (404).
"""

from collections.abc import Mapping

from referral.states import Party

PEOPLE: Mapping[str, str] = {
    "a.caseworker": "caseworker",
    "a.named": "caseworker",
    "a.colleague": "caseworker",
    "a.supervisor": "supervisor",
    "a.provider": "provider",
    "a.admin": "admin",
    "b.caseworker": "caseworker",
    "b.supervisor": "supervisor",
    "b.provider": "provider",
    "b.focal": "provider",
    "b.other": "provider",
    "b.admin": "admin",
    "c.caseworker": "caseworker",
    "c.supervisor": "supervisor",
    "c.provider": "provider",
    "c.admin": "admin",
    "z.backbone": "backbone",
}
NOBODY = "nobody"


def having(*roles: str, of: str = "abcz") -> frozenset[str]:
    """The people who have one of these roles, of these organisations."""
    return frozenset(name for name, role in PEOPLE.items() if role in roles and name[0] in of)


SIGNED_IN = frozenset(PEOPLE)
ANYBODY = SIGNED_IN | {NOBODY}
NONE = frozenset[str]()
REFERRERS = having("caseworker", "supervisor")
PROVIDERS = having("provider", "supervisor")
DESKS = REFERRERS | PROVIDERS
OWNERS = having("provider", "admin")
ADMINS = having("admin")
BACKBONE = having("backbone")
OUR_ADMIN = having("admin", of="a")
A_SIDE, B_SIDE = having("caseworker", "supervisor", of="a"), having("provider", "supervisor", of="b")
OFFERED_TO = having("caseworker", "supervisor", of="c")
NAMED, FOCAL = frozenset({"a.caseworker", "a.named"}), frozenset({"b.focal"})
OWN_SERVICE, THEIR_ADMIN = having("provider", "admin", of="b"), having("admin", of="b")
REPORTER = frozenset({"a.caseworker"})
OF_A_COLLEAGUE = frozenset({"a.supervisor", "a.colleague"})

ByWalk = Mapping[str, frozenset[str]]
Row = frozenset[str] | ByWalk
OUR_NEED: ByWalk = {"ordinary": A_SIDE, "confidential": NAMED}
ITS_KEEPERS: ByWalk = {"ordinary": OWN_SERVICE, "confidential": FOCAL}
OUR_REFERRAL: ByWalk = {"ordinary": A_SIDE, "draft": A_SIDE, "confidential": NAMED}
THEIR_REFERRAL: ByWalk = {"ordinary": B_SIDE, "draft": NONE, "confidential": FOCAL}
ITS_REFERRAL: ByWalk = {walk: OUR_REFERRAL[walk] | THEIR_REFERRAL[walk] for walk in OUR_REFERRAL}
WITH_A_PLACE: ByWalk = {"ordinary": A_SIDE, "draft": NONE, "confidential": NAMED}
ON_PAPER: ByWalk = {"ordinary": A_SIDE, "draft": NONE, "confidential": NONE}
OF_A_LINK: ByWalk = {"ordinary": A_SIDE, "draft": NONE, "confidential": NONE}

WHO: Mapping[str, Row] = {
    "signing.first": SIGNED_IN,
    "signing.form": ANYBODY,
    "signing.sign_in": ANYBODY,
    "signing.sign_out": ANYBODY,
    "signing.out": ANYBODY,
    "signing.kept": frozenset({"a.caseworker"}),
    "signing.live": ANYBODY,
    "signing.ready": ANYBODY,
    "account.invited": ANYBODY,
    "account.welcome": ANYBODY,
    "own_account.account": SIGNED_IN,
    "own_account.password": SIGNED_IN,
    "own_account.language": SIGNED_IN,
    "desk.first": DESKS,
    "desk.today_page": REFERRERS,
    "desk.sent_page": REFERRERS,
    "desk.inbox": PROVIDERS,
    "desk.serving": PROVIDERS,
    "desk.inbox_as_sheet": PROVIDERS,
    "notices.all_of_hers": SIGNED_IN,
    "notices.read": SIGNED_IN,
    "choices.suggested": OUR_REFERRAL,
    "choices.story": OUR_NEED,
    "choices.change": OUR_NEED,
    "choices.beside": OUR_NEED,
    "closed_days.days": ADMINS,
    "closed_days.add": ADMINS,
    "closed_days.remove": NONE,
    "together.choose": PROVIDERS,
    "together.act": PROVIDERS,
    "sessions.index": PROVIDERS,
    "sessions.one": THEIR_REFERRAL,
    "sessions.mark": THEIR_REFERRAL,
    "sessions.change_form": THEIR_REFERRAL,
    "sessions.change": THEIR_REFERRAL,
    "sessions.appoint_form": THEIR_REFERRAL,
    "sessions.appoint": THEIR_REFERRAL,
    "caseload.index": PROVIDERS,
    "caseload.as_sheet": PROVIDERS,
    "batches.one": THEIR_REFERRAL,
    "batches.sheet": THEIR_REFERRAL,
    "desk.task": OUR_NEED,
    "desk.task_done": OUR_NEED,
    "team.index": having("supervisor"),
    "team.one": OF_A_COLLEAGUE,
    "team.shares": OF_A_COLLEAGUE,
    "team.hand": OF_A_COLLEAGUE,
    "team.secret": frozenset({"a.colleague"}),
    "seconds.one": frozenset({"a.supervisor"}),
    "seconds.answer": frozenset({"a.supervisor"}),
    "conduct.form": SIGNED_IN,
    "conduct.accept": SIGNED_IN,
    "joining.index": ADMINS,
    "joining.times": ADMINS,
    "by_link.one": ANYBODY,
    "by_link.answer": ANYBODY,
    "told.make": OF_A_LINK,
    "told.form": OF_A_LINK,
    "told.write_down": OF_A_LINK,
    "workers.index": REFERRERS,
    "workers.search": REFERRERS,
    "worker_writing.new_form": REFERRERS,
    "worker_writing.new": REFERRERS,
    "worker_writing.alike": REFERRERS,
    "workers.one": A_SIDE,
    "workers.add_need": A_SIDE,
    "worker_writing.edit_form": A_SIDE,
    "worker_writing.edit": A_SIDE,
    "workers.leave": A_SIDE,
    "same.one": A_SIDE,
    "same.merge": A_SIDE,
    "same.apart": A_SIDE,
    "same.undo": A_SIDE,
    "linking.index": A_SIDE,
    "linking.look": A_SIDE,
    "linking.ask": A_SIDE,
    "linking.back": A_SIDE,
    "linking.change": A_SIDE,
    "linking.question": OFFERED_TO,
    "linking.answer": OFFERED_TO,
    "consents.index": A_SIDE,
    "consents.change": OUR_NEED,
    "offers.form": A_SIDE,
    "offers.offer": A_SIDE,
    "offers.one": OFFERED_TO,
    "offers.answer": OFFERED_TO,
    "find.services": OUR_NEED,
    "find.choose": OUR_NEED,
    "find.told": OUR_NEED,
    "find.unmet_form": OUR_NEED,
    "find.unmet": OUR_NEED,
    "find_compare.index": OUR_NEED,
    "find_near.index": OUR_NEED,
    "cohorts.index": REFERRERS,
    "cohorts.one": A_SIDE,
    "cohorts.choices": A_SIDE,
    "cohorts.choose": A_SIDE,
    "cohorts.again": A_SIDE,
    "cohorts.woman": A_SIDE,
    "cohorts.change": A_SIDE,
    "cohort_bring.form": REFERRERS,
    "cohort_bring.bring": REFERRERS,
    "cohort_bring.look": REPORTER,
    "cohort_bring.headers": REPORTER,
    "cohort_bring.store": REPORTER,
    "cohort_acting.sheet": A_SIDE,
    "cohort_acting.to_take": A_SIDE,
    "cohort_acting.send": A_SIDE,
    "cohort_acting.unmet": A_SIDE,
    "ways.pathway": {"ordinary": A_SIDE, "confidential": NONE},
    "plans.choose": A_SIDE,
    "plans.make": A_SIDE,
    "plans.one": A_SIDE,
    "plans.send": A_SIDE,
    "plans.mend": A_SIDE,
    "search.find": SIGNED_IN,
    "send.form": OUR_REFERRAL,
    "send.send": OUR_REFERRAL,
    "referral.one": ITS_REFERRAL,
    "referral.act": ITS_REFERRAL,
    "referral.call": ITS_REFERRAL,
    "talk.say": {"ordinary": A_SIDE | B_SIDE, "draft": NONE, "confidential": NAMED | FOCAL},
    "referral.leave": THEIR_REFERRAL,
    "referral.assign_form/referrer": OUR_REFERRAL,
    "referral.assign_form/provider": THEIR_REFERRAL,
    "referral.assign/referrer": OUR_REFERRAL,
    "referral.assign/provider": THEIR_REFERRAL,
    "tell.tell": WITH_A_PLACE,
    "tell.told": WITH_A_PLACE,
    "tell.slip": ON_PAPER,
    "figures.index": BACKBONE,
    "health.index": BACKBONE,
    "learned.index": having("caseworker", "supervisor", "backbone"),
    "figures.waiting_page": BACKBONE,
    "figures.unmet_page": BACKBONE,
    "agenda.index": BACKBONE,
    "agenda.new_form": BACKBONE,
    "agenda.new": BACKBONE,
    "agenda.one": BACKBONE,
    "agenda.change": BACKBONE,
    "agenda.state": BACKBONE,
    "agenda.ask_merge": BACKBONE,
    "agenda.merge": BACKBONE,
    "weights.form": BACKBONE,
    "weights.change": BACKBONE,
    "services.index": SIGNED_IN,
    "reports.choose": REFERRERS,
    "reports.send": REFERRERS,
    "reports.one": REPORTER,
    "reports.read_it": REPORTER,
    "keeping.asked": OWNERS,
    "keeping.still_true": OWN_SERVICE,
    "keeping.answer_form": ITS_KEEPERS,
    "keeping.answer": ITS_KEEPERS,
    "services.one": SIGNED_IN,
    "partners.index": BACKBONE,
    "partners.new_form": BACKBONE,
    "partners.new": BACKBONE,
    "partners.one": BACKBONE,
    "partners.change": BACKBONE,
    "partners.administrator": BACKBONE,
    "partners.holidays": BACKBONE,
    "partners.add_holiday": BACKBONE,
    "partners.remove_holiday": BACKBONE,
    "users.index": ADMINS,
    "users.new_form": ADMINS,
    "users.new": ADMINS,
    "users.one": OUR_ADMIN,
    "users.change": OUR_ADMIN,
    "users.link": OUR_ADMIN,
    "users.end": OUR_ADMIN,
    "confirming.form": NAMED,
    "confirming.confirm": NAMED,
    "users.focal_form": THEIR_ADMIN,
    "users.focal": THEIR_ADMIN,
    "service_edit.new_form": OWNERS,
    "service_edit.new": OWNERS,
    "service_export.as_table": OWNERS,
    "service_export.as_workbook": OWNERS,
    "service_import.form": OWNERS | BACKBONE,
    "service_import.bring": OWNERS | BACKBONE,
    "service_import.look": frozenset({"b.provider"}),
    "service_import.letters": frozenset({"b.provider"}),
    "service_import.headers": frozenset({"b.provider"}),
    "service_import.store": frozenset({"b.provider"}),
    "service_acts.confirm": OWN_SERVICE,
    "service_acts.resume": OWN_SERVICE,
    "service_acts.ask_suspend": OWN_SERVICE,
    "service_acts.suspend": OWN_SERVICE,
    "service_edit.edit": OWN_SERVICE,
    "service_edit.change": OWN_SERVICE,
    "waiting.index": ITS_KEEPERS,
    "waiting.choose": ITS_KEEPERS,
    "waiting.up": ITS_KEEPERS,
    "service_intakes.new_form": OWN_SERVICE,
    "service_intakes.new": OWN_SERVICE,
    "service_intakes.edit": OWN_SERVICE,
    "service_intakes.change": OWN_SERVICE,
    "service_intakes.full": OWN_SERVICE,
    "service_intakes.free": OWN_SERVICE,
    "service_intakes.end": OWN_SERVICE,
    "service_history.index": OWN_SERVICE,
    "service_ours.index": OWNERS,
    "service_ours.confirm": OWNERS,
    "service_week.index": OWN_SERVICE,
    "service_rules.rules": OWN_SERVICE,
    "service_rules.change_rule": OWN_SERVICE,
    "service_places.new_place": OWN_SERVICE,
    "service_places.add_place": OWN_SERVICE,
}


def may(row: Row, walk: str, name: str) -> bool:
    """Whether that person may open it on that walk."""
    return name in (row[walk] if isinstance(row, Mapping) else row)


def sides(name: str) -> set[Party]:
    """For whom she acts on a referral that she may open."""
    return {side for side, people in ((Party.REFERRER, A_SIDE), (Party.PROVIDER, B_SIDE)) if name in people}
