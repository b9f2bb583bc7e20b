"""All pages: a blueprint a subject."""

from referral.web import account, signing

BLUEPRINTS = (signing.pages, account.pages, account.own)
