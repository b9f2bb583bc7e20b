"""What `setu cohort` writes: a line a need of a woman as CSV or JSON, and the whole in a few sentences."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.tables.cells import guarded
from matching.cohort.build import Cohort
from matching.cohort.explain import reasons
from matching.cohort.run import Result
from matching.roster.wanted import Roster

Line = Callable[[str], object]
COLUMNS = (
    "row",
    "sheet",
    "need",
    "service_id",
    "service_en",
    "service_bn",
    "organisation_en",
    "organisation_bn",
    "place_en",
    "place_bn",
    "starts_on",
    "score",
    "value",
    "weight",
    "risks",
    "why",
    "why_not",
    "swap",
    "none",
)


def as_jsonl(cohort: Cohort, result: Result, roster: Roster, out: Line) -> None:
    """An object a line, as docs/cohort.md says."""
    for line in _lines(cohort, result, roster):
        out(json.dumps(line, ensure_ascii=False))


def as_csv(cohort: Cohort, result: Result, roster: Roster, out: Line) -> None:
    """The same as a table; lists stand in one cell, with semicolons between them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for line in _lines(cohort, result, roster):
        writer.writerow({column: _cell(cell) for column, cell in _flat(line).items()})
    out(text.getvalue().removesuffix("\n"))


FORMATS: Mapping[str, Callable[[Cohort, Result, Roster, Line], None]] = {"csv": as_csv, "jsonl": as_jsonl}


def summary(result: Result, out: Line) -> None:
    """Seats, unmet needs, floors with their prices, and first come first served."""
    proved = "no other gives more" if result.proved else f"no other gives more than {result.found.bound}"
    out(f"{result.seats} of {len(result.lines)} needs got a seat, value {result.value}: {proved}.")
    out(f"First come, first served: {result.first_seats} seats, value {result.first_value}.")
    for floor in result.floors:
        short = f", {floor.short} short; at most {floor.reachable} could be reached" if floor.short else ""
        out(
            f"Floor {floor.code}: {floor.had} of {floor.members} got a seat, {floor.wanted} wanted{short}; "
            f"it costs {floor.price} of value and {floor.gone} seats."
        )
    for need, counts in sorted(result.unmet.items()):
        told = ", ".join(f"{code} {count}" for code, count in counts.most_common())
        out(f"Unmet, {need}: {told}.")
    for group, (asked, got, first) in result.groups.items():
        out(f"Group {group}: {got} of {asked} got a seat, {first} first come first served.")


def _lines(cohort: Cohort, result: Result, roster: Roster) -> Iterator[dict[str, Any]]:
    for asker, told in enumerate(result.lines):
        row = roster.rows[told["worker"]]
        got, better = told["got"], [_named(cohort, one) for one in told["better"]]
        for one in better:
            if one["swap"]:
                holder = roster.rows[cohort.askers[one["swap"].pop("asker")].worker]
                one["swap"] = {"row": holder.number, **one["swap"]}
        yield {
            "row": row.number,
            "sheet": row.sheet,
            "need": told["need"],
            "weight": told["weight"],
            "risks": told["risks"],
            "got": None if got is None else _named(cohort, got),
            "why": [] if got is None else reasons(cohort, asker, got["pool"]),
            "better": better,
            "more": told["more"],
            "none": told["none"],
        }


def _named(cohort: Cohort, told: dict[str, Any]) -> dict[str, Any]:
    """An option with its names, without the number of its pool."""
    pool = cohort.pools[told["pool"]]
    starts = pool.intake.starts_on if pool.intake else None
    plain = {key: value for key, value in told.items() if key != "pool"}
    return plain | {
        "service_en": pool.offer.name_en,
        "service_bn": pool.offer.name_bn,
        "organisation_en": pool.offer.organization_en,
        "organisation_bn": pool.offer.organization_bn,
        "place_en": pool.place.name_en if pool.place else None,
        "place_bn": pool.place.name_bn if pool.place else None,
        "starts_on": None if starts is None else starts.isoformat(),
    }


def _flat(line: dict[str, Any]) -> dict[str, Any]:
    got = line["got"] or {}
    names = {column: got.get(column) for column in COLUMNS[4:13]}
    return {
        "row": line["row"],
        "sheet": line["sheet"],
        "need": line["need"],
        "service_id": got.get("service"),
        **names,
        "weight": line["weight"],
        "risks": ";".join(line["risks"]),
        "why": ";".join(f"{part['code']} {part['points']:g}/{part['out_of']}" for part in line["why"]),
        "why_not": ";".join(map(_why_not, line["better"])),
        "swap": ";".join(_swap(one["service"], one["swap"]) for one in line["better"] if one["swap"]),
        "none": _none(line["none"]),
    }


def _why_not(one: dict[str, Any]) -> str:
    floors = f" {','.join(one['floors'])}" if one["floors"] else ""
    return f"{one['service']} {one['why']}{floors} {one['line']}/{one['wanted']}"


def _swap(service: str, swap: dict[str, Any]) -> str:
    floors = f" {','.join(swap['floors'])}" if swap["floors"] else ""
    return f"{service} row {swap['row']} {swap['cost']} {swap['cause']}{floors}"


def _none(none: dict[str, Any] | None) -> str:
    return "" if none is None else " ".join(filter(None, (none["code"], none["rule"])))


def _cell(cell: Any) -> Any:
    return guarded(cell) if isinstance(cell, str) else cell
