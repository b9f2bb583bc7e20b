"""One row of a roster: each cell read by itself, so that a wrong one leaves the others as they are."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from catalog.spelling import clean, latin_digits
from catalog.tables import times
from catalog.tables.cells import in_bengali, unguarded
from catalog.tables.wanted import CellError
from catalog.tables.wrong import Wrong
from matching.roster import cells
from matching.roster.wanted import Row, Told
from matching.same.known import Known

T = TypeVar("T")
RELATIVES = {"husband": "husband", "father": "father", "mother": "mother"}
NOT_OWN = frozenset({"husband", "relative", "neighbour", "employer", "shared", "none"})
PLAIN_FACTS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "years_of_work": ("years_in_rmg", cells.years),
    "shift": ("shift", cells.choice("shift")),
    "children_under_6": ("children_under_6", cells.children),
    "schooling": ("schooling", cells.choice("schooling", "no_such_schooling")),
    "employment": ("employment", cells.choice("employment")),
    "last_day": ("employment_end", lambda text: times.day_of_calendar(text).isoformat()),
    "alone": ("alone_with_children", cells.choice("yes_no", "yes_or_no")),
    "disability": ("wgss", cells.choice("disability")),
}


class Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, number: int, sheet: str, texts: Mapping[str, str], told: Told) -> None:
        self.number, self.sheet, self.told = number, sheet, told
        self.texts = {column: unguarded(text) for column, text in texts.items() if not cells.is_empty(text)}
        self.wrong: list[CellError] = []

    def blame(self, column: str, code: str, **values: Any) -> None:
        """A cell that can't be read, with its own words; of an identity card not even these."""
        said = clean(self.texts.get(column, ""))[:80]
        values.setdefault("cell", re.sub(r"\d", "*", latin_digits(said)) if column == "nid_last4" else said)
        self.wrong.append(CellError(self.number, column, code, values, self.sheet))

    def cell(self, column: str, read: Callable[[str], T]) -> T | None:
        """The cell read, or None where it is empty or wrong."""
        if column not in self.texts:
            return None
        try:
            return read(self.texts[column])
        except Wrong as error:
            self.blame(column, error.code, **error.values)
            return None

    def read(self) -> Row:
        """The row; what is wrong with it stands in `wrong`."""
        names = [found for column in ("name", "name_other") if (found := self.cell(column, cells.name))]
        if "name" not in self.texts:
            self.blame("name", "missing")
        relative, relation = self.relative()
        year, about = self.cell("birth", lambda text: cells.birth(text, self.told.day)) or (None, False)
        owner = self.cell("phone_owner", cells.choice("phone_owner"))
        nid = self.cell("nid_last4", cells.nid_last4)
        known = Known(
            name_bn=next(filter(in_bengali, names), None),
            name_en=next((name for name in names if not in_bengali(name)), None),
            relative=relative,
            birth_year=year,
            phone=self.cell("phone", cells.phone),
            nid_last4=nid,
        )
        return Row(
            number=self.number,
            sheet=self.sheet,
            known=known,
            birth_year_about=about,
            relation=relation,
            phone_owner=None if owner == "shared" else owner,
            home=self.cell("home_upazila", cells.place),
            lives_in=self.cell("lives_in", cells.place),
            facts=self.facts(owner),
            raw={column: clean(text)[:200] for column, text in self.texts.items()} | ({"nid_last4": nid or ""}),
        )

    def relative(self) -> tuple[str | None, str | None]:
        """Her husband's, father's or mother's name, and whose it is where the sheet tells."""
        for column, relation in RELATIVES.items():
            if found := self.cell(column, cells.guardian):
                return found[0], relation
        found = self.cell("guardian", cells.guardian)
        return found or (None, None)

    def facts(self, owner: str | None) -> dict[str, Any]:
        """What matching may know of her."""
        told = {fact: self.cell(column, read) for column, (fact, read) in PLAIN_FACTS.items()}
        told["role"] = self.cell("role", lambda text: cells.role(text, self.told.roles))
        told["wage_grade"] = self.cell("grade", self.grade)
        told["own_phone"] = "yes" if owner == "own" else "no" if owner in NOT_OWN else None
        told["skills"] = self.skills()
        return {code: value for code, value in told.items() if value is not None}

    def grade(self, text: str) -> int | None:
        """Her grade of today's scheme; unknown while nobody has said which scheme the column is in."""
        number, scheme = cells.grade(text)
        scheme = scheme or self.told.scheme
        return cells.grade_2023(number, scheme) if scheme else None

    def skills(self) -> list[str] | None:
        """The skills that are known; a word that is none is told, the others stay."""
        if "skills" not in self.texts:
            return None
        found, strange = cells.some_skills(self.texts["skills"])
        for word in strange:
            self.blame("skills", "no_such_skill", cell=word)
        return list(found) or None
