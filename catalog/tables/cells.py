"""One cell at a time: words, numbers, money, yes or no, phones, e-mail and languages, in either language."""

import re
from collections.abc import Iterable
from functools import cache

import phonenumbers

from catalog.data import rows, several
from catalog.lists import languages as known_languages
from catalog.spelling import clean, latin_digits, plain
from catalog.tables.bijoy import BENGALI
from catalog.tables.wanted import Grades
from catalog.tables.wrong import Wrong

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
GUARDED = re.compile(r"'+(?=[=+\-@\t\r])")
BIJOY_ALWAYS = re.compile("[†‡ˆ‰¨ª¶ÿ¤¿]")
BIJOY_OFTEN = re.compile("[ÁÂÎÖØÜßàóôû¯š›©®]")
FREE = {"free", "no fee", "nil", "বিনামূল্যে", "বিনা মূল্যে", "ফ্রি", "নেই"}
YES = {"yes", "y", "true", "1", "হ্যাঁ", "হ্যা", "জি"}
NO = {"no", "n", "false", "0", "না"}
LAKH = 100_000
TIMES = {"lakh": LAKH, "লাখ": LAKH, "লক্ষ": LAKH, "thousand": 1000, "hazar": 1000, "হাজার": 1000}
MOST_TAKA = 100_000_000
MOST_SEATS = 100_000
MOST_YEARS = 120
WEEK_HOURS = 168
GRADES = range(1, 8)
BETWEEN = r"\s*(?:[-–—]|to|থেকে)\s*"


def words(cell: str, most: int) -> str:
    """Text on one line; refused where it is too long, holds control signs, or was typed in a Bijoy font."""
    text = clean(cell)
    if CONTROL.search(text):
        raise Wrong("control_characters")
    if len(text) > most:
        raise Wrong("too_long", most=most, length=len(text))
    if looks_bijoy(text):
        raise Wrong("bijoy")
    return text


def looks_bijoy(text: str) -> bool:
    """Whether it has the signs of text typed for the font SutonnyMJ, which is no Unicode Bengali."""
    if BENGALI.search(text) or not re.search("[A-Za-z]", text):
        return False
    return bool(BIJOY_ALWAYS.search(text)) or len(BIJOY_OFTEN.findall(text)) > 1


def in_bengali(text: str) -> bool:
    """Whether it is written in Bengali letters."""
    return bool(BENGALI.search(text))


def unguarded(cell: str) -> str:
    """A text without the apostrophe that keeps a sheet from taking it for a formula."""
    return cell[1:] if GUARDED.match(cell) else cell


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a sheet would take it for a formula; `unguarded` takes it off."""
    return f"'{text}" if GUARDED.match(f"'{text}") else text


def conditions(cell: str, most: int) -> tuple[str, ...]:
    """What must hold, one sentence a condition: parted by semicolons, dandas and lines; none is dropped."""
    parts = (words(part, most) for part in re.split(r"[;।\n]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def whole_number(cell: str, most: int) -> int:
    """ "30", "৩০", "২০টি", "25 seats", "30.0"."""
    text = latin_digits(clean(cell)).casefold()
    match = re.fullmatch(r"([-\u2212]?)\s*(\d[\d,]*)(?:\.0+)?\s*(টি|টা|জন|seats?|places?|years?|yrs?|বছর)?", text)
    if match is None:
        raise Wrong("not_a_number")
    digits = match[2].replace(",", "")
    if match[1] and digits.strip("0"):
        raise Wrong("negative")
    if len(digits) > 9 or int(digits) > most:
        raise Wrong("too_much", most=most)
    return int(digits)


def hours(cell: str) -> float:
    """Hours a week: "6", "৭৮", "4.5 hours"."""
    text = latin_digits(clean(cell)).casefold()
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?)\s*(hours?|hrs?|ঘণ্টা|ঘন্টা)?", text)
    if match is None:
        raise Wrong("not_a_number")
    if float(match[1]) > WEEK_HOURS:
        raise Wrong("too_much", most=WEEK_HOURS)
    return float(match[1])


def ages(cell: str) -> tuple[int | None, int | None]:
    """From and to: "১৮-৩৫", "18 to 45 years", "১৮+", "up to 40", "any"."""
    text = re.sub(r"years?|yrs?|বছরের|বছর|বৎসর", " ", latin_digits(clean(cell)).casefold())
    text = " ".join(text.split()).rstrip(".")
    if plain(text) in meanings("anybody"):
        return None, None
    if match := re.fullmatch(rf"(\d{{1,3}}){BETWEEN}(\d{{1,3}})", text):
        low, high = int(match[1]), int(match[2])
    elif match := re.fullmatch(
        r"(?:from |at least |কমপক্ষে )?(\d{1,3})\s*(?:\+|and above|and over|or more|ও তার বেশি|বা বেশি|থেকে|ঊর্ধ্বে)", text
    ):
        low, high = int(match[1]), None
    elif match := re.fullmatch(r"(?:up to|until|সর্বোচ্চ|অনূর্ধ্ব) (\d{1,3})|(\d{1,3}) ?(?:পর্যন্ত|or less|and under)", text):
        low, high = None, int(match[1] or match[2])
    else:
        raise Wrong("not_an_age")
    if max(low or 0, high or 0) > MOST_YEARS:
        raise Wrong("too_much", most=MOST_YEARS)
    return low, high


def grades(cell: str, scheme: str = "") -> Grades | None:
    """From and to which wage grade: "৫-৭", "3 to 4", "grade 4 (2023)"; None for any."""
    text = re.sub(r"grades?|গ্রেড", " ", latin_digits(clean(cell)).casefold())
    if plain(text) in meanings("anybody"):
        return None
    match = re.fullmatch(rf"\s*(\d)(?:{BETWEEN}(\d))?\s*(?:\((2018|2023)\))?\s*", text)
    if match is None or not {int(one) for one in match.groups()[:2] if one} <= set(GRADES):
        raise Wrong("not_a_grade")
    low, high = sorted((int(match[1]), int(match[2] or match[1])))
    return Grades(low, high, match[3] or scheme)


def scheme_of(texts: Iterable[str]) -> str:
    """The scheme that a whole column of grades is written in: 5 to 7 anywhere are of 2018, fewer tell nothing."""
    return "2018" if any(re.search("[5-7]", re.sub(r"\(.*?\)", "", latin_digits(text))) for text in texts) else ""


AGE_WORDS = re.compile(r"(?:বয়স|age[sd]?|her age)\s*:?\s*(?:from\s+)?(.+)".replace("বয়স", clean("বয়স")), re.IGNORECASE)


def age_in_words(part: str) -> tuple[int | None, int | None] | None:
    """The ages that a condition in words says and nothing else: "বয়স ১৮ থেকে ৩৮ বছর"."""
    match = AGE_WORDS.fullmatch(clean(part))
    if match is None:
        return None
    try:
        return ages(match[1])
    except Wrong:
        return None


def employment(cell: str) -> tuple[str, ...]:
    """Which standings at work, one or more: "কর্মরত বা ছাঁটাই", "laid off"; none for anybody."""
    found: list[str] = []
    for part in re.split(r"[;,/|]|\sor\s|\sand\s|\sবা\s|\sও\s|\sঅথবা\s", clean(cell)):
        value = meanings("employment").get(plain(part)) or meanings("anybody").get(plain(part))
        if value is None and plain(part):
            raise Wrong("no_such_standing")
        if value == "any":
            return ()
        if value:
            found.append(value)
    return tuple(dict.fromkeys(found))


@cache
def meanings(column: str) -> dict[str, str]:
    """What partners' own words mean in a column, by the words as compared, from data/sheet_values.csv."""
    known = (row for row in rows("sheet_values") if row["column"] == column)
    return {plain(word): row["value"] for row in known for word in several(row["words"])}


