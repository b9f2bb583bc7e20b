"""Text as it may be stored: composed (NFC), without what nobody sees, refused where it is damaged."""

import unicodedata

from marshmallow import ValidationError

from referral.i18n.speech import _l

BENGALI_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
UNSEEN = dict.fromkeys([0x200B, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
DAMAGED = {"Cc", "Cs"}
REPLACEMENT = "\ufffd"


def clean(raw: str, long: bool = False) -> str:
    """The text to store; raises ValidationError for control characters, half letters and broken encoding."""
    text = raw.translate(UNSEEN).replace("\u00a0", " ").replace("\r\n", "\n").replace("\t", " ")
    text = unicodedata.normalize("NFC", text).strip()
    allowed = "\n" if long else ""
    if any((unicodedata.category(sign) in DAMAGED and sign not in allowed) or sign == REPLACEMENT for sign in text):
        raise ValidationError([_l("There is a sign here that can't be stored. Please type this again.")])
    return text


def latin_digits(raw: str) -> str:
    """The same with Latin digits; Bengali ones, mixed ones too, mean the same."""
    return raw.translate(BENGALI_DIGITS)
