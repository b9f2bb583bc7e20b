"""Reading a form: values where all is well, one sentence a field where not, and always what was typed."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from werkzeug.datastructures import MultiDict

from referral.i18n.speech import Said, _l
from referral.web.forms.fields import Choices, Typed

KEY_FIELD = "request_key"
SOMETHING_WRONG = _l("Please look at this again.")


@dataclass(frozen=True)
class Read:
    """A form as it was read, or as it is to be shown: pages hand it to the macros of `macros/forms.html`."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Said] = field(default_factory=dict)
    typed: dict[str, str | list[str]] = field(default_factory=dict)
    labels: dict[str, Said] = field(default_factory=dict)
    prefix: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.errors

    def text(self, name: str) -> str:
        """What was typed into a field."""
        typed = self.typed.get(name, "")
        return typed if isinstance(typed, str) else " ".join(typed)

    def chose(self, name: str, code: object) -> bool:
        """Whether a code was chosen in a field."""
        typed = self.typed.get(name, "")
        return str(code) in ([typed] if isinstance(typed, str) else typed)

    def blame(self, name: str, sentence: Said) -> "Read":
        """The same form with one mistake more, found by what came after reading (`""` is the form as a whole)."""
        return replace(self, errors={**self.errors, name: sentence})

    def among(self, prefix: str) -> "Read":
        """The same form on a page with several: its fields have ids of their own."""
        return replace(self, prefix=f"{prefix}-")


def _as_schema(schema: Schema | type[Schema]) -> Schema:
    return schema() if isinstance(schema, type) else schema


def _labels(schema: Schema) -> dict[str, Said]:
    return {name: one.label for name, one in schema.fields.items() if isinstance(one, Typed) and one.label}


def _first(sentences: Any) -> Said:
    while isinstance(sentences, list | dict):
        sentences = next(iter(sentences.values() if isinstance(sentences, dict) else sentences), SOMETHING_WRONG)
    return sentences


def read(schema: Schema | type[Schema], form: MultiDict[str, str]) -> Read:
    """Reads a form; never raises for what a person typed. Fields that the schema does not know are left alone."""
    schema = _as_schema(schema)
    typed: dict[str, str | list[str]] = {}
    given: dict[str, Any] = {}
    for name, one in schema.fields.items():
        texts = form.getlist(name)
        if isinstance(one, Choices):
            typed[name] = texts
        elif texts:
            typed[name] = texts[0]
        raw = one.raw(texts) if isinstance(one, Typed) else (texts[0] if texts else None)
        if raw is not None:
            given[name] = raw
    try:
        values = schema.load(given, unknown=EXCLUDE)
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
        errors = {("" if name == "_schema" else str(name)): _first(told) for name, told in messages.items()}
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return Read(valid, errors, typed, _labels(schema))
    return Read(values, {}, typed, _labels(schema))


def _as_typed(value: Any) -> str | list[str]:
    if isinstance(value, list | tuple | set | frozenset):
        return [str(one) for one in value]
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def show(schema: Schema | type[Schema] | None = None, values: Mapping[str, Any] | None = None) -> Read:
    """A form to be shown for the first time, with what is already known written into it."""
    labels = _labels(_as_schema(schema)) if schema is not None else {}
    return Read(typed={name: _as_typed(value) for name, value in (values or {}).items()}, labels=labels)


def request_key() -> str:
    """A new key for the hidden field of a form: the same form sent twice acts once."""
    return uuid.uuid4().hex


def seen_version(form: Mapping[str, str]) -> int | None:
    """The version of a record that a form was made from; None where that is missing or is no number."""
    typed = form.get("seen", "")
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else None


def sent_key(form: Mapping[str, str]) -> str:
    """The key that a form was sent with; a new one where it is missing or is not a key."""
    key = form.get(KEY_FIELD, "")
    return key if re.fullmatch(r"[0-9a-f]{32}", key) else request_key()
