"""What partners write, and the rules that it makes: one table of what is understood, one of what stays in words."""

import csv
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from catalog.conditions import Condition, read_conditions
from catalog.conditions.wording import worded
from catalog.data import rows
from catalog.models import RuleUse

SHEETS = Path(__file__).parents[2].parent / "shared" / "bengali" / "sheets"
COUNTED = (64, 82, 49)
WORKING, AT_WORK = ["working", "notice_given"], ["working", "notice_given", "other_work", "own_business"]


def said(text: str, **how: Any) -> list[str]:
    """Each condition as "fact test values", with |1 where it is one of a group."""
    return [_short(one) for one in read_conditions(text, **how)]


def _short(one: Condition) -> str:
    values = one.value.get("codes") or [one.value.get("min", "-"), one.value.get("max", "-")]
    if one.test == "within_days":
        values = [one.value["days"]]
    if one.test in ("yes", "no"):
        values = []
    words = one.value["text"] if one.test == "words" else " ".join(map(str, [one.fact, one.test, *values]))
    return words + (f" |{one.alternative}" if one.alternative else "") + ("" if one.use is RuleUse.MUST else " first")


UNDERSTOOD = {
    "18 to 35": "birth_year range 18 35",
    "১৮ থেকে ৪৫ বছর": "birth_year range 18 45",
    "১৮-৩৫": "birth_year range 18 35",
    "১৮ থেকে ৩৫": "birth_year range 18 35",
    "age from 18 to 35": "birth_year range 18 35",
    "Women aged between 18 and 40": "birth_year range 18 40",
    "বয়স ২১ থেকে ৪০ বছর": "birth_year range 21 40",
    "আঠারো থেকে পঁয়ত্রিশ বছর বয়সী নারী": "birth_year range 18 35",
    "১৮ বছর - ৩৫ বছর": "birth_year range 18 35",
    "১৬+": "birth_year range 16 -",
    "over 18": "birth_year range 18 -",
    "age 18 or older": "birth_year range 18 -",
    "১৮ বছর বা তার বেশি": "birth_year range 18 -",
    "under 35 years": "birth_year range - 34",
    "৩৫ বছরের নিচে": "birth_year range - 34",
    "সর্বোচ্চ ৩৫ বছর": "birth_year range - 35",
    "has a child under 6": "children_under_6 range 1 -",
    "mother of a child under 6": "children_under_6 range 1 -",
    "৬ বছরের কম বয়সী সন্তান আছে": "children_under_6 range 1 -",
    "Has a child under 8": "child_age_months range - 95",
    "৮ বছরের কম বয়সী সন্তান": "child_age_months range - 95",
    "Child under 18": "child_age_months range - 215",
    "Child 6-60 months": "child_age_months range 6 60",
    "child 1-6 years": "child_age_months range 12 83",
    "৬ মাস থেকে ৫ বছরের শিশু": "child_age_months range 6 71",
    "শিশুর বয়স ৩-৪৮ মাস": "child_age_months range 3 48",
    "স্কুলে যায় না": "child_in_school one_of no dropped_out",
    "at least class 8": "schooling range class_8 -",
    "Class 8 or above": "schooling range class_8 -",
    "অষ্টম শ্রেণি": "schooling range class_8 -",
    "SSC pass": "schooling range ssc -",
    "এসএসসি পাস": "schooling range ssc -",
    "below class 8": "schooling range - class_5",
    "Must be able to read": "can_read yes",
    "পড়তে ও লিখতে পারেন": "can_read yes",
    "cannot read": "can_read no",
    "পড়তে পারেন না": "can_read no",
    "grade 4-7 operators": "wage_grade range 2 4",
    "গ্রেড ৫-৭": "wage_grade range 3 4",
    "helper": "role one_of helper",
    "লাইন সুপারভাইজার": "role one_of line_supervisor",
    "2 years in sewing": "years_in_rmg range 2 -",
    "at least 2 years of experience in garments": "years_in_rmg range 2 -",
    "৩ বছরের অভিজ্ঞতা": "years_in_rmg range 3 -",
    "laid off": "employment one_of laid_off",
    "ছাঁটাই শ্রমিক": "employment one_of laid_off",
    "ছাঁটাই হওয়া নারী": "employment one_of laid_off",
    "not working now": "employment one_of laid_off not_working",
    "এখন কাজ নেই": "employment one_of laid_off not_working",
    "মা কর্মজীবী": "employment one_of " + " ".join(AT_WORK),
    "works in a factory": "employment one_of " + " ".join(WORKING),
    "কারখানার অবস্থা: কর্মরত": "employment one_of " + " ".join(WORKING),
    "lives in Gazipur": "district in_place gazipur",
    "গাজীপুরে থাকেন": "district in_place gazipur",
    "চট্টগ্রামের বাসিন্দা": "district in_place chattogram",
    "সাভার বা আশুলিয়ায় থাকেন": "district in_place dhaka-savar dhaka-ashulia",
    "lives in Savar, Ashulia and Tongi": "district in_place dhaka-savar dhaka-ashulia gazipur-tongi",
    "within 5 km": "distance range - 5",
    "has NID": "documents all_of nid",
    "এনআইডি থাকতে হবে": "documents all_of nid",
    "ট্রেড লাইসেন্স আছে": "documents all_of trade_licence",
    "Factory ID card": "documents all_of factory_id",
    "NID and trade licence": "documents all_of nid trade_licence",
    "NID, trade licence": "documents all_of nid trade_licence",
    "NID or trade licence": "documents one_of nid trade_licence",
    "bank account": "bank_account yes",
    "does not have a bank account": "bank_account no",
    "own phone": "own_phone yes",
    "নিজের স্মার্টফোন": "smartphone yes",
    "একজন জামিনদার": "guarantor yes",
    "member for 1 year": "savings_member_months range 12 -",
    "সদস্য ৬ মাস": "savings_member_months range 6 -",
    "income under 15000": "household_income_band range - 10000_14999",
    "মাসিক আয় ৳ ১৫,০০০-এর কম": "household_income_band range - 10000_14999",
    "no running loan": "running_loans range - 0",
    "কোনো চলমান ঋণ নেই": "running_loans range - 0",
    "at most 1 running loan": "running_loans range - 1",
    "disability": "wgss range some -",
    "প্রতিবন্ধী নারী": "wgss range some -",
    "গর্ভবতী মা": "pregnant yes",
    "widows": "marital_status one_of widowed",
    "একা সন্তান লালন করেন": "alone_with_children yes",
    "knows overlock": "skills all_of overlock_machine",
    "speaks Chakma": "language one_of cmg",
}
SEVERAL = {
    "SSC pass; 2 years in cutting or sewing": ["schooling range ssc -", "years_in_rmg range 2 -"],
    "ছাঁটাই শ্রমিক, অষ্টম শ্রেণি": ["employment one_of laid_off", "schooling range class_8 -"],
    "১৮ থেকে ৪৫ বছর, লেখাপড়া জানা আবশ্যক নয়": ["birth_year range 18 45"],
    "aged 18-35 and laid off": ["birth_year range 18 35", "employment one_of laid_off"],
    "Child 8-14 years out of school": ["child_age_months range 96 179", "child_in_school one_of no dropped_out"],
    "Laid off in the last 12 months": ["employment one_of laid_off", "employment_end within_days 365"],
    "গত ৬ মাসে ছাঁটাই": ["employment one_of laid_off", "employment_end within_days 183"],
    "কর্মরত বা ছাঁটাই": [f"employment one_of {' '.join(AT_WORK)} laid_off"],
    "Worked in a factory in the last 2 years": [
        "employment one_of working notice_given |1",
        "employment_end within_days 730 |1",
    ],
    "Helpers and grade 4-7 operators": ["role one_of helper |1", "wage_grade range 2 4 |1"],
    "widowed, divorced or single mother": ["marital_status one_of widowed divorced |1", "alone_with_children yes |1"],
    "বিধবা, তালাকপ্রাপ্ত বা একক মা": ["marital_status one_of widowed divorced |1", "alone_with_children yes |1"],
    "18-35 years, laid off or helpers": [
        "birth_year range 18 35",
        "employment one_of laid_off |1",
        "role one_of helper |1",
    ],
    "Laid-off or at risk of lay-off": ["employment one_of laid_off |1", "Laid-off or at risk of lay-off |1"],
    "NID or fish; SSC or helper": [
        "documents all_of nid |1",
        "NID or fish |1",
        "schooling range ssc - |2",
        "role one_of helper |2",
    ],
    "18-35 years, own sewing machine": ["birth_year range 18 35", "own sewing machine"],
    "হেলপার অগ্রাধিকার": ["role one_of helper first"],
    "laid-off workers come first": ["employment one_of laid_off first"],
    "orphans preferred": ["orphans preferred first"],
    "1. Class 8\n2. Laid off": ["schooling range class_8 -", "employment one_of laid_off"],
    "Class 8. Laid off.": ["schooling range class_8 -", "employment one_of laid_off"],
    "Laid off; laid off": ["employment one_of laid_off"],
}
NOTHING = [
    "",
    " ; ",
    "সবাই",
    "Anyone",
    "কারখানার অবস্থা: সবাই",
    "No schooling needed",
    "লেখাপড়া জানা আবশ্যক নয়",
    "NID not required",
    "জামিনদার লাগবে না",
    "no age limit",
]
IN_WORDS = [
    "under 6",
    "৬ বছরের কম",
    "১৮ বছরের কম",
    "5-14 years",
    "18",
    "বয়স ১৮",
    "20-30 women",
    "10 families apply together",
    "grade 1-3",
    "can read numbers",
    "Operator for 3 years",
    "Lives in ward 1-9",
    "Lives in the branch area for 1 year",
    "lives in Gazipur 7",
    "Income below BDT 18,000 a month",
    "income up to 15000",
    "Girl in class 6-10",
    "Anyone working in an EPZ factory",
    "husband has NID",
    "without NID",
    "needs no bank account",
    "no loan or bank account",
    "ব্যাংক হিসাব ও ঋণ নেই",
    "ব্যাংক হিসাব বা ঋণ নেই",
    "NID, bank account not needed",
    "NID not required if she has a birth certificate",
    "Widows and persons with disability",
    "Widows, orphans",
    "pregnant women and children under 5",
    "Brings NID and phone",
    "Tailoring certificate or operator experience",
    "রাতের শিফট",
    "শ্রমিক",
    "নারী ও কিশোরী",
    "নলকূপ নেই এমন পরিবার",
    "প্রথম বা দ্বিতীয় গর্ভ",
    "ভাড়াটে, বাড়ির মালিক নন",
]


