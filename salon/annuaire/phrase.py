"""Understand a phrase such as « légumes bio à moins de 50 km de Montpellier »."""

import re
from dataclasses import dataclass

from salon.annuaire.mots import MOT, nom_de_lieu, sans_accents

RAYON = 30  # kilometres, for « près de »
MOTS_DE_COMMUNE = 8

# Both run on a text of bounded length with single spaces: nothing in them can go astray.
_LIEN = r"(?P<lien>de |du |des |d['’] ?)"
_CHIFFREE = re.compile(
    r"\b(?:situee?s? )?(?:a )?(?:moins de |(?:dans )?un rayon de |jusqu['’]a |environ )?"
    rf"(?P<rayon>\d{{1,5}}) ?(?:kms?|kilometres?) (?:autour |maximum |au plus )?{_LIEN}"
)
_PROCHE = re.compile(
    rf"\b(?:tout )?(?:pres|proches?|autour|a proximite|aux alentours|aux environs) {_LIEN}"
)
# « du Vigan » says "le Vigan", « des Matelles » "les Matelles".
_ARTICLES = {"du": "le", "des": "les"}


@dataclass(frozen=True)
class Phrase:
    """A phrase taken apart: what is looked for, and the place that its end may begin with.

    `certaine` tells that a distance was written in figures: what follows has to be a commune.
    """

    texte: str
    suite: str = ""
    article: str = ""
    rayon: int | None = None
    certaine: bool = False

    def candidats(self) -> dict[str, str]:
        """Return the keys of the communes that `suite` may begin with, each with what then remains."""
        mots = list(MOT.finditer(self.suite))[:MOTS_DE_COMMUNE]
        candidats = {}
        for fin in (mot.end() for mot in reversed(mots)):
            nom, reste = self.suite[:fin], self.suite[fin:]
            if self.article:
                candidats[nom_de_lieu(f"{self.article} {nom}")] = reste
            candidats[nom_de_lieu(nom)] = reste
        return candidats


def comprendre(texte: str) -> Phrase:
    """Return the parts of a phrase; one that names no distance has no `suite`."""
    plat = " ".join(sans_accents(texte).split())
    chiffree = _CHIFFREE.search(plat)
    trouvee = chiffree or _PROCHE.search(plat)
    if trouvee is None:
        return Phrase(texte)
    return Phrase(
        texte=plat[: trouvee.start()],
        suite=plat[trouvee.end() :],
        article=_ARTICLES.get(trouvee["lien"].strip(), ""),
        rayon=int(trouvee["rayon"]) if chiffree else RAYON,
        certaine=bool(chiffree),
    )
