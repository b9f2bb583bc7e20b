"""A period of a partner's referrals as a workbook: sums by kind, and each referral; no cell is ever a formula."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import force_locale

from referral.i18n.dates import day_of
from referral.i18n.names import named
from referral.i18n.speech import LANGUAGES, Said, _, _l
from referral.loop.caseload import Line
from referral.models import NeedOutcome, Referral
from referral.states import Resolution, State
from referral.web.words.life import OUTCOMES, RESOLUTIONS, state_word
from referral.web.words.offering import name_of_service

Within = Callable[[date | datetime | None], bool]
WIDTH, WIDE = 14, 30
SUMS: tuple[tuple[Said, Callable[[Line, Within], int]], ...] = (
    (_l("Sent"), lambda one, within: within(one.referral.sent_at)),
    (_l("Accepted"), lambda one, within: within(one.accepted_on)),
    (_l("Begun"), lambda one, within: within(one.referral.started_on)),
    *(
        (
            RESOLUTIONS[result],
            lambda one, within, result=result: one.referral.resolution is result and within(one.referral.returned_at),
        )
        for result in Resolution
    ),
    (_l("Still open"), lambda one, _within: one.referral.state not in (State.RETURNED, State.CLOSED)),
    (_l("Closed by the referrer"), lambda one, within: within(one.referral.closed_at)),
    *(
        (
            OUTCOMES[outcome],
            lambda one, within, outcome=outcome: one.referral.outcome is outcome and within(one.referral.closed_at),
        )
        for outcome in NeedOutcome
    ),
    (_l("Sessions marked"), lambda one, _within: one.sessions),
    (_l("Sessions she came to"), lambda one, _within: one.came),
)
LIST: tuple[tuple[Said, Callable[[Line], Any]], ...] = (
    (_l("Code"), lambda one: one.referral.code),
    (_l("Kind of service"), lambda one: _kind(one.referral)),
    (_l("Service"), lambda one: _service(one.referral)),
    (_l("Sent by"), lambda one: named(one.referral.referrer)),
    (_l("State"), lambda one: state_word(one.referral)),
    (_l("Sent on"), lambda one: one.referral.sent_at),
    (_l("Accepted on"), lambda one: one.accepted_on),
    (_l("She came first on"), lambda one: one.referral.started_on),
    (_l("Sessions marked"), lambda one: one.sessions),
    (_l("Sessions she came to"), lambda one: one.came),
    (_l("Came back on"), lambda one: one.referral.returned_at),
    (_l("Result"), lambda one: _word(RESOLUTIONS, one.referral.resolution)),
    (_l("Closed on"), lambda one: one.referral.closed_at),
    (_l("Is her need met?"), lambda one: _word(OUTCOMES, one.referral.outcome)),
)


def workbook(lines: list[Line], since: date, until: date, who: Mapping[Any, str] | None) -> BytesIO:
    """Two sheets; with `who` a column of names beside the codes. Each head is written in both languages."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    form = {"head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"})}
    form["day"] = book.add_format({"num_format": "dd/mm/yyyy"})
    _sums(book.add_worksheet(_("By kind")), form, lines, since, until)
    _list(book.add_worksheet(_("Referrals")), form, lines, who)
    book.close()
    file.seek(0)
    return file


def _sums(sheet: Any, form: Mapping[str, Any], lines: list[Line], since: date, until: date) -> None:
    def within(day: date | datetime | None) -> bool:
        return day is not None and since <= day_of(day) <= until

    kinds: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        kinds[_kind(line.referral)].append(line)
    _heads(sheet, form, [_l("Kind of service"), *(head for head, _count in SUMS)])
    rows = [*sorted(kinds.items()), (_both(_l("All")), lines)]
    for row, (kind, some) in enumerate(rows, 1):
        sheet.write_string(row, 0, kind)
        for column, (_head, count) in enumerate(SUMS, 1):
            sheet.write_number(row, column, sum(int(count(one, within)) for one in some))
    sheet.write_string(len(rows) + 2, 0, _both(_l("Period")))
    for column, day in ((1, since), (2, until)):
        sheet.write_datetime(len(rows) + 2, column, datetime.combine(day, datetime.min.time()), form["day"])


def _list(sheet: Any, form: Mapping[str, Any], lines: list[Line], who: Mapping[Any, str] | None) -> None:
    columns = list(LIST)
    if who is not None:
        columns.insert(1, (_l("Name"), lambda one: who[one.referral.id]))
    _heads(sheet, form, [head for head, _cell in columns])
    for row, line in enumerate(lines, 1):
        for column, (_head, cell) in enumerate(columns):
            _write(sheet, row, column, cell(line), form["day"])


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(day_of(value), datetime.min.time()), day)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value)


def _heads(sheet: Any, form: Mapping[str, Any], heads: Iterable[Said]) -> None:
    sheet.freeze_panes(1, 1)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, WIDTH if column else WIDE)
        sheet.write_string(0, column, _both(head), form["head"])


def _both(said: Said) -> str:
    """The words in Bengali, and below them in English."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append(str(said))
    return "\n".join(found)


def _kind(referral: Referral) -> str:
    return _("confidential") if referral.confidential else named(referral.service.kind)


def _service(referral: Referral) -> str:
    return _("confidential service") if referral.confidential else name_of_service(referral.service)


def _word(words: Mapping[Any, Said], code: Any) -> str:
    return str(words[code]) if code is not None else ""
