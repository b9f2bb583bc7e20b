"""What she lacks for a service, and how it could be had."""

from collections.abc import Mapping

from matching.missing import Missing
from referral.i18n.names import named
from referral.i18n.speech import Said, _, _l
from referral.web.reasons.sentences import sentence
from referral.web.reasons.values import either_of

EASE: Mapping[int, Said] = {
    1: _l("This can be got soon."),
    2: _l("This can be arranged."),
    3: _l("This can change with time."),
    4: _l("This changes slowly."),
    5: _l("This does not change."),
}


def lack(missing: Missing) -> str:
    """What is missing, and the way to it: "Missing paper: NID. Given by: ..."."""
    return f"{sentence(missing.reason)} {way(missing)}"


def ease(missing: Missing) -> str:
    """How easily it changes by itself."""
    return str(EASE[missing.ease])


def way(missing: Missing) -> str:
    """Which services would give it, else how easily it changes."""
    if not missing.givers:
        return ease(missing)
    names = either_of(f"{named(giver)} ({named(giver, 'organization')})" for giver in missing.givers)
    return _("Given by: %(services)s.", services=names)