@pytest.mark.parametrize(("text", "rule"), UNDERSTOOD.items())
def test_a_phrase_makes_its_rule(text: str, rule: str) -> None:
    assert said(text) == [rule]


@pytest.mark.parametrize(("text", "rules"), SEVERAL.items())
def test_several_are_parted_where_that_is_safe(text: str, rules: list[str]) -> None:
    assert said(text) == rules


@pytest.mark.parametrize("text", NOTHING)
def test_what_asks_nothing_makes_no_rule(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", IN_WORDS)
def test_what_is_not_certain_is_asked_as_it_stands(text: str) -> None:
    found = read_conditions(text)
    assert [(one.fact, one.test, one.value["text"]) for one in found] == [(None, "words", text)]
    assert found[0].value["language"] == ("en" if text.isascii() else "bn") and not found[0].understood


def test_a_sheet_may_tell_which_grades_it_means() -> None:
    assert said("গ্রেড ১-৩", grades="2018") == ["wage_grade range 1 1"]
    assert said("grade 3-4", grades="2023") == ["wage_grade range 3 4"]


def test_the_rule_to_be_stored_says_the_same() -> None:
    one = read_conditions("helpers or laid off get priority")[1]
    rule = one.rule()
    assert (rule.fact, rule.test, rule.value, rule.alternative, rule.use) == (
        one.fact,
        one.test,
        one.value,
        1,
        RuleUse.PRIORITY,
    )


@pytest.mark.skipif(not SHEETS.is_dir(), reason="the samples are not here")
def test_nothing_of_the_sample_sheets_is_lost() -> None:
    """Every number that a cell writes stands in a rule or in words."""
    files = ("1_partner_catalog_en.csv", "eligibility"), ("3_expected.csv", "bn_eligibility")
    cells = [
        row[column]
        for name, column in files
        for row in csv.DictReader((SHEETS / name).read_text(encoding="utf-8-sig").splitlines())
        if row[column]
    ]
    understood = [one for cell in cells for one in read_conditions(cell)]
    assert (len(cells), len(understood), sum(one.understood for one in understood)) == COUNTED
    words = " ".join(one.value["text"] for one in understood if not one.understood)
    assert set(chain(*(worded(one).split() for one in words.split(";")))) <= set(" ".join(map(worded, cells)).split())


@pytest.mark.parametrize(
    "text",
    [
        "wage grade 1 to 999999999",
        "Wage grade: 5 to 99999999999",
        "9" * 320 + " years or older",
        "Age: " + "9" * 400,
        "within " + "9" * 20 + " km",
        "3 or " + "9" * 5000,
    ],
)
def test_numbers_beyond_all_measure_stay_words(text: str) -> None:
    assert said(text) == [text]


def test_a_sentence_too_long_to_be_parted_in_time_stays_words() -> None:
    text = ("18 to 35 " * 60).strip()
    assert said(text) == [text]
    roles = list(dict.fromkeys(row["name_en"] for row in rows("roles")))
    assert said("Role: " + " or ".join(roles))[0].startswith("role one_of ")
