"""Days and hours as people say them, in Dhaka's time: 15 January 2027, সকাল ৯টা, আর ২ দিন বাকি."""

from datetime import UTC, date, datetime, time

from referral.i18n.speech import _, _l, _n, digits, language
from referral.moment import DHAKA

MONTHS = [
    _l("January"), _l("February"), _l("March"), _l("April"), _l("May"), _l("June"),
    _l("July"), _l("August"), _l("September"), _l("October"), _l("November"), _l("December"),
]  # fmt: skip
WEEKDAYS = [
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"),
]  # fmt: skip
PARTS_OF_DAY = (
    (6, _l("night")),
    (12, _l("morning")),
    (15, _l("noon")),
    (18, _l("afternoon")),
    (20, _l("evening")),
    (24, _l("night")),
)


def today() -> date:
    """The day it is in Dhaka."""
    return datetime.now(DHAKA).date()


def day_of(value: date) -> date:
    """The day in Dhaka of a moment; a day stays itself."""
    return value.astimezone(DHAKA).date() if isinstance(value, datetime) else value


def full_date(value: date | None, near: bool = False) -> str:
    """15 January 2027; `near` leaves out the year where it is this year."""
    if value is None:
        return ""
    day = day_of(value)
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return digits(text if near and day.year == today().year else f"{text} {day.year}")


def short_date(value: date | None) -> str:
    """15/01/2027: day first, always."""
    return "" if value is None else digits(day_of(value).strftime("%d/%m/%Y"))


def month(value: date | None) -> str:
    """January 2027."""
    return "" if value is None else digits(f"{MONTHS[day_of(value).month - 1]} {day_of(value).year}")


def weekday(value: date | int) -> str:
    """The name of a day, or of its number (0 is Monday)."""
    return str(WEEKDAYS[value if isinstance(value, int) else day_of(value).weekday()])


def clock_time(value: datetime | time) -> str:
    """9 am, 9:30 am, 12 noon; in Bengali the part of the day is said first."""
    at = value.astimezone(DHAKA).time() if isinstance(value, datetime) else value
    hour = at.hour % 12 or 12
    if language() == "bn":
        part = next(name for until, name in PARTS_OF_DAY if at.hour < until)
        return digits(f"{part} {hour}টা" + (f" {at.minute} মিনিট" if at.minute else ""))
    if at.minute == 0 and at.hour % 12 == 0:
        return "12 noon" if at.hour else "12 midnight"
    return f"{hour}{f':{at.minute:02}' if at.minute else ''} {'am' if at.hour < 12 else 'pm'}"


def at_time(written: str) -> str:
    """A time as somebody wrote it: 15:00 is told like all times, "after prayer" stands as it is."""
    try:
        return clock_time(time.fromisoformat(written.strip()))
    except ValueError:
        return digits(written)


def hours(starts: time, ends: time) -> str:
    """9 am to 1 pm; day and night."""
    if starts == time.min and ends >= time(23, 59):
        return _("day and night")
    return _("%(starts)s to %(ends)s", starts=clock_time(starts), ends=clock_time(ends))


def due(value: date | None) -> str:
    """By when, as it is told everywhere: 2 days left, due today, 1 day overdue."""
    if value is None:
        return ""
    left = (day_of(value) - today()).days
    if left > 0:
        return _n("%(num)s day left", "%(num)s days left", left)
    if left < 0:
        return _n("%(num)s day overdue", "%(num)s days overdue", -left)
    return _("overdue") if lateness(value) == "late" else _("due today")


def lateness(value: date | None) -> str:
    """How a due time looks: `late` when it has passed, `soon` on its day, else nothing."""
    if value is None:
        return ""
    passed = value < datetime.now(UTC) if isinstance(value, datetime) else value < today()
    return "late" if passed else "soon" if day_of(value) == today() else ""


def ago(value: datetime) -> str:
    """How long ago: just now, 5 minutes ago, yesterday, 3 days ago; after a month the date."""
    minutes = int((datetime.now(UTC) - value).total_seconds() // 60)
    days = (today() - day_of(value)).days
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _n("%(num)s minute ago", "%(num)s minutes ago", minutes)
    if days == 0:
        return _n("%(num)s hour ago", "%(num)s hours ago", minutes // 60)
    if days == 1:
        return _("yesterday")
    return _n("%(num)s day ago", "%(num)s days ago", days) if days <= 30 else full_date(value, near=True)
