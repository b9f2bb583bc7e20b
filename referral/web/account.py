"""The own account: language, password, other sittings; and the one-time link by which an account begins."""

from flask import Blueprint, Response, request
from flask_login import current_user

from referral import access
from referral.i18n.speech import _l
from referral.lists import conduct
from referral.loop import joining
from referral.people import accounts, shutting
from referral.web import edge
from referral.web.forms import Choice, Schema, Text, Yes, read, show
from referral.web.shell import sitting

pages = Blueprint("account", __name__)
own = Blueprint("own_account", __name__)
edge.gate(own)


class PasswordForm(Schema):
    """The old password and the new one."""

    old = Text(_l("Your password now"), required=True)
    password = Text(_l("New password"), required=True)


class LanguageForm(Schema):
    """Bengali or English."""

    language = Choice(("bn", "en"), _l("Language"), required=True)


class WelcomeForm(Schema):
    """A first password, and the code of conduct accepted."""

    password = Text(_l("Password"), required=True)
    conduct = Yes(_l("I keep the code of conduct"), required=True)


@own.get("/account")
def account() -> Response:
    """The own account."""
    me = edge.me()
    lonely = me.shut_at is not None and shutting.is_lonely(edge.session(), me)
    return edge.page("account/account.html", form=show(PasswordForm), lonely=lonely)


@own.post("/account/password")
def password() -> Response:
    """A new password; all other sittings end."""
    form = read(PasswordForm, request.form)

    def act() -> None:
        accounts.change_password(
            edge.session(), edge.me(), form.values["old"], form.values["password"], but=current_user.sign_in_id
        )

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/account", _l("The password is changed. Other devices are signed out."))
    return edge.page("account/account.html", form=form)


@own.post("/account/language")
def language() -> Response:
    """The language of her account, for every device that has chosen none."""
    form = read(LanguageForm, request.form)
    if form.ok:
        edge.me().language = form.values["language"]
    answer = edge.done("/account")
    if form.ok:
        answer.delete_cookie("lang")
    return answer


@pages.get("/welcome/<secret>")
def invited(secret: str) -> Response:
    """The page of a one-time link."""
    invitation = access.found(accounts.invited(edge.session(), secret))
    return edge.page(
        "account/welcome.html", form=show(WelcomeForm), invited=invitation.user, secret=secret, code=conduct()
    )


@pages.post("/welcome/<secret>")
def welcome(secret: str) -> Response:
    """The password is chosen, and she is in."""
    form, session = read(WelcomeForm, request.form), edge.session()
    invitation = access.found(accounts.invited(session, secret))

    def act() -> None:
        sitting.begin(accounts.welcome(session, secret, form.values["password"]))
        joining.look_again(session, invitation.user.organization_id)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/", _l("Welcome to Setu."))
    return edge.page("account/welcome.html", form=form, invited=invitation.user, secret=secret, code=conduct())
