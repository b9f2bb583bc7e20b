"""A named person whose account was opened by a link: shut, told of, and confirmed on a page, in both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from catalog.base import now
from referral.models import User
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_shell import PASSWORD

Sit = Callable[..., Client]
SAYS = {
    "en": ("is it really her?", "what is confidential is shut to you", "Speak with her before you confirm"),
    "bn": ("এটি কি সত্যিই তিনি?", "গোপনীয় সবকিছু আপনার জন্য বন্ধ আছে", "নিশ্চিত করার আগে তাঁর সঙ্গে কথা বলুন"),
}


@pytest.mark.parametrize("language", SAYS)
def test_she_is_confirmed_by_another_named_person(client: Sit, make: Make, session: Session, language: str) -> None:
    here, before = make.organization(), now() - timedelta(days=400)
    admin, focal, second = (
        make.user(role, organization=here, created_at=before, language=language)
        for role in (Role.ADMIN, Role.PROVIDER, Role.PROVIDER)
    )
    service = make.service(here, "gbv_support", focal=focal)
    make.service(here, "gbv_support", focal=second)
    referral = make.referral(make.need(make.worker()), service, sent_at=now())
    session.commit()
    asks, shut, speak = SAYS[language]
    link = client(admin, language).send(f"/users/{focal.id}/link").get_data(as_text=True)
    secret = link.split("/welcome/")[1].split('"')[0].split("<")[0].strip()
    taken = client(None, language)
    token = taken.get(f"/welcome/{secret}").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    given = {"password": PASSWORD, "conduct": "yes", "csrf_token": token}
    assert taken.post(f"/welcome/{secret}", data=given).status_code == 303
    assert shut in taken.get("/account").get_data(as_text=True)
    assert taken.get(f"/referrals/{referral.id}").status_code == 404
    path, other = f"/users/{focal.id}/confirm", client(second, language)
    assert path in other.get("/inbox").get_data(as_text=True) and asks in other.get("/inbox").get_data(as_text=True)
    assert speak in other.get(path).get_data(as_text=True)
    assert client(admin, language).get(path).status_code == taken.get(path).status_code == 404
    assert other.send(path).status_code == 303
    assert taken.get(f"/referrals/{referral.id}").status_code == 200
    session.expire_all()
    assert session.get_one(User, focal.id).opened_by_id == second.id
