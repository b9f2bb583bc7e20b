"""`setu search`: many searches at once, one a line in, one JSON object a line out."""

import json
import sys
from collections.abc import Iterator

import click

from catalog.search.index import Index
from catalog.search.kept import current_index
from catalog.search.searching import search as find
from catalog.search.why import reasons, sentence
from referral.cli.opening import catalog_opened
from referral.migrating import prepare

LEAST_SURE = 0.005


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Services for each search.")
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True, help="Of the reasons.")
def search(limit: int, language: str) -> None:
    """Search services in bulk: one search a line on standard input, one JSON object a line on standard output.

    It looks at the whole catalog, as whoever runs it may read the database: places of confidential services too.
    """
    database = catalog_opened()
    prepare(database)
    with database.session(writes=False) as session:
        index = current_index(session)
        for line in _lines():
            click.echo(json.dumps(_answer(index, line, limit, language), ensure_ascii=False))


def _lines() -> Iterator[str]:
    """The lines as they come, whatever bytes are in them."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _answer(index: Index, text: str, limit: int, language: str) -> dict[str, object]:
    found = find(index, text, limit=limit)
    return {
        "query": text,
        "kinds": [code for code, sure in found.kinds if sure >= LEAST_SURE],
        "services": [
            {
                "id": str(hit.listing.offer.id),
                "source_id": hit.listing.source_id,
                "name_bn": hit.listing.offer.name_bn,
                "name_en": hit.listing.offer.name_en,
                "kind": hit.listing.offer.kind_code,
                "score": hit.score,
                "why": [sentence(why, language) for why in reasons(index, found, hit)],
            }
            for hit in found.hits
        ],
    }
