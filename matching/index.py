"""The catalog made ready for matching once: which offers answer a need, and which give what she lacks."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from catalog.models import RuleUse
from catalog.offer import Offer, OfferRule
from matching.changed import changed
from matching.rules import implied

Groups = Mapping[str, tuple[Offer, ...]]
Codes = Callable[[Offer], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Asks:
    """What a service asks: rules that all hold, what its papers and language imply among them, and what only orders.

    Rules that ask the same, of whatever services, are one object, so that one answer does for all.
    """

    must: tuple[OfferRule, ...]
    priority: tuple[OfferRule, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Index:
    """Offers by need, by what they give (codes, and the kind of service as `kind:CODE`), and what each asks.

    `rules` holds the one object of all rules that ask the same.
    """

    offers: tuple[Offer, ...]
    by_need: Groups
    givers: Groups
    asks: Mapping[UUID, Asks]
    rules: dict[Hashable, OfferRule]

    def answering(self, need: str | None) -> tuple[Offer, ...]:
        """Offers that answer a need; all where none is named."""
        return self.offers if need is None else self.by_need.get(need, ())


_kept: list[tuple[object, Index]] = []


def index(offers: Iterable[Offer]) -> Index:
    """The index of these offers; asked again with the very same tuple, it is the one made before.

    Where few offers are other objects than those of the tuple before, the rest of its index is kept.
    """
    if not isinstance(offers, tuple):
        return _index(tuple(offers))
    for known, made in _kept:
        if known is offers:
            return made
    made = _renewed(_kept[0][1], offers) if _kept else _index(offers)
    _kept[:] = [(offers, made)]
    return made


def by_need(offers: Iterable[Offer]) -> dict[str, tuple[Offer, ...]]:
    """Offers by each need that their kind answers."""
    return _grouped(offers, _needs)


def _index(offers: tuple[Offer, ...]) -> Index:
    rules: dict[Hashable, OfferRule] = {}
    asks = {offer.id: _asks(offer, rules) for offer in offers}
    return Index(offers, by_need(offers), _grouped(offers, _gives), asks, rules)


def _renewed(before: Index, offers: tuple[Offer, ...]) -> Index:
    """The index of offers of which few have changed."""
    pairs = changed(before.offers, offers)
    if pairs is None:
        return _index(offers)
    asks, rules = dict(before.asks), dict(before.rules)
    for key, (_, new) in pairs.items():
        asks.pop(key, None)
        if new is not None:
            asks[key] = _asks(new, rules)
    found = list(pairs.values())
    return Index(offers, _moved(before.by_need, found, _needs), _moved(before.givers, found, _gives), asks, rules)


def _moved(groups: Groups, pairs: Iterable[tuple[Offer | None, Offer | None]], codes: Codes) -> Groups:
    """The groups with the old offers of those pairs taken out and the new ones put in."""
    moved = dict(groups)
    for old, new in pairs:
        if old is not None:
            moved |= {code: tuple(offer for offer in moved[code] if offer is not old) for code in codes(old)}
        if new is not None:
            moved |= {code: (*moved.get(code, ()), new) for code in codes(new)}
    return {code: same for code, same in moved.items() if same}


def _needs(offer: Offer) -> Iterable[str]:
    return offer.needs


def _gives(offer: Offer) -> Iterable[str]:
    return *offer.gives, f"kind:{offer.kind_code}"


def _grouped(offers: Iterable[Offer], codes: Codes) -> dict[str, tuple[Offer, ...]]:
    found = defaultdict(list)
    for offer in offers:
        for code in dict.fromkeys(codes(offer)):
            found[code].append(offer)
    return {code: tuple(same) for code, same in found.items()}


def _asks(offer: Offer, known: dict[Hashable, OfferRule]) -> Asks:
    def one(rule: OfferRule) -> OfferRule:
        return known.setdefault((rule.fact, rule.test, repr(rule.value), rule.alternative), rule)

    return Asks(
        tuple(one(rule) for rule in (*offer.rules, *implied(offer)) if rule.use is RuleUse.MUST),
        tuple(one(rule) for rule in offer.rules if rule.use is RuleUse.PRIORITY),
    )
