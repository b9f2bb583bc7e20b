"""Who can sign in to the demo: one account for each thing that people do, all with one password that is no secret."""

from dataclasses import dataclass

from referral.demo.data import rows

PASSWORD = "setu-demo-2041"  # noqa: S105 - known to all, for invented people alone
DOES = {
    "caseworker": ("caseworker", "কেসওয়ার্কার"),
    "supervisor": ("supervisor", "তত্ত্বাবধায়ক"),
    "provider": ("provider", "সেবাদানকারী"),
    "focal": ("focal person of confidential services", "গোপনীয় সেবার দায়িত্বপ্রাপ্ত ব্যক্তি"),
    "admin": ("administrator", "প্রশাসক"),
    "backbone": ("backbone", "সমন্বয়কারী"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An invented person who can sign in; `does` is a code of `DOES`."""

    e_mail: str
    password: str
    does: str
    role_en: str
    role_bn: str
    organization_en: str
    organization_bn: str


def accounts() -> list[Account]:
    """One for each of `DOES`, in that order."""
    organizations = {row["code"]: row for row in rows("organizations")}
    shown = {row["shown_as"]: row for row in rows("users")}
    return [
        Account(
            shown[does]["e_mail"],
            PASSWORD,
            does,
            *words,
            organizations[shown[does]["organization"]]["name_en"],
            organizations[shown[does]["organization"]]["name_bn"],
        )
        for does, words in DOES.items()
    ]