def taka(cell: str) -> int:
    """ "৳ ১,৫০০", "700 Tk", "৬০০/-", "1.5 lakh", "Free"."""
    text = latin_digits(clean(cell)).casefold()
    if plain(text) in FREE:
        return 0
    text = re.sub(r"bdt|taka|tk\.?|৳|টাকা|/-|/=|[\s,]", "", text)
    match = re.fullmatch(rf"([-\u2212]?)(\d{{1,9}}(?:\.\d{{1,3}})?)({'|'.join(TIMES)})?", text)
    if match is None:
        raise Wrong("not_an_amount")
    amount = float(match[2]) * TIMES.get(match[3], 1)
    if match[1] and amount:
        raise Wrong("negative")
    if amount != round(amount):
        raise Wrong("not_an_amount")
    if amount > MOST_TAKA:
        raise Wrong("too_much", most=MOST_TAKA)
    return round(amount)


def yes_or_no(cell: str) -> bool:
    """ "yes", "no", "হ্যাঁ", "না"."""
    text = clean(cell).casefold()
    if text in YES or text in NO:
        return text in YES
    raise Wrong("yes_or_no")


def phone(cell: str) -> str:
    """The first number of the cell as +880..., or a short code such as 109 as it stands."""
    text = latin_digits(clean(cell))
    first = re.split(r"[;,/\n|]|\bor\b|অথবা|বা", text)[0].strip()
    if re.fullmatch(r"\d{3,5}", first):
        return first
    digits = re.sub(r"\D", "", first)
    if len(digits) == 10 and digits.startswith("1") and first[0] not in "+0":
        digits = "0" + digits
    number = "+" + digits.removeprefix("00") if digits.startswith(("880", "00880")) else digits
    try:
        parsed = phonenumbers.parse(number, "BD")
    except phonenumbers.NumberParseException:
        raise Wrong("not_a_phone", digits=len(digits)) from None
    letters = re.sub(r"[\d+()\s.-]", "", first)
    if letters or not phonenumbers.is_valid_number(parsed):
        raise Wrong("not_a_phone", digits=len(digits))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email(cell: str) -> str:
    """An address with one @ and a dot after it."""
    text = words(cell, 200)
    if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+", text):
        raise Wrong("not_an_email")
    return text


def languages(cell: str) -> tuple[str, ...]:
    """Codes of languages, by code or name in either language."""
    found = []
    for part in re.split(r"[;,/]", cell):
        if plain(part):
            if plain(part) not in _language_names():
                raise Wrong("no_such_language", word=clean(part)[:50])
            found.append(_language_names()[plain(part)])
    return tuple(dict.fromkeys(found))


@cache
def _language_names() -> dict[str, str]:
    names = {"bangla": "bn", "bengali": "bn"}
    for code, language in known_languages().items():
        for name in (code, language.name_en, language.name_bn, language.own_name):
            names.setdefault(plain(name), code)
    return names
