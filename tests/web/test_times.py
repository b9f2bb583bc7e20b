"""A time as somebody wrote it is told in the reader's language where it is one, and left alone where it is none."""

import pytest
from flask import Flask
from flask_babel import force_locale

from referral.i18n.dates import at_time


@pytest.mark.parametrize(
    ("written", "bn", "en"),
    [("15:00", "বিকেল ৩টা", "3 pm"), (" 09:30 ", "সকাল ৯টা ৩০ মিনিট", "9:30 am"), ("after 7", "after ৭", "after 7")],
)
def test_a_time_as_it_was_written(app: Flask, written: str, bn: str, en: str) -> None:
    with app.test_request_context():
        for language, said in (("bn", bn), ("en", en)):
            with force_locale(language):
                assert at_time(written) == said
