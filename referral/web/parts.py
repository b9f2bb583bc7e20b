"""What several pages show of a referral: who, the strip of its life, its reasons and history in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.lists import documents, facts
from referral.disclosing import Shown
from referral.i18n.dates import full_date, today
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _, _l, digits
from referral.lists import field_groups, policies, reasons
from referral.loop.acting import reason_group
from referral.loop.amending import Change
from referral.loop.tasks import Past
from referral.models import Child, NeedOutcome, Referral
from referral.states import Party, State
from referral.web.reasons.values import value_words
from referral.web.words import lists
from referral.web.words.changed import change_words
from referral.web.words.life import DONE, OUTCOMES, STRIP

MAIN_LINE = (State.DRAFT, State.SENT, State.ACCEPTED, State.IN_SERVICE, State.RETURNED, State.CLOSED)
BESIDE = (State.WAITLISTED, State.ASKED)


@dataclass(frozen=True, slots=True)
class Knot:
    """One step of the strip."""

    state: State
    word: Said
    done: bool
    now: bool


def strip(referral: Referral, been: Iterable[State]) -> list[Knot]:
    """Six knots, and a seventh where it is, or was last, on a list or asked about; sewn where it has been."""
    passed = set(been)
    beside = next((state for state in (referral.state, *BESIDE) if state in BESIDE and state in passed), None)
    line = list(MAIN_LINE)
    if beside is not None:
        line.insert(line.index(State.ACCEPTED), beside)
    return [Knot(state, STRIP[state], state in passed, state is referral.state) for state in line]


def who(referral: Referral, names: Mapping[Any, Mapping[str, Any]]) -> str:
    """Whom a list shows: her name where it may be shown; of a confidential referral its code alone."""
    if referral.confidential:
        return _("Confidential %(code)s", code=referral.code)
    known = names.get(referral.id)
    return (named(known) if known else "") or _("Name not shared (%(code)s)", code=referral.code)


def what(referral: Referral) -> str:
    """The service; of a confidential referral nothing of it in lists."""
    return _("confidential service") if referral.confidential else named(referral.service)


def name_of(shown: Shown, referral: Referral) -> str:
    """Whom a page is about, as this user may know her."""
    agreed = shown.values.get("agreed_name")
    return str(agreed or named_value(shown.values) or _("Name not shared (%(code)s)", code=referral.code))


def named_value(values: Mapping[str, Any]) -> str:
    """Her name in the reader's letters, where one is there."""
    return named({"name_bn": values.get("name_bn"), "name_en": values.get("name_en")})


def named_child(child: Child) -> str:
    """A child by name, or by the year of birth."""
    born = child.birth_month
    return child.name or (_("born %(when)s", when=digits(born.year)) if born else _("a child"))


def facts_of(shown: Shown) -> list[tuple[str, str]]:
    """What the page tells of her, group by group; a group that was not consented to is one line."""
    lines: list[tuple[str, str]] = []
    for group in field_groups().values():
        if group.code in ("name", "contact", "photo", "follow_up"):
            continue
        if group.code not in shown.groups:
            if group.default_kinds and group.code in ("age", "place", "work", "schooling_skills", "children"):
                lines.append((named(group), _("not shared")))
            continue
        lines += [line for code in _codes(group.code, shown) if (line := _line(code, shown.values)) is not None]
    return lines


def _codes(group: str, shown: Shown) -> list[str]:
    own = [code for code, fact in facts().items() if fact.consent_group == group]
    extra = {"place": ["place_code", "area"], "children": ["child", "children"], "identity_numbers": ["nid_last4"]}
    return [*extra.get(group, []), *own]


def _line(code: str, values: Mapping[str, Any]) -> tuple[str, str] | None:
    say = OWN_WORDS.get(code)
    if say is not None:
        text = say(values)
        return (_label(code), text) if text else None
    if code not in values or code not in facts():
        return None
    return named(facts()[code]), value_words(facts()[code], values[code])


def _label(code: str) -> str:
    known = {
        "birth_year": _("Age"),
        "place_code": _("Lives in"),
        "area": _("Area"),
        "child": _("The child"),
        "children": _("Children"),
        "nid_last4": _("NID, last 4 digits"),
    }
    return known[code]


