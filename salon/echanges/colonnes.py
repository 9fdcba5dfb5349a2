"""The columns of a list, and which of them each column of a stranger's file is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salon.annuaire.mots import sans_accents
from salon.erreurs import Invalide


class ColonnesInattendues(Invalide):
    code = "colonnes_inattendues"


@dataclass(frozen=True)
class Colonne:
    """One column of ours: its field, the heading that we write, the headings that we also know."""

    nom: str
    titre: str
    autres: tuple[str, ...] = ()
    obligatoire: bool = False


# The column of ours, or nothing, by the heading of the file.
Correspondance = Mapping[str, str]


def reconnaitre(colonnes: Sequence[Colonne], entetes: Sequence[str]) -> dict[str, str]:
    """Return which column each heading is; accents, capitals and punctuation do not count."""
    connus = {
        _cle(nom): colonne.nom
        for colonne in colonnes
        for nom in (colonne.nom, colonne.titre, *colonne.autres)
    }
    return {entete: connus.get(_cle(entete), "") for entete in entetes}


def verifier(colonnes: Sequence[Colonne], entetes: Sequence[str], choix: Correspondance) -> None:
    """Refuse a file in which a column stands twice, or one that must be there is not."""
    doubles = {entete for entete in entetes if entetes.count(entete) > 1}
    if doubles:
        raise ColonnesInattendues(f"Colonne en double : {', '.join(sorted(doubles))}.")
    noms = [choix.get(entete, "") for entete in entetes]
    for colonne in colonnes:
        if noms.count(colonne.nom) > 1:
            raise ColonnesInattendues(f"Deux colonnes du fichier sont « {colonne.titre} ».")
        if colonne.obligatoire and colonne.nom not in noms:
            attendues = ", ".join(autre.titre for autre in colonnes)
            raise ColonnesInattendues(
                f"Colonne absente : {colonne.titre}. Colonnes possibles : {attendues}."
            )


def _cle(entete: str) -> str:
    return re.sub(r"[\W_]+", " ", sans_accents(entete)).strip()
