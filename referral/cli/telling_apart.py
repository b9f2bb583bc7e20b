"""`setu same-person`: pairs of records, or one roster, compared; one JSON object a line out."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from matching.same.compare import Verdict, weigh
from matching.same.roster import twice
from matching.same.sheets import NotRecords, records
from referral.i18n.dates import today

NOT_RECORDS = 2
SAID = {
    "en": {
        "empty": "The file is empty.",
        "unreadable": "The file is neither a CSV nor an XLSX sheet.",
        "one_side": "For pairs, columns of both sides are needed: a_name, ... and b_name, ...",
        "no_name": "No column of names was found: pairs need a_name and b_name, a roster needs name.",
        "no_file": "There is no such file, or it can't be read.",
    },
    "bn": {
        "empty": "ফাইলটি খালি।",
        "unreadable": "ফাইলটি CSV বা XLSX শিট নয়।",
        "one_side": "জোড়ার জন্য দুই পাশের কলাম লাগবে: a_name, ... এবং b_name, ...",
        "no_name": "নামের কলাম পাওয়া যায়নি: জোড়ার জন্য a_name ও b_name, তালিকার জন্য name লাগবে।",
        "no_file": "এই নামে কোনো ফাইল নেই, অথবা তা পড়া যাচ্ছে না।",
    },
}


@click.command("same-person")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True, help="Of the reasons.")
@click.pass_context
def same_person(context: click.Context, file: Path | None, language: str) -> None:
    """Say whether records are of one woman: FILE, or standard input, with pairs (a_ and b_ columns) or one roster.

    One JSON object a line: for pairs each in order, for a roster the pairs that are same or maybe, with the numbers of
    their rows (1 is the first row of data). It needs no database and no keys. Exit status 2: nothing could be read.
    """
    try:
        data = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
        kind, women = records(data, today())
    except OSError:
        click.echo(SAID[language]["no_file"], err=True)
        context.exit(NOT_RECORDS)
    except NotRecords as error:
        click.echo(SAID[language][error.reason], err=True)
        context.exit(NOT_RECORDS)
    if kind == "pairs":
        answers: Iterator[dict[str, object]] = (_answer(weigh(*both), language) for both in women)
    else:
        found = twice([one for (one,) in women])
        answers = ({"a": pair.a + 1, "b": pair.b + 1} | _answer(pair.verdict, language) for pair in found)
    for answer in answers:
        click.echo(json.dumps(answer, ensure_ascii=False))


def _answer(verdict: Verdict, language: str) -> dict[str, object]:
    return {
        "answer": verdict.answer.value,
        "score": round(verdict.score, 4),
        "reasons": [
            {"code": one.code, "weight": round(one.weight, 2), "text": one.words(language)} for one in verdict.findings
        ],
    }
