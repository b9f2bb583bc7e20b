"""`setu match`: workers as JSON lines in, what suits them and why as JSON lines out."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import click
from flask import Flask, g
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.current import current_agenda, current_offers
from catalog.models import AgendaNeed
from matching.missing import Missing
from matching.rank import Match, Ranking, rank
from matching.reason import Reason
from referral import i18n
from referral.cli.opening import catalog_opened
from referral.cli.profiles import Asked, Wrong, asked
from referral.loop.learned import order_in_force
from referral.loop.seats import taken
from referral.migrating import prepare
from referral.moment import today
from referral.web import reasons


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Services for each worker.")
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True, help="Of the reasons.")
def match(limit: int, language: str) -> None:
    """Match workers in bulk: one profile a line on standard input, one JSON object a line on standard output.

    The format is described in docs/match.md. A line that can't be read is answered with `error` and its number, and the
    command ends with 1. Confidential services are matched with a confidential need alone.
    """
    database = catalog_opened()
    prepare(database)
    i18n.compile_translations()
    app = Flask("setu match")
    i18n.init(app)
    failed = False
    with app.app_context(), database.session(writes=False) as session:
        matcher = Matcher(session)
        for number, line in _lines():
            try:
                answer = matcher.answer(asked(_read(line), matcher.day), limit, language)
            except Wrong as wrong:
                failed, answer = True, {"line": number, "error": str(wrong)}
            click.echo(json.dumps(answer, ensure_ascii=False, default=str))
    if failed:
        sys.exit(1)


class Matcher:
    """The catalog as it is when the command begins, with the weights and the learned chance in force."""

    def __init__(self, session: Session) -> None:
        self.day: date = today(session)
        self.offers, self.taken, self.order = current_offers(session), taken(session), order_in_force(session)
        self.agenda = g.agenda = current_agenda(session)
        self.sealed = set(session.scalars(select(AgendaNeed.code).where(AgendaNeed.confidential)))

    def answer(self, line: Asked, limit: int, language: str) -> dict[str, Any]:
        """The services for one worker, in words of the language asked for."""
        if line.need is not None and line.need not in self.agenda.needs:
            raise Wrong(f"need is not known: {line.need}.")
        with force_locale(line.language or language):
            return {**line.given, "need": line.need, **_told(self._ranked(line, line.limit or limit))}

    def _ranked(self, line: Asked, limit: int) -> Ranking:
        facts, sealed = dict(line.profile.facts), line.need in self.sealed
        post = self.agenda.roles.get(facts.get("role", ""))
        if post is not None:
            facts.setdefault("exposure_band", post.exposure_band)
        return rank(
            replace(line.profile, facts=facts),
            self.offers,
            line.need,
            self.day,
            self.taken,
            weights=self.order.weights,
            chance=None if sealed else self.order.chance,
            limit=limit,
            only=() if sealed else (_ordinary,),
        )


def _ordinary(one: Match) -> bool:
    return not one.offer.confidential


def _lines() -> Iterator[tuple[int, str]]:
    """The lines that are not empty, by number, whatever bytes are in them."""
    for number, raw in enumerate(sys.stdin.buffer, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace").strip()
        if line:
            yield number, line


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"This is not JSON: {error}.") from error


def _told(found: Ranking) -> dict[str, Any]:
    return {
        "counts": {fit.value: count for fit, count in found.counts.items()},
        "suits": [_service(one) for one in found.suiting],
        "nearly": [{**_service(one), "missing": [_missing(lack) for lack in one.missing]} for one in found.nearly],
    }


def _service(one: Match) -> dict[str, Any]:
    offer, intake = one.offer, one.intake
    return {
        "id": str(offer.id),
        "name_bn": offer.name_bn,
        "name_en": offer.name_en,
        "organization_bn": offer.organization_bn,
        "organization_en": offer.organization_en,
        "kind": offer.kind_code,
        "score": one.score,
        "place": one.place.chain[0] if one.place else None,
        "km": None if one.km is None else round(one.km, 1),
        "intake": intake and {"id": str(intake.id), "starts_on": intake.starts_on},
        "reasons": [
            *({"points": part.points, "out_of": part.out_of, **_reason(part.reason)} for part in one.parts),
            *map(_reason, one.rules),
        ],
        "ask": [reasons.question(reason) for reason in one.asks],
    }


def _missing(lack: Missing) -> dict[str, Any]:
    givers = [{"id": str(one.id), "name_bn": one.name_bn, "name_en": one.name_en} for one in lack.givers]
    return {**_reason(lack.reason), "ease": lack.ease, "givers": givers}


def _reason(reason: Reason) -> dict[str, Any]:
    values = {key: _plain(value) for key, value in reason.values.items()}
    return {
        "code": reason.code,
        "answer": reason.answer.value,
        "values": values,
        "sentence": reasons.sentence(reason),
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it; reasons within a reason, as in `either`, too."""
    if isinstance(value, Reason):
        return {"code": value.code, "answer": value.answer.value, "values": _plain(value.values)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Iterable) and not isinstance(value, str) else value
