"""Names by their sound, in either script and spelling, and whether two records are of one woman."""

import re
from datetime import date
from pathlib import Path

import pytest

from matching.same.compare import Same, compare
from matching.same.keys import keys
from matching.same.known import Known
from matching.same.roster import twice
from matching.same.sheets import records
from matching.same.sound import sound

ROSTER = Path(__file__).parents[3] / "shared" / "bengali" / "sheets" / "roster.csv"
ONE_WOMAN = {
    (6, 405), (19, 301), (21, 187), (23, 366), (35, 521), (70, 283), (78, 560), (98, 215), (142, 189), (148, 407),
    (151, 536), (164, 534), (182, 594), (197, 555), (207, 532), (211, 284), (310, 313), (335, 352), (340, 370), (431, 454),
}  # fmt: skip
PRINT = "a1" * 32
HER = Known(name_bn="মোছাঃ রহিমা খাতুন", relative="মোঃ আব্দুল করিম", birth_year=1992, phone=PRINT, nid_last4="1234")


@pytest.mark.parametrize(
    "spellings",
    [
        "রহিমা Rahima Rohima Rohema Rahimah রহীমা",
        "নাসিমা Nasima Nashima Nachima নাছিমা",
        "ময়না Moyna Moina Mayna",
        "ঝর্ণা ঝরনা Jharna Zharna Jhorna",
        "জোৎস্না Jotsna Josna জোছনা",
        "স্বপ্না Shapna Swapna সপ্না",
        "রাবেয়া Rabeya Rabia রাবিয়া",
        "আনোয়ারা Anowara Anwara",
        "রওশন Rowshan Roshan",
        "ফাতেমা Fatema Fathema Phatema ফাতিমা",
        "আক্তার Akter Akther Akhter Aktar আকতার",
        "মোছাম্মৎ Mosammat Mosammot মোসাম্মৎ",
        "শিরিন Shirin Sireen শিরীন",
    ],
)
def test_one_name_has_one_sound_and_key(spellings: str) -> None:
    first, *others = spellings.split()
    for other in others:
        assert keys(first) & keys(other), other
    assert len({re.sub("[aiu]", "", sound(word)) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("মোছাঃ রহিমা খাতুন", "Rahima Begum"),
        ("নূর জাহান", "Nurjahan Ara"),
        ("রওশনআরা বিবি", "Mst. Rowshan Ara"),
        ("Dil Ruba", "দিলরুবা"),
        ("Parvin", "মোছা. পারভীন আক্তার"),
        ("Umme Kulsum", "কুলসুম ইসলাম"),
    ],
)
def test_names_that_may_be_one_share_a_key(one: str, other: str) -> None:
    assert keys(one) & keys(other)


def test_other_names_share_none() -> None:
    assert not keys("মোছাঃ রহিমা খাতুন") & keys("Mst. Salma Khatun")
    assert keys("") == keys(" . ") == set()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Known(name_en="Rohima Begum", relative="Md. Abdul Karim", birth_year=1993, phone=PRINT), Same.SAME),
        (Known(name_en="Rohima", relative="Abdul Korim", nid_last4="1234"), Same.SAME),
        (Known(name_en="Rohima", relative="Abdul Karim", birth_year=1994), Same.SAME),
        (Known(nickname="Rohima", phone=PRINT, birth_year=1992), Same.SAME),
        (Known(name_en="Rohima"), Same.DIFFERENT),
        (Known(name_en="Rohima", relative="Abdul Karim", birth_year=1992, nid_last4="9999"), Same.DIFFERENT),
        (Known(name_en="Rohima", relative="Sohrab Ali", phone=PRINT), Same.DIFFERENT),
        (
            Known(name_en="Salma", relative="Abdul Karim", birth_year=1992, phone=PRINT, nid_last4="1234"),
            Same.DIFFERENT,
        ),
        (Known(phone=PRINT, nid_last4="1234"), Same.DIFFERENT),
    ],
)
def test_two_records(other: Known, expected: Same) -> None:
    assert compare(HER, other) is compare(other, HER) is expected


def test_nothing_personal_is_in_its_repr() -> None:
    assert "রহিমা" not in repr(HER) and "1234" not in repr(HER)


@pytest.mark.skipif(not ROSTER.exists(), reason="the sample roster is not beside the project")
def test_the_women_of_the_roster_who_stand_in_it_twice() -> None:
    _, women = records(ROSTER.read_bytes(), date(2026, 11, 30))
    found = {(pair.a + 1, pair.b + 1): pair.verdict.answer for pair in twice([one for (one,) in women])}
    assert found.keys() >= ONE_WOMAN
    assert len(found) <= len(ONE_WOMAN) + 1
    assert sum(answer is Same.SAME for answer in found.values()) >= len(ONE_WOMAN)
