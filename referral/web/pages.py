"""All pages: a blueprint a subject."""

from referral.web import account, consents, desk, find, referral, send, signing, tell, workers

BLUEPRINTS = (
    signing.pages,
    account.pages,
    account.own,
    desk.pages,
    find.pages,
    send.pages,
    referral.pages,
    tell.pages,
    workers.pages,
    consents.pages,
)
