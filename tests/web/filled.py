"""Forms that would do what they are for, if they were sent by somebody who may: `{name}` stands for an id of the stage."""

from collections.abc import Mapping
from datetime import date, timedelta

from matching.parts import WEIGHTS
from referral.lists import reasons
from referral.states import MOVES, Action
from tests.web.staging import Ids

TODAY = date.today()
LATER = (TODAY + timedelta(days=5)).isoformat()
DEED = {
    "intake": "{intake_id}", "starts_on": LATER, "on": TODAY.isoformat(), "next_on": LATER, "review_on": LATER,
    "text": "In a few words", "paper": "nid", "resolution": "completed", "c_result": "passed_certified",
    "outcome": "met", "said_by": "worker_phone", "next_step": "none",
}  # fmt: skip
PARTNER = {"name_bn": "নদী", "name_en": "River", "admin_name": "রুনা", "admin_e_mail": "runa@setu.example"}
FORMS: Mapping[str, Mapping[str, str]] = {
    "referral.act": DEED,
    "sessions.change": {"on": LATER, "starts": "10:00", "reason": "holiday"},
    "sessions.appoint": {"on": LATER, "starts": "10:00"},
    "referral.call": {"to": "worker", "result": "reached"},
    "talk.say": {"words": "When does she come?"},
    "referral.assign": {"to": "{user_id}"},
    "team.shares": {"all": "yes", "to": "{user_id}", "reason": "leave"},
    "seconds.answer": {"agrees": "yes"},
    "team.hand": {"all": "yes", "to": "{user_id}", "reason": "leave"},
    "tell.told": {"result": "told"},
    "send.send": {"agrees": "all", "given_by": "spoken"},
    "find.unmet": {"reason": "no_seat_in_time"},
    "consents.change": {"person": "{person_id}", "do": "end"},
    "workers.search": {"words": "Kaniz"},
    "worker_writing.new": {"name_en": "Rina"},
    "worker_writing.alike": {"name_en": "Kaniz Canary", "guardian_name": "Guardian Canary", "phone": "01712345678"},
    "worker_writing.edit": {"name_en": "Rina"},
    "same.merge": {
        "other": "{double_id}",
        "keep": "this",
        "seen": "{double_seen}",
        "take-name_en": "kept",
        "take-name_bn": "kept",
    },
    "same.apart": {"other": "{double_id}"},
    "same.undo": {"merge": "{merge_id}"},
    "linking.ask": {"parts": "name", "given_by": "spoken"},
    "linking.answer": {"answer": "yes"},
    "workers.add_need": {"code": "see_a_doctor"},
    "cohorts.choose": {"needs": "learn_skill", "seen": "1"},
    "cohorts.change": {"do": "known"},
    "cohort_bring.bring": {"name": "March", "place_code": "dhaka-savar"},
    "offers.offer": {"to": "{organization_id}", "given_by": "spoken"},
    "users.new": {"name_bn": "রুনা", "e_mail": "runa@setu.example", "roles": "caseworker"},
    "users.change": {"name_bn": "রুনা", "roles": "admin"},
    "users.focal": {"focal": "{user_id}"},
    "partners.new": PARTNER,
    "partners.change": PARTNER,
    "partners.administrator": {"name": "রুনা", "e_mail": "runa@setu.example"},
    "closed_days.add": {"day": LATER, "name": "A day of ours"},
    "partners.add_holiday": {"day": LATER, "name_bn": "ঈদ", "name_en": "Eid"},
    "service_edit.new": {"kind_code": "childcare", "name_en": "Creche", "place": "dhaka-savar"},
    "weights.change": {**{code: str(weight) for code, weight in WEIGHTS.items()}, "hours": "50"},
    "plans.make": {"parts": "{need_id}:{service_id}::"},
    "plans.send": {"given_by": "spoken"},
    "plans.mend": {"parts": "{need_id}:{service_id}::"},
    "reports.send": {"reason": "phone_dead", "text": "In a few words"},
    "keeping.still_true": {"service": "{service_id}"},
    "keeping.answer": {"answer": "still_right"},
    "service_rules.add_place": {"place": "dhaka-savar", "seen": "1"},
}


def filled(endpoint: str, path: str, ids: Ids) -> dict[str, str]:
    """The form of an endpoint; that of an action with a reason of its own."""
    form = {field: text.format_map(ids) for field, text in FORMS.get(endpoint, {}).items()}
    if endpoint == "referral.act":
        wanted = MOVES[Action(path.rsplit("/", 1)[1])].reasons
        group = "did_not_start" if wanted == "stop" else wanted
        form |= {"reason": next((code.code for code in reasons().values() if code.group == group), "")}
    return form
