"""How gunicorn serves the pages: two processes of four threads, no socket of its own in the home folder, no access log."""

import os

wsgi_app = "wsgi:app"
bind = os.environ.get("SETU_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("SETU_WEB_PROCESSES", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
control_socket_disable = True
accesslog = None
loglevel = "warning"
