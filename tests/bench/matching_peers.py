"""The peers of matching: the part of its question that a table can answer (need, age, schooling, distance, freshness)."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from catalog.offer import Offer
from matching.profile import Profile
from tests.matching.make import DAY

SCHOOLING = ("class_5", "class_8", "ssc")
COLUMNS = ("number", "need", "youngest", "oldest", "schooling", "north", "east", "confirmed")
BEST, BLOCK = 20, 250
QUESTION = """
    SELECT number, 20 * max(0, 1 - 144 * sqrt((north - :north) * (north - :north)
        + 0.84 * (east - :east) * (east - :east)) / 20) + 10 * (1 - confirmed / 180.0) AS score
    FROM service WHERE {} :age BETWEEN youngest AND oldest AND schooling <= :schooling
    ORDER BY score DESC, number LIMIT 20
"""
Table = Sequence[tuple[Any, ...]]


def of_one(rows: Table) -> dict[str, Callable[[Profile, str], object]]:
    """The best 20 for one worker and one need, by each peer."""
    import polars

    database = _database(rows)
    frame = polars.DataFrame(rows, schema=list(COLUMNS), orient="row")
    arrays = _arrays(rows)

    def in_sqlite(profile: Profile, need: str) -> object:
        return database.execute(QUESTION.format("need = :need AND"), {"need": need, **_hers(profile)}).fetchall()

    def in_polars(profile: Profile, need: str) -> object:
        her, is_in = _hers(profile), polars.col
        fits = (is_in("need") == need) & (is_in("youngest") <= her["age"]) & (is_in("oldest") >= her["age"])
        way = ((is_in("north") - her["north"]) ** 2 + 0.84 * (is_in("east") - her["east"]) ** 2).sqrt()
        score = 20 * (1 - 144 * way / 20).clip(lower_bound=0) + 10 * (1 - is_in("confirmed") / 180)
        found = frame.filter(fits & (is_in("schooling") <= her["schooling"])).with_columns(score=score)
        return found.sort(["score", "number"], descending=[True, False]).head(BEST).rows()

    def in_numpy(profile: Profile, need: str) -> object:
        her = _hers(profile)
        fits = (arrays["need"] == need) & (arrays["youngest"] <= her["age"]) & (arrays["oldest"] >= her["age"])
        rows = np.flatnonzero(fits & (arrays["schooling"] <= her["schooling"]))
        way = np.hypot(arrays["north"][rows] - her["north"], 0.917 * (arrays["east"][rows] - her["east"]))
        score = 20 * np.maximum(0, 1 - 144 * way / 20) + 10 * (1 - arrays["confirmed"][rows] / 180)
        return rows[np.lexsort((rows, -score))[:BEST]]

    return {"sqlite": in_sqlite, "polars": in_polars, "numpy": in_numpy}


def of_many(rows: Table, workers: Sequence[Profile]) -> dict[str, Callable[[], object]]:
    """The best 20 for each of these workers whatever their need, by each peer: SQLite asked for one after the other."""
    import polars

    database, asked = _database(rows), list(map(_hers, workers))
    services = polars.DataFrame(rows, schema=list(COLUMNS), orient="row")
    women = polars.DataFrame(asked).rename({"north": "her_north", "east": "her_east", "schooling": "has"})
    arrays = _arrays(rows)

    def in_sqlite() -> object:
        question = QUESTION.format("")
        return [database.execute(question, her).fetchall() for her in asked]

    def in_polars() -> object:
        is_in = polars.col
        way = ((is_in("north") - is_in("her_north")) ** 2 + 0.84 * (is_in("east") - is_in("her_east")) ** 2).sqrt()
        score = 20 * (1 - 144 * way / 20).clip(lower_bound=0) + 10 * (1 - is_in("confirmed") / 180)
        fits = is_in("age").is_between("youngest", "oldest") & (is_in("schooling") <= is_in("has"))
        found = []
        for block in women.with_row_index("worker").iter_slices(BLOCK):
            both = block.lazy().join(services.lazy(), how="cross").filter(fits).with_columns(score=score)
            ordered = both.sort(["score", "number"], descending=[True, False]).group_by("worker").head(BEST)
            found.append(ordered.select("worker", "number", "score").collect())
        return found

    def in_numpy() -> object:
        hers = {name: np.array([her[name] for her in asked])[:, None] for name in asked[0]}
        return [_block(arrays, {name: of[at : at + BLOCK] for name, of in hers.items()}) for at in _starts(len(asked))]

    return {"sqlite": in_sqlite, "polars": in_polars, "numpy": in_numpy}


def table(offers: Iterable[Offer]) -> Table:
    """Services as rows of a table, one for each need that they answer."""
    return [row for number, one in enumerate(offers) for row in _rows(number, one, one.needs)]


def whole(offers: Iterable[Offer]) -> Table:
    """Services as rows of a table, one for each."""
    return [row for number, one in enumerate(offers) for row in _rows(number, one, one.needs[:1])]


def _starts(count: int) -> range:
    return range(0, count, BLOCK)


def _block(service: dict[str, Any], her: dict[str, Any]) -> object:
    """The best of some workers (rows) in arrays of all services (columns)."""
    way = np.hypot(service["north"] - her["north"], 0.917 * (service["east"] - her["east"]))
    score = 20 * np.maximum(0, 1 - 144 * way / 20) + 10 * (1 - service["confirmed"] / 180)
    fits = (service["youngest"] <= her["age"]) & (service["oldest"] >= her["age"])
    score[~(fits & (service["schooling"] <= her["schooling"]))] = -1
    best = np.argpartition(-score, BEST - 1, axis=1)[:, :BEST]
    order = np.lexsort((best, -np.take_along_axis(score, best, axis=1)), axis=1)
    return np.take_along_axis(best, order, axis=1)


def _database(rows: Table) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE service ({', '.join(COLUMNS)})")
    database.executemany(f"INSERT INTO service VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    database.execute("CREATE INDEX by_need ON service (need, youngest)")
    return database


def _arrays(rows: Table) -> dict[str, Any]:
    return {name: np.array(column) for name, column in zip(COLUMNS, zip(*rows, strict=True), strict=True)}


def _rows(number: int, one: Offer, needs: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    asks = {rule.fact: rule.value for rule in one.rules}
    ages, least = asks.get("birth_year", {}), asks.get("schooling", {}).get("min")
    assert one.confirmed_on is not None
    for need in needs:
        yield (
            number,
            need,
            ages.get("min", 0),
            ages.get("max", 999),
            -1 if least is None else SCHOOLING.index(least),
            one.places[0].latitude,
            one.places[0].longitude,
            (DAY - one.confirmed_on).days,
        )


def _hers(profile: Profile) -> dict[str, Any]:
    assert profile.birth_year is not None
    assert profile.point is not None
    north, east = profile.point
    age, schooling = DAY.year - profile.birth_year, SCHOOLING.index(profile.facts["schooling"])
    return {"age": age, "schooling": schooling, "north": north, "east": east}
