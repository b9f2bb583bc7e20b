"""How much is with somebody, in words."""

from referral.i18n.dates import due
from referral.i18n.speech import _, _n
from referral.loop.passing import Bundle
from referral.loop.team import Load


def load_words(load: Load) -> str:
    """Open workers, referrals, turns, what is overdue, the oldest."""
    said = [
        _n("%(num)s worker", "%(num)s workers", load.workers),
        _n("%(num)s open referral", "%(num)s open referrals", load.referrals),
        _n("%(num)s turn", "%(num)s turns", load.turns),
    ]
    if load.tasks:
        said.append(_n("%(num)s task", "%(num)s tasks", load.tasks))
    if load.overdue:
        said.append(_n("%(num)s overdue", "%(num)s overdue", load.overdue))
    if load.oldest:
        said.append(_("the first: %(when)s", when=due(load.oldest)))
    return ", ".join(said)


def said_of(bundle: Bundle) -> str:
    """What goes over with one bundle."""
    counts = (
        (_n("%(num)s need", "%(num)s needs", len(bundle.needs)), bundle.needs),
        (_n("%(num)s open referral", "%(num)s open referrals", len(bundle.referrals)), bundle.referrals),
        (_n("%(num)s task", "%(num)s tasks", len(bundle.tasks)), bundle.tasks),
    )
    return ", ".join(words for words, some in counts if some) or _("her record")
