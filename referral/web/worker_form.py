"""The form of a worker: its fields, what they mean for her record, and her record written back into it."""

import re
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

from catalog.floor import grades, shifts
from catalog.lists import documents, facts
from referral.i18n.speech import _l
from referral.models import Worker
from referral.web.forms import (
    Choice,
    Choices,
    Month,
    MonthOf,
    Nid4,
    Phone,
    Schema,
    Text,
    Where,
    Whole,
    Year,
    Yes,
    validates_schema,
    wrong,
)
from referral.web.words import lists
from referral.web.words.agenda import agenda

ROWS, MOST_ROWS = 2, 15
CHILD = re.compile("child_(name|born|school)_")
OF_FACTS = ("employment", "role", "wage_grade", "shift", "schooling", "years_in_rmg", "can_pay", "documents")
OF_COLUMNS = (
    "name_bn", "name_en", "nickname", "guardian_name", "guardian_relation", "birth_year", "birth_year_about",
    "nid_last4", "phone_owner", "safe_way", "safe_time", "place_code", "area",
)  # fmt: skip


def _values(fact: str) -> list[str]:
    return [value.code for value in facts()[fact].values]


def _grades() -> list[str]:
    return [grade.grade for grade in grades().values() if grade.scheme == "2023" and grade.grade_2023]


class _WorkerForm(Schema):
    """Name, phone, place, work, schooling, children; what is not known stays empty."""

    name_bn = Text(_l("Name in Bengali letters"), most=80)
    name_en = Text(_l("Name in English letters"), most=80)
    nickname = Text(_l("What she is called"), most=80)
    guardian_name = Text(_l("Father's or husband's name"), most=80)
    guardian_relation = Choice(lists.RELATIONS, _l("Whose name is it?"))
    birth_year = Year(_l("Year of birth"))
    birth_year_about = Yes(_l("About"))
    nid_last4 = Nid4(_l("NID, last 4 digits"))
    phone = Phone(_l("Mobile number"))
    phone_owner = Choice(lists.PHONE_OWNERS, _l("Whose phone is it?"))
    safe_way = Choice(lists.SAFE_WAYS, _l("What is safe?"))
    safe_time = Choice(lists.SAFE_TIMES, _l("When is it safe?"))
    place_code = Where(_l("Where she lives now"))
    area = Text(_l("Area or street"), most=120)
    employment = Choice(lambda: _values("employment"), _l("Work at present"))
    role = Choice(lambda: agenda().roles, _l("Post in the factory"))
    wage_grade = Choice(_grades, _l("Grade"))
    shift = Choice(lambda: list(shifts()), _l("Shift"))
    schooling = Choice(lambda: _values("schooling"), _l("Schooling"))
    years_in_rmg = Whole(_l("Years in garments"), most=50)
    can_pay = Whole(_l("What she can pay in a month (taka)"), most=100_000)
    documents = Choices(lambda: list(documents()), _l("Papers that she has"))
    no_children = Yes(_l("She has no children"))

    @validates_schema
    def named(self, data: Mapping[str, Any], **_: Any) -> None:
        """A name in one of the two scripts."""
        if not (data.get("name_bn") or data.get("name_en")):
            error = wrong(_l("Please write a name, in Bengali or in English letters."))
            error.field_name = "name_bn"
            raise error

    @validates_schema
    def childless(self, data: Mapping[str, Any], **_: Any) -> None:
        """No children, or some."""
        if data.get("no_children") and any(data.get(name) for name in data if CHILD.match(name)):
            error = wrong(_l("A child is written down below. Please take the tick away, or empty the rows."))
            error.field_name = "no_children"
            raise error


class TellingForm(Schema):
    """What tells her from others, as far as it is typed; what is not well yet is left out."""

    name_bn = Text(most=80)
    name_en = Text(most=80)
    guardian_name = Text(most=80)
    guardian_relation = Choice(lists.RELATIONS)
    birth_year = Year()
    nid_last4 = Nid4()
    phone = Phone()
    place_code = Where()
    shown = Text(most=80)


@cache
def worker_form(rows: int) -> type[Schema]:
    """The form with so many rows for children."""
    fields: dict[str, Any] = {}
    for row in range(1, rows + 1):
        fields[f"child_id_{row}"] = Text()
        fields[f"child_name_{row}"] = Text(_l("Name of the child"), most=80)
        fields[f"child_born_{row}"] = Month(_l("Born in (month and year)"), year_alone=True)
        fields[f"child_school_{row}"] = Choice(lambda: _values("child_in_school"), _l("School"))
    return type("WorkerForm", (_WorkerForm,), fields)


def rows_sent(form: Mapping[str, str]) -> int:
    """How many rows for children the form was sent with, and one more where another child was asked for."""
    sent = [int(row[1]) for name in form if (row := re.fullmatch(r"child_born_([0-9]{1,2})", name))]
    return min(max([ROWS, *sent]) + ("another_child" in form), MOST_ROWS)


def rows_of(worker: Worker) -> int:
    """A row for each child she has, and one to write another into."""
    return max(ROWS, len(worker.children) + 1)


def record(values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values as `people.workers` takes them; facts that the form does not ask stay as they were."""
    known = {code: value for code, value in (before or {}).items() if code not in (*OF_FACTS, "children")}
    told = {code: values[code] for code in OF_FACTS}
    if told["wage_grade"] is not None:
        told["wage_grade"] = int(told["wage_grade"])
    if values["no_children"]:
        told["children"] = "none"
    return {
        **{name: values[name] for name in OF_COLUMNS},
        "phone": values["phone"],
        "facts": {**known, **told},
    }


def children(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows; in those of a known child that were emptied nothing is left but the id."""
    return [_child(values, name.removeprefix("child_born_")) for name in values if name.startswith("child_born_")]


def _child(values: Mapping[str, Any], row: str) -> dict[str, Any]:
    born: MonthOf | None = values[f"child_born_{row}"]
    return {
        "id": _key(values[f"child_id_{row}"]),
        "name": values[f"child_name_{row}"],
        "birth_month": born.first if born else None,
        "month_known": born.month_known if born else True,
        "school": values[f"child_school_{row}"],
    }


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def written(worker: Worker, phone: str | None) -> dict[str, Any]:
    """Her record as the form shows it."""
    shown: dict[str, Any] = {name: getattr(worker, name) for name in OF_COLUMNS}
    shown |= {code: worker.facts.get(code) for code in OF_FACTS}
    shown["phone"] = phone.removeprefix("+88") if phone else None
    shown["no_children"] = worker.facts.get("children") == "none"
    for row, child in enumerate(worker.children, 1):
        shown[f"child_id_{row}"], shown[f"child_name_{row}"] = str(child.id), child.name
        shown[f"child_school_{row}"] = child.school
        if child.birth_month is not None:
            pattern = "%m/%Y" if child.month_known else "%Y"
            shown[f"child_born_{row}"] = child.birth_month.strftime(pattern)
    return shown
