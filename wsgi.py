"""What a web server loads: `gunicorn -c gunicorn.conf.py`."""

from referral.app import create_app

app = create_app()
