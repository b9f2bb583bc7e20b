"""An organisation's users, for its administrator: added by a one-time link, their roles, the services they answer for, ended."""

import uuid
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.models import Service
from referral import access
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.loop import ending, joining
from referral.models import FocalPerson, User
from referral.people import accounts, shutting, users
from referral.refusals import Refused
from referral.states import Role
from referral.web import edge
from referral.web.forms import Choices, Email, Phone, Read, Schema, Text, Yes, read, show
from referral.web.words.life import ROLES
from referral.web.words.refusals import say_refusal

pages = Blueprint("users", __name__)
edge.gate(pages, Role.ADMIN)


class UserForm(Schema):
    """Names, phone, roles."""

    name_bn = Text(_l("Name in Bengali"), most=120)
    name_en = Text(_l("Name in English"), most=120)
    phone = Phone(_l("Phone"), any_kind=True)
    roles = Choices(list(Role), _l("Roles"), required=True)
    safety_trained = Yes(_l("Trained for confidential needs"))


class NewForm(UserForm):
    """With the e-mail for signing in."""

    e_mail = Email(_l("E-mail"), required=True, most=160)


class FocalForm(Schema):
    """Who answers for a service."""

    focal = Choices(
        lambda: [str(user.id) for user in users.users_of(edge.session(), edge.me())], _l("Who answers for it?")
    )


def _roles(user: User) -> list[tuple[str, str]]:
    own = user.organization
    return [(role, str(word)) for role, word in ROLES.items() if role is not Role.BACKBONE or own.backbone]


@pages.get("/users")
def index() -> Response:
    """All users, and the services with who answers for each."""
    session, me = edge.session(), edge.me()
    found = users.users_of(session, me)
    services = list(
        session.scalars(
            select(Service).where(access.own_services(me)).order_by(Service.confidential.desc(), Service.name_en)
        )
    )
    focal: dict[Any, list[Any]] = {}
    people = {user.id: user for user in found}
    named_for = (
        select(FocalPerson)
        .where(FocalPerson.service_id.in_([one.id for one in services]))
        .order_by(FocalPerson.position)
    )
    for row in session.scalars(named_for):
        focal.setdefault(row.service_id, []).append(people[row.user_id])
    asked = shutting.waiting(session, me)
    return edge.page("users/list.html", asked=asked, users=found, services=services, focal=focal, words=ROLES)


@pages.get("/users/new")
def new_form() -> Response:
    """The form of a new user."""
    return edge.page("users/form.html", form=show(NewForm), one=None, roles=_roles(edge.me()))


@pages.post("/users/new")
def new() -> Response:
    """A user, and the one-time link, shown once."""
    form, secrets = read(NewForm, request.form), []

    def act() -> None:
        values = dict(form.values)
        roles = values.pop("roles")
        secrets.append(users.add_user(edge.session(), edge.me(), roles, **values)[1])

    form = edge.attempt(form, act)
    if form.ok:
        return _link(secrets[0])
    return edge.page("users/form.html", form=form, one=None, roles=_roles(edge.me()))


def _link(secret: str) -> Response:
    edge.session().commit()
    return edge.page("partners/link.html", link=url_for("account.invited", secret=secret, _external=True))


@pages.get("/users/<uuid:user_id>")
def one(user_id: uuid.UUID) -> Response:
    """One user."""
    user = users.get_user(edge.session(), edge.me(), user_id)
    shown = {name: getattr(user, name) for name in ("name_bn", "name_en", "phone", "safety_trained")}
    return _one(user, show(UserForm, shown | {"roles": [row.role for row in user.roles]}))


def _one(user: User, form: Read) -> Response:
    return edge.page(
        "users/form.html",
        form=form,
        one=user,
        roles=_roles(user),
        turns=ending.open_turns(edge.session(), user),
        left=say_refusal(Refused("hand_over_first")),
    )


@pages.post("/users/<uuid:user_id>")
def change(user_id: uuid.UUID) -> Response:
    """Other particulars and roles."""
    session, user = edge.session(), users.get_user(edge.session(), edge.me(), user_id)
    form = read(UserForm, request.form)

    def act() -> None:
        values = dict(form.values)
        users.change_user(session, edge.me(), user, values.pop("roles"), **values)

    form = edge.attempt(form, act)
    return (
        edge.done("/users", _l("It is stored.")) if form.ok else _one(users.get_user(session, edge.me(), user_id), form)
    )


@pages.post("/users/<uuid:user_id>/link")
def link(user_id: uuid.UUID) -> Response:
    """A new one-time link: for a password that was forgotten."""
    return _link(accounts.invite(edge.session(), users.get_user(edge.session(), edge.me(), user_id), edge.me()))


@pages.post("/users/<uuid:user_id>/end")
def end(user_id: uuid.UUID) -> Response:
    """The account ends, once nothing is left on its desk."""
    user = users.get_user(edge.session(), edge.me(), user_id)
    ending.end_user(edge.session(), edge.me(), user)
    accounts.end_all(edge.session(), user)
    return edge.done("/users", _l("The account has ended."))


@pages.get("/users/services/<uuid:service_id>")
def focal_form(service_id: uuid.UUID) -> Response:
    """Who answers for a service."""
    service = access.get_service(edge.session(), edge.me(), service_id)
    chosen = [str(user.id) for user in users.focal_persons(edge.session(), service)]
    return _focal(service, show(FocalForm, {"focal": chosen}))


def _focal(service: Service, form: Read) -> Response:
    people = [user for user in users.users_of(edge.session(), edge.me()) if user.ended_at is None]
    return edge.page(
        "users/focal.html", form=form, service=service, people=[(str(user.id), named(user)) for user in people]
    )


@pages.post("/users/services/<uuid:service_id>")
def focal(service_id: uuid.UUID) -> Response:
    """These answer for it from now on."""
    session = edge.session()
    service, form = access.get_service(session, edge.me(), service_id), read(FocalForm, request.form)

    def act() -> None:
        people = [users.get_user(session, edge.me(), uuid.UUID(key)) for key in form.values["focal"]]
        joining.name_focal(session, edge.me(), service, people)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/users", _l("It is stored."))
    return _focal(access.get_service(session, edge.me(), service_id), form)
