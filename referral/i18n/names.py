"""Names of rows that have one in each language."""

from collections.abc import Mapping
from typing import Any

from referral.i18n.speech import LANGUAGES, language


def named(row: Any, field: str = "name") -> str:
    """`name_bn` or `name_en` of a row or a mapping, by the reader's language; the other where one is empty."""
    if row is None:
        return ""
    own = language()
    for code in (own, *(other for other in LANGUAGES if other != own)):
        key = f"{field}_{code}"
        text = row.get(key) if isinstance(row, Mapping) else getattr(row, key)
        if text:
            return str(text)
    return ""
