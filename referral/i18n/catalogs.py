"""Translations made ready: each .po that is newer than its .mo, or has none, is compiled and put in its place at once."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "translations"


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compiles what has changed and tells what; two processes may do it at the same time."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parts[-3])
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as temporary:
            write_mo(temporary, catalog)
        Path(name).chmod(0o644)
        Path(name).replace(target)
        made.append(target)
    return made
