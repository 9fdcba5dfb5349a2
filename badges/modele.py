"""What is printed on a badge."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Badge:
    """Everything that is printed, as plain text; nothing here is ever read as markup."""

    nom: str
    structure: str
    fonction: str
    categorie: str
    couleur: str
    """Colour of the category band, as "#rrggbb"."""
    edition: str
    lieu_dates: str
    code: str
    """Content of the QR code, made by `badges.code.signer`."""
    code_court: str
    """What a person can read out, made by `badges.code.code_court`."""
