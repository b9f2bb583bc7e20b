"""Setu as it is served for real: gunicorn in a process of its own over a migrated database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from referral.config import DEMO_KEY, DEMO_SECRET
from referral.db import Database
from referral.migrating import ROOT, prepare
from referral.sealing import Keyring


def opened(url: str) -> Database:
    """The database as the served pages open it, with the newest tables."""
    database = Database(url, Keyring([DEMO_KEY], DEMO_SECRET))
    prepare(database)
    return database


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str, port: int) -> dict[str, str]:
    """What a server is told: keys that tests know, one process."""
    ours = {"SETU_DATABASE_URL": url, "SETU_BIND": f"127.0.0.1:{port}", "SETU_WEB_PROCESSES": "1"}
    return {
        **os.environ,
        **ours,
        "SETU_SECRET": DEMO_SECRET,
        "SETU_KEYS": DEMO_KEY,
        "SETU_FINGERPRINT_KEY": DEMO_SECRET,
    }


@contextmanager
def served(url: str) -> Iterator[str]:
    """The address of pages over this database, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(url, port), stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(address: str, seconds: float = 30) -> float:
    """Seconds until the address answers with 200; TimeoutError when it does not."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            with urlopen(address, timeout=2):
                return time.monotonic() - began
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"{address} did not answer")
