"""Days of the week, times of day and dates, as people write them in either language."""

import re
from datetime import date, time, timedelta

from catalog.spelling import clean, latin_digits, plain
from catalog.tables.wrong import Wrong

EXCEL_ZERO = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 2000, 2100
BENGALI_YEARS = range(1400, 1500)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan জানুয়ারি জানুয়ারী",
            "february feb ফেব্রুয়ারি ফেব্রুয়ারী",
            "march mar মার্চ",
            "april apr এপ্রিল",
            "may মে",
            "june jun জুন",
            "july jul জুলাই",
            "august aug আগস্ট",
            "september sep sept সেপ্টেম্বর",
            "october oct অক্টোবর",
            "november nov নভেম্বর",
            "december dec ডিসেম্বর",
        ),
        start=1,
    )
    for name in clean(names).split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday সোম সোমবার",
            "tue tues tuesday মঙ্গল মঙ্গলবার",
            "wed wednesday বুধ বুধবার",
            "thu thur thurs thursday বৃহ বৃহঃ বৃহস্পতি বৃহস্পতিবার",
            "fri friday শুক্র শুক্রবার",
            "sat saturday শনি শনিবার",
            "sun sunday রবি রবিবার রোব রোববার",
        )
    )
    for name in names.split()
}
CLOCK = (
    r"(?P<before>[^\d\s]*)\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)?"
    r"\s*(?:টা\S{0,3}|ঘটিকা)?\s*(?P<after>[a-z]*)"
)
EVERY_DAY = {"daily", "every day", "everyday", "all days", "প্রতিদিন", "সপ্তাহের সব দিন", "সব দিন"}
MORNING = {"am", "ভোর", "সকাল"}
AFTER_NOON = {"pm", "দুপুর", "বিকাল", "বিকেল", "সন্ধ্যা"}
NIGHT = {"রাত"}
ALL_DAY = {clean(words) for words in ("24 ঘণ্টা", "24 ঘন্টা", "24 hours", "24 7", "day and night", "দিনরাত", "সব সময়")}
MIDNIGHT, LAST_MINUTE = time(0), time(23, 59)


def weekdays(cell: str) -> tuple[int, ...]:
    """ "Fri;Sat", "Sat-Thu", "শুক্র", "daily": the days, 0 is Monday, in the order of the week."""
    text = clean(cell).casefold()
    if plain(text) in EVERY_DAY:
        return tuple(range(7))
    found: set[int] = set()
    for part in re.split(r"[;,/&|।]|\band\b|\sও\s|\sএবং\s", text):
        ends = [end.strip(" .") for end in re.split(r"[-–—]|\bto\b|থেকে", part)]
        if not part.strip():
            continue
        if len(ends) > 2 or not all(end in WEEKDAYS for end in ends):
            raise Wrong("no_such_weekday")
        first, last = WEEKDAYS[ends[0]], WEEKDAYS[ends[-1]]
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(sorted(found))


def time_of_day(cell: str) -> time:
    """ "09:00", "5:30 PM", "9am", "৯.৩০", "সন্ধ্যা ৭টা", or the part of a day that a spreadsheet keeps (0.375)."""
    text = latin_digits(clean(cell)).casefold()
    if re.fullmatch(r"0?\.\d{3,}", text):
        minutes = round(float(text) * 24 * 60) % (24 * 60)
        return time(minutes // 60, minutes % 60)
    hour, minute, word = _clock(text)
    return _moment(hour, minute, word)


def time_span(cell: str) -> tuple[time, time]:
    """From and until in one cell: "সকাল ৯টা থেকে দুপুর ১টা", "বিকাল ৩টা - ৬টা", "9am-5pm", "২৪ ঘণ্টা".

    An hour without a word for the part of the day is taken so that the end comes after the start.
    """
    text = latin_digits(clean(cell)).casefold()
    if plain(text) in ALL_DAY:
        return MIDNIGHT, LAST_MINUTE
    ends = [end for end in re.split(r"\s*(?:[-–—~]|\bto\b|থেকে|হতে)\s*", re.sub(r"পর্যন্ত|\bfrom\b", "", text)) if end]
    if len(ends) != 2:
        raise Wrong("no_such_time")
    first, last = _clock(ends[0].strip()), _clock(ends[1].strip())
    starts, until = _moment(*first), _moment(*last)
    if not last[2] and first[0] <= 12 and last[0] <= 12 and until <= starts:
        until = _later(until) if _later(until) > starts else until
    elif not first[2] and last[2] and _later(starts) < until and first[0] < 12:
        starts = _later(starts)
    return starts, until


def _later(moment: time) -> time:
    return moment.replace(hour=moment.hour + 12) if moment.hour < 12 else moment


def _clock(text: str) -> tuple[int, int, str]:
    """Hour and minute as written, and the word for the part of the day."""
    match = re.fullmatch(CLOCK, text.replace("a.m.", "am").replace("p.m.", "pm"))
    if match is None:
        raise Wrong("no_such_time")
    return int(match["hour"]), int(match["minute"] or 0), match["before"] or match["after"]


def _moment(hour: int, minute: int, word: str) -> time:
    if word and word not in MORNING | AFTER_NOON | NIGHT:
        raise Wrong("no_such_time")
    if word in AFTER_NOON and hour < 12 and not (word == "দুপুর" and hour == 11):
        hour += 12
    if word in NIGHT and 6 <= hour < 12:
        hour += 12
    if word in (MORNING | NIGHT) and hour == 12:
        hour = 0
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise Wrong("no_such_time")
    return time(hour, minute)


def day_of_calendar(cell: str) -> date:
    """ISO, day first with any sign between, with a month's name, or a spreadsheet's serial number."""
    text = latin_digits(clean(cell)).casefold()
    text = re.sub(r"[ t]00:00(:00(\.0+)?)?$", "", text)
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return _within_years(EXCEL_ZERO + timedelta(days=int(float(text))))
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, day = map(int, match.groups())
    elif match := re.fullmatch(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})", text):
        day, month, year = map(int, match.groups())
    elif (match := re.fullmatch(r"(\d{1,2})[\s-]+([^\d\s,-]+)[\s,-]+(\d{4}|\d{2})", text)) and match[2] in MONTHS:
        day, month, year = int(match[1]), MONTHS[match[2]], int(match[3])
    else:
        raise Wrong("not_a_date")
    if year in BENGALI_YEARS:
        raise Wrong("bengali_calendar")
    try:
        return _within_years(date(year + 2000 if year < 100 else year, month, day))
    except ValueError:
        raise Wrong("no_such_day") from None


def _within_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Wrong("year_unlikely", first=FIRST_YEAR, last=LAST_YEAR)
    return day
