"""README names each setting that is read, and none that is not."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    of_tests = [ROOT / "tests" / name for name in ("all.py", "databases.py", "browser/chromium.py")]
    read = [ROOT / "gunicorn.conf.py", *(ROOT / "referral").rglob("*.py"), *of_tests]
    in_code = {name for file in read for name in re.findall(r'"(SETU_\w+)"', file.read_text("utf-8"))}
    in_readme = set(re.findall(r"^\| `(SETU_\w+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert in_code == in_readme


def test_every_picture_and_file_that_is_named_is_there() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text("utf-8")
        for path in re.findall(r"\]\(((?!http)[^)#]+)\)", text):
            assert (ROOT / path).exists(), (page, path)
