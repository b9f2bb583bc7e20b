"""From what is shown, nobody can work out a count of fewer than ten persons."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from referral.figures.hidden import FEWEST, OTHER, TOTAL, Count, Entry, Hidden, Key, Shown, hide, of_sum, shown, table

MOST = 30


def counts_of(rows: list[list[int]]) -> dict[Key, Count]:
    """A table with its totals; each thing is another person's."""
    names = [f"r{number}" for number in range(len(rows))]
    columns = [f"c{number}" for number in range(len(rows[0]))]
    cells = {
        (row, column): line[at] for row, line in zip(names, rows, strict=True) for at, column in enumerate(columns)
    }
    cells |= {(row, TOTAL): sum(cells[row, column] for column in columns) for row in names}
    cells |= {(TOTAL, column): sum(cells[row, column] for row in names) for column in [*columns, TOTAL]}
    return {key: Count(number, number) for key, number in cells.items()}


def ways(seen: dict[Key, Shown]) -> Iterator[dict[Key, int]]:
    """All tables that a reader has to think possible; a count that is hidden beside another is of ten or more."""
    of_rows = sorted({key[0] for key in seen} - {TOTAL})
    of_columns = sorted({key[1] for key in seen} - {TOTAL})
    ranges = {
        key: [value]
        if isinstance(value, int)
        else range(FEWEST)
        if value is Hidden.FEW
        else range(FEWEST, 9 * MOST if TOTAL in key else MOST)
        for key, value in seen.items()
    }
    lines = [
        [line for line in product(*(ranges[row, column] for column in of_columns)) if sum(line) in ranges[row, TOTAL]]
        for row in of_rows
    ]
    for values in product(*lines):
        sums = [sum(line[at] for line in values) for at in range(len(of_columns))]
        if sum(sums) in ranges[TOTAL, TOTAL] and all(
            number in ranges[TOTAL, column] for column, number in zip(of_columns, sums, strict=True)
        ):
            one = {
                (row, column): line[at]
                for row, line in zip(of_rows, values, strict=True)
                for at, column in enumerate(of_columns)
            }
            one |= {(row, TOTAL): sum(line) for row, line in zip(of_rows, values, strict=True)}
            yield one | {
                (TOTAL, column): number for column, number in zip([*of_columns, TOTAL], [*sums, sum(sums)], strict=True)
            }


def possible(seen: dict[Key, Shown], key: Key) -> set[int]:
    """Up to two values that a hidden count may have."""
    values: set[int] = set()
    for one in ways(seen):
        values.add(one[key])
        if len(values) == 2:
            break
    return values


@given(st.lists(st.lists(st.integers(0, 24), min_size=2, max_size=2), min_size=1, max_size=2))
@settings(deadline=None)
def test_no_few_can_be_worked_out(rows: list[list[int]]) -> None:
    counts = counts_of(rows)
    seen = hide(counts)
    for key, value in seen.items():
        if counts[key].few:
            assert value is Hidden.FEW
            assert len(possible(seen, key)) == 2, (key, seen)
        else:
            assert value in (counts[key].number, Hidden.BESIDE)


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=4), min_size=2, max_size=5))
@settings(deadline=None)
def test_larger_tables_come_to_an_end_and_never_show_a_few(rows: list[list[int]]) -> None:
    width = min(map(len, rows))
    counts = counts_of([line[:width] for line in rows])
    seen = hide(counts)
    assert all(counts[key].persons >= FEWEST for key, value in seen.items() if not isinstance(value, Hidden))
    for line in (0, 1):
        for name in {key[line] for key in seen}:
            hidden = [value for key, value in seen.items() if key[line] == name and isinstance(value, Hidden)]
            assert hidden != [Hidden.FEW], seen


def test_a_second_one_is_hidden_with_a_few() -> None:
    seen = hide(counts_of([[40, 4], [30, 20]]))
    assert seen["r0", "c1"] is Hidden.FEW
    assert seen["r0", "c0"] is Hidden.BESIDE
    assert seen["r1", "c1"] is Hidden.BESIDE
    assert seen["r1", "c0"] is Hidden.BESIDE
    assert seen[TOTAL, TOTAL] == 94


def test_nothing_is_hidden_where_all_are_many() -> None:
    assert hide(counts_of([[40, 14], [30, 20]]))[TOTAL, "c1"] == 34


def test_ten_needs_of_five_persons_are_a_few() -> None:
    assert shown(Count(10, 5)) is Hidden.FEW
    assert shown(Count(12, 10)) == 12
    assert shown(Count()) is Hidden.FEW


def test_small_rows_are_told_together() -> None:
    entries = [Entry("care", "dhaka", number) for number in range(12)]
    entries += [Entry("law", "dhaka", number) for number in range(6)]
    entries += [Entry("loan", "gazipur", number) for number in range(5)]
    told = table(entries)
    assert told.rows == ("care", OTHER)
    assert told.columns == ("dhaka", OTHER)
    assert told[TOTAL, TOTAL] == 23
    assert told["care", OTHER] is Hidden.FEW


@given(st.lists(st.integers(0, 24), min_size=1, max_size=4))
@settings(deadline=None)
def test_no_few_can_be_worked_out_of_a_sum(parts: list[int]) -> None:
    numbers = {(f"m{at}", "n"): number for at, number in enumerate(parts)} | {(TOTAL, "n"): sum(parts)}
    seen = hide({key: Count(number, number) for key, number in numbers.items()}, of_sum)
    ranges = {
        key: [value] if isinstance(value, int) else range(FEWEST) if value is Hidden.FEW else range(FEWEST, 26)
        for key, value in seen.items()
    }
    total = seen[TOTAL, "n"]
    agreeing: dict[Key, set[int]] = {key: set() for key in seen}
    for values in product(*(ranges[key] for key in seen if key[0] != TOTAL)):
        whole = sum(values)
        few = total is Hidden.FEW and whole < FEWEST
        if total == whole or few or (total is Hidden.BESIDE and whole >= FEWEST):
            for key, value in zip(seen, (*values, whole), strict=True):
                agreeing[key].add(value)
    for key, number in numbers.items():
        assert number >= FEWEST or len(agreeing[key]) > 1, (key, seen)
