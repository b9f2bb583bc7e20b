"""Settings from the environment (`SETU_…`), checked at start; secrets have no default outside demo mode."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VAR = Path(__file__).parents[1] / "var"
DEMO_SECRET = "demo-secret-demo-secret-demo-secret"  # noqa: S105 - known to all, for invented data alone
DEMO_KEY = "ZGVtby1rZXktZGVtby1rZXktZGVtby1rZXktMTIzNDU="


class WrongSetting(Exception):
    """A setting that is missing or can't be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that is set from outside; README lists each with its meaning."""

    database_url: str
    keys: tuple[str, ...]
    fingerprint_key: str
    demo: bool = False


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; raises WrongSetting."""
    demo = environment.get("SETU_DEMO", "") == "1"
    return Settings(
        database_url=environment.get("SETU_DATABASE_URL") or f"sqlite:///{VAR / 'setu.db'}",
        keys=tuple(_secret(environment, "SETU_KEYS", DEMO_KEY if demo else None).split()),
        fingerprint_key=_secret(environment, "SETU_FINGERPRINT_KEY", DEMO_SECRET if demo else None),
        demo=demo,
    )


def _secret(environment: Mapping[str, str], name: str, default: str | None) -> str:
    value = environment.get(name) or default
    if value is None:
        raise WrongSetting(f"{name} is not set. README, section Settings, says how to make one.")
    if len(value) < 32:
        raise WrongSetting(f"{name} is too short: at least 32 signs.")
    return value
