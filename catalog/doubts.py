"""What is missing of a service, or may be doubted: a table of checks, each of the service as it is loaded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.models import Intake, Service, ServiceStatus
from catalog.offer import CLOSED_AFTER, is_unconfirmed


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is missing or doubtful, and of how many rules or batches it is so."""

    code: str
    count: int = 1


def doubts(service: Service, day: date) -> tuple[Doubt, ...]:
    """All that is to be put right, what keeps women away first. A suspended service has no doubts of its times."""
    found = (Doubt(code, int(count)) for code, check in CHECKS.items() if (count := check(service, day)))
    asleep = service.status is ServiceStatus.SUSPENDED
    return tuple(doubt for doubt in found if not (asleep and doubt.code in OF_TIMES))


def _batches(service: Service, day: date) -> Iterator[Intake]:
    """The batches that still take somebody."""
    return (intake for place in service.places for intake in place.intakes if intake.is_open(day))


def _never(service: Service, day: date) -> bool:
    return service.confirmed_on is None


def _closed(service: Service, day: date) -> bool:
    return service.confirmed_on is not None and day > service.confirmed_on + CLOSED_AFTER


def _unconfirmed(service: Service, day: date) -> bool:
    return is_unconfirmed(service.confirmed_on, day) and not (_never(service, day) or _closed(service, day))


def _no_batch(service: Service, day: date) -> bool:
    return bool(service.places) and not any(_batches(service, day))


def _no_hours(service: Service, day: date) -> int:
    return sum(not intake.sessions for intake in _batches(service, day))


def _no_seats(service: Service, day: date) -> int:
    """Dated batches of which nobody says how many can come."""
    return sum(intake.seats is None and intake.starts_on is not None for intake in _batches(service, day))


def _no_place(service: Service, day: date) -> bool:
    return not service.places


def _no_rules(service: Service, day: date) -> bool:
    return not service.rules


def _in_words(service: Service, day: date) -> int:
    return sum(rule.test == "words" for rule in service.rules)


def _no_bengali(service: Service, day: date) -> bool:
    return not service.name_bn


def _no_phone(service: Service, day: date) -> bool:
    return not (service.phone or service.organization.phone)


def _no_cost(service: Service, day: date) -> bool:
    return not service.costs


CHECKS: Mapping[str, Callable[[Service, date], int | bool]] = {
    "never_confirmed": _never,
    "closed": _closed,
    "unconfirmed": _unconfirmed,
    "no_place": _no_place,
    "no_batch": _no_batch,
    "no_hours": _no_hours,
    "no_seats": _no_seats,
    "no_rules": _no_rules,
    "in_words": _in_words,
    "no_bengali": _no_bengali,
    "no_phone": _no_phone,
    "no_cost": _no_cost,
}
OF_TIMES = frozenset({"never_confirmed", "closed", "unconfirmed", "no_batch", "no_hours", "no_seats"})
