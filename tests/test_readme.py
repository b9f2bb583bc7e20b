"""README names each setting that is read, and none that is not."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    read = [ROOT / "referral" / "config.py", ROOT / "tests" / "databases.py"]
    in_code = {name for file in read for name in re.findall(r'"(SETU_\w+)"', file.read_text("utf-8"))}
    in_readme = set(re.findall(r"^\| `(SETU_\w+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert in_code - {"SETU_TEST_DIALECTS"} == in_readme
