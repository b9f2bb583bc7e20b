"""The page of a woman who may be written down twice: merged, undone, told apart; in both languages."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from referral.models import NameKey, Worker
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

SAYS = {
    "en": ("Is she written down twice?", "differs", "Undo the merge", "No other record looks like hers"),
    "bn": ("তাঁর নাম কি দুবার লেখা হয়েছে?", "অমিল", "আবার আলাদা করুন", "তাঁর মতো আর কোনো রেকর্ড নেই"),
}


@pytest.mark.parametrize("language", SAYS)
def test_two_records_are_merged_undone_and_told_apart(
    session: Session, make: Make, client: Callable[..., Client], language: str
) -> None:
    caseworker = make.user(Role.CASEWORKER, language=language)
    names = {"name_bn": "রহিমা খাতুন", "name_en": "Rahima Khatun", "phone": "+8801712345678"}
    this = make.worker(caseworker, facts={"shift": "general"}, **names)
    other = make.worker(caseworker, facts={"shift": "night"}, **names)
    elsewhere = make.worker(make.user(Role.CASEWORKER), facts={}, **names)
    for worker in (this, other, elsewhere):
        worker.keys.append(NameKey(key="rahima"))
    session.commit()
    title, differs, undo, nobody = SAYS[language]
    sits, address = client(caseworker, language), f"/workers/{this.id}"
    page = sits.get(address + "/same").get_data(as_text=True)
    assert title in page and differs in page and other.code in page and elsewhere.code not in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    given = {"other": other.id, "keep": "other", "seen": seen}
    assert sits.send(address + "/same", **given).status_code == 422
    assert sits.send(address + "/same", **(given | {"other": elsewhere.id})).status_code == 404
    made = sits.send(address + "/same", **given, **{"take-shift": "this", "take-fact-shift": "this"})
    assert made.status_code == 303 and made.headers["Location"] == f"/workers/{other.id}"
    session.expire_all()
    assert session.get_one(Worker, other.id).facts == {"shift": "general"}
    kept = sits.get(address, follow_redirects=True).get_data(as_text=True)
    assert this.code in kept and undo in kept
    row = re.findall(r'name="merge" value="([^"]+)"', kept)[0]
    assert sits.send(f"/workers/{other.id}/same/undo", merge=row).status_code == 303
    session.expire_all()
    assert session.get_one(Worker, other.id).facts == {"shift": "night"}
    assert sits.send(address + "/same/apart", other=other.id).status_code == 303
    assert nobody in sits.get(address + "/same").get_data(as_text=True)
    assert sits.send(address + "/same/apart", other="nonsense").status_code == 404
