"""The technical log holds no token, and a forged line does not look like one."""

import logging

from salon.traces import SansJeton


def ecrire(message: str, *valeurs: object) -> str:
    ligne = logging.LogRecord("test", logging.WARNING, "", 0, message, valeurs, None)
    SansJeton().filter(ligne)
    return ligne.getMessage()


def test_the_token_of_an_access_link_is_hidden():
    assert ecrire("Gone: %s", "/acces/WzEsMF0:abc") == "Gone: /acces/…"


def test_control_characters_are_written_out():
    assert ecrire("nom %s", "a\r\x1b[31m") == "nom a\\r\\x1b[31m"
