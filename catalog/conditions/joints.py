"""Where a sentence may be parted, how it says who comes first, and how it says that nothing is asked."""

import re

from catalog.conditions.wording import worded, words
from catalog.spelling import clean

MORE = "more|above|over|older|higher|up|upwards|less|under|below|younger|fewer|বেশি|তার|এর|কম|তদূর্ধ্ব|ঊর্ধ্বে"
COMMA = re.compile(r"\s*,(?!\d)\s*|(?<!\d)\s*,\s*")
OR = re.compile(clean(rf"\s+(?:or|অথবা|বা|কিংবা)\s+(?!(?:{MORE})(?!\S))|(?<=[^\W\d])\s*/\s*(?=[^\W\d])"), re.IGNORECASE)
AND = re.compile(clean(rf"(?<!between \d)(?<!between \d\d)\s+(?:and|ও|এবং|&)\s+(?!(?:{MORE})(?!\S))"), re.IGNORECASE)
FIRST = re.compile(
    clean(
        r"(?:priority (?:for|to):?|preference (?:for|to):?|first:?|অগ্রাধিকার:?)\s+(?P<first>.+)|(?P<last>.+?)\s+(?:first|preferred|"
        r"come first|comes first|(?:are |is |will be )?preferred|(?:get|gets|have|has) (?:a )?(?:priority|preference)|"
        r"(?:are |is )?given priority|অগ্রাধিকার(?: পাবেন| পান| দেওয়া হবে| দেওয়া হয়)?|আগে (?:সুযোগ )?(?:পাবেন|পান))"
    ),
    re.IGNORECASE,
)
NOT_ASKED = re.compile(
    clean(
        r".+ (?:is |are )?(?:not|no longer) (?:required|needed|necessary|compulsory|mandatory|asked)|no .+ (?:required|needed|necessary|asked)|"
        r"no (?:condition|conditions|restriction|restrictions|requirement|requirements|age limit)|"
        r".+ (?:আবশ্যক|প্রয়োজন|দরকার|বাধ্যতামূলক|জরুরি|জরুরী) (?:নয়|নেই|হয় না|না)|.+ (?:লাগে না|লাগবে না)|"
        r"(?:কোনো |কোন )?(?:শর্ত|শর্তাবলি|বয়সসীমা) (?:নেই|নাই)"
    )
)


def asks_nothing(text: str) -> bool:
    """Whether it is open to all, or says only that something is not required."""
    said = worded(text)
    if said in (*words("everybody"), *words("nothing")) or worded(text.rpartition(":")[2]) in words("everybody"):
        return True
    joined = AND.search(text) or OR.search(text) or COMMA.search(text)
    return not joined and NOT_ASKED.fullmatch(said) is not None and not set(words("but")) & set(said.split())
