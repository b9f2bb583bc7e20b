"""Reason codes, groups of fields and the keys: complete in both languages, and every reference is there."""

import unicodedata

import pytest
from cryptography.fernet import Fernet, InvalidToken

from catalog.data import rows as catalog_rows
from catalog.lists import facts
from referral.config import WrongSetting, settings
from referral.disclosing import group_of
from referral.lists import field_groups, reasons
from referral.sealing import Keyring
from referral.states import MOVES, Resolution


def test_every_reason_and_group_has_both_languages() -> None:
    for row in [*reasons().values(), *field_groups().values()]:
        assert row.name_en
        assert row.name_bn
        assert unicodedata.is_normalized("NFC", row.name_bn)


def test_every_group_of_reasons_that_a_move_asks_for_is_there() -> None:
    there = {group for group, _ in reasons()}
    assert {move.reasons for move in MOVES.values() if move.reasons} - {"stop"} <= there
    assert {Resolution.DID_NOT_START.value, Resolution.DROPPED_OUT.value} <= there


def test_who_may_see_a_reason_is_one_of_four() -> None:
    assert {reason.seen_by for reason in reasons().values()} <= {"both", "referrer", "provider", "named"}
    assert reasons()["withdraw", "fear_family_or_employer"].seen_by == "referrer"


def test_every_fact_has_a_group_of_consent() -> None:
    assert {group_of(code) for code in facts()} <= set(field_groups())
    assert (group_of("phone"), group_of("place_code"), group_of("pregnant")) == ("contact", "place", "health")


def test_groups_name_kinds_that_there_are() -> None:
    kinds = {row["code"] for row in catalog_rows("kinds")} | {"*"}
    for group in field_groups().values():
        assert set(group.default_kinds) | set(group.never_kinds) <= kinds


def test_a_new_key_is_put_in_front() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Keyring([old], "f").seal("রহিমা")
    both = Keyring([new, old], "f")
    assert both.open(sealed) == "রহিমা"
    assert Keyring([new], "f").open(both.rotate(sealed)) == "রহিমা"
    with pytest.raises(InvalidToken):
        Keyring([new], "f").open(sealed)
    assert both.fingerprint("01700") == Keyring([old], "f").fingerprint("01700") != both.fingerprint("01701")


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "SETU_SECRET"),
        ({"SETU_SECRET": "s" * 44}, "SETU_KEYS"),
        ({"SETU_SECRET": "s" * 44, "SETU_KEYS": "k" * 44}, "SETU_FINGERPRINT_KEY"),
        ({"SETU_DEMO": "1", "SETU_IDLE_MINUTES": "soon"}, "SETU_IDLE_MINUTES"),
        ({"SETU_DEMO": "1", "SETU_FINGERPRINT_KEY": "short"}, "SETU_FINGERPRINT_KEY"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], name: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        settings(environment)
