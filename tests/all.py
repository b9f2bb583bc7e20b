"""`make test` and `make check`: every kind of check in turn, a line of time for each, the first failure last."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.chromium import find_chromium, how_to_get

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STATIC = {
    "lint": [["ruff", "check", "--quiet", "."], ["ruff", "format", "--check", "--quiet", "."]],
    "types": [["mypy"]],
    "import contracts": [["lint-imports", "--no-cache"]],
}
PYTEST = ["pytest", "-q", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
QUICK = [*PYTEST, "--hypothesis-profile=quick", "--ignore=tests/browser", "-m", "not slow"]


def main() -> int:
    """All of it, or with `--quick` what a commit needs: SQLite alone, few examples, no browser."""
    quick = "--quick" in sys.argv
    failed = [name for name, commands in STATIC.items() if not _step(name, commands)]
    seed = os.environ.get("SETU_TEST_SEED") or str(secrets.randbelow(1_000_000))
    print(f"== the seed of random tests: {seed} (SETU_TEST_SEED={seed} takes it again)")
    browser = None if quick else find_chromium(install=True)
    run = [*(QUICK if quick else PYTEST), f"--hypothesis-seed={seed}"]
    if not _step("tests", [run], {"SETU_TEST_DIALECTS": "sqlite"} if quick else {}):
        failed.append("tests")
    if not quick and not browser:
        print(f"Not run: the browser's tests. To run them: {how_to_get()}.")
        failed += ["browser"] if os.environ.get("CI") else []
    print("FAILED: " + ", ".join(failed) if failed else "All is well.")
    return bool(failed)


def _step(name: str, commands: list[list[str]], environment: dict[str, str] | None = None) -> bool:
    began = time.monotonic()
    print(f"== {name}", flush=True)
    well = all(_run(command, environment or {}) for command in commands)
    print(f"== {name}: {'well' if well else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True)
    return well


def _run(command: list[str], environment: dict[str, str]) -> bool:
    program = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(program, cwd=ROOT, check=False, env={**os.environ, **environment}).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
