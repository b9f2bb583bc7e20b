"""Places by any spelling in either script, what lies in what, and how far apart."""

import csv
from collections import Counter
from math import isclose
from pathlib import Path

import pytest

from catalog.gazetteer import BORROWED
from catalog.places import (
    RANK,
    ancestors,
    distance_km,
    district_of,
    find_place,
    like_places,
    meant,
    nearest_places,
    places,
)

SPELLINGS = Path(__file__).parent / "spellings.csv"


@pytest.mark.parametrize(
    ("words", "within", "code"),
    [
        ("Gazipur", None, "gazipur"),
        ("গাজীপুর", None, "gazipur"),
        ("গাজিপুর জেলা", None, "gazipur"),
        ("Gajipur", None, "gazipur"),
        ("GAZIPUR DISTRICT", None, "gazipur"),
        ("Narayangonj", None, "narayanganj"),
        ("Chittagong", None, "chattogram"),
        ("Savar", "dhaka", "dhaka-savar"),
        ("সাভার উপজেলা", None, "dhaka-savar"),
        ("Ashulia thana", "dhaka", "dhaka-ashulia"),
        ("আশুলিয়া", None, "dhaka-ashulia"),
        ("কোনাবাড়ী", "gazipur", "gazipur-konabari"),
        ("  konabari ", None, "gazipur-konabari"),
    ],
)
def test_found_as_people_write_it(words: str, within: str | None, code: str) -> None:
    found = find_place(words, within)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("words", "within"), [("", None), ("Atlantis", None), ("Savar", "gazipur"), ("!!", None), ("12", None)]
)
def test_not_found_is_none(words: str, within: str | None) -> None:
    assert find_place(words, within) is None


@pytest.mark.parametrize("words", ["Bogra thana", "খুলনা", "Cumilla"])
def test_the_larger_comes_before_the_smaller(words: str) -> None:
    found = find_place(words)
    assert found is None or RANK[found.level] <= 1


def test_a_place_that_is_not_there_has_neighbours_in_spelling() -> None:
    assert "gazipur-konabari" in [place.code for place in like_places("Konabar", "gazipur")]
    assert len(like_places("a")) <= 3
    assert like_places("qqqqqq") == []


def test_spellings_that_people_type_are_understood() -> None:
    rows = list(csv.DictReader(SPELLINGS.read_text(encoding="utf-8").splitlines()))
    missed, wrong = [], []
    for row in rows:
        found = find_place(row["typed"], row["within"] or None)
        if found is None:
            missed.append(row["typed"])
        elif found.code != row["code"]:
            wrong.append((row["typed"], found.code))
    assert len(rows) > 300
    assert wrong == []
    assert len(missed) <= 3, missed


def test_the_whole_country_is_there() -> None:
    counted = Counter(place.level for place in places().values())
    assert (counted["division"], counted["district"], counted["upazila"]) == (8, 64, 495)
    assert counted["union"] > 4500
    cities = ("dhaka", "chattogram", "gazipur", "narayanganj", "khulna", "rajshahi", "sylhet", "barishal", "rangpur",
              "cumilla", "mymensingh")  # fmt: skip
    assert set(cities) <= {district_of(place.code) for place in places().values() if place.level == "thana"}
    assert {place.code for place in places().values() if place.level == "upazila"} <= {
        place.parent_code for place in places().values() if place.level == "union"
    } | {"cumilla-sadar"}


@pytest.mark.parametrize("level", ["upazila", "thana", "area", "union"])
def test_every_place_lies_in_a_division_and_is_found_by_each_of_its_spellings(level: str) -> None:
    for place in (place for place in places().values() if place.level == level):
        assert places()[ancestors(place.code)[-1]].level == "division"
        for name in place.names:
            found = meant(name, place.parent_code)
            assert place in found or RANK[found[0].level] < RANK[place.level], name


def test_districts_come_before_their_divisions() -> None:
    for place in places().values():
        if place.level in ("district", "division"):
            for name in place.names:
                assert _codes(name, place.parent_code) == [place.code.removesuffix("_division")], name


def _codes(words: str, within: str | None = None) -> list[str | None]:
    return [place.code for place in meant(words, within)]


def test_a_name_of_several_places_is_all_of_them_and_one_with_its_district_is_one() -> None:
    assert set(_codes("Mirpur")) == {"dhaka-mirpur", "kushtia-mirpur"}
    assert find_place("Mirpur") is None
    assert _codes("মিরপুর, কুষ্টিয়া") == _codes("Kushtia Mirpur") == ["kushtia-mirpur"]
    assert _codes("House 5, Road 2, Mirpur, Dhaka") == ["dhaka-mirpur"]
    assert _codes("Savar, Gazipur") == []
    assert _codes("Kashimpur Union, Gazipur Sadar, Gazipur") == ["gazipur-sadar-kashimpur"]


@pytest.mark.parametrize(
    "typed", ["", " ", ",", ",,,", "()", "a" * 5000, "ক " * 400, "\x00", "\ud800", "-", "উত্তর", "12 34"]
)
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    assert isinstance(meant(typed), list)
    assert isinstance(like_places(typed), list)


def test_the_nearest_come_first_and_only_with_a_point_of_their_own() -> None:
    savar = places()["dhaka-savar"]
    near = nearest_places(savar.point, 5)
    assert savar in near
    assert [distance_km(savar.point, place.point) for place in near] == sorted(
        distance_km(savar.point, place.point) for place in near
    )
    assert nearest_places(savar.point, 1, levels=("district",))[0].code == "dhaka"
    assert nearest_places(savar.point, 0) == []
    assert all(place.point_source != BORROWED for place in nearest_places(savar.point, 5000))


def test_points_lie_in_bangladesh_and_parts_near_their_whole() -> None:
    for place in places().values():
        assert 20.5 < place.latitude < 26.7, place.code
        assert 88.0 < place.longitude < 92.7, place.code
        assert place.point_source
        if place.parent_code and place.level in ("upazila", "thana", "area"):
            assert distance_km(place.point, places()[place.parent_code].point) < 90, place.code
        if place.parent_code and place.level == "union":
            assert distance_km(place.point, places()[place.parent_code].point) < 50, place.code


def test_distances_are_those_of_the_map() -> None:
    dhaka, chattogram = (23.8103, 90.4125), (22.3569, 91.7832)
    assert isclose(distance_km(dhaka, chattogram), 214, abs_tol=3)
    assert distance_km(dhaka, dhaka) == 0
    assert distance_km(dhaka, chattogram) == distance_km(chattogram, dhaka)
    assert distance_km((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015, abs=2)
