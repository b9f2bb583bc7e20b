"""Words that are one word in other letters sound alike; words that are not, do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.sounds import bones, sound, stems


@pytest.mark.parametrize(
    "same",
    [
        "প্রশিক্ষণ proshikkhon proshikhon proshikon",
        "বাচ্চা baccha bacha bachcha",
        "চাকরি chakri",
        "দরকার dorkar darkar",
        "স্বামী shami sami swami",
        "বিজ্ঞান biggan bigyan",
        "টঙ্গী tongi tongee",
        "নারায়ণগঞ্জ narayanganj narayangonj",
        "নির্যাতন nirjaton nirzaton",
        "ঝুট jhut jut",
        "লোন loan lon",
        "ক্লিনিক clinic klinik",
        "স্কুল school skul",
        "ভাতা bhata vata",
    ],
)
def test_one_word_in_other_letters(same: str) -> None:
    assert len({bones(sound(word)) for word in same.split()}) == 1, [sound(word) for word in same.split()]


@pytest.mark.parametrize("other", ["না নাই", "টাকা টিকা", "চাকরি ঝুট", "ঋণ রান", "মা মামা"])
def test_other_words_stay_other(other: str) -> None:
    one, two = other.split()
    assert sound(one) != sound(two)


@pytest.mark.parametrize(
    ("word", "plain"), [("বাচ্চার", "বাচ্চা"), ("bacchader", "baccha"), ("স্কুলের", "স্কুল"), ("doctors", "doctor")]
)
def test_an_ending_is_known(word: str, plain: str) -> None:
    assert sound(plain) in stems(sound(word))


@given(st.text(max_size=40))
def test_any_text_has_a_sound(text: str) -> None:
    assert sound(text).isascii() or not text.isascii()
    assert isinstance(bones(sound(text)), str)
