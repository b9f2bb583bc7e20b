"""Files of any sort: workbooks as partners make them, old fonts, encodings, and files that are meant to do harm."""

import resource
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service
from catalog.tables import bijoy
from catalog.tables.accept import accept
from catalog.tables.file import Unreadable, read_file
from catalog.tables.preview import GUESSED, Preview, RowState, preview
from catalog.tables.reading import Said, understand
from tests.catalog import workbooks
from tests.catalog.conftest import SHEET, TODAY

OLD_FONT = (
    "µwgK,†mevi aib,ms¯’vi bvg,†mevi bvg,Dc‡Rjv/_vbv,†Rjv,w`b,mgq,wd,†gvevBj,B‡gBj\n"
    "1,cÖwk¶Y,cjvk (bgybv),†gvevBj mvwf©wms,dZyjøv,bvivqYMÄ,ïµ I kwb,weKvj 3Uv - 6Uv,300 UvKv,01700-000301,help@palash.example\n"
    "2,FY,cjvk (bgybv),†gŠmywg FY,iƒcMÄ,bvivqYMÄ,iwe - e„n¯úwZ,mKvj 9Uv - 4Uv,wd«,01700-000302,\n"
    "3,wk¶v,cjvk (bgybv),cÖwZeÜx wkïi ¯‹zj,Uw½,MvRxcyi,e„n¯úwZ,`ycyi 2Uv - 5Uv,wd«,01700-000303,\n"
).encode("cp1252")


def shown(session: Session, data: bytes, said: Said = GUESSED) -> Preview:
    return preview(session, data, TODAY, said=said)


def errors(sheet: Preview) -> list[tuple[int, str | None, str]]:
    return [(error.row, error.column, error.code) for row in sheet.rows for error in row.errors]


def test_a_workbook_as_partners_send_it(catalog: Session) -> None:
    sheet = shown(catalog, workbooks.as_sent())
    assert errors(sheet) == []
    assert [(row.sheet, row.number) for row in sheet.rows] == [("ঢাকা", 5), ("ঢাকা", 7), ("গাজীপুর", 2)]
    course, loan, care = (row.wanted for row in sheet.rows)
    assert course and loan and care
    assert (course.grade, course.employment) == ((5, 7, "2018"), ("working", "laid_off"))
    assert (course.start_time, course.end_time, course.seats) == (time(9), time(13), 20)
    assert (course.start_date, course.end_date) == (date(2027, 1, 15), date(2027, 3, 12))
    assert (course.phone, loan.phone) == ("+8801700000001", "+8801700000002")
    assert (loan.min_age, loan.max_age, loan.eligibility) == (20, 50, ("জামিনদার",))
    assert (loan.fee_bdt, loan.max_loan_bdt, loan.start_date) == (0, 30_000, date(2027, 1, 1))
    assert (care.kind, care.days, care.end_time) == ("childcare", tuple(range(7)), time(23, 59))


def test_services_without_a_number_are_found_again_by_name(catalog: Session) -> None:
    assert accept(catalog, shown(catalog, workbooks.as_sent())) == 3
    catalog.commit()
    catalog.expire_all()
    assert shown(catalog, workbooks.as_sent()).counts == {RowState.UNTOUCHED: 3}
    course = catalog.scalars(select(Service).filter_by(name_bn="সেলাই শেখা")).one()
    rules = {rule.fact: rule.value for rule in course.rules}
    assert rules["wage_grade"] == {"min": 3, "max": 4}
    assert rules["employment"] == {"codes": ["working", "laid_off"]}
    loan = catalog.scalars(select(Service).filter_by(name_bn="জরুরি লোন")).one()
    assert {cost.what: cost.taka for cost in loan.costs} == {"fee": 0, "loan": 30_000}


def test_grades_of_one_to_four_alone_stay_in_words(catalog: Session) -> None:
    row = ["পলাশ (নমুনা)", "প্রশিক্ষণ", "সেলাই", "ঢাকা", "১-৩"]
    data = workbooks.workbook({"one": [("সংস্থার নাম", "সেবার ধরন", "সেবার নাম", "জেলা", "গ্রেড"), row]})
    accept(catalog, shown(catalog, data))
    (rule,) = catalog.scalars(select(Service)).one().rules
    assert (rule.test, rule.value["text"]) == ("words", "Grade 1-3")
    catalog.commit()
    row[4] = "১-৭"
    accept(
        catalog,
        shown(catalog, workbooks.workbook({"one": [*[("সংস্থার নাম", "সেবার ধরন", "সেবার নাম", "জেলা", "গ্রেড")], row]})),
    )
    (rule,) = catalog.scalars(select(Service)).one().rules
    assert (rule.fact, rule.value) == ("wage_grade", {"min": 1, "max": 4})


def test_a_file_in_bijoy_is_seen_and_read(catalog: Session) -> None:
    reading = understand(OLD_FONT, Said())
    assert ("†gvevBj mvwf©wms", "মোবাইল সার্ভিসিং") in reading.samples
    sheet = shown(catalog, OLD_FONT)
    assert errors(sheet) == []
    first, second, third = (row.wanted for row in sheet.rows)
    assert first and second and third
    assert (first.kind, first.days, first.start_time, first.fee_bdt) == ("skills_training", (4, 5), time(15), 300)
    assert (first.email, first.typed["service_name"]) == ("help@palash.example", "†gvevBj mvwf©wms")
    assert (second.service_name, second.end_time, third.service_name) == ("মৌসুমি ঋণ", time(16), "প্রতিবন্ধী শিশুর স্কুল")


