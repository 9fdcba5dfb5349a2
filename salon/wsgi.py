"""The site for an ordinary WSGI server: everything but the live stream."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")
django = get_wsgi_application()

from salon.entree import type_lisible  # noqa: E402 -- Django must be ready first


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request, whose content type Django is given in a form that it can read."""
    environ["CONTENT_TYPE"] = type_lisible(environ.get("CONTENT_TYPE", ""))
    return django(environ, start_response)
