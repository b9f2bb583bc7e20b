"""What opens to her with the codes that earlier steps give: what rules say of her then, each answered once."""

from dataclasses import dataclass, field, replace

from matching import near
from matching.gains import after
from matching.missing import opened_by
from matching.rank import Search
from matching.reason import Answer, Reason
from matching.ways.pools import Asked, Codes

Said = tuple[tuple[Reason, ...], int]


@dataclass(slots=True, repr=False)
class Opening:
    """One worker's search, and what rules said of her with each set of codes that any of them mentions."""

    search: Search
    _searches: dict[Codes, Search] = field(default_factory=dict)
    _verdicts: dict[tuple[object, Codes], Said] = field(default_factory=dict)

    def lacks(self, asked: Asked, gained: Codes) -> bool:
        """Whether a rule says no to her with these codes."""
        return bool(self._verdict(asked, gained)[0])

    def asks(self, asked: Asked, gained: Codes) -> int:
        """How many rules are still to be asked of her with these codes."""
        return self._verdict(asked, gained)[1]

    def openers(self, asked: Asked, given: Codes) -> Codes:
        """The codes, of those that are given by somebody, that open what says no; nothing where one no can't be opened."""
        found = [frozenset(opened_by(reason)) & given for reason in self._verdict(asked, frozenset())[0]]
        return frozenset[str]().union(*found) if all(found) else frozenset()

    def searching(self, gained: Codes) -> Search:
        """The search of one who has these codes."""
        known = self._searches.get(gained)
        if known is None:
            known = replace(self.search, profile=after(self.search.profile, gained), answered={})
            self._searches[gained] = known
        return known

    def _verdict(self, asked: Asked, gained: Codes) -> Said:
        """The reasons that say no, and how many rules ask."""
        key = asked.key, gained & asked.mentions
        known = self._verdicts.get(key)
        if known is None:
            search = self.searching(key[1])
            km = near.nearest(near.reach(search.profile.point, asked.alone)) if asked.alone else None
            found = search.answers(asked.rules, km)
            known = self._verdicts[key] = (
                tuple(reason for reason in found if reason.answer is Answer.NO),
                sum(reason.answer is Answer.ASK for reason in found),
            )
        return known
