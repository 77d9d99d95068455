"""How the databases stand, below /goofer of a Flask program: gunicorn with_flask:application."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from goofer_py.observe.wsgi import StatusWSGI

app = Flask(__name__)
application = DispatcherMiddleware(app, {"/goofer": StatusWSGI()})
