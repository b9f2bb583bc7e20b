"""Every sentence has Bengali, with the same placeholders, composed (NFC)."""

import re
import unicodedata

from babel.messages.catalog import Message

from tests.words import missing, said, translated

PLACEHOLDER = re.compile(r"%\(\w+\)s|</?\w+[^>]*>")


def _texts(value: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _same(message: Message) -> bool:
    wanted = set(PLACEHOLDER.findall(_texts(message.id)[-1]))
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in _texts(message.string))


def test_every_sentence_has_bengali() -> None:
    assert missing(translated(), said()) == []


def test_placeholders_and_tags_are_the_same() -> None:
    assert [message.id for message in translated() if message.id and not _same(message)] == []


def test_bengali_is_composed_and_nothing_is_guessed() -> None:
    for message in translated():
        assert not message.fuzzy
        for text in _texts(message.string):
            assert unicodedata.is_normalized("NFC", text), text
