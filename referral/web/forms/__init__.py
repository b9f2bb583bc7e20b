"""Forms: `read(Schema, request.form)` gives values, one sentence a field, and what was typed; `show` fills one in.

class NewWorker(Schema):
    name = Text(_l("Name"), required=True)
    birth_year = Year(_l("Birth year"))
    about = Yes(_l("About"))
    phone = Phone(_l("Phone number"))
    shift = Choice(words.SHIFT, _l("Shift"))
    needs = Choices(lambda: needs_offered(), _l("Needs"), required=True)
"""

from marshmallow import Schema, ValidationError, validates_schema

from referral.i18n.speech import _l
from referral.web.forms.dates import Day, Month, MonthOf, Year
from referral.web.forms.fields import Choice, Choices, Email, Nid4, Phone, Text, Typed, Whole, Yes, wrong
from referral.web.forms.places import Where, asked_back
from referral.web.forms.reading import Read, read, request_key, seen_version, sent_key, show

__all__ = [
    "Choice", "Choices", "Day", "Email", "Month", "MonthOf", "Nid4", "Phone", "Read", "Schema", "Text", "Typed", "ValidationError",
    "Where", "Whole", "Year", "Yes", "_l", "asked_back", "read", "request_key", "seen_version", "sent_key", "show", "validates_schema", "wrong",
]  # fmt: skip
