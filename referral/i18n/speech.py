"""Sentences in the reader's language; numbers put into a sentence come out in the reader's digits.

`_` says it now, `_l` when it is shown; `_n` counts, `_p` tells two uses of one English word apart ("strip", "Sent").
"""

from typing import Any, TypeAlias

from flask_babel import Domain, LazyString, get_domain, get_locale
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

Said: TypeAlias = LazyString | str
LANGUAGES = ("bn", "en")
BENGALI_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def language() -> str:
    """The reader's language, `bn` or `en`; English outside an application, where no catalogue is at hand."""
    locale = get_locale()
    return str(locale.language) if locale is not None else "en"


def digits(value: object) -> str:
    """The same text with Bengali digits on Bengali pages; not for phones, codes and what is copied."""
    text = str(value)
    return text.translate(BENGALI_DIGITS) if language() == "bn" else text


def _spoken(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: digits(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in values.items()
    }


class Speech(Domain):  # type: ignore[misc]
    """The catalogue of all pages; a number in a sentence is written in the reader's digits."""

    def gettext(self, string: str, **values: Any) -> str:
        return str(super().gettext(string, **_spoken(values)))

    def ngettext(self, singular: str, plural: str, num: int, **values: Any) -> str:
        said = self.get_translations().ungettext(singular, plural, num)
        return str(said % _spoken({"num": num, **values}))

    def pgettext(self, context: str, string: str, **values: Any) -> str:
        return str(super().pgettext(context, string, **_spoken(values)))

    def npgettext(self, context: str, singular: str, plural: str, num: int, **values: Any) -> str:
        said = self.get_translations().unpgettext(context, singular, plural, num)
        return str(said % _spoken({"num": num, **values}))


def _(string: str, **values: Any) -> str:
    """A sentence, now: `_("Row %(row)s", row=3)`."""
    return str(get_domain().gettext(string, **values))


def _n(singular: str, plural: str, num: int, **values: Any) -> str:
    """A counted sentence, now: `_n("%(num)s referral", "%(num)s referrals", 5)`."""
    return str(get_domain().ngettext(singular, plural, num, **values))


def _p(context: str, string: str, **values: Any) -> str:
    """A word that means two things in English, now: `_p("strip", "Sent")`."""
    return str(get_domain().pgettext(context, string, **values))


def _l(string: str, **values: Any) -> Said:
    """A sentence that is put into words when it is shown."""
    return LazyString(_, string, **values)


def _ln(singular: str, plural: str, num: int, **values: Any) -> Said:
    """A counted sentence that is put into words when it is shown."""
    return LazyString(_n, singular, plural, num, **values)


def _lp(context: str, string: str) -> Said:
    """A word with its use, put into words when it is shown."""
    return LazyString(_p, context, string)


def teach(jinja: Environment) -> None:
    """Templates speak the same way; tags in a sentence stay, values put into it are escaped."""

    def marked(name: str) -> Any:
        @pass_eval_context
        def say(context: EvalContext, *words: Any, **values: Any) -> str:
            domain = get_domain()
            if not context.autoescape:
                return str(getattr(domain, name)(*words, **values))
            if name.startswith("n"):
                values.setdefault("num", words[-1])
            text = Markup(getattr(domain.get_translations(), "u" + name)(*words))  # noqa: S704 - our own sentence, its values are escaped below
            return text % _spoken(values) if values else text

        return say

    jinja.globals.update({name: marked(name) for name in ("gettext", "ngettext", "pgettext", "npgettext")})
    jinja.globals["_"] = jinja.globals["gettext"]
