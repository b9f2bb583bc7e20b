"""What a notice says: one sentence for each thing that it may be about, without a name."""

from collections.abc import Mapping

from referral.i18n.speech import Said, _l
from referral.models import About, Notice
from referral.web.words.life import DONE

SENTENCES: Mapping[About, Said] = {
    About.EVENT: _l("Something was done"),
    About.TALK: _l("A message from the other side"),
    About.SESSION_TOMORROW: _l("Remind her: she has a session tomorrow"),
    About.CLASS_TOMORROW: _l("You have a session tomorrow"),
    About.SESSION_CHANGED: _l("Tell her: a session is new, at another time, or off"),
    About.STAYS_AWAY: _l("She stays away from her sessions"),
    About.DUE_SOON: _l("Your turn: due on the next working day"),
    About.DUE_NOW: _l("Your turn: today is the last day"),
    About.OVERDUE: _l("Your turn: the time is over"),
    About.ESCALATED: _l("A turn of your side waits too long: please see to it"),
    About.DUE_MOVED: _l("The last day has moved: a holiday was declared or taken away"),
    About.DRAFT_ENDS: _l("A draft that nobody has sent goes soon"),
    About.SECOND_ASKED: _l("A colleague asks whether you agree"),
    About.SECOND_AGREED: _l("A second person has agreed: it can be done now"),
    About.SECOND_BACK: _l("A second person has sent it back with a word"),
    About.NOBODY_ANSWERS: _l("Nobody answers for a service any more: it takes no new referrals"),
    About.AGREEMENT_IN_30: _l("A data-sharing agreement ends in 30 days"),
    About.AGREEMENT_IN_14: _l("A data-sharing agreement ends in 14 days"),
    About.AGREEMENT_IN_3: _l("A data-sharing agreement ends in 3 days"),
    About.AGREEMENT_OVER: _l("A data-sharing agreement has ended: nothing is sent there any more"),
}


def notice_words(notice: Notice) -> str:
    """What was done to the referral, or what it reminds of."""
    if notice.event is not None:
        return str(DONE[notice.event.action])
    return str(SENTENCES[notice.about])
