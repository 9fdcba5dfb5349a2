"""What a public text does not show: e-mail addresses and phone numbers, which robots collect."""

import re
from typing import Annotated

from pydantic import AfterValidator

RETIRE = "[coordonnées retirées]"
_courriel = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_telephone = re.compile(
    r"(?<![\w+])(?:\+33\s?(?:\(0\)\s?)?|0033\s?|0)[1-9](?:[\s.-]?[0-9]{2}){4}(?!\d)"
)


def discret(texte: str) -> str:
    """Hide the e-mail addresses and the phone numbers that people wrote in a text."""
    return _telephone.sub(RETIRE, _courriel.sub(RETIRE, texte))


# A text of the public API.
Discret = Annotated[str, AfterValidator(discret)]
