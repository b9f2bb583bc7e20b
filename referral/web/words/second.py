"""Before what a second person agrees, in words."""

from collections.abc import Mapping

from referral.i18n.speech import Said, _l
from referral.states import Eye

EYES: Mapping[str, Said] = {
    Eye.SEND: _l("sending"),
    Eye.OVERRIDE: _l("sending although a rule says no"),
    Eye.UNMET: _l("closing with the need unmet"),
}
