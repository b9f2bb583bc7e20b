"""Services of all partners found by words, in any spelling and either language, as one types; each with why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from flask import Blueprint, Response, g, request
from sqlalchemy import select

from catalog.models import Kind, KindNeed
from catalog.places import find_place
from catalog.search.index import Index
from catalog.search.kept import current_index
from catalog.search.listing import Listing
from catalog.search.searching import NEAR, Found, Only, search
from catalog.search.vocabulary import Flags
from catalog.search.where import Where
from catalog.search.why import reasons, sentence
from matching.seats import free, open_intakes
from referral import access
from referral.i18n.speech import Said, _l, language
from referral.loop import seats
from referral.moment import today
from referral.web import edge
from referral.web.forms import Choices, Read, Schema, Text, read
from referral.web.words import lists, offering

pages = Blueprint("search", __name__)
edge.gate(pages)
SHOWN = 20
SURE = 0.2
WISHES: Mapping[str, Said] = {
    "seats": _l("a seat is free"),
    "free": _l("free of charge"),
    "women": _l("women staff only"),
    "on_site_childcare": _l("childcare on site"),
    "evening": _l("in the evening"),
    "fri": _l("on Fridays"),
}


class SearchForm(Schema):
    """What was typed, and what narrows it down."""

    q = Text(_l("What is needed?"))
    kind = Text(_l("Kind"))
    need = Text(_l("Need"))
    place = Text(_l("Near which place?"))
    wish = Choices(list(WISHES))


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as it stands on the page."""

    listing: Listing
    why: list[str]
    status: tuple[Said, str]
    knows_place: bool


@pages.get("/find")
def find() -> Response:
    """What was found, best first; without words, what the filters leave."""
    session = edge.session()
    index, form = current_index(session), read(SearchForm, request.args)
    knows, day = known(index), today(session)
    where = _where(form)
    if form.values.get("place") and where is None:
        form = form.blame("place", _l("This place is not known. Write the upazila, the thana or the district."))
    asks = form.ok and any(form.values.values())
    found = _found(index, form, where, knows, day) if asks else None
    g.scripted = True
    return edge.page(
        "find/search.html",
        form=form,
        status=200 if form.ok else 422,
        found=found,
        hits=_hits(index, found, knows, day) if found else [],
        meant=[(code, _kind_name(index, code)) for code, sure in found.kinds if sure >= SURE] if found else [],
        kinds=offering.kind_options(session.scalars(select(Kind).order_by(Kind.position))),
        wishes=lists.options(WISHES),
        narrowed=any(form.typed.get(name) for name in ("kind", "need", "place", "wish")),
    )


def _found(index: Index, form: Read, where: Where | None, knows: Flags, day: date) -> Found:
    return search(
        index,
        str(form.values.get("q") or ""),
        knows=knows,
        among=_among(index, form, where, knows),
        only=_with_a_seat(day) if "seats" in form.values["wish"] else None,
        day=day,
        limit=SHOWN,
    )


def _where(form: Read) -> Where | None:
    typed = str(form.values.get("place") or "")
    place = find_place(typed) if typed else None
    return Where(typed, (place,)) if place else None


def known(index: Index) -> Flags:
    """Of which services she may learn the place and hours."""
    me, knows = edge.me(), ~index.hidden
    for number in np.flatnonzero(index.hidden):
        knows[number] = access.knows_places(me, index.listings[number].offer)
    return knows


def _among(index: Index, form: Read, where: Where | None, knows: Flags) -> Flags:
    """What the filters leave."""
    left = np.ones(index.size, np.bool_)
    kinds = _kinds(form)
    if kinds is not None:
        left &= np.isin(index.kind_of, [index.kinds.index(code) for code in kinds if code in index.kinds])
    if where is not None:
        left &= (where.closeness(index, knows) > NEAR) & knows
    for code in form.values["wish"]:
        if code in index.wishes:
            left &= index.wishes[code] & knows
    return left


def _kinds(form: Read) -> list[str] | None:
    """The kinds that are asked for: one chosen, or those that answer a need."""
    if form.values.get("kind"):
        return [str(form.values["kind"])]
    if form.values.get("need"):
        return list(edge.session().scalars(select(KindNeed.kind_code).filter_by(need_code=form.values["need"])))
    return None


def _with_a_seat(day: date) -> Only:
    """Whether a seat of it can be had now; of a confidential service that is its own people's to know."""
    taken, me = seats.taken(edge.session()), edge.me()

    def has(listing: Listing) -> bool:
        intakes = (intake for place in listing.offer.places for intake in open_intakes(place, day))
        return access.knows_places(me, listing.offer) and any(free(intake, taken) != 0 for intake in intakes)

    return has


def _hits(index: Index, found: Found, knows: Flags, day: date) -> list[Shown]:
    return [
        Shown(
            hit.listing,
            [sentence(why, language()) for why in reasons(index, found, hit, knows_place=bool(knows[hit.number]))],
            offering.status_of(hit.listing.offer, day),
            bool(knows[hit.number]),
        )
        for hit in found.hits
    ]


def _kind_name(index: Index, code: str) -> str:
    entry = next(entry for entry in index.lexicon.entries if entry.code == f"kind:{code}")
    return entry.shown_bn if language() == "bn" else entry.shown_en
