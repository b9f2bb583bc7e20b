"""The language layer: which language, its sentences, digits, dates and money, and the filters that pages use.

Filters: digits, number, percent, money, phone, date(near=True), short_date, month, weekday, clock_time, at_time, due, lateness,
ago. Functions: _, ngettext, pgettext, named(row), hours(starts, ends), language(), here(lang="en"), today().
"""

from collections.abc import Callable

from flask import Flask
from flask_babel import Babel

from referral.i18n import catalogs, choice, dates, numbers, speech
from referral.i18n.names import named

compile_translations = catalogs.compile_translations
language = speech.language

FILTERS: dict[str, Callable[..., str]] = {
    "digits": speech.digits,
    "number": numbers.number,
    "percent": numbers.percent,
    "money": numbers.money,
    "phone": numbers.phone,
    "date": dates.full_date,
    "short_date": dates.short_date,
    "month": dates.month,
    "weekday": dates.weekday,
    "clock_time": dates.clock_time,
    "at_time": dates.at_time,
    "due": dates.due,
    "lateness": dates.lateness,
    "ago": dates.ago,
    "named": named,
}


def nobody() -> None:
    """No account says which language it wants."""


def init(app: Flask, of_person: Callable[[], str | None] = nobody) -> None:
    """Teaches an application to speak; `of_person` tells the signed-in user's language, or None."""
    babel = Babel(configure_jinja=False)
    babel.init_app(
        app,
        default_locale=speech.LANGUAGES[0],
        default_timezone="Asia/Dhaka",
        default_translation_directories=str(catalogs.TRANSLATIONS),
        locale_selector=lambda: choice.chosen(of_person),
    )
    babel.domain_instance = speech.Speech()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    speech.teach(app.jinja_env)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        named=named, hours=dates.hours, language=speech.language, here=choice.here, today=dates.today
    )
    choice.init(app)
