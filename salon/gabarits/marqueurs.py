"""What stands in braces in an e-mail: which words may, and how they are replaced.

A text is never a template: a known word in braces is replaced once, and everything else is literal.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from salon.erreurs import Invalide

COMMUNS = {
    "prenom": "prénom du destinataire",
    "nom": "nom du destinataire",
    "structure": "structure du destinataire",
    "edition": "nom de l’édition",
    "lieu": "lieu de l’édition",
    "dates": "dates de l’édition",
    "lien": "lien personnel vers l’espace du destinataire",
}

_signe = re.compile(r"\{([a-z_]+)\}|[{}]")
_paragraphe = re.compile(r"\n\s*\n")


class GabaritInvalide(Invalide):
    code = "gabarit_invalide"


@dataclass(frozen=True)
class Gabarit:
    """One kind of e-mail: when it leaves, our own words, and what else than COMMUNS may stand in it."""

    titre: str
    sujet: str
    corps: str
    propres: Mapping[str, str] = field(default_factory=dict)

    @property
    def marqueurs(self) -> dict[str, str]:
        """Return every word that may stand in braces, and what it stands for."""
        return {**COMMUNS, **self.propres}


def verifier(texte: str, permis: Collection[str], *, champ: str) -> None:
    """Raise GabaritInvalide, with the place, for an unknown word in braces or a brace on its own."""
    for trouve in _signe.finditer(texte):
        mot = trouve.group(1)
        if mot in permis:
            continue
        ligne = texte.count("\n", 0, trouve.start()) + 1
        colonne = trouve.start() - texte.rfind("\n", 0, trouve.start())
        ou = f"ligne {ligne}, caractère {colonne}"
        if mot is None:
            raise GabaritInvalide(f"Accolade sans sa moitié ({ou}).", champ=champ)
        liste = ", ".join(f"{{{nom}}}" for nom in permis)
        raise GabaritInvalide(
            f"Marqueur inconnu : {{{mot}}} ({ou}). Marqueurs possibles : {liste}.", champ=champ
        )


def remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """Replace each known word in braces, once: braces in a value stay as they are."""
    return _signe.sub(lambda trouve: valeurs.get(trouve.group(1) or "", trouve.group()), texte)


def paragraphes(corps: str, valeurs: Mapping[str, str]) -> list[str]:
    """Return the filled paragraphs; one that has words in braces, all of them empty, is left out."""
    return [
        remplir(morceau, valeurs).strip()
        for morceau in _paragraphe.split(corps.replace("\r\n", "\n").strip())
        if _dit_quelque_chose(morceau, valeurs)
    ]


def _dit_quelque_chose(morceau: str, valeurs: Mapping[str, str]) -> bool:
    connus = [valeurs[mot] for mot in _signe.findall(morceau) if mot in valeurs]
    return not connus or any(connus)
