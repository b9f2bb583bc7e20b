"""The rules that a row asks for: those of its own columns first, then its conditions in words, as far as understood."""

from collections.abc import Callable, Iterator, Set

from catalog import offers
from catalog.data import rows
from catalog.models import Rule, Service
from catalog.tables.cells import conditions, in_bengali
from catalog.tables.shown import age_rule, grade_text, rule_of, text_of
from catalog.tables.wanted import Grades, Wanted

ReadRules = Callable[[str], list[Rule]]
CHILD_UNTIL = 15
AGES = frozenset({"min_age", "max_age"})
GRADE_WORDS = "Grade {}"


def in_words(text: str) -> list[Rule]:
    """A condition that stays in the partner's words, to be asked."""
    return [offers.words_rule(text, "bn" if in_bengali(text) else "en")]


def rules_wanted(
    service: Service, wanted: Wanted, columns: Set[str], read: ReadRules, *, serves_children: bool
) -> list[Rule]:
    """All its rules: what the columns say, then what still stands, then what is new.

    A rule that somebody has made of a condition in words stays as it is while the sheet says the same.
    """
    rules = list(service.rules)
    for old, new in reversed(list(_of_columns(service, wanted, columns, serves_children))):
        rules = new + [rule for rule in rules if rule is not old]
    if "eligibility" in columns:
        before = set(conditions(service.source.get("cells", {}).get("eligibility", ""), 10_000))
        said = {text_of(rule) for rule in rules}
        gone = before - set(wanted.eligibility)
        rules = [rule for rule in rules if text_of(rule) not in gone]
        for text in wanted.eligibility:
            if text not in before | said:
                rules += _apart(read(text), max((rule.alternative or 0 for rule in rules), default=0))
    return rules


def _apart(rules: list[Rule], used: int) -> list[Rule]:
    """Rules whose numbers of alternatives are not those of others."""
    for rule in rules:
        if rule.alternative is not None:
            rule.alternative += used
    return rules


def _of_columns(
    service: Service, wanted: Wanted, columns: Set[str], serves_children: bool
) -> Iterator[tuple[Rule | None, list[Rule]]]:
    """For each column that makes a rule of its own: the rule there was, and what takes its place."""
    if columns & AGES:
        yield age_rule(service), _age(wanted, serves_children)
    if "grade" in columns:
        before = GRADE_WORDS.format(service.source.get("cells", {}).get("grade", ""))
        said = next((rule for rule in service.rules if text_of(rule) == before), None)
        yield rule_of(service, "wage_grade", "range") or said, _grade(wanted.grade)
    if "employment" in columns:
        codes = list(wanted.employment)
        new = [Rule(fact="employment", test="one_of", value={"codes": codes})] if codes else []
        yield rule_of(service, "employment", "one_of"), new


def _age(wanted: Wanted, serves_children: bool) -> list[Rule]:
    """Her age; the child's where the kind serves children and the age is one of a child."""
    low, high = wanted.min_age, wanted.max_age
    if low is None and high is None:
        return []
    child = serves_children and (low or 0) < CHILD_UNTIL
    fact, a_year, rest = ("child_age_months", 12, 11) if child else ("birth_year", 1, 0)
    value = {
        "min": None if low is None else low * a_year,
        "max": None if high is None else high * a_year + rest,
    }
    return [Rule(fact=fact, test="range", value={name: bound for name, bound in value.items() if bound is not None})]


def _grade(grade: Grades | None) -> list[Rule]:
    """The grades of 2023 that are meant; in words where the scheme is not told, or has no such grade any more."""
    if grade is None:
        return []
    of_2023 = {
        int(row["grade_2023"])
        for row in rows("grades")
        if row["scheme"] == grade.scheme
        and row["grade"].isdecimal()
        and row["grade_2023"]
        and grade.low <= int(row["grade"]) <= grade.high
    }
    if not of_2023:
        return in_words(GRADE_WORDS.format(grade_text(grade)))
    return [Rule(fact="wage_grade", test="range", value={"min": min(of_2023), "max": max(of_2023)})]
