"""Gunicorn's settings, the same for `make run` and docker-compose.yml."""

import os

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
loglevel = "error"
# No second door beside the port.
control_socket_disable = True