def test_bijoy_that_is_none_is_left_as_it_stands(catalog: Session) -> None:
    sheet = shown(catalog, OLD_FONT, Said(bijoy=False, guess=True))
    assert [error.code for error in sheet.errors] == ["columns_missing"]


def test_one_cell_in_bijoy_is_an_error_and_no_file_of_it(catalog: Session) -> None:
    sheet = shown(catalog, SHEET.replace(b"Overlock machine course", "‡mjvB cÖwkÿY".encode()))
    assert errors(sheet) == [(2, "service_name", "bijoy")]


def test_a_column_in_bijoy_is_read_beside_columns_in_english() -> None:
    names = ["‡mjvB cÖwkÿY", "†gŠmywg FY", "cÖwZeÜx", "KY©dzjx"]
    data = "kind,service_name\n" + "".join(f"credit,{name}\n" for name in names)
    (table,) = read_file(data.encode())
    assert table.bijoy == {1}
    assert [cells for _, cells in table.converted().rows[1:]] == [
        ["credit", "সেলাই প্রশিক্ষণ"], ["credit", "মৌসুমি ঋণ"], ["credit", "প্রতিবন্ধী"], ["credit", "কর্ণফুলী"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("¸iæZ¡c~Y©", "গুরুত্বপূর্ণ"),
        ("cÖwk¶Y", "প্রশিক্ষণ"),
        ("R¡i I Kvwk", "জ্বর ও কাশি"),
        ("¯^v¯’¨", "স্বাস্থ্য"),
        ("K…wl", "কৃষি"),
        ("†KŠkj", "কৌশল"),
        ("D‡Ïk¨", "উদ্দেশ্য"),
        ("weÁvb", "বিজ্ঞান"),
        ("ag©", "ধর্ম"),
        ("Puv`", "চাঁদ"),
        ("i¨vwj", "র‍্যালি"),
        ("Djøvn", "উল্লাহ"),
        ("someone@palash.example", "someone@palash.example"),
        ("www.palash.example", "www.palash.example"),
    ],
)
def test_words_in_bijoy(typed: str, meant: str) -> None:
    assert bijoy.decode(typed) == meant


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (workbooks.blown_up, "too_large_inside"),
        (workbooks.lying, "too_large_inside"),
        (workbooks.far_out, "too_many_columns"),
        (workbooks.far_out_unlabelled, "too_many_columns"),
        (lambda: workbooks.rezipped(workbooks.workbook({"a": [("a",)]}), dict.fromkeys(map(str, range(2100)), b"")), "too_large_inside"),
        (lambda: workbooks.workbook({"a": [("a",)]})[:-30], "not_a_table"),
        (lambda: workbooks.rezipped(b"PK\x05\x06" + b"\0" * 18, {"letter.txt": b"hello"}), "zip_or_excel"),
        (lambda: workbooks.rezipped(b"PK\x05\x06" + b"\0" * 18, {"xl/workbook.xml": b"hello"}), "not_a_table"),
        (lambda: workbooks.workbook({"a": []}), "empty_file"),
        (lambda: workbooks.of_cells(b'<c r="A1"><v>1e999</v></c>'), "not_a_table"),
        (lambda: workbooks.of_cells(b'<c r="ZZZZZZZ99999999999"><v>1</v></c><c r="B1"><v>1</v></c>'), "not_a_table"),
        (lambda: workbooks.of_cells(b'<c r="A1" t="s"><v>999999</v></c>'), "not_a_table"),
        (lambda: workbooks.of_cells(b'<c r="A1"><v>1</c>'), "not_a_table"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_meant_to_do_harm_is_refused_before_it_is_opened(make: object, code: str) -> None:
    assert callable(make)
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable) as wrong:
        read_file(data)
    assert wrong.value.code == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_a_formula_is_read_as_what_it_came_to() -> None:
    (table,) = read_file(workbooks.workbook({"a": [("kind", "name"), ("=1+1", "x")]}))
    assert table.rows[1] == (2, ["", "x"])


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_encodings(letters: str) -> None:
    text = "ধরন;নাম\nঋণ;লোন\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if letters == "utf-16-le-bom" else text.encode(letters)
    assert [cells for _, cells in read_file(data)[0].rows] == [["ধরন", "নাম"], ["ঋণ", "লোন"]]


def test_windows_letters_are_read_where_they_are_no_bijoy() -> None:
    assert read_file("kind,name\ncredit,Café crèche\n".encode("cp1252"))[0].rows[1][1] == ["credit", "Café crèche"]


def test_letters_of_two_sorts_are_told_with_the_line() -> None:
    with pytest.raises(Unreadable) as wrong:
        read_file("kind,name\nঋণ,লোন\n".encode() + "credit,Café\n".encode("cp1252"))
    assert (wrong.value.code, wrong.value.values) == ("mixed_letters", {"line": 3})
