"""The places that each role has, as one table: the tabs of every page, and where "/" leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_login import current_user

from referral.i18n.speech import Said, _l, language
from referral.models import User
from referral.states import Role
from referral.web.forms import request_key
from referral.web.words.life import STATES, state_word, turn_word
from referral.web.words.lists import place_words, places_asked


@dataclass(frozen=True, slots=True)
class Tab:
    """One place: where it is, its word and its icon."""

    path: str
    word: Said
    icon: str


TODAY = Tab("/today", _l("Today"), "sun")
WORKERS = Tab("/workers", _l("Workers"), "people")
COHORTS = Tab("/cohorts", _l("Cohorts"), "list")
TEAM = Tab("/team", _l("Team"), "people")
INBOX = Tab("/inbox", _l("Inbox"), "inbox")
SERVING = Tab("/serving", _l("In service"), "needle")
CLASSES = Tab("/classes", _l("Classes"), "cal")
FIND = Tab("/find", _l("Find services"), "search")
SERVICES = Tab("/services", _l("Services"), "list")
USERS = Tab("/users", _l("Users"), "key")
JOINING = Tab("/joining", _l("Taking part"), "check")
FIGURES = Tab("/figures", _l("Figures"), "chart")
HEALTH = Tab("/catalog", _l("Catalog health"), "book")
ORGANIZATIONS = Tab("/organizations", _l("Organisations"), "org")
AGENDA = Tab("/agenda", _l("Agenda"), "doc")
CLOSED = Tab("/closed-days", _l("Closed days"), "cal")
HOLIDAYS = Tab("/holidays", _l("Holidays"), "cal")
PLACES: Mapping[Role, tuple[Tab, ...]] = {
    Role.CASEWORKER: (TODAY, WORKERS, FIND, COHORTS),
    Role.SUPERVISOR: (TODAY, WORKERS, FIND, COHORTS, INBOX, SERVING, TEAM),
    Role.PROVIDER: (INBOX, SERVING, CLASSES, SERVICES),
    Role.ADMIN: (USERS, SERVICES, JOINING, CLOSED),
    Role.BACKBONE: (FIGURES, HEALTH, ORGANIZATIONS, SERVICES, AGENDA, HOLIDAYS),
}


def tabs_of(user: User) -> list[Tab]:
    """The places of all her roles, each once, in the order of the roles."""
    found: dict[str, Tab] = {}
    for role in Role:
        if user.has(role):
            found.update({tab.path: tab for tab in PLACES[role]})
    return list(found.values())


def init(app: Flask) -> None:
    """What every template knows: who sits there, her places, a key for a form."""

    def known() -> dict[str, Any]:
        user = current_user.user if current_user and current_user.is_authenticated else None
        return {
            "user": user,
            "tabs": tabs_of(user) if user else [],
            "path": request.path,
            "other_language": "en" if language() == "bn" else "bn",
            "demo": app.config["DEMO"],
        }

    app.context_processor(known)
    app.jinja_env.globals.update(
        request_key=request_key,
        state_word=state_word,
        turn_word=turn_word,
        state_name=STATES.get,
        places_asked=places_asked,
        place_words=place_words,
    )
