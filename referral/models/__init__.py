"""The whole database of people and referrals."""

from referral.models.accounts import (
    AnswerPromise,
    FocalPerson,
    Invitation,
    KeptForm,
    RequestKey,
    SignIn,
    SignInFailure,
    User,
    UserRole,
)
from referral.models.cohorts import Cohort, CohortLine, CohortMember, CohortRun
from referral.models.consent import Consent, Disclosure, GivenBy, Grant
from referral.models.figures import ClosedDay, Holiday, ReferralFacts
from referral.models.linking import ElsewhereLook, LinkQuestion, LinkRequest, LinkView
from referral.models.loop import (
    Amendment,
    Approval,
    Call,
    Choice,
    Event,
    HandOrder,
    HandOver,
    NamedPerson,
    Need,
    NeedOutcome,
    Referral,
    Remark,
    Seat,
    SeatPolicy,
    Talk,
    Task,
    TaskKind,
)
from referral.models.matching import LearnedModel, PartWeight
from referral.models.messages import About, Message, Notice
from referral.models.people import Child, NameKey, Person, PersonKind, SamePerson, Worker, WorkerStatus
from referral.models.plans import Plan, PlanPart
from referral.models.reach import ReachCount
from referral.models.reports import FreshnessReminder, ServiceReport
from referral.models.same import Merge, ToldApart
from referral.models.sessions import Attendance, Came, SessionDay, SessionPlan
from referral.models.sheets import SheetHeader, SheetUpload

__all__ = [
    "About",
    "Amendment",
    "AnswerPromise",
    "Approval",
    "Attendance",
    "Call",
    "Came",
    "Child",
    "Choice",
    "ClosedDay",
    "Cohort",
    "CohortLine",
    "CohortMember",
    "CohortRun",
    "Consent",
    "Disclosure",
    "ElsewhereLook",
    "Event",
    "FocalPerson",
    "FreshnessReminder",
    "GivenBy",
    "Grant",
    "HandOrder",
    "HandOver",
    "Holiday",
    "Invitation",
    "KeptForm",
    "LearnedModel",
    "LinkQuestion",
    "LinkRequest",
    "LinkView",
    "Merge",
    "Message",
    "NameKey",
    "NamedPerson",
    "Need",
    "NeedOutcome",
    "Notice",
    "PartWeight",
    "Person",
    "PersonKind",
    "Plan",
    "PlanPart",
    "ReachCount",
    "Referral",
    "ReferralFacts",
    "Remark",
    "RequestKey",
    "SamePerson",
    "Seat",
    "SeatPolicy",
    "ServiceReport",
    "SessionDay",
    "SessionPlan",
    "SheetHeader",
    "SheetUpload",
    "SignIn",
    "SignInFailure",
    "Talk",
    "Task",
    "TaskKind",
    "ToldApart",
    "User",
    "UserRole",
    "Worker",
    "WorkerStatus",
]
