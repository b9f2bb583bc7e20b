"""Lists as sheets (XLSX) that open right in every office program; no cell is ever a formula."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from referral.i18n.dates import day_of
from referral.i18n.names import named
from referral.i18n.speech import _
from referral.models import Referral
from referral.web import parts
from referral.web.words.life import state_word

WIDTHS = (14, 26, 34, 30, 20, 14, 14)


def inbox_sheet(referrals: list[Referral], who: Mapping[Any, str]) -> BytesIO:
    """One row a referral: code, who, service, from whom, state, sent, due."""
    heads = (_("Code"), _("Name"), _("Service"), _("Sent by"), _("State"), _("Sent on"), _("Answer by"))
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(_("Inbox")), book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    for row, referral in enumerate(referrals, 1):
        texts = (referral.code, who[referral.id], parts.what(referral), named(referral.referrer), state_word(referral))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
        for column, at in ((5, referral.sent_at), (6, referral.due_at)):
            if at is not None:
                sheet.write_datetime(row, column, day_of(at), day)
    book.close()
    file.seek(0)
    return file
