"""Talk on the page of a referral: said, read by looking, an empty one refused, gone with her consent."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from referral.loop import closing
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
ASKS = "Does the Friday class suit her?"


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    return stage(session, make)


def test_what_one_side_says_the_other_reads_by_looking(client: Sit, session: Session, here: Stage) -> None:
    referral = here.sent()
    session.commit()
    path, partner, own = f"/referrals/{referral.id}", client(here.provider), client(here.caseworker)
    assert partner.send(f"{path}/talk", words=ASKS).status_code == 303
    assert "Not read yet" in partner.get(path).text
    assert "new message" in own.get("/sent").text
    assert ASKS in own.get(path).text
    assert "Not read yet" not in partner.get(path).text
    assert "new message" not in own.get("/sent").text
    assert ASKS not in partner.get("/inbox").text


def test_an_empty_message_is_refused_at_its_field(client: Sit, session: Session, here: Stage) -> None:
    referral = here.sent()
    session.commit()
    answer = client(here.caseworker).send(f"/referrals/{referral.id}/talk", words="  ")
    assert answer.status_code == 422 and 'id="e-talk-words"' in answer.text


def test_after_she_took_back_her_consent_the_provider_reads_none_of_it(
    client: Sit, session: Session, here: Stage
) -> None:
    referral = here.sent()
    session.commit()
    path = f"/referrals/{referral.id}"
    client(here.caseworker).send(f"{path}/talk", words=ASKS)
    closing.withdraw(session, here.caseworker, referral, reason="changed_mind")
    session.commit()
    assert ASKS not in client(here.provider).get(path).text
    assert client(here.provider).send(f"{path}/talk", words=ASKS).status_code == 404
    assert ASKS in client(here.caseworker).get(path).text
