"""The catalog made ready for matching once: which offers answer a need, and which give what she lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.models import RuleUse
from catalog.offer import Offer, OfferRule
from matching.rules import implied


@dataclass(frozen=True, slots=True)
class Asks:
    """What a service asks: rules that all hold, what its papers and language imply among them, and what only orders.

    Rules that ask the same, of whatever services, are one object, so that one answer does for all.
    """

    must: tuple[OfferRule, ...]
    priority: tuple[OfferRule, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Index:
    """Offers by need, by what they give (codes, and the kind of service as `kind:CODE`), and what each asks."""

    offers: tuple[Offer, ...]
    by_need: Mapping[str, tuple[Offer, ...]]
    givers: Mapping[str, tuple[Offer, ...]]
    asks: Mapping[object, Asks]

    def answering(self, need: str | None) -> tuple[Offer, ...]:
        """Offers that answer a need; all where none is named."""
        return self.offers if need is None else self.by_need.get(need, ())


_kept: list[tuple[object, Index]] = []


def index(offers: Iterable[Offer]) -> Index:
    """The index of these offers; asked again with the very same tuple, it is the one made before."""
    for known, made in _kept:
        if known is offers:
            return made
    made = _index(tuple(offers))
    if isinstance(offers, tuple):
        _kept[:] = [(offers, made)]
    return made


def by_need(offers: Iterable[Offer]) -> dict[str, tuple[Offer, ...]]:
    """Offers by each need that their kind answers."""
    found = defaultdict(list)
    for offer in offers:
        for need in offer.needs:
            found[need].append(offer)
    return {need: tuple(same) for need, same in found.items()}


def _index(offers: tuple[Offer, ...]) -> Index:
    givers = defaultdict(list)
    for offer in offers:
        for code in (*offer.gives, f"kind:{offer.kind_code}"):
            givers[code].append(offer)
    return Index(
        offers,
        by_need(offers),
        {code: tuple(same) for code, same in givers.items()},
        _asks(offers),
    )


def _asks(offers: Iterable[Offer]) -> dict[object, Asks]:
    known: dict[tuple[object, ...], OfferRule] = {}

    def one(rule: OfferRule) -> OfferRule:
        return known.setdefault((rule.fact, rule.test, repr(rule.value), rule.alternative), rule)

    return {
        offer.id: Asks(
            tuple(one(rule) for rule in (*offer.rules, *implied(offer)) if rule.use is RuleUse.MUST),
            tuple(one(rule) for rule in offer.rules if rule.use is RuleUse.PRIORITY),
        )
        for offer in offers
    }
