"""What the pages of the agenda call things: its five lists, states, sections of a factory, bands of exposure."""

from collections.abc import Mapping

from referral.i18n.speech import Said, _l, _lp

LISTS: Mapping[str, Said] = {
    "kinds": _l("Kinds of service"),
    "needs": _l("Needs"),
    "outcomes": _l("Outcomes"),
    "roles": _lp("agenda", "Roles"),
    "figures": _l("Figures on automation"),
}
NEW: Mapping[str, Said] = {
    "kinds": _l("New kind"),
    "needs": _l("New need"),
    "outcomes": _l("New outcome"),
    "roles": _l("New role"),
    "figures": _l("New figure"),
}
SERVED: Mapping[str, Said] = {
    "worker": _l("the worker"),
    "child": _l("a child"),
    "household": _l("the household"),
}
BANDS: Mapping[str, Said] = {"low": _l("low"), "medium": _l("medium"), "high": _l("high")}
SECTIONS: Mapping[str, Said] = {
    "cutting": _l("cutting"),
    "sewing": _l("sewing"),
    "finishing": _l("finishing"),
    "quality": _l("quality"),
    "knitting": _l("knitting"),
    "dyeing": _l("dyeing"),
    "washing": _l("washing"),
    "printing": _l("printing"),
    "embroidery": _l("embroidery"),
    "sample": _l("samples"),
    "technical": _l("technical"),
    "store": _l("store"),
    "office": _l("office"),
    "lead": _l("supervision"),
}
SECTOR: Said = _l("the whole sector")
MOVES: Mapping[str, Said] = {
    "services": _l("Services that move to the other kind, with their referrals: %(count)s"),
    "kinds": _l("Kinds of service that are joined to the other: %(count)s"),
    "parts": _l("Parts that are joined to the other: %(count)s"),
}
GRADES = ("1", "2", "3", "4")
