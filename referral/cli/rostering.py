"""`setu import workers FILE`: a roster shown, and its women listed when that is said."""

import sys
from functools import partial
from pathlib import Path

import click
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from catalog.places import find_place
from catalog.tables.bring import SOME_WRONG, UNREADABLE, WELL, Voice
from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.words import explain
from matching.roster.reading import read, unreadable
from matching.roster.wanted import Said
from matching.same.compare import Same
from referral.cli.opening import opened
from referral.loop.cohorts.comparing import Preview, compared, roles_of
from referral.loop.cohorts.listing import Agreed, OfFile, store
from referral.migrating import prepare
from referral.models import User, UserRole, Worker
from referral.moment import today
from referral.refusals import Refused
from referral.states import Role


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--organization", required=True, help="Whose workers they are: its name in English or Bengali.")
@click.option("--place", required=True, help="Where they live now: the factory's upazila or thana.")
@click.option("--name", help="What the roster is called; else the file's name.")
@click.option("--scheme", type=click.Choice(["2018", "2023"]), help="The scheme of wage grades 1 to 4.")
@click.option("--accept", is_flag=True, help="List the women without asking.")
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True)
@click.pass_context
def workers(
    context: click.Context,
    *,
    file: Path,
    organization: str,
    place: str,
    name: str | None,
    scheme: str | None,
    accept: bool,
    language: str,
) -> None:
    """Read a roster of workers, such as of a lay-off: CSV or XLSX, in English or Bengali, old fonts too.

    Its women are listed for that organisation alone; nothing is sent, and who does not agree is gone after 180 days.
    The same file again changes nothing. Exit status: 0 all cells are well, 1 some are wrong (the rest is kept), 2
    nothing could be read.
    """
    where = find_place(place)
    if where is None:
        raise click.ClickException(f"There is no place {place!r}, or several; write the district behind it.")
    _, database = opened()
    prepare(database)
    voice = Voice(click.echo, partial(click.echo, err=True), language)
    with database.session() as session:
        actor = _actor(session, organization)
        sheet = _compared(session, actor, file, Said(scheme=scheme or "", guess=True), voice)
        if sheet is None:
            context.exit(UNREADABLE)
        _show(sheet, voice)
        ended = SOME_WRONG if sheet.wrong or sheet.nameless else WELL
        if not accept and not (sys.stdin.isatty() and click.confirm("List these women?", default=False)):
            session.rollback()
            click.echo(voice.say("not_listed"))
            context.exit(ended)
        try:
            _, made = store(session, actor, sheet, OfFile(name or file.stem, where.code), Agreed(sheet.shown))
        except Refused:
            session.rollback()
            voice.wrong(voice.say("nobody_listed"))
            context.exit(UNREADABLE)
        session.commit()
    click.echo(voice.say("women_listed", made=made))
    context.exit(ended)


def _actor(session: Session, organization: str) -> User:
    """Who is responsible for these women at first: a supervisor of the organisation, else a caseworker."""
    named = func.lower(organization)
    wanted = (
        select(User)
        .join(Organization, Organization.id == User.organization_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            or_(func.lower(Organization.name_en) == named, Organization.name_bn == organization),
            UserRole.role.in_((Role.SUPERVISOR, Role.CASEWORKER)),
            User.ended_at.is_(None),
        )
        .order_by(UserRole.role.desc(), User.id)
    )
    found = session.scalars(wanted.limit(1)).first()
    if found is None:
        raise click.ClickException(f"No organisation {organization!r} with a caseworker is there.")
    return found


def _compared(session: Session, actor: User, file: Path, said: Said, voice: Voice) -> Preview | None:
    try:
        with file.open("rb") as opened_file:
            data = opened_file.read(MOST_BYTES + 1)
        roster = read(data, today(session), said, roles=roles_of(session))
    except OSError:
        voice.wrong(voice.say("no_such_file", path=file))
        return None
    except Unreadable as error:
        voice.wrong(explain(unreadable(error), voice.language))
        return None
    if roster.missing:
        voice.wrong(voice.say("columns_missing", columns=["name"]))
        return None
    if roster.asks_scheme:
        voice.wrong(voice.say("scheme_unknown"))
    if roster.ignored:
        voice.wrong(voice.say("ignored", columns=roster.ignored))
    return compared(session, actor.organization_id, roster)


def _show(sheet: Preview, voice: Voice) -> None:
    """Wrong cells, who may be one woman twice, and the counts."""
    for error in sheet.wrong:
        column = f"{error.column}: " if error.column else ""
        voice.wrong(f"{voice.say('row', row=error.row)} {column}{explain(error, voice.language)}")
    for pair in sheet.pairs:
        code = "perhaps_same" if pair.answer is Same.MAYBE else "likely_same"
        other = pair.other.code if isinstance(pair.other, Worker) else voice.say("row", row=pair.other.number)
        voice.out(f"{voice.say('row', row=pair.row.number)} {pair.row.name}: {voice.say(code, other=other)}")
    counts = {"new": len(sheet.new), "listed": len(sheet.listed), "repeated": len(sheet.repeated)}
    voice.out(voice.say("roster_counts", **counts, pairs=len(sheet.pairs), wrong=len(sheet.wrong)))
