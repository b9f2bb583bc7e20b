"""`setu cohort ROSTER`: the women of a roster against the seats there are, each line with its reasons."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.current import current_agenda, current_offers
from catalog.models import AgendaNeed
from catalog.places import ancestors, find_place, places
from catalog.tables.bring import SOME_WRONG, UNREADABLE, WELL
from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.words import explain
from matching.cohort.build import Cohort, Wishes, build
from matching.cohort.risks import KINDS, RISK_WEIGHTS
from matching.cohort.run import run
from matching.profile import Profile
from matching.roster.reading import read, unreadable
from matching.roster.wanted import Roster, Row, Said
from referral.cli.cohort_lines import FORMATS, summary
from referral.cli.opening import catalog_opened
from referral.i18n.dates import today
from referral.loop.learned import order_in_force
from referral.loop.seats import taken
from referral.migrating import prepare

MOST_WEIGHT = 1000
SCHEMES = click.Choice(["2018", "2023"])


class Numbers(click.ParamType[tuple[str, float]]):
    """`CODE=NUMBER`, of known codes; a number may be a share such as 0.6 or 60%."""

    name = "CODE=NUMBER"

    def __init__(self, codes: Mapping[str, object], most: float) -> None:
        self.codes, self.most = codes, most

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """The code and its number."""
        code, _, text = value.partition("=")
        if code.partition(":")[0] not in self.codes:
            self.fail(f"there is no {code!r}; there are: {', '.join(self.codes)}.", param, ctx)
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            self.fail(f"{text!r} is no number.", param, ctx)
        if not 0 <= number <= self.most:
            self.fail(f"{text} is not between 0 and {self.most:g}.", param, ctx)
        return code, number


@click.command()
@click.argument("roster", type=click.Path(path_type=Path))
@click.option("--place", required=True, help="Where they live now: the factory's upazila or thana, by code or name.")
@click.option("--needs", required=True, help="What they need: codes of needs, with commas between them.")
@click.option("--floor", "floors", multiple=True, type=Numbers({**KINDS, **RISK_WEIGHTS}, 1), help="district=60%.")
@click.option("--weight", "weights", multiple=True, type=Numbers(RISK_WEIGHTS, MOST_WEIGHT), help="laid_off=40.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day that it is for; else today.")
@click.option("--scheme", type=SCHEMES, help="The scheme of wage grades 1 to 4.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="csv", show_default=True)
@click.pass_context
def cohort(
    context: click.Context,
    *,
    roster: Path,
    place: str,
    needs: str,
    floors: tuple[tuple[str, float], ...],
    weights: tuple[tuple[str, float], ...],
    day: date | None,
    scheme: str | None,
    form: str,
) -> None:
    """Assign the seats there are to the women of a roster: the most value, under floors for groups, each line explained.

    Nothing is stored or sent. Lines go to standard output, wrong cells and what came of it to standard error. Exit
    status: 0 all cells are well, 1 some are wrong (the rest is used), 2 nothing could be read. See docs/cohort.md.
    """
    where = place if place in places() else getattr(find_place(place), "code", None)
    if where is None:
        raise click.ClickException(f"There is no place {place!r}, or several; write the district behind it.")
    then = today() if day is None else date(day.year, day.month, day.day)
    sheet = _read(roster, then, scheme)
    if sheet is None or sheet.missing:
        context.exit(UNREADABLE)
    database = catalog_opened()
    prepare(database)
    wishes = Wishes(floors=dict(floors), risks={**RISK_WEIGHTS, **{code: round(number) for code, number in weights}})
    with database.session(writes=False) as session:
        made = _cohort(session, sheet, where, _needs(session, needs), day=then, wishes=wishes)
    result = run(made)
    FORMATS[form](made, result, sheet, click.echo)
    summary(result, lambda text: click.echo(text, err=True))
    context.exit(SOME_WRONG if sheet.wrong else WELL)


def _read(path: Path, day: date, scheme: str | None) -> Roster | None:
    """The roster, what is wrong with it told; None where the file is no table."""
    try:
        with path.open("rb") as file:
            sheet = read(file.read(MOST_BYTES + 1), day, Said(scheme=scheme or "", guess=True))
    except OSError:
        click.echo(f"There is no file {path}.", err=True)
        return None
    except Unreadable as error:
        click.echo(explain(unreadable(error), "en"), err=True)
        return None
    for wrong in sheet.wrong:
        click.echo(explain(wrong, "en"), err=True)
    if sheet.missing:
        click.echo("No column is a name.", err=True)
    if sheet.asks_scheme:
        click.echo("Grades 1 to 4 may be of 2018 or 2023: say --scheme; until then no grade is known.", err=True)
    return sheet


def _needs(session: Session, text: str) -> list[str]:
    """The codes of needs; a confidential one is never a cohort's."""
    known = {need.code: need for need in session.scalars(select(AgendaNeed).order_by(AgendaNeed.position))}
    found = [code.strip() for code in text.split(",") if code.strip()]
    for code in found or [text]:
        if code not in known:
            raise click.ClickException(f"There is no need {code!r}; there are: {', '.join(known)}.")
        if known[code].confidential:
            raise click.ClickException(f"{code} is confidential: such needs are never asked for in a cohort.")
    return found


def _cohort(session: Session, sheet: Roster, place: str, needs: list[str], *, day: date, wishes: Wishes) -> Cohort:
    roles = current_agenda(session).roles
    bands = {code: post.exposure_band for code, post in roles.items()}
    profiles = [_profile(row, place, bands) for row in sheet.rows]
    order = order_in_force(session)
    return build(
        profiles,
        [needs] * len(profiles),
        current_offers(session),
        taken(session),
        day,
        wishes=wishes,
        weights=order.weights,
        chance=order.chance,
    )


def _profile(row: Row, place: str, bands: Mapping[str, str]) -> Profile:
    """What matching may know of her: her row, and the one place of the file where the row tells none."""
    home = row.lives_in or place
    band = bands.get(row.facts.get("role", ""))
    return Profile(
        facts={**row.facts, **({"exposure_band": band} if band else {})},
        birth_year=row.known.birth_year,
        birth_year_about=row.birth_year_about,
        place_chain=(home, *ancestors(home)),
        point=places()[home].point,
    )
