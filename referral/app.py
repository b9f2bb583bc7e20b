"""The application on one screen: settings, database, language, pages."""

from flask import Flask

from referral import i18n
from referral.config import Settings, settings
from referral.db import Database
from referral.sealing import Keyring
from referral.web import shell
from referral.web.pages import BLUEPRINTS


def create_app(given: Settings | None = None, database: Database | None = None) -> Flask:
    """Setu's web application; raises WrongSetting before anything is served."""
    chosen = given or settings()
    i18n.compile_translations()
    app = Flask("referral.web", static_folder=None)
    app.secret_key = chosen.secret
    store = database or Database(chosen.database_url, Keyring(chosen.keys, chosen.fingerprint_key))
    shell.init(app, store, chosen)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