def _age(values: Mapping[str, Any]) -> str:
    year = values.get("birth_year")
    if year is None:
        return ""
    years = today().year - year
    return _("about %(age)s years", age=years) if values.get("birth_year_about") else _("%(age)s years", age=years)


def _child(values: Mapping[str, Any]) -> str:
    child = values.get("child")
    return _one_child(child) if child else ""


def _one_child(child: Mapping[str, Any]) -> str:
    born = child.get("birth_month")
    when = ""
    if born is not None:
        when = full_date(born).split(" ", 1)[1] if child.get("month_known") else digits(born.year)
    return ", ".join(part for part in (child.get("name"), _("born %(when)s", when=when) if when else "") if part)


def _children(values: Mapping[str, Any]) -> str:
    if "child" in values:
        return ""
    return "; ".join(_one_child(child) for child in values.get("children", ()))


def _place(values: Mapping[str, Any]) -> str:
    return lists.place_name(values.get("place_code"))


def _area(values: Mapping[str, Any]) -> str:
    return str(values.get("area") or "")


def _nid(values: Mapping[str, Any]) -> str:
    return digits(values.get("nid_last4") or "")


OWN_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "birth_year": _age,
    "place_code": _place,
    "area": _area,
    "child": _child,
    "children": _children,
    "nid_last4": _nid,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    state: State
    title: str
    text: str | None
    said: str | None
    by: str


def timeline(history: Iterable[Past], changes: Mapping[Any, Iterable[Change]]) -> list[Entry]:
    """What happened, in words, the newest first; `changes` by event are what was amended, as far as it may be read."""
    return [_entry(past, changes.get(past.event.id, ())) for past in history]


def _entry(past: Past, changes: Iterable[Change]) -> Entry:
    event = past.event
    why = None
    group = reason_group(event.action, event.resolution)
    if past.reason and group and (group, past.reason) in reasons():
        why = named(reasons()[group, past.reason])
    in_place = _("by the provider's link") if event.values.get("how") == "link" else ""
    who_did = named(event.actor) if event.actor else in_place or _("by itself, as time passed")
    changed = (change_words(change) for change in changes)
    text = "; ".join(part for part in (why, *changed, _of_values(event.values)) if part) or None
    by = f"{full_date(event.at, near=True)} · {who_did}"
    return Entry(event.state, str(DONE[event.action]), text, past.text, by)


TOLD: Mapping[str, Said] = {
    "phone": _l("told by phone, written down by the caseworker"),
    "paper": _l("told on paper, written down by the caseworker"),
}


def _of_values(values: Mapping[str, Any]) -> str:
    """What the event's own codes and days say."""
    said = []
    for name, sentence in (
        ("starts_on", _("starts on")),
        ("review_on", _("looked at again on")),
        ("on", _("on")),
        ("told_on", _("told on")),
    ):
        if name in values:
            said.append(f"{sentence} {full_date(date.fromisoformat(values[name]))}")
    if "paper" in values and values["paper"] in documents():
        said.append(named(documents()[values["paper"]]))
    if "outcome" in values:
        said.append(str(OUTCOMES[NeedOutcome(values["outcome"])]))
    if "policy" in values:
        said.append(named(policies()[values["policy"]]))
    if "seat" in values:
        said.append(_("the free seat goes to the next"))
    if "overrides" in values:
        said.append(_("%(count)s rules overridden", count=len(values["overrides"])))
    if values.get("how") in TOLD:
        said.append(str(TOLD[values["how"]]))
    if "second" in values:
        alone = values["second"] == "nobody"
        said.append(_("there was no second person to agree") if alone else _("a second person had agreed"))
    return ", ".join(said)


def side_word(party: Party) -> str:
    """A side by its word."""
    return _("referrer") if party is Party.REFERRER else _("provider")


def seats_words(free: int | None) -> str:
    """How many seats are free."""
    if free is None:
        return _("seats are not counted")
    return _("%(count)s seats free", count=number(free)) if free else _("no seat free")
