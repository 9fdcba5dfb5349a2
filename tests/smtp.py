"""A real mail server on this machine, and the settings by which e-mails go to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.installation import port_libre

HOTE = "127.0.0.1"


def viser(settings: Any) -> int:
    """Have e-mails sent to a port where nobody listens yet; return it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOTE, port_libre(), 5
    return int(settings.EMAIL_PORT)


@contextmanager
def ouvrir(boite: object, port: int) -> Iterator[None]:
    """Run a server for which `boite` answers, as a handler of aiosmtpd."""
    controleur = Controller(boite, hostname=HOTE, port=port)
    controleur.start()
    yield
    controleur.stop()
