"""Numbers as the reader writes them: her digits, Indian grouping, taka without paisa, phones as they are dialled."""

from decimal import ROUND_HALF_UP, Decimal

from referral.i18n.speech import digits


def grouped(value: int) -> str:
    """Latin digits with Indian grouping: 3, then 2 and 2."""
    sign, text = ("-" if value < 0 else ""), str(abs(value))
    head, tail = text[:-3], text[-3:]
    parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return sign + ",".join([*parts, tail])


def number(value: float | Decimal) -> str:
    """A figure: 1,240 or, on Bengali pages, ১,২৪০; a fraction keeps one place."""
    whole = int(value)
    if value == whole:
        return digits(grouped(whole))
    text = f"{abs(value):.1f}"
    sign = "-" if value < 0 else ""
    return digits(f"{sign}{grouped(int(text[:-2]))}{text[-2:]}")


def percent(share: float) -> str:
    """A share of one as whole percent: 0.724 is 72%."""
    return digits(f"{int(Decimal(str(share * 100)).quantize(Decimal(1), ROUND_HALF_UP))}%")


def money(taka: float | Decimal) -> str:
    """৳ 1,50,000 with the reader's digits; paisa are not shown."""
    return "৳\u00a0" + digits(grouped(int(Decimal(str(taka)).quantize(Decimal(1), ROUND_HALF_UP))))


def phone(number: str | None) -> str:
    """A number to dial, in Latin digits on every page: +8801700000041 is 01700-000 041."""
    text = (number or "").removeprefix("+88")
    return f"{text[:5]}-{text[5:8]} {text[8:]}" if len(text) == 11 and text.isascii() and text.isdigit() else text
