"""`make test` and `make check`: every kind of check in turn, a line of time for each, the first failure last."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.chromium import find_chromium, how_to_get

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STATIC = {
    "lint": [["ruff", "check", "."], ["ruff", "format", "--check", "--quiet", "."]],
    "types": [["mypy"]],
    "import contracts": [["lint-imports", "--no-cache"]],
}
QUICK = ["-m", "not browser and not slow"]
CI = bool(os.environ.get("CI"))


def main() -> int:
    """All of it, or with `--quick` what a commit needs: no browser, no races, SQLite alone."""
    quick = "--quick" in sys.argv
    failed = [name for name, commands in STATIC.items() if not _step(name, commands)]
    environment = {"SETU_TEST_DIALECTS": "sqlite"} if quick else {}
    missing = [] if quick else _missing()
    if CI and missing:
        failed += missing
    arguments = QUICK if quick else []
    if not _step("tests", [["pytest", "-q", "-n", "2", "--dist", "loadgroup", *arguments]], environment):
        failed.append("tests")
    for line in missing:
        print(f"Not tried here: {line}")
    print("FAILED: " + ", ".join(failed) if failed else "All is well.")
    return bool(failed)


def _missing() -> list[str]:
    """What this machine lacks, with how to get it; what can be installed is installed."""
    return [] if find_chromium(install=True) else [f"pages in a browser ({how_to_get()})"]


def _step(name: str, commands: list[list[str]], environment: dict[str, str] | None = None) -> bool:
    began = time.monotonic()
    print(f"== {name}", flush=True)
    well = all(
        subprocess.run(
            [str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False, env={**os.environ, **(environment or {})}
        ).returncode
        == 0
        for command in commands
    )
    print(f"== {name}: {'well' if well else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True)
    return well


if __name__ == "__main__":
    sys.exit(main())
