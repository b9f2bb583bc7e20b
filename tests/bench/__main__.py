"""`make bench`: figures honestly taken on this machine, written to build/bench.json; names stay the same for good."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.bench import alike, clock, cohorts, matching, pages, pathways, running, search, sheets

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """One figure; `against` holds what a peer gives, measured in the same run."""

    name: str
    value: float
    unit: str
    n: int
    note: str = ""
    against: dict[str, float] = field(default_factory=dict)


GROUPS: tuple[Callable[[], Iterator[tuple[str, float, str, int, str, dict[str, float]]]], ...] = (
    running.figures,
    pages.figures,
    matching.figures,
    pathways.figures,
    cohorts.figures,
    alike.figures,
    clock.figures,
    sheets.figures,
    search.figures,
)


def main() -> None:
    """All groups in turn, each figure printed as it comes."""
    taken = []
    for group in GROUPS:
        for name, value, unit, n, note, against in group():
            figure = Figure(
                name, round(value, 3), unit, n, note, {peer: round(theirs, 3) for peer, theirs in against.items()}
            )
            taken.append(asdict(figure))
            print(f"{name:<22} {figure.value:>12} {unit:<6} {figure.against or ''} {note}", flush=True)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench.json").write_text(json.dumps(taken, indent=1))


if __name__ == "__main__":
    main()
