"""The parts of a score in words: what each is called, and how its points come about."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.parts import DEAR_TAKA, HALFWAY_KM, STALE_DAYS
from referral.i18n.speech import Said, _l


@dataclass(frozen=True, slots=True)
class PartWords:
    """What a part is called, and the sentence that explains it."""

    name: Said
    text: Said


PARTS: Mapping[str, PartWords] = {
    "need": PartWords(
        _l("Her need"),
        _l("A service that is there for this need first gets all points; one that helps with it besides gets fewer."),
    ),
    "distance": PartWords(
        _l("The way"),
        _l(
            "The nearer, the more: half is left at %(km)s km by road. Where it is not known, two fifths.",
            km=HALFWAY_KM,
        ),
    ),
    "hours": PartWords(
        _l("The hours"),
        _l("All points where the hours lie outside her shift and the way, half where that is to be asked."),
    ),
    "seats": PartWords(
        _l("Seats and waiting"),
        _l(
            "All points for a free seat that is counted, four fifths where seats are not counted, none where it is full."
            " Waiting for the start takes up to a third."
        ),
    ),
    "cost": PartWords(
        _l("What it costs her"),
        _l(
            "All points where it is free or brings her money, the fewer the dearer, none from %(taka)s taka"
            " in the first month on.",
            taka=DEAR_TAKA,
        ),
    ),
    "priority": PartWords(
        _l("Whom it takes first"),
        _l("Points where she is among those whom the service takes first. A service that takes nobody first has none."),
    ),
    "confirmed": PartWords(
        _l("Confirmed lately"),
        _l(
            "All points on the day its partner confirms that all is still true, half after %(days)s days, then none.",
            days=STALE_DAYS,
        ),
    ),
    "chance": PartWords(
        _l("Chance of completing"),
        _l(
            "What was learnt from referrals that ended: how often such a service, at such a way and hours, is completed."
            " Nothing that she is goes into it. It counts only while a model is in use."
        ),
    ),
}
