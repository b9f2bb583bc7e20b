"""Amounts in words: "18 to 35 years", "at least 2 years", "৬ বছরের কম", "up to 5 km", with their unit."""

import re
from dataclasses import dataclass

from catalog.conditions.wording import AT_LEAST, AT_MOST
from catalog.spelling import clean

UNITS = {
    clean(word): unit
    for unit, words in {
        "years": "year years yr yrs বছর",
        "months": "month months মাস",
        "weeks": "week weeks সপ্তাহ",
        "days": "day days দিন",
        "km": "km kilometre kilometres kilometer kilometers কিমি কিলোমিটার",
        "taka": "taka tk bdt ৳ টাকা",
    }.items()
    for word in words.split()
}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_AMOUNT = (
    r"(?:(?:৳|tk|bdt|taka) )?(?P<n{0}>\d{{1,9}}(?:\.\d{{1,3}})?)(?: (?P<u{0}>"
    + _UNIT
    + r")(?:ের|র|ে)?)?(?: (?:of age|বয়সের|বয়স))?"
)
A, B = clean(_AMOUNT.format("a")), clean(_AMOUNT.format("b"))
FORMS = tuple(
    (re.compile(clean(form).replace("<A>", A).replace("<B>", B)), ends)
    for form, ends in (
        (r"(?:from |between )?<A>(?: to | and | until | till | থেকে | হতে |-)<B>(?: পর্যন্ত)?", "both"),
        (r"(?:at least|minimum|min|no less than|not less than|not under|not younger than|from) <A>", "low"),
        (r"(?:কমপক্ষে|ন্যূনতম|অন্তত|সর্বনিম্ন) <A>(?: থেকে)?", "low"),
        (rf"(?:at least |কমপক্ষে |ন্যূনতম )?<A> {AT_LEAST}", "low"),
        (r"<A> (?:থেকে|onwards|on)", "low"),
        (r"(?:over|above|more than|older than) <A>", "above"),
        (r"<A> (?:এর )?(?:বেশি|ঊর্ধ্বে|উপরে|ওপরে|অধিক)", "above"),
        (
            r"(?:at most|up to|upto|maximum|max|no more than|not more than|not over|not above|not older than|within) <A>",
            "high",
        ),
        (r"(?:সর্বোচ্চ|অনধিক|অনূর্ধ্ব|বড়জোর) <A>", "high"),
        (rf"(?:at most |সর্বোচ্চ )?<A> (?:{AT_MOST}|পর্যন্ত|এর মধ্যে|মধ্যে)", "high"),
        (r"(?:under|below|less than|younger than|fewer than) <A>", "below"),
        (r"<A> (?:এর )?(?:কম|নিচে|নীচে)", "below"),
        (r"<A>", "one"),
    )
)
MONTHS = 12
TIMES = {
    "years": {"years": 1.0, "months": 1 / 12},
    "months": {"years": 12.0, "months": 1.0},
    "days": {"years": 365.0, "months": 365 / 12, "weeks": 7.0, "days": 1.0},
    "km": {"km": 1.0},
    "taka": {"taka": 1.0},
    "count": {},
}


@dataclass(frozen=True, slots=True)
class Amount:
    """The ends of an amount in its own words; `ends` tells which there are, and whether they belong to it."""

    ends: str
    low: tuple[float, str | None] | None
    high: tuple[float, str | None] | None

    @property
    def unit(self) -> str | None:
        """The unit that was written, of the upper end where there are two."""
        end = self.high or self.low
        return end[1] if end else None

    def within(self, unit: str, bare: str | None = None) -> tuple[int | None, int | None] | None:
        """Lowest and highest whole number in `unit`, both belonging to it; None where it can't be said in whole ones.

        Completed years and months: over 18 is 18 or more, under 6 is 5 or less, and up to 5 years is 71 months. `bare` is the unit of a number without one.
        """
        try:
            low, high = (None if end is None else self._whole(end, unit, bare) for end in (self.low, self.high))
        except ValueError:
            return None
        if low is not None and self.ends == "above" and unit == "count":
            low += 1
        if high is not None and self.ends == "below":
            high -= 1
        elif high is not None and unit == "months" and self.high and (self.high[1] or self.unit or bare) == "years":
            high += MONTHS - 1
        return None if low is not None and high is not None and low > high else (low, high)

    def _whole(self, end: tuple[float, str | None], unit: str, bare: str | None) -> int:
        number, written = end
        own = written or self.unit or bare
        times = 1.0 if own == unit == "count" else TIMES[unit].get(own or "")
        if times is None:
            raise ValueError(own)
        found = round(number * times, 6)
        if unit == "days":
            return int(found + 0.5)
        if found != int(found):
            raise ValueError(found)
        return int(found)


def amount(text: str) -> Amount | None:
    """The amount that a worded text says, and nothing else."""
    for form, ends in FORMS:
        found = form.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        first = (float(parts["na"]), UNITS.get(parts["ua"] or ""))
        if ends == "both":
            return Amount(ends, first, (float(parts["nb"]), UNITS.get(parts["ub"] or "")))
        if ends == "one":
            return Amount(ends, first, first)
        return Amount(ends, *((first, None) if ends in ("low", "above") else (None, first)))
    return None
