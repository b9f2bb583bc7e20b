"""The learned chance in words: on the page of services, and on the card of the model."""

import pytest

from matching.chance import INPUTS, LEVELS, Chance
from matching.rank import rank
from referral.web.reasons import sentence
from referral.web.words import learned
from tests.matching.make import DAY, offer, place
from tests.web.test_reasons import WORKS, said, speaking

__all__ = ["speaking"]


def test_every_input_and_level_has_its_words() -> None:
    assert set(learned.INPUTS) == set(INPUTS)
    assert {code: set(words) for code, words in learned.LEVELS.items()} == {
        code: set(levels) for code, levels in LEVELS.items()
    }


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "By what earlier referrals tell, the chance to complete is about 57%; for it: it is within 2 km; "
            "against it: what it costs is not told; it is still new here, so it comes a little higher, to be tried",
        ),
        (
            "bn",
            "আগের রেফারেল দেখে মনে হয়, সম্পন্ন হওয়ার সম্ভাবনা প্রায় ৫৭%; পক্ষে: ২ কিমির মধ্যে; "
            "বিপক্ষে: খরচ জানানো হয়নি; সেবাটি এখানে নতুন, তাই একবার দেখার জন্য একটু ওপরে রাখা হলো",
        ),
    ],
)
def test_the_part_says_its_chance_and_what_pushes_it(language: str, expected: str) -> None:
    chance = Chance(1, usual=0.2, tables={"km": {"to_2": 0.4}, "cost": {"not_told": -0.3}})
    one = offer(places=(place(),))
    part = rank(WORKS, [one], "learn_skill", DAY, {}, chance=chance).suiting[0].part("chance")
    assert part is not None
    assert said(language, sentence, part.reason) == expected
