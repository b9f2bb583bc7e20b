"""Every code that matching gives has words in both languages, with her own facts in them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask_babel import force_locale

from catalog.lists import Fact, facts
from catalog.models import RuleUse
from catalog.offer import OfferCost, OfferRule
from matching.index import index
from matching.missing import Missing, missing
from matching.profile import Child, Profile
from matching.rank import Match, Search, match_one
from matching.reason import Answer, Reason
from matching.rules import TESTS, answer
from referral import i18n
from referral.web.reasons import asked, lack, question, sentence, way
from tests.matching.make import DAY, FRI, MON, SAT, SUN, WED, batch, first, intake, offer, place, rule, session
from tests.web.agenda import agenda_of_the_files

LATIN = re.compile(r"[A-Za-z]{2,}|[0-9]")
LATIN_NAMES = re.compile(r"NSC-I|NSQF|TIN|[ABC]'?|Chikwa")
FRIDAY, NOON = session(FRI, "09:00", "13:00"), session(MON, "10:00", "12:00")


@pytest.fixture(scope="module", autouse=True)
def speaking() -> Iterator[None]:
    """An application whose sentences are at hand."""
    i18n.compile_translations()
    app = Flask(__name__)
    i18n.init(app)
    with app.app_context():
        g.agenda = agenda_of_the_files()
        yield


def said(language: str, say: Any, *what: Any) -> str:
    with force_locale(language):
        return str(say(*what))


def values_of(fact: Fact, test: str) -> dict[str, Any]:
    codes = [choice.code for choice in fact.values] or {
        "skills": ["plain_machine", "ironing"],
        "standards": ["tailoring_nsc1", "gear"],
        "documents": ["nid", "birth_registration"],
        "languages": ["bn", "en"],
        "kinds": ["skills_training", "credit"],
        "roles": ["helper", "packer"],
        None: ["কারখানা"],
    }.get(fact.values_from, [])
    ends = {"min": codes[1], "max": codes[2]} if fact.type == "ordered" else {"min": 2, "max": 5}
    return {
        "range": ends,
        "one_of": {"codes": [1, 2] if fact.type == "number" else codes},
        "all_of": {"codes": codes},
        "in_place": {"codes": ["dhaka", "gazipur"]},
        "within_days": {"days": 180},
    }.get(test, {})


def own_of(fact: Fact) -> list[Profile]:
    """Profiles that know this fact, with low and high, yes and no."""
    born = date(2026, 8, 1)
    known: dict[str, list[Profile]] = {
        "birth_year": [Profile(birth_year=2023), Profile(birth_year=1990, birth_year_about=True)],
        "district": [Profile(place_chain=("dhaka-savar", "dhaka", "dhaka_division")), Profile(place_chain=("khulna",))],
        "child_age_months": [Profile(children=(Child(birth_month=born),)), Profile(children=())],
        "child_in_school": [Profile(children=(Child(school="primary"),)), Profile(children=(Child(school="no"),))],
    }
    codes = [choice.code for choice in fact.values]
    by_type: dict[str, list[Any]] = {
        "number": [0, 3, 9],
        "yes_no": [True, False],
        "codes": [[], ["nid", "plain_machine", "bn", "gear", "credit"]],
        "date": ["2026-11-01", "2026-11-20", "2020-01-01"],
        "code": ["কারখানা"] if fact.code == "factory" else ["helper", "packer"],
    }
    values = by_type.get(fact.type, codes)
    return known.get(fact.code) or [Profile(facts={fact.code: value}) for value in values]


EACH = [(fact, test) for fact in facts().values() for test, known in TESTS.items() if fact.type in known.types]
EACH = [(fact, test) for fact, test in EACH if fact.code != "shift"]


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize(("fact", "test"), EACH, ids=lambda one: getattr(one, "code", one))
def test_every_fact_and_test_has_words(fact: Fact, test: str, language: str) -> None:
    asked_rule = rule(fact.code, test, values_of(fact, test))
    unknown = answer(asked_rule, Profile(), DAY)
    assert unknown.answer is Answer.ASK
    texts = [said(language, asked, asked_rule), said(language, sentence, unknown), said(language, question, unknown)]
    for profile in own_of(fact):
        reason = answer(asked_rule, profile, DAY, km=3.0 if fact.code == "distance" else None)
        texts.append(said(language, sentence, reason))
        if reason.answer is Answer.NO:
            texts.append(said(language, lack, Missing(reason, fact.ease_of_change)))
    for text in texts:
        in_language(text, language)


def in_language(text: str, language: str) -> None:
    left_over = [sign for sign in ("{value}", "%(", "None") if sign in text]
    assert text and (not left_over or "Washington" in text), text
    if language == "bn":
        assert not LATIN.search(LATIN_NAMES.sub("", text)), text
    else:
        assert not re.search("[\u0980-\u09ff]", re.sub("কারখানা|৳", "", text)), text


@pytest.mark.parametrize(
    ("asked_rule", "english", "bengali"),
    [
        (rule("birth_year", "range", {"min": 18, "max": 35}), "Age: 18 to 35 years", "বয়স: ১৮ থেকে ৩৫ বছর"),
        (
            rule("years_in_rmg", "range", {"min": 2}),
            "Years in garments: 2 years or more",
            "পোশাক খাতে অভিজ্ঞতা: ২ বছর বা বেশি",
        ),
        (
            rule("schooling", "range", {"min": "class_8"}),
            "Schooling: Class 8 or more",
            "শিক্ষাগত যোগ্যতা: অষ্টম শ্রেণি বা বেশি",
        ),
        (rule("own_phone", "no"), "Own phone: no", "নিজের ফোন: না"),
        (rule("district", "in_place", {"codes": ["dhaka", "gazipur"]}), "Area: Dhaka or Gazipur", "এলাকা: ঢাকা বা গাজীপুর"),
        (rule("running_loans", "range", {"max": 0}), "Running loans: 0 or less", "চলমান ঋণ: ০ বা কম"),
        (rule(None, "words", {"text": "Named by factory"}), "Named by factory", "Named by factory"),
    ],
)
def test_what_a_rule_asks(asked_rule: OfferRule, english: str, bengali: str) -> None:
    assert (said("en", asked, asked_rule), said("bn", asked, asked_rule)) == (english, bengali)


@pytest.mark.parametrize(
    ("asked_rule", "profile", "english", "bengali"),
    [
        (
            rule("birth_year", "range", {"min": 18, "max": 35}),
            Profile(birth_year=1984),
            "Age must be 18 to 35 years. Hers: 42 years.",
            "বয়স ১৮ থেকে ৩৫ বছর হতে হবে। তাঁর: ৪২ বছর।",
        ),
        (
            rule("birth_year", "range", {"min": 18}),
            Profile(birth_year=1990, birth_year_about=True),
            "Age: 18 years or more; hers: 34 to 38 years",
            "বয়স: ১৮ বছর বা বেশি; তাঁর: ৩৪ থেকে ৩৮ বছর",
        ),
        (
            rule("schooling", "range", {"min": "class_8"}),
            Profile(facts={"schooling": "class_5"}),
            "Schooling of Class 8 or more is asked. Hers: Class 5.",
            "অষ্টম শ্রেণি বা বেশি পড়াশোনা লাগবে। তাঁর: পঞ্চম শ্রেণি।",
        ),
        (
            rule("schooling", "one_of", {"codes": ["ssc"]}),
            Profile(facts={"schooling": "class_5"}),
            "Schooling: SSC is asked. Hers: Class 5.",
            "যা লাগবে: শিক্ষাগত যোগ্যতা: এসএসসি। তাঁর: পঞ্চম শ্রেণি।",
        ),
        (
            rule("documents", "all_of", {"codes": ["nid", "passport_photo"]}),
            Profile(facts={"documents": ["nid"]}),
            "Missing paper: Passport-size photos.",
            "যে কাগজ নেই: পাসপোর্ট সাইজের ছবি।",
        ),
        (
            rule("savings_member_months", "range", {"min": 3}),
            Profile(facts={"savings_member_months": 1}),
            "At least 3 months in the group. Hers: 1 months.",
            "দলে কমপক্ষে ৩ মাস থাকতে হবে। তাঁর: ১ মাস।",
        ),
        (
            rule("smartphone", "no"),
            Profile(facts={"smartphone": True}),
            "Smartphone: no is asked.",
            "যা লাগবে: স্মার্টফোন: না।",
        ),
        (
            rule("can_read", "yes"),
            Profile(),
            "Can read Bengali: yes. Ask her: Can she read Bengali?",
            "বাংলা পড়তে পারেন: হ্যাঁ। তাঁকে জিজ্ঞাসা করুন: তিনি কি বাংলা পড়তে পারেন?",
        ),
    ],
)
def test_what_is_said_of_her(asked_rule: OfferRule, profile: Profile, english: str, bengali: str) -> None:
    reason = answer(asked_rule, profile, DAY)
    assert (said("en", sentence, reason), said("bn", sentence, reason)) == (english, bengali)


WORKS = Profile(facts={"shift": "general", "can_pay": 400}, birth_year=1998, point=(23.85, 90.26))
MATCHES = [
    ("hours", [batch(FRIDAY)], WORKS, "On her day off: Friday 9 am to 1 pm", "তাঁর ছুটির দিনে: শুক্রবার সকাল ৯টা থেকে দুপুর ১টা"),
    ("hours", [batch(NOON)], WORKS, "Clashes with her shift: Monday 10 am to 12 noon", "তাঁর শিফটের সঙ্গে মেলে না: সোমবার সকাল ১০টা থেকে দুপুর ১২টা"),
    ("hours", [batch(*[session(day, "20:00", "21:00") for day in (MON, SAT, SUN)])], WORKS, "Fits her shift: Saturday to Monday 8 pm to 9 pm", None),
    ("hours", [batch(*[session(day, "20:00", "21:00") for day in (MON, WED)])], WORKS, "Fits her shift: Monday, Wednesday 8 pm to 9 pm", None),
    ("hours", [batch(session(MON, "18:00", "19:00"))], WORKS, "In her usual overtime: Monday 6 pm to 7 pm", None),
    ("hours", [batch(FRIDAY)], Profile(), "Her shift is not known: Friday 9 am to 1 pm", None),
    ("hours", [batch(FRIDAY)], Profile(facts={"shift": "a_shift"}), "Fits her shift, if it stays as it is: Friday 9 am to 1 pm", None),
    ("hours", [batch(NOON)], Profile(facts={"shift": "friday_work"}), "Fits only on her day off: Monday 10 am to 12 noon", None),
    ("hours", [intake(NOON, FRIDAY, seats=3)], WORKS, "Some of the hours fit her shift: Friday 9 am to 1 pm", None),
    ("hours", [batch(NOON)], Profile(facts={"employment": "laid_off"}), "She is free then: Monday 10 am to 12 noon", None),
    ("hours", [batch()], WORKS, "The hours are not told.", "সময় জানানো হয়নি।"),
    ("seats", [batch(seats=6, starts_on=date(2026, 12, 4))], WORKS, None, "৬টি খালি আসন, ৪ ডিসেম্বর শুরু"),
    ("seats", [intake()], WORKS, "Open; seats are not counted", None),
    ("seats", [batch(full=True)], WORKS, "Full: there may be a waiting list", None),
    ("seats", [batch(closes_on=DAY - timedelta(days=1))], WORKS, "No intake is open now", None),
    ("seats", [], WORKS, "Whether there is a seat is not known: ask the partner", None),
    ("distance", [], WORKS, "About 0 km from her home by road, an estimate", "তাঁর বাসা থেকে পথে ০ কিমি, আনুমানিক"),
    ("distance", [], Profile(), "The distance is not known. Ask her: Where does she live: thana and area?", None),
    ("need", [], WORKS, "Is there for this need: Learn a new skill", "এই প্রয়োজনের জন্যই: নতুন কাজ শেখা"),
    ("confirmed", [], WORKS, "Confirmed 31 days ago", "তথ্য ৩১ দিন আগে নিশ্চিত করা"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "intakes", "profile", "english", "bengali"), MATCHES)
def test_the_parts_of_a_match(
    code: str, intakes: Any, profile: Profile, english: str | None, bengali: str | None
) -> None:
    reason = part_of(matched(profile, places=(place(intakes=intakes),)), code)
    assert english in (None, said("en", sentence, reason))
    assert bengali in (None, said("bn", sentence, reason))
    spoken(reason)


@pytest.mark.parametrize(
    ("costs", "profile", "english"),
    [
        ((), WORKS, "The cost is not told: ask the partner"),
        ((OfferCost("fee", 0),), WORKS, "Free of charge"),
        ((OfferCost("fee", 300),), WORKS, "Costs ৳\u00a0300 in the first month, which she can pay"),
        ((OfferCost("fee", 1500),), WORKS, "Costs 1,500 taka, more than she can pay."),
        ((OfferCost("stipend", 1500, "month"),), WORKS, "Brings her ৳\u00a01,500 in the first month"),
        (
            (OfferCost("fee", 300),),
            Profile(),
            "Costs ৳\u00a0300 in the first month. Ask her: Can she pay ৳\u00a0300 in the first month?",
        ),
    ],
)
def test_the_cost(costs: tuple[OfferCost, ...], profile: Profile, english: str) -> None:
    reason = part_of(matched(profile, costs=costs), "cost")
    assert said("en", sentence, reason) == english
    spoken(reason)


@pytest.mark.parametrize("own", ["working", "laid_off", None])
def test_whom_it_takes_first(own: str | None) -> None:
    profile = Profile(facts={} if own is None else {"employment": own})
    reason = part_of(matched(profile, first("employment", "one_of", {"codes": ["laid_off"]})), "priority")
    starts = {"working": "Others come first here", "laid_off": "She comes first here", None: "She may come first here"}
    assert said("en", sentence, reason).startswith(f"{starts[own]}: Employment: Laid off")
    spoken(reason)


def test_either_and_words() -> None:
    ways = (rule("bank_account", "yes", alternative=1), rule("years_in_rmg", "range", {"min": 2}, alternative=1))
    told: list[tuple[dict[str, Any], str]] = [
        ({"bank_account": True}, "Bank account: yes"),
        ({"bank_account": False, "years_in_rmg": 1}, "One of these is asked: Bank account: yes or Years in garments: 2 years or more."),
        ({"bank_account": False}, "Bank account: yes or Years in garments: 2 years or more. Ask her: One yes is enough: How many years has she worked in garments?"),
    ]  # fmt: skip
    for facts_known, english in told:
        (reason,) = matched(Profile(facts=facts_known), *ways).rules
        assert said("en", sentence, reason) == english
        spoken(reason)
    (words,) = matched(Profile(), rule(None, "words", {"text": "নাম স্বাক্ষর", "language": "bn"})).rules
    assert said("bn", sentence, words) == "সংস্থা যা চায়: “নাম স্বাক্ষর”। তাঁর বেলায় কি তা মেলে?"
    assert said("en", question, Reason("words", Answer.ASK, {"test": "odd"})) == "What is asked here? Ask the partner."


def test_other_reasons_have_words() -> None:
    for changed in (
        {"agreement_from": None},
        {"confirmed_on": None},
        {"confirmed_on": DAY - timedelta(days=95)},
        {"confirmed_on": DAY},
    ):
        match = matched(WORKS, **changed)
        spoken(*match.rules, *(part.reason for part in match.parts))
    spoken(part_of(matched(WORKS, needs=("find_job", "learn_skill")), "need"))
    spoken(Reason("closed", Answer.NO, {"why": "suspended"}), Reason("confirmed", Answer.NO))
    centre = {"seats_count": "child", "places": (place(intakes=[intake(FRIDAY)]),)}
    spoken(
        part_of(matched(WORKS, **centre), "hours"),
        part_of(matched(Profile(facts={"employment": "laid_off"}), **centre), "hours"),
    )


def test_the_way_to_what_is_missing() -> None:
    asking, gives = (
        offer(rule("bank_account", "yes")),
        offer(gives=("bank_account",), name_bn="হিসাব খোলা", name_en="An account"),
    )
    reason = answer(asking.rules[0], Profile(facts={"bank_account": False}), DAY)
    lacking = missing(reason, asking, index((asking, gives)), DAY)
    assert said("en", lack, lacking) == "Needs a bank account. Given by: An account (Partner)."
    assert said("bn", way, lacking) == "যেখান থেকে পাওয়া যায়: হিসাব খোলা (সংস্থা)।"
    for ease in range(1, 6):
        in_language(said("bn", way, Missing(reason, ease)), "bn")


def matched(profile: Profile, *rules: OfferRule, **values: Any) -> Match:
    one = offer(*rules, **values)
    assert all(known.use in RuleUse for known in one.rules)
    return match_one(Search(profile=profile, need="learn_skill", day=DAY, taken={}), one, index((one,)))


def part_of(match: Match, code: str) -> Reason:
    part = match.part(code)
    assert part is not None
    return part.reason


def spoken(*reasons: Reason) -> None:
    """Sentence, and the question where there is one, in both languages."""
    for reason in reasons:
        for language in ("bn", "en"):
            in_language(said(language, sentence, reason), language)
            if reason.answer is Answer.ASK:
                in_language(said(language, question, reason), language)
