"""Fields of forms: each takes what people type, in either digits, and answers with a value or one clear sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import phonenumbers
from marshmallow import ValidationError, fields

from referral.i18n.speech import Said, _l
from referral.web.forms.text import clean, latin_digits

T = TypeVar("T")
Codes = Iterable[Any] | Callable[[], Iterable[Any]]
FILL_IN = _l("Please fill in this field.")
CHOOSE = _l("Please choose one.")
NUMBER = _l("Please write a number.")
PHONE = _l("The phone number must have 11 digits and begin with 01.")


def wrong(sentence: Said) -> ValidationError:
    """What a field raises: one sentence."""
    return ValidationError([sentence])


class Typed(fields.Field[T]):
    """A field of a form; left empty it is None, or a mistake where it is `required`. `label` names it in the summary."""

    missing_sentence: Said = FILL_IN

    def __init__(self, label: Said = "", *, required: bool = False, **more: Any) -> None:
        if not required:
            more.setdefault("load_default", None)
        super().__init__(
            required=required,
            allow_none=not required,
            error_messages={"required": [self.missing_sentence], "null": [self.missing_sentence]},
            **more,
        )
        self.label = label

    def raw(self, typed: list[str]) -> Any:
        """What the field reads: the one text typed, None when it is blank."""
        return next((text for text in typed if text.strip()), None)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> T:
        return self.understand(value)

    def understand(self, raw: Any) -> T:
        """The value, or a ValidationError with one sentence."""
        raise NotImplementedError


class Text(Typed[str]):
    """Words, at most 200 signs (`most`), on one line; `long` text has lines and at most 4,000."""

    def __init__(self, label: Said = "", *, most: int | None = None, long: bool = False, **more: Any):
        super().__init__(label, **more)
        self.long, self.most = long, most or (4000 if long else 200)

    def understand(self, raw: str) -> str:
        text = clean(raw, self.long)
        if len(text) > self.most:
            raise wrong(
                _l("Please write at most %(most)s letters. There are %(now)s here.", most=self.most, now=len(text))
            )
        if not text:
            raise wrong(FILL_IN)
        return text


class Whole(Typed[int]):
    """A whole number in either digits, from `least` to `most`."""

    def __init__(self, label: Said = "", *, least: int = 0, most: int = 10**9, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    def understand(self, raw: str) -> int:
        text = re.sub(r"[\s,]", "", latin_digits(clean(raw)))
        if not re.fullmatch(r"[-+]?[0-9]{1,4000}", text):
            raise wrong(NUMBER)
        number = int(text)
        if not self.least <= number <= self.most:
            raise wrong(_l("Please write a number from %(least)s to %(most)s.", least=self.least, most=self.most))
        return number


class Email(Text):
    """An e-mail address, in small letters."""

    def understand(self, raw: str) -> str:
        text = super().understand(raw).lower()
        if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
            raise wrong(_l("Please write a whole e-mail address, such as %(example)s.", example="name@example.org"))
        return text


class Phone(Typed[str]):
    """A mobile number of Bangladesh as +8801…; `any_kind` takes landlines and short numbers (109) of offices too."""

    def __init__(self, label: Said = "", *, any_kind: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.any_kind = any_kind

    def understand(self, raw: str) -> str:
        text = re.sub(r"[\s().\-\u2010-\u2015/]", "", latin_digits(clean(raw)))
        if not re.fullmatch(r"\+?[0-9]+", text):
            raise wrong(_l("Please write one phone number, in digits alone."))
        if self.any_kind and re.fullmatch(r"[1-9][0-9]{2,4}", text):
            return text
        local = re.sub(r"^(\+?88|0088)(?=0?[1-9])", "", text)
        local = local if local.startswith("0") else "0" + local
        mobile = re.fullmatch(r"01[3-9][0-9]{8}", local) is not None
        if not (mobile or self.any_kind):
            count = len(local) if text[0] in "0+8" else len(text)
            if count == 11:
                raise wrong(PHONE)
            raise wrong(
                _l("The phone number must have 11 digits and begin with 01. There are %(count)s here.", count=count)
            )
        try:
            number = phonenumbers.parse(local, "BD")
        except phonenumbers.NumberParseException:
            raise wrong(PHONE) from None
        if not phonenumbers.is_valid_number(number):
            raise wrong(_l("There is no such phone number. Please look at the digits again."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Nid4(Typed[str]):
    """The last four digits of the NID; the whole number is not wanted here."""

    def understand(self, raw: str) -> str:
        text = re.sub(r"[\s-]", "", latin_digits(clean(raw)))
        if not re.fullmatch(r"[0-9]{4}", text):
            raise wrong(_l("Please write the last 4 digits of the NID alone."))
        return text


class Choice(Typed[Any]):
    """One of the codes given: an enumeration, a list, a table of words, or a function that makes one of these."""

    missing_sentence = CHOOSE

    def __init__(self, codes: Codes, label: Said = "", **more: Any) -> None:
        super().__init__(label, **more)
        self.codes = codes

    def offered(self) -> dict[str, Any]:
        """The codes by what a form sends for them."""
        codes = self.codes() if callable(self.codes) and not isinstance(self.codes, type) else self.codes
        return {str(code): code for code in codes}  # type: ignore[union-attr]

    def understand(self, raw: str) -> Any:
        offered = self.offered()
        if raw not in offered:
            raise wrong(CHOOSE)
        return offered[raw]


class Choices(Choice):
    """Any of the codes, as a list in the order in which they are offered; empty is an answer unless `required`."""

    missing_sentence = _l("Please choose at least one.")

    def __init__(self, codes: Codes, label: Said = "", *, required: bool = False, **more: Any) -> None:
        if not required:
            more["load_default"] = list
        super().__init__(codes, label, required=required, **more)

    def raw(self, typed: list[str]) -> Any:
        return [text for text in typed if text.strip()] or None

    def understand(self, raw: Any) -> list[Any]:
        offered = self.offered()
        if any(text not in offered for text in raw):
            raise wrong(CHOOSE)
        return [code for text, code in offered.items() if text in raw]


class Yes(Typed[bool]):
    """A box that is ticked or not; `required` means that it has to be ticked."""

    def __init__(self, label: Said = "", *, required: bool = False, **more: Any) -> None:
        if not required:
            more["load_default"] = False
        super().__init__(label, required=required, **more)

    def understand(self, raw: str) -> bool:
        return True
