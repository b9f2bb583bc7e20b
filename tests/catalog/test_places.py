"""Places by any spelling in either script, what lies in what, and how far apart."""

from math import isclose

import pytest

from catalog.places import RANK, ancestors, distance_km, find_place, like_places, places


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


def test_every_place_lies_in_a_division_and_is_found_by_each_of_its_spellings() -> None:
    for place in places().values():
        assert places()[(place.code, *ancestors(place.code))[-1]].level == "division"
        for name in (place.name_en, place.name_bn, *place.spellings):
            found = find_place(name, place.parent_code)
            meant = place.code.removesuffix("_division") if place.level == "division" else place.code
            assert found is not None
            assert found.code == meant, name


def test_points_lie_in_bangladesh_and_parts_near_their_whole() -> None:
    for place in places().values():
        assert 20.5 < place.latitude < 26.7
        assert 88.0 < place.longitude < 92.7
        if place.parent_code and place.level in ("upazila", "thana", "area"):
            assert distance_km(place.point, places()[place.parent_code].point) < 90, place.code


def test_distances_are_those_of_the_map() -> None:
    dhaka, chattogram = (23.8103, 90.4125), (22.3569, 91.7832)
    assert isclose(distance_km(dhaka, chattogram), 214, abs_tol=3)
    assert distance_km(dhaka, dhaka) == 0
    assert distance_km(dhaka, chattogram) == distance_km(chattogram, dhaka)
    assert distance_km((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015, abs=2)
