"""Pages over the demo: statements a page, and requests per second against a bare view with the same SQL and template."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask, Response, make_response, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from sqlalchemy import Engine, event, exists, select

from catalog.models import Service
from referral import demo
from referral.app import create_app
from referral.config import DEMO_KEY, DEMO_SECRET, Settings
from referral.db import Database
from referral.loop import needs, sending
from referral.loop.fitting import ranking
from referral.models import Need, User, Worker
from referral.moment import today
from tests.browser.serving import opened
from tests.databases import sqlite_url
from tests.sitting import sit_down
from tests.statements import OF_TRANSACTIONS

TIMES, ROUNDS = 40, 5
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Page:
    """A page of the bench: its name, its address, and the demo user who opens it."""

    name: str
    path: str
    e_mail: str


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """A ratio and a count of statements for each page."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = opened(stack.enter_context(sqlite_url(folder)))
        demo.load(database.session)
        app = create_app(
            Settings(database_url="", secret=DEMO_SECRET, keys=(DEMO_KEY,), fingerprint_key=DEMO_SECRET, demo=True),
            database,
        )
        for page in pages_of(database):
            ours = sitting(app, database, page.e_mail)
            sent, template, values = seen(app, database.reader, ours, page.path)
            bare = bare_view(app, database.reader, sent, template, values)
            quick, slow = [], []
            for _ in range(ROUNDS):
                slow.append(rate(ours, page.path))
                quick.append(rate(bare, "/"))
            ratio, peer = median(slow) / median(quick), {"bare view, per second": median(quick)}
            yield f"{page.name}_ratio", ratio, "ratio", TIMES * ROUNDS, f"{median(slow):.0f} per second", peer
            yield f"{page.name}_queries", len(sent), "statements", 1, page_note(page), {}
        database.engine.dispose()


def page_note(page: Page) -> str:
    """Which kind of page it is, without the keys in its address."""
    return "/".join("…" if len(part) == 36 else part for part in page.path.split("/"))


def pages_of(database: Database) -> list[Page]:
    """The four pages of the figures, and a caseworker's day."""
    people = {account.does: account.e_mail for account in demo.accounts()}
    with database.session() as session:
        own = session.scalars(select(User).where(User.e_mail == people["caseworker"])).one()
        wants_nothing = ~exists().where(Need.person_id == Worker.id, Need.closed_at.is_(None))
        hers = select(Worker).where(Worker.caseworker_id == own.id, wants_nothing).order_by(Worker.code)
        need = needs.open_need(session, own, session.scalars(hers.limit(1)).one(), "learn_skill")
        best = ranking(session, own, need, today(session)).suiting[0]
        choice = needs.choose(session, own, need, session.get_one(Service, best.offer.id))
        draft = sending.draft(session, own, choice)
        session.commit()
        return [
            Page("inbox", "/inbox", people["provider"]),
            Page("today", "/today", people["caseworker"]),
            Page("worker", f"/workers/{need.person_id}", people["caseworker"]),
            Page("find", f"/needs/{need.id}/services", people["caseworker"]),
            Page("send", f"/referrals/{draft.id}/send", people["caseworker"]),
            Page("figures", "/figures", people["backbone"]),
        ]


def sitting(app: Flask, database: Database, e_mail: str) -> FlaskClient:
    """A client in which that user is signed in."""
    client = app.test_client()
    with database.session(writes=False) as session:
        user_id = session.scalars(select(User.id).where(User.e_mail == e_mail)).one()
    sit_down(client, database, user_id, "bn")
    return client


def seen(
    app: Flask, reader: Engine, client: FlaskClient, path: str
) -> tuple[list[Statement], Template, dict[str, Any]]:
    """What the page asks of the database once all is warm, and what its template is given."""
    for _ in range(3):
        assert client.get(path).status_code == 200, path
    asked: list[Statement] = []
    drawn: list[tuple[Template, dict[str, Any]]] = []

    def note(_: object, __: object, statement: str, given: object, ___: object, many: bool) -> None:
        if not many and not statement.startswith(OF_TRANSACTIONS):
            asked.append((statement, given))

    def draw(_: object, template: Template, context: dict[str, Any], **__: object) -> None:
        drawn.append((template, context))

    event.listen(reader, "before_cursor_execute", note)
    with template_rendered.connected_to(draw, app):
        client.get(path)
    event.remove(reader, "before_cursor_execute", note)
    return asked, *drawn[-1]


def bare_view(
    app: Flask, reader: Engine, sent: list[Statement], template: Template, values: dict[str, Any]
) -> FlaskClient:
    """The least that could give this page: the same statements, all rows fetched, the same template drawn."""
    bare = Flask("bare")
    bare.config.update(app.config)
    bare.secret_key, bare.jinja_env, bare.extensions = app.secret_key, app.jinja_env, app.extensions
    bare.teardown_appcontext_funcs = app.teardown_appcontext_funcs

    def view() -> Response:
        with reader.connect() as connection:
            for statement, given in sent:
                rows = connection.exec_driver_sql(statement, given)
                if rows.returns_rows:
                    rows.fetchall()
        return make_response(template.render(values))

    bare.add_url_rule("/", "view", view)
    app.login_manager.init_app(bare)  # type: ignore[attr-defined]
    client = bare.test_client()
    client.set_cookie("lang", "bn")
    assert client.get("/").status_code == 200
    return client


def rate(client: FlaskClient, path: str) -> float:
    """How many requests a second."""
    began = time.perf_counter()
    for _ in range(TIMES):
        client.get(path)
    return TIMES / (time.perf_counter() - began)
