"""What services say of their outcome when they are completed, and why people do not come or leave, with their weights."""

from collections.abc import Mapping
from random import Random
from typing import Any

from referral.demo.women import weighted
from referral.models import NeedOutcome

GOOD: Mapping[str, tuple[str, ...]] = {
    "skills_training": ("passed_certified", "passed_certified", "passed_no_certificate"),
    "career_progression": ("promoted", "new_role_same_grade", "certified_rpl"),
    "job_placement": ("began",),
    "credit": ("disbursed",),
    "business_support": ("business_began", "business_grew", "linked_to_buyer"),
    "savings_digital_finance": ("account_opened_and_used", "savings_begun"),
    "childcare": ("attending",),
    "parenting": ("all", "most"),
    "child_education": ("enrolled_attending", "tutoring_running"),
    "child_protection": ("safe_plan_running",),
    "wash": ("facility_used", "goods_received"),
    "health": ("treated",),
    "mental_health": ("finished",),
    "legal_aid": ("settled", "paid", "advice_given"),
    "gbv_support": ("safety_plan_made", "care_received"),
    "social_protection": ("receiving",),
    "housing": ("moved_in",),
    "circular_jobs": ("began_job", "began_own_work"),
    "workplace_rights": ("right_got", "complaint_settled", "informed"),
}
PARTLY: Mapping[str, tuple[str, ...]] = {
    "skills_training": ("finished_not_assessed",),
    "career_progression": ("trained_waiting",),
    "job_placement": ("interviewed",),
    "credit": ("approved_waiting",),
    "business_support": ("plan_made",),
    "savings_digital_finance": ("trained_only",),
    "childcare": ("on_trial",),
    "parenting": ("few",),
    "child_education": ("enrolled_only",),
    "child_protection": ("case_with_authority",),
    "wash": ("session_attended",),
    "health": ("sent_on",),
    "mental_health": ("going_on",),
    "legal_aid": ("case_running",),
    "gbv_support": ("sent_on",),
    "social_protection": ("applied",),
    "housing": ("place_reserved",),
    "circular_jobs": ("trained_only",),
    "workplace_rights": ("complaint_filed",),
}
KEEPS = frozenset({"childcare", "housing", "child_education"})
BESIDE: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "skills_training": {"certificate_body": ("training_centre",)},
    "job_placement": {"contract": ("permanent", "probation"), "wage_band": ("12500_14999", "15000_19999")},
    "credit": {"amount_band": ("10000_29999", "30000_49999"), "instalment": ("monthly",), "use": ("start_business",)},
    "childcare": {"days_per_week": (6,), "monthly_fee": (100, 300), "keeps_place": ("yes",)},
    "housing": {"keeps_place": ("yes",)},
    "wash": {"persons": (3, 4, 6)},
}
DECLINES = {
    "not_eligible": 22,
    "could_not_reach": 24,
    "refused_by_worker": 12,
    "outside_area": 10,
    "papers_missing": 10,
    "already_served": 6,
    "better_elsewhere": 6,
    "closed_for_season": 4,
    "wrong_listing": 3,
    "other": 3,
}
NEVER_BEGAN = {
    "shift_changed": 26,
    "no_childcare": 20,
    "never_came": 20,
    "found_a_job": 10,
    "too_far": 10,
    "cannot_pay": 8,
    "illness": 6,
}
LEFT = {
    "shift_or_overtime": 34,
    "no_childcare": 18,
    "moved_away": 14,
    "found_a_job": 12,
    "illness_or_pregnancy": 12,
    "cost": 10,
}
CANCELS = {"no_longer_needed": 30, "found_elsewhere": 25, "moved_away": 20, "could_not_reach": 15, "plan_changed": 10}
WITHDRAWALS = {"changed_mind": 40, "too_much_shared": 25, "no_reason_given": 20, "does_not_trust_provider": 15}
ASKS = {"fact_wanted": 45, "when_free": 25, "still_wants": 20, "paper_wanted": 10}
SAID_BY = {
    "worker_phone": 46,
    "worker_in_person": 24,
    "provider_says": 13,
    "caseworker_believes": 10,
    "family_member": 7,
}
ENDED_WELL = {NeedOutcome.MET: 76, NeedOutcome.PARTLY: 16, NeedOutcome.NOT_KNOWN: 5, NeedOutcome.UNMET: 3}
ENDED_PARTLY = {NeedOutcome.PARTLY: 66, NeedOutcome.MET: 18, NeedOutcome.UNMET: 16}
WHY_UNMET = {
    "shift_changed": "hours_do_not_fit",
    "shift_or_overtime": "hours_do_not_fit",
    "too_far": "no_service_in_area",
    "cannot_pay": "cost_too_high",
    "cost": "cost_too_high",
    "full": "no_seat_in_time",
    "not_eligible": "rule_failed",
    "papers_missing": "papers",
}
WHAT_FAILED = {"seats": "no_seat_in_time", "hours": "hours_do_not_fit", "cost": "cost_too_high", "documents": "papers"}


def completion(random: Random, kind: str, *, wholly: bool) -> dict[str, Any]:
    """What the provider tells of the outcome, by the fields of referral/data/completion.csv."""
    told = {"result": random.choice((GOOD if wholly else PARTLY)[kind])}
    beside = BESIDE.get(kind, {}) if wholly else {}
    return told | {field: random.choice(values) for field, values in beside.items()}


def one_of(random: Random, weights: Mapping[str, int]) -> str:
    """A code of one of these tables, as often as its weight says."""
    code = weighted(random, weights)
    assert isinstance(code, str)
    return code
