"""Why something could not be done: a code that pages put into words, with the field that it is about."""

from typing import Any


class Refused(Exception):
    """A verb says no and has changed nothing; `field` is the form's field it is about ("" is the whole form).

    `values` fill the sentence (referral/web/words/refusals.py); they are codes, numbers, days and names of services,
    never a name or a phone of a worker.
    """

    def __init__(self, code: str, field: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values
