"""A partner's sheet of 20,000 rows: read, compared and stored, in a process of its own; beside bare reading of it."""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = 20_000
SAMPLE = ROOT / "tests" / "catalog" / "services.csv"
Figure = tuple[str, float, str, int, str, dict[str, float]]


def figures() -> Iterator[Figure]:
    """Seconds and memory of a first import, with the same again and a changed one beside it, and of peers that store less."""
    with tempfile.TemporaryDirectory() as folder:
        taken = {what: _apart(what, folder) for what in ("new", "same", "changed", "csv", "rows")}
    note = "read, compared, stored (SQLite); same: the sheet again; changed: each fee; csv: cells read alone; rows: one table alone"
    others = [what for what in taken if what != "new"]
    for name, unit, at in (("import_20k_s", "s", 0), ("import_20k_mb", "MB", 1)):
        yield name, taken["new"][at], unit, ROWS, note, {what: taken[what][at] for what in others}


def _apart(what: str, folder: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.sheets", what, folder]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def sheet(more: int = 0) -> bytes:
    """The small sample again and again, each row another service; `more` is added to each fee."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    text, fee = StringIO(), header.index("fee_bdt")
    out = csv.writer(text)
    out.writerow(header)
    for number in range(ROWS):
        cells = list(rows[number % len(rows)])
        cells[0], cells[3], cells[fee] = f"B-{number}", f"{cells[3]} {number}", str(number % 900 + more)
        out.writerow(cells)
    return text.getvalue().encode()


def _import(what: str, folder: str) -> None:
    from datetime import date

    from catalog.base import Base
    from catalog.kinds import sync
    from catalog.tables.accept import accept
    from catalog.tables.preview import preview
    from catalog.tables.understood import understand_all
    from referral.db import Database
    from referral.sealing import NoKeys

    database = Database(f"sqlite:///{folder}/sheet.db", NoKeys())
    Base.metadata.create_all(database.engine)
    with database.session() as session:
        sync(session)
        session.commit()
    data = sheet(1000 if what == "changed" else 0)
    began = time.perf_counter()
    with database.session() as session:
        accept(session, preview(session, data, date(2026, 11, 24)), understand_all)
        session.commit()
    _say(began)


def _csv(what: str, folder: str) -> None:
    data = sheet()
    began = time.perf_counter()
    rows = list(csv.reader(StringIO(data.decode())))
    assert len(rows) == ROWS + 1
    _say(began)


def _rows(what: str, folder: str) -> None:
    import sqlite3

    data = sheet()
    began = time.perf_counter()
    header, *rows = csv.reader(StringIO(data.decode()))
    store = sqlite3.connect(f"{folder}/rows.db")
    store.execute(f"CREATE TABLE sheet ({', '.join(header)}, PRIMARY KEY (service_id))")
    store.executemany(f"INSERT INTO sheet VALUES ({', '.join('?' * len(header))})", rows)
    store.commit()
    _say(began)


def _say(began: float) -> None:
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    {"csv": _csv, "rows": _rows}.get(sys.argv[1], _import)(sys.argv[1], sys.argv[2])
