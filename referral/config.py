"""Settings from the environment (`SETU_…`), checked at start; secrets have no default outside demo mode."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
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
    secret: str
    keys: tuple[str, ...]
    fingerprint_key: str
    demo: bool = False
    https: bool = False
    idle: timedelta = timedelta(hours=8)
    longest: timedelta = timedelta(days=7)
    proxies: int = 0


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; raises WrongSetting."""
    demo = environment.get("SETU_DEMO", "") == "1"
    return Settings(
        database_url=database_url(environment),
        secret=_secret(environment, "SETU_SECRET", DEMO_SECRET if demo else None),
        keys=tuple(_secret(environment, "SETU_KEYS", DEMO_KEY if demo else None).split()),
        fingerprint_key=_secret(environment, "SETU_FINGERPRINT_KEY", DEMO_SECRET if demo else None),
        demo=demo,
        https=environment.get("SETU_HTTPS", "") == "1",
        idle=timedelta(minutes=_whole(environment, "SETU_IDLE_MINUTES", 8 * 60)),
        longest=timedelta(hours=_whole(environment, "SETU_SIGN_IN_HOURS", 7 * 24)),
        proxies=_whole(environment, "SETU_PROXIES", 0),
    )


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """Where all is stored."""
    return environment.get("SETU_DATABASE_URL") or f"sqlite:///{VAR / 'setu.db'}"


def _secret(environment: Mapping[str, str], name: str, default: str | None) -> str:
    value = environment.get(name) or default
    if value is None:
        raise WrongSetting(f"{name} is not set. README, section Settings, says how to make one.")
    if len(value) < 32:
        raise WrongSetting(f"{name} is too short: at least 32 signs.")
    return value


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdecimal():
        raise WrongSetting(f"{name} must be a whole number.")
    return int(text)
