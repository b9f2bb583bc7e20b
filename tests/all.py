"""`make test` and `make check`: every kind of check in turn, a line of time for each, the first failure last."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STATIC = {
    "lint": [["ruff", "check", "--quiet", "."], ["ruff", "format", "--check", "--quiet", "."]],
    "types": [["mypy"]],
    "import contracts": [["lint-imports", "--no-cache"]],
}


def main() -> int:
    """All of it, or with `--quick` what a commit needs: SQLite alone."""
    failed = [name for name, commands in STATIC.items() if not _step(name, commands)]
    quick = {"SETU_TEST_DIALECTS": "sqlite"} if "--quick" in sys.argv else {}
    if not _step("tests", [["pytest", "-q", "-n", "2", "--dist", "loadfile"]], quick):
        failed.append("tests")
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
