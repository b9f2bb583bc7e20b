"""All pages: a blueprint a subject."""

from referral.web import (
    account,
    consents,
    desk,
    figures,
    find,
    partners,
    referral,
    send,
    services,
    signing,
    tell,
    users,
    workers,
)

BLUEPRINTS = (
    signing.pages,
    account.pages,
    account.own,
    desk.pages,
    workers.pages,
    consents.pages,
    find.pages,
    send.pages,
    referral.pages,
    tell.pages,
    figures.pages,
    services.pages,
    partners.pages,
    users.pages,
)
