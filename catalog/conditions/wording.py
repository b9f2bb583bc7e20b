"""The words of a condition made comparable: one kind of digit, numbers as digits, "or more" and "or less" as one sign."""

import re
from functools import cache

from catalog.data import rows, several
from catalog.spelling import JOINERS, clean, latin_digits

MORE = "or more|or above|or over|or older|or higher|or up|and above|and over|and older|and up|and upwards|and more|plus"
MORE_BN = "বা বেশি|বা তার বেশি|বা এর বেশি|ও তার বেশি|এবং তার বেশি|বা তদূর্ধ্ব|ও তদূর্ধ্ব|বা ঊর্ধ্বে|ও ঊর্ধ্বে|বা তার উপরে|বা তার ওপরে"
LESS = "or less|or under|or below|or younger|or fewer|and under|and below|and younger"
LESS_BN = "বা কম|বা তার কম|বা এর কম|ও তার কম|বা তার নিচে"
AT_LEAST, AT_MOST = "≥", "≤"
SIGNS = (
    (r"[‐-―−~]", "-"),
    (r"(?<=\d),(?=\d\d)", ""),
    (r"(\d\s*(?:years?|yrs?|months?|বছর|মাস))\s*-\s*(?=\d)", r"\1 to "),
    (r"(?<=\d)\s*-\s*(?=\d)", "-"),
    (r"(?<!\d)-|-(?!\d)", " "),
    (r"['’‘`\"“”]", ""),
    (r"[()|:;]|\.(?!\d)", " "),
    (r"(?<=\d)(?=[^\W\d_])|(?<=\d)(?=[\u0980-\u09ff])", " "),
    (r"\s*\+", f" {AT_LEAST}"),
    (rf"\b(?:{MORE})\b|(?:{MORE_BN})(?!\S)", AT_LEAST),
    (rf"\b(?:{LESS})\b|(?:{LESS_BN})(?!\S)", AT_MOST),
)
THOUSANDS = {"thousand": 1000, "হাজার": 1000, "lakh": 100_000, "লাখ": 100_000, "লক্ষ": 100_000}


@cache
def words(sort: str) -> tuple[str, ...]:
    """The words of one sort in data/condition_words.csv: `no`, `before` and `after` a condition, `but`, and so on."""
    return tuple(
        clean(word) for row in rows("condition_words") if row["sort"] == sort for word in several(row["words"])
    )


@cache
def _numbers() -> dict[str, str]:
    return {
        clean(word): row["sort"]
        for row in rows("condition_words")
        if row["sort"].isdecimal()
        for word in several(row["words"])
    }


def worded(text: str) -> str:
    """The text for comparing: lower case, Latin digits, number words as digits, signs reduced."""
    text = latin_digits(clean(text)).translate(JOINERS).casefold()
    for pattern, sign in SIGNS:
        text = re.sub(pattern, sign, text)
    tokens = [_numbers().get(token, token) for token in text.split()]
    text = " ".join(tokens).strip(" ,;")
    many = "|".join(THOUSANDS)
    return re.sub(rf"(\d+(?:\.\d+)?) ({many})(?!\S)", lambda m: f"{float(m[1]) * THOUSANDS[m[2]]:.0f}", text)


def negated(text: str) -> bool:
    """Whether anything in it says no."""
    return bool(set(words("no")) & set(re.split(r"[\s,]+", worded(text)))) or "n't" in text.casefold()


def peeled(text: str) -> list[str]:
    """The worded text, then with words taken off its ends that say only that something is asked, or of whom."""
    found = [text]
    for one in found:
        found += [one[len(word) + 1 :] for word in words("before") if one.startswith(word + " ")]
        found += [one[: -len(word) - 1] for word in words("after") if one.endswith(" " + word)]
    return list(dict.fromkeys(found))
