"""Fields for days, months and years as people write them: day first, either digits, months by name too."""

import re
from datetime import date
from typing import Any, NamedTuple

from marshmallow import ValidationError

from referral.i18n.dates import today
from referral.i18n.speech import Said, _l
from referral.web.forms.fields import Typed, wrong
from referral.web.forms.text import clean, latin_digits

MONTH_NAMES = (
    "january|jan|জানুয়ারি|জানুয়ারী|জানু", "february|feb|ফেব্রুয়ারি|ফেব্রুয়ারী|ফেব", "march|mar|মার্চ",
    "april|apr|এপ্রিল", "may|মে", "june|jun|জুন", "july|jul|জুলাই", "august|aug|আগস্ট|আগষ্ট|অগাস্ট",
    "september|sept|sep|সেপ্টেম্বর|সেপ্টে", "october|oct|অক্টোবর|অক্টো", "november|nov|নভেম্বর|নভে",
    "december|dec|ডিসেম্বর|ডিসে",
)  # fmt: skip
BENGALI_YEARS = range(1300, 1500)
NOT_A_DATE = _l("This date is not valid. Please write day, month and year, such as 15/01/2027.")
AHEAD = _l("This lies in the future.")


class MonthOf(NamedTuple):
    """The first day of a month, or of a year whose month is not known."""

    first: date
    month_known: bool = True


def _named_months(text: str) -> str:
    """Month names as numbers."""
    for number, names in enumerate(MONTH_NAMES, 1):
        text = re.sub(rf"(?<!\S)({clean(names)})[.,]?(?!\S)", str(number), text)
    return text


def _parts(raw: str) -> list[int]:
    """The numbers of a date, in the order written; a date that begins with its year is turned day first."""
    text = latin_digits(clean(raw)).lower()
    text = _named_months(re.sub(r"(?<=\d)(?=[^\W\d_])|,", " ", text))
    if not re.fullmatch(r"[0-9]{1,4}([\s./\-]+[0-9]{1,4}){0,2}", text):
        raise wrong(NOT_A_DATE)
    numbers = re.findall(r"[0-9]+", text)
    return [int(number) for number in (reversed(numbers) if len(numbers[0]) == 4 else numbers)]


def full_year(year: int, latest: int) -> int:
    """A year of four digits; of two digits the last one that is not after `latest`."""
    if year >= 100:
        return year
    return latest - (latest - year) % 100


def check_year(year: int, earliest: int = 1930, latest: int = 9999) -> int:
    """The year, or one sentence: a Bengali year and an age are asked about, not guessed."""
    if year in BENGALI_YEARS:
        raise wrong(
            _l(
                "%(year)s looks like a year of the Bengali calendar. Please write the English year: %(one)s or %(two)s.",
                year=year,
                one=year + 593,
                two=year + 594,
            )
        )
    if year > latest:
        raise wrong(AHEAD)
    if year < earliest:
        raise wrong(_l("Please write a year from %(earliest)s on.", earliest=earliest))
    return year


class Year(Typed[int]):
    """A year from `earliest` (1930) to this one, such as the year of birth; whether it is "about" is a field of its own."""

    def __init__(self, label: Said = "", *, earliest: int = 1930, **more: Any) -> None:
        super().__init__(label, **more)
        self.earliest = earliest

    def understand(self, raw: str) -> int:
        text = latin_digits(clean(raw))
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise wrong(_l("Please write a year of four digits, such as %(example)s.", example=1995))
        year = int(text)
        if year < 130:
            example = today().year - year
            raise wrong(_l("%(age)s looks like an age. Please write the year of birth, such as %(example)s.",
                           age=year, example=example))  # fmt: skip
        return check_year(year, self.earliest, today().year)


class Month(Typed[MonthOf]):
    """A month and year that has begun, such as a child's birth; `year_alone` takes a year without its month too."""

    def __init__(self, label: Said = "", *, year_alone: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.year_alone = year_alone

    def understand(self, raw: str) -> MonthOf:
        sentence = _l("Please write month and year, such as 03/2023.")
        try:
            numbers = _parts(raw)
        except ValidationError as error:
            raise wrong(sentence) from error
        if len(numbers) == 1 and self.year_alone and numbers[0] > 99:
            return MonthOf(date(check_year(numbers[0], latest=today().year), 1, 1), month_known=False)
        if len(numbers) != 2 or not 1 <= numbers[0] <= 12:
            raise wrong(sentence)
        first = date(check_year(full_year(numbers[1], today().year), latest=today().year), numbers[0], 1)
        if first > today():
            raise wrong(AHEAD)
        return MonthOf(first)


class Day(Typed[date]):
    """A day in any writing, the browser's own too; `to_come` refuses days that have passed, `past` those ahead."""

    def __init__(self, label: Said = "", *, to_come: bool = False, past: bool = False, **more: Any):
        super().__init__(label, **more)
        self.to_come, self.past = to_come, past

    def understand(self, raw: str) -> date:
        numbers = _parts(raw)
        if len(numbers) != 3:
            raise wrong(NOT_A_DATE)
        this = today()
        year = check_year(full_year(numbers[2], this.year if self.past else this.year + 20), 1900, this.year + 100)
        try:
            day = date(year, numbers[1], numbers[0])
        except ValueError:
            raise wrong(NOT_A_DATE) from None
        if self.to_come and day < this:
            raise wrong(_l("This date is in the past."))
        if self.past and day > this:
            raise wrong(AHEAD)
        return day
