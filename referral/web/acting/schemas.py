"""The forms of the actions: their fields, and nothing of what they mean."""

from typing import Any

from catalog.floor import shifts
from catalog.lists import documents
from referral.i18n.speech import _l
from referral.lists import completion_fields
from referral.models import NeedOutcome, Referral
from referral.states import SERVED, Resolution
from referral.web.forms import Choice, Choices, Day, Phone, Schema, Text, Typed, Where, Whole, Yes
from referral.web.words import lists

WORDS = _l("In a few words")
WHY = _l("Why?")
LONG = 1000


class Nothing(Schema):
    """A button alone."""


class AcceptForm(Schema):
    """Which batch or place, from when, and what to bring."""

    intake = Text(_l("Batch"))
    place = Text(_l("Place"))
    starts_on = Day(_l("First day"))
    starts_at = Text(_l("At what time"), most=60)
    bring = Choices(lambda: list(documents()), _l("What to bring"))


class WaitlistForm(Schema):
    """When it is looked at again."""

    review_on = Day(_l("Looked at again on"), required=True)


class AskForm(Schema):
    """What is wanted to know."""

    reason = Text(_l("What do you want to know?"), required=True)
    paper = Text(_l("Which paper?"))
    text = Text(WORDS, most=LONG, long=True)


class AnswerForm(Schema):
    """The answer."""

    text = Text(_l("Your answer"), required=True, most=LONG, long=True)


class TakeForm(Schema):
    """From which day she comes."""

    starts_on = Day(_l("First day"))


class ReasonForm(Schema):
    """A reason code, and words where it asks for them."""

    reason = Text(WHY, required=True)
    text = Text(WORDS, most=LONG, long=True)


class AmendAgreedForm(Schema):
    """What has changed of the agreed particulars of a confidential need; what stays is left empty."""

    agreed_name = Text(_l("New name agreed on"), most=60)
    phone = Phone(_l("New mobile number"))
    safe_way = Choice(lists.SAFE_WAYS, _l("What is safe now?"))
    safe_time = Choice(lists.SAFE_TIMES, _l("When is it safe now?"))
    text = Text(WORDS, most=LONG, long=True)


class AmendForm(Schema):
    """What has changed about her; what stays is left empty."""

    phone = Phone(_l("New mobile number"))
    phone_owner = Choice(lists.PHONE_OWNERS, _l("Whose phone is it?"))
    safe_way = Choice(lists.SAFE_WAYS, _l("What is safe now?"))
    safe_time = Choice(lists.SAFE_TIMES, _l("When is it safe now?"))
    place_code = Where(_l("Where she lives now"))
    shift = Choice(lambda: list(shifts()), _l("Her shift now"))
    text = Text(WORDS, most=LONG, long=True)


def amend_form(referral: Referral) -> type[Schema]:
    """Of a confidential referral the agreed particulars alone."""
    return AmendAgreedForm if referral.confidential else AmendForm


class DeclineForm(ReasonForm):
    """Why not, and another service that may suit."""

    suggested = Text(_l("Another service that may suit her"))


class StartForm(Schema):
    """The day on which she came first."""

    on = Day(_l("She came first on"), required=True, past=True)


class ProgressForm(Schema):
    """How it goes, and when it is looked at next."""

    on = Day(_l("As of"), required=True, past=True)
    next_on = Day(_l("Next look on"), required=True)
    text = Text(WORDS, most=LONG, long=True)


class MoveForm(Schema):
    """Another batch."""

    intake = Text(_l("Batch"), required=True)
    reason = Text(WHY, required=True)


class ReportForm(Schema):
    """What she says became of it."""

    resolution = Choice(Resolution, _l("What became of it?"), required=True)
    said_by = Text(_l("Who says so?"), required=True)


class CloseForm(Schema):
    """Need met or not, who said so, and what comes next."""

    outcome = Choice(NeedOutcome, _l("Is her need met?"), required=True)
    said_by = Text(_l("Who says so?"), required=True)
    next_step = Text(_l("What comes next?"), required=True)
    unmet_reason = Text(_l("Why is it not met?"))
    ask_again_on = Day(_l("Ask her again on"))


class AssignForm(Schema):
    """A colleague."""

    to = Text(_l("Who answers for it now?"), required=True)


def complete_form(referral: Referral) -> Schema:
    """The outcome that the service's kind asks for, whether in whole or in part, and whether she keeps the place."""
    fields: dict[str, Typed[Any]] = {
        "resolution": Choice(list(SERVED), _l("Completed?"), required=True),
        "on": Day(_l("On which day?"), required=True, past=True),
        "keeps_until": Day(_l("The place is kept until")),
        "keeps": Yes(_l("She keeps the place")),
        "text": Text(WORDS, most=LONG, long=True),
    }
    for one in completion_fields(referral.service.kind_code):
        fields[f"c_{one.field}"] = _completion(one.type, [choice.code for choice in one.choices], one.required)
    return Schema.from_dict(fields)()  # type: ignore[arg-type]


def _completion(kind: str, choices: list[str], required: bool) -> Typed[Any]:
    if kind == "choice":
        return Choice(choices, required=required)
    if kind == "yes_no":
        return Choice(("yes", "no"))
    if kind == "number":
        return Whole()
    if kind == "date":
        return Day()
    return Text(most=200)
