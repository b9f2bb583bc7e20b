"""The tables of the catalog."""

from catalog.models.agenda import AgendaNeed, Exposure, IndustryRole, Kept, Kind, KindNeed, Outcome, Place
from catalog.models.history import ServiceChange
from catalog.models.offering import (
    CostOption,
    Intake,
    Location,
    Organization,
    Rule,
    RuleUse,
    Service,
    ServiceAtLocation,
    ServiceStatus,
    SessionTime,
    last_day,
)

__all__ = [
    "AgendaNeed",
    "CostOption",
    "Exposure",
    "IndustryRole",
    "Intake",
    "Kept",
    "Kind",
    "KindNeed",
    "Location",
    "Organization",
    "Outcome",
    "Place",
    "Rule",
    "RuleUse",
    "Service",
    "ServiceAtLocation",
    "ServiceChange",
    "ServiceStatus",
    "SessionTime",
    "last_day",
]

import catalog.history  # noqa: F401 - whoever stores a service stores its history
