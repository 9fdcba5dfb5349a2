"""Text that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in."""

import re

# What begins a formula in a spreadsheet, the full-width forms of East Asian keyboards included.
_DEBUTS = "=+\\-@\t\r\n\0＝＋－＠"  # noqa: RUF001 -- these very characters
_au_debut = re.compile(rf"^'*(?=[{_DEBUTS}])")
# A program that cuts at another separator, or minds no quotes, would begin a cell here.
_apres_separateur = re.compile(r"(?<=[;,\"\t])'*(?=[=+\-@])")
_apostrophe_au_debut = re.compile(rf"^'(?='*[{_DEBUTS}])")
_apostrophe_apres_separateur = re.compile(r"(?<=[;,\"\t])'(?='*[=+\-@])")


def neutraliser(texte: str) -> str:
    """Return the text with an apostrophe wherever a cell that begins there would be a formula."""
    return _apres_separateur.sub(r"'\g<0>", _au_debut.sub(r"'\g<0>", texte, count=1))


def retablir(texte: str) -> str:
    """Return what `neutraliser` was given."""
    return _apostrophe_apres_separateur.sub("", _apostrophe_au_debut.sub("", texte, count=1))
