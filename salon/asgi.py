"""The site on one port: the gates and the live streams natively, everything else by Django (WSGI)."""

import gc

from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.routing import Mount, Route

# Makes Django ready, which the rest of the site needs when it is loaded.
from salon.wsgi import application as django_en_wsgi

# isort: split
from salon.pointage.diffusion import Diffusion
from salon.pointage.porte_rapide import PorteRapide

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
