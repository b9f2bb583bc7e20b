"""The same woman twice: names, births, phones and places compared as tables, and quality on women made up for it."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from matching.same.alike import names_level
from matching.same.birth import born_apart, read_birth
from matching.same.compare import Same, weigh, weights
from matching.same.known import Known, phones, phones_level, places_level, relation
from matching.same.roster import twice
from matching.same.sheets import records
from referral.cli import main
from tests.women.lists import DEV, HELD_OUT, World
from tests.women.pairs import FIELDS, pairs, roster

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Rahmia", "রহিমা", "near"),
        ("Rahima", "Rahela", "unlike"),
        ("Rahimabegum", "Rohima Khatun", "same"),
        ("Nur Jahan", "নূরজাহান", "same"),
        ("Umme Kulsum", "কুলসুম", "near"),
        ("Fatema Tuz Zohra", "ফাতেমা", "part"),
        ("Shamsun Nahar", "শামছুন্নাহার বেগম", "same"),
        ("Rina Begum", "Mina Begum", "unlike"),
        ("Salma", "হালিমা", "unlike"),
        ("Somi", "সুমি", "same"),
        ("Begum Rokeya", "রোকেয়া", "same"),
        ("Parvin Akter", "পারভীন", "same"),
        ("Rahima (Ruma)", "রুমা", "same"),
    ],
)
def test_names_of_women(one: str, other: str, level: str) -> None:
    assert names_level(one, other) == names_level(other, one) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Md A. Rahman", "আব্দুর রহমান", "near"),
        ("Md H. Rahman", "Habibur Rahman", "near"),
        ("Habibur Rahman", "Abdur Rahman", "like"),
        ("Rafiqul Islam", "Shafiqul Islam", "unlike"),
        ("Anis Rahman", "আনিসুর রহমান", "same"),
        ("Jamaluddin", "মোঃ জামাল উদ্দিন", "same"),
        ("Gopal Das", "গোপাল চন্দ্র দাস", "same"),
        ("Abdul Karim", "Abdur Rahim", "unlike"),
        ("মোঃ আব্দুল", "Abdul Malek", "part"),
        ("Late Abdul Jalil", "আব্দুল জলিল মিয়া", "same"),
    ],
)
def test_names_of_men(one: str, other: str, level: str) -> None:
    assert names_level(one, other, "man") == names_level(other, one, "man") == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1992", "৩৪ বছর", "year"),
        ("12/03/1992", "১২ মার্চ ১৯৯২", "day"),
        ("12/03/1992", "03/12/1992", "slip"),
        ("01/01/1992", "12-03-1993", "one"),
        ("1990", "about 33", "two"),
        ("1990", "1993", "three"),
        ("1990", "2003", "far"),
        ("12/03/1992", "25/09/1992", "otherday"),
    ],
)
def test_births(one: str, other: str, level: str) -> None:
    a, b = read_birth(one, 2026), read_birth(other, 2026)
    assert a and b
    assert born_apart(a, b) == born_apart(b, a) == level


def test_what_is_no_birth() -> None:
    assert [read_birth(text, 2026) for text in (None, "", "unknown", "250", "3")] == [None] * 5


def test_phones_and_places_and_relations() -> None:
    assert phones_level(phones("+8801700010423"), phones("০১৭০০-০১০৪২৩")) == "same"
    assert phones_level(phones("01700010423"), phones("01700010428")) == "digit"
    assert phones_level(phones("01700010423"), phones("01812345678")) == "other"
    assert phones_level(phones(""), phones("01700010423")) is None
    assert places_level("Trishal", "ত্রিশাল") == places_level("Peerganj", "পীরগঞ্জ") == "same"
    assert places_level("Trishal", "Savar") == "other"
    assert [relation(text) for text in ("W/O", "স্বামী", "Father", "পিতা", "", "uncle")] == [
        "husband", "husband", "father", "father", None, None,
    ]  # fmt: skip


def test_a_husbands_name_does_not_speak_against_a_fathers() -> None:
    one = Known(name_en="Rahima", relative="Abdul Karim", relation="father", phone="01700010423", birth_year=1992)
    other = Known(name_en="Rohima", relative="Lal Mia", relation="husband", phone="01700010423", birth_year=1992)
    third = Known(name_en="Rohima", relative="Lal Mia", relation="father", phone="01700010423", birth_year=1992)
    assert weigh(one, other).answer is Same.SAME
    assert weigh(one, third).answer is Same.DIFFERENT
    assert {finding.code for finding in weigh(one, other).findings} >= {"guardian_turned", "phone_same"}


@pytest.mark.parametrize(("world", "seed"), [(DEV, 11), (HELD_OUT, 12)])
def test_pairs_are_told_apart(world: World, seed: int) -> None:
    rows = pairs(world, 500, seed)
    data = _sheet([row for row, _ in rows])
    kind, women = records(data, DAY)
    answers = [weigh(*both).answer is Same.SAME for both in women]
    right = sum(answer and truth for answer, (_, truth) in zip(answers, rows, strict=True))
    assert kind == "pairs"
    assert right / sum(answers) >= 0.93
    assert right / sum(truth for _, truth in rows) >= 0.88


def test_a_roster_with_look_alikes() -> None:
    rows, truth = roster(HELD_OUT, 400, 3)
    _, women = records(_sheet(rows), DAY)
    found = {(pair.a + 1, pair.b + 1) for pair in twice([one for (one,) in women])}
    assert len(found & truth) / len(found) >= 0.85
    assert len(found & truth) / len(truth) >= 0.75


def test_of_three_records_that_do_not_agree_the_weaker_pair_is_maybe() -> None:
    her = Known(name_bn="রহিমা", relative="Abdul Karim", birth_year=1990, phone="01700010423", place="Trishal")
    filled = [Known(name_en=name, birth_year=1970) for name in ("Jharna", "Lipi", "Popi", "Moyna", "Shirin") * 20]
    between = replace(her, birth_year=1992, phone="01700010423 / 01899988877")
    women = [her, between, replace(her, birth_year=1994, phone="01899988877"), *filled]
    found = {(pair.a, pair.b): pair.verdict.answer for pair in twice(women)}
    assert found == {(0, 1): Same.SAME, (1, 2): Same.MAYBE}


def test_weights_fall_with_likeness() -> None:
    falling = (
        "name_same name_near name_part name_like name_unlike",
        "guardian_same guardian_near guardian_part guardian_like guardian_unlike father_unlike",
        "guardian_unlike husband_unlike", "birth_day birth_year birth_one birth_two birth_three birth_four birth_six birth_far",
        "birth_day birth_slip birth_one birth_otherday", "phone_same phone_digit phone_other", "phone_same phone_many",
        "place_same place_district place_other", "nid_same nid_other", "title_same title_other",
    )  # fmt: skip
    for column in ("pair", "roster"):
        table = weights(column)
        for codes in map(str.split, falling):
            assert [table[code] for code in codes] == sorted((table[code] for code in codes), reverse=True), codes


def test_the_command() -> None:
    rows = [row for row, _ in pairs(DEV, 5, 1)]
    ended = CliRunner().invoke(main, ["same-person", "--language", "bn"], input=_sheet(rows))
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.exit_code == 0
    assert len(answers) == 5
    assert all(one["answer"] in ("same", "maybe", "different") and 0 <= one["score"] <= 1 for one in answers)
    assert all({"code", "weight", "text"} == reason.keys() for one in answers for reason in one["reasons"])


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (b"", "empty"),
        (b"a_name,a_phone\nRahima,1\n", "both sides"),
        (b"x,y\n1,2\n", "name"),
        (b"PK\x03\x04junk", "neither"),
    ],
)
def test_what_can_not_be_read_is_said(sheet: bytes, said: str) -> None:
    ended = CliRunner().invoke(main, ["same-person"], input=sheet)
    assert (ended.exit_code, said in ended.stderr, ended.stdout) == (2, True, "")


def test_every_row_of_pairs_has_its_line() -> None:
    rows = [row for row, _ in pairs(DEV, 2, 1)]
    nothing = dict.fromkeys(rows[0], "")
    ended = CliRunner().invoke(main, ["same-person"], input=_sheet([nothing, rows[0], nothing, rows[1], nothing]))
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [[reason["code"] for reason in one["reasons"]] == ["nothing"] for one in answers] == [True, False] * 2 + [
        True
    ]
    assert {one["answer"] for one in answers[::2]} == {"different"}


def test_rows_of_a_roster_are_counted_with_the_empty_ones() -> None:
    twice_there = b"name,guardian,phone\n,,\nRahima,Abdul Karim,01700010423\n,,\nRohima,Abdul Korim,01700010423\n"
    ended = CliRunner().invoke(main, ["same-person"], input=twice_there)
    assert [(one["a"], one["b"]) for one in map(json.loads, ended.stdout.splitlines())] == [(2, 4)]


def test_odd_rows_survive() -> None:
    odd = (
        b'name,guardian,birth,phone,upazila\n,,,,\nRahima\n\xff\xfe,"",abc,999999999999999999999999,???\nRahima,,0,+,\n'
    )
    ended = CliRunner().invoke(main, ["same-person"], input=odd)
    assert (ended.exit_code, ended.stderr) == (0, "")


def _sheet(rows: list[dict[str, str]]) -> bytes:
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]) if rows else FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()
