"""`make words`: every sentence of code and templates gathered into translations/bn, what is missing told."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
BENGALI = ROOT / "translations" / "bn" / "LC_MESSAGES" / "messages.po"
METHODS = [("referral/**.py", "python"), ("referral/web/templates/**.html", "jinja2")]
NOT_OURS = ('"POT-', '"PO-', '"Generated-By', '"Last-T', '"Language-Team', '"Report-', '"Project-Id')
HEADER = "# Bengali for Setu. Written from knowledge of the language; not yet read by a native caseworker."
OPTIONS = {"referral/web/templates/**.html": {"trimmed": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "_n": (1, 2),
    "_ln": (1, 2),
    "ngettext": (1, 2),
    "_p": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
}


def said() -> Catalog:
    """Every sentence that the code says."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        ROOT,
        METHODS,
        OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {".venv", "var", "build", "tests", "node_modules"},
    )
    for file, _, message, _, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(message, context=context, locations=[(file, 0)])
    return catalog


def translated(path: Path = BENGALI) -> Catalog:
    """The Bengali that there is."""
    with path.open("rb") as file:
        return read_po(file, locale="bn", domain="messages")


def missing(have: Catalog, wanted: Catalog) -> list[str]:
    """Sentences without Bengali, as they stand in the code."""
    texts = []
    for message in wanted:
        if message.id:
            known = have.get(message.id, message.context)
            if known is None or not known.string or (message.pluralizable and not all(known.string)):
                texts.append(str(message.id))
    return texts


def main() -> int:
    """Bring the file up to date with the code, keeping the Bengali that there is, and more of it from files given."""
    wanted = said()
    files = [*([BENGALI] if BENGALI.exists() else []), *map(Path, sys.argv[1:])]
    strings = {(m.id, m.context): m.string for file in files for m in translated(file) if m.id and m.string}
    fresh = Catalog(locale="bn", charset="utf-8", fuzzy=False)
    fresh.header_comment = HEADER
    for message in filter(lambda one: one.id, wanted):
        string = strings.get((message.id, message.context), ("", "") if message.pluralizable else "")
        fresh.add(message.id, string, locations=sorted(set(message.locations)), context=message.context)
    text = io.BytesIO()
    write_po(text, fresh, width=0, sort_output=True, include_lineno=False)
    lines = [line for line in text.getvalue().decode().splitlines() if not line.startswith(NOT_OURS)]
    BENGALI.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for sentence in missing(fresh, wanted):
        print(f"no Bengali yet: {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
