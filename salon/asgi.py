"""The site on one port: the gates and the live streams natively, everything else by Django (WSGI)."""

import gc
import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salon.settings")
django_en_wsgi = get_wsgi_application()

from starlette.applications import Starlette  # noqa: E402 -- Django must be ready first
from starlette.routing import Mount, Route  # noqa: E402

from salon.pointage.diffusion import Diffusion  # noqa: E402
from salon.pointage.porte_rapide import PorteRapide  # noqa: E402

FILS = 10  # threads for Django in each process

application = Starlette(
    routes=[
        Route("/api/v1/passages", PorteRapide(), methods=["POST"]),
        Route("/api/v1/editions/{edition}/direct", Diffusion()),
        # The two libraries describe the same interfaces with types that do not meet.
        Mount("/", WSGIMiddleware(django_en_wsgi, workers=FILS)),  # type: ignore[arg-type]
    ]
)

# What is loaded by now lives as long as the process. Without this the collector walks through it all every
# few seconds, and every gate waits for it.
gc.collect()
gc.freeze()
