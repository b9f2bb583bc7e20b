"""What the templates of a referral say of codes: papers, safe ways, calls, and the options of its forms."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.lists import documents
from catalog.models import ServiceAtLocation
from referral.i18n.names import named
from referral.lists import completion_fields
from referral.loop.serving import FROM_STATE
from referral.models import Call, Referral, User
from referral.states import SERVED, Resolution
from referral.web.words import lists
from referral.web.words.life import CALL_RESULTS, CALLED, OUTCOMES, RESOLUTIONS


def phone_owner(code: str) -> str:
    """Whose phone it is."""
    return str(lists.PHONE_OWNERS.get(code, ""))


def safe_words(values: Mapping[str, Any]) -> str:
    """How and when she may be reached without danger."""
    way = lists.SAFE_WAYS.get(values.get("safe_way") or "")
    time = lists.SAFE_TIMES.get(values.get("safe_time") or "")
    return ", ".join(str(part) for part in (way, time) if part)


def papers(codes: Iterable[str]) -> str:
    """Papers by name."""
    return ", ".join(named(documents()[code]) for code in codes if code in documents())


def papers_of(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The papers that a service asks for, as options."""
    return lists.paper_options(codes)


def call_word(call: Call) -> str:
    """A call and what came of it."""
    return f"{CALLED[call.to]}: {CALL_RESULTS[call.result]}"


def options_of(people: Iterable[User]) -> list[tuple[str, str]]:
    """People as options."""
    return [(str(user.id), named(user)) for user in people]


def place_options(places: Iterable[ServiceAtLocation]) -> list[tuple[str, str, str]]:
    """Places as options, with the address below."""
    return [(str(place.id), named(place.location.place), named(place.location, "address")) for place in places]


def completed_options() -> list[tuple[str, str]]:
    """Wholly or in part."""
    return [(code, str(RESOLUTIONS[code])) for code in SERVED]


def report_options(referral: Referral) -> list[tuple[str, str]]:
    """What may have become of it, by where it stands."""
    ended = FROM_STATE.get(referral.state, Resolution.DID_NOT_START)
    return [(code, str(RESOLUTIONS[code])) for code in (*SERVED, ended)]


def outcome_options() -> list[tuple[str, str]]:
    """Whether the need is met."""
    return [(code, str(word)) for code, word in OUTCOMES.items()]


def keeps_place(kind: str) -> bool:
    """Whether a place of this kind may be kept after completion."""
    return any(one.field == "keeps_place" for one in completion_fields(kind))


WORDS: dict[str, Any] = {
    "phone_owner": phone_owner,
    "safe_words": safe_words,
    "papers": papers,
    "papers_of": papers_of,
    "call_word": call_word,
    "options_of": options_of,
    "place_options": place_options,
    "completed_options": completed_options,
    "report_options": report_options,
    "outcome_options": outcome_options,
    "keeps_place": keeps_place,
    "completion_fields": completion_fields,
    "names_of": lists.names,
}
