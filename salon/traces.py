"""What the technical log must not hold, and how its lines stay lines."""

import logging
import re

JETON = re.compile(r"(/(?:acces|lien|repondre|agenda)/)[^\s/?\"']+")
CONTROLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class SansJeton(logging.Filter):
    """Hides the tokens of access links, and writes control characters so that they do nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a line; never drop it."""
        texte = JETON.sub(r"\1…", record.getMessage())
        record.msg = CONTROLE.sub(lambda signe: repr(signe.group())[1:-1], texte)
        record.args = ()
        return True
