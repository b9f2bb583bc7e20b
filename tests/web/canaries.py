"""Words that stand in the stage's records, and who may read each of them, on whatever page."""

from collections.abc import Iterable

from tests.web.staging import Staged
from tests.web.who import A_SIDE, B_SIDE, FOCAL, NAMED, PEOPLE

OF_B = frozenset(name for name in PEOPLE if name.startswith("b."))


def canaries(staged: Staged, name: str) -> list[str]:
    """What this person may read nowhere."""
    rows = [*_ordinary(staged), *_secret(staged)]
    return sorted({word for words, readers in rows if name not in readers for word in words if word})


def _ordinary(staged: Staged) -> Iterable[tuple[list[str | None], frozenset[str]]]:
    """She agreed that the service knows her name, phone, place and children; no more of her leaves her organisation."""
    worker, referrals = staged.ordinary
    sent, accepted, draft = referrals
    yield [worker.guardian_name, worker.nid_last4, worker.code, str(worker.id)], A_SIDE
    yield [str(draft.id), draft.code, str(draft.need_id)], A_SIDE
    yield [worker.name_bn, worker.name_en, worker.nickname, worker.area, "Child Canary"], A_SIDE | B_SIDE
    yield ["712345678", "712-345 678", "Words canary"], A_SIDE | B_SIDE
    yield [str(sent.id), sent.code, str(accepted.id), accepted.code], A_SIDE | B_SIDE


def _secret(staged: Staged) -> Iterable[tuple[list[str | None], frozenset[str]]]:
    """Her record is her organisation's; that she has this need, the named alone know, and the focal persons."""
    worker, need, referral = staged.secret
    yield [worker.name_bn, worker.name_en, worker.nickname, worker.guardian_name], A_SIDE
    yield [worker.area], A_SIDE | FOCAL
    yield [worker.nid_last4, worker.code, str(worker.id), "Hidden Child", "798765432", "798-765 432"], A_SIDE
    yield [str(need.id)], NAMED
    yield [str(referral.id), referral.code, "Agreed Canary"], NAMED | FOCAL
    yield [staged.address, staged.far.name_bn, staged.far.name_en], OF_B | NAMED
