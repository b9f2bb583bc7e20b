"""The agenda of the consortium in the reader's language: names of kinds, needs, outcomes and roles as they are now."""

from typing import cast

from flask import g

from catalog.agenda import Agenda
from catalog.current import current_agenda
from referral.web import edge


def agenda() -> Agenda:
    """The agenda, asked for once a page."""
    if "agenda" not in g:
        g.agenda = current_agenda(edge.session())
    return cast("Agenda", g.agenda)
