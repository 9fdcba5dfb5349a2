"""Draws agendas to print: A4, type that is read at arm's length, each person from a page of their own.

Data in, bytes out: no database and no clock. The type and the sign are those of the badges.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from badges.composition import Bloc, Cadre, ajuster
from badges.pdf import BLANC, ENCRE, GRIS, Cahier, rencontre, teinte
from badges.polices import GRAS, NORMAL

LARGEUR, HAUTEUR = 210 * mm, 297 * mm
PRUNE, FILET = "#8a1c4a", "#c9c5bb"

_MARGE = 15 * mm
_DROITE = LARGEUR - _MARGE
_BAS = 20 * mm
_BANDEAU = HAUTEUR - 26 * mm
_SIGNE = ((_MARGE + 7 * mm, HAUTEUR - 13 * mm), (_MARGE + 15 * mm, HAUTEUR - 13 * mm)), 7 * mm
_TITRE = _MARGE + 29 * mm
# The three columns: when, with whom, where.
_QUI, _OU = 52 * mm, 150 * mm
_ESPACE = 4 * mm

_CADRE_EDITION = Cadre(_DROITE - _TITRE, 9 * mm, 20)
_CADRE_LIEU = Cadre(_DROITE - _TITRE, 6 * mm, 11)
_CADRE_TITULAIRE = Cadre(_DROITE - _MARGE, 21 * mm, 26, 2)
_CADRE_STRUCTURE = Cadre(_DROITE - _MARGE, 12 * mm, 14, 2)
_CADRE_JOUR = Cadre(_DROITE - _MARGE, 8 * mm, 16)
_CADRE_DEBUT = Cadre(_QUI - _MARGE - 3 * mm, 9 * mm, 20)
_CADRE_FIN = Cadre(_QUI - _MARGE - 3 * mm, 5 * mm, 10)
_CADRE_QUI = Cadre(_OU - _QUI - 4 * mm, 12 * mm, 14, 2)
_CADRE_DE = Cadre(_OU - _QUI - 4 * mm, 10 * mm, 11.5, 2)
_CADRE_OU = Cadre(_DROITE - _OU, 18 * mm, 14, 3)
_CADRE_PIED = Cadre((_DROITE - _MARGE) / 2, 5 * mm, 9)


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """One meeting as it is printed."""

    debut: str
    fin: str
    qui: str
    structure: str
    lieu: str


@dataclass(frozen=True)
class Journee:
    """The meetings of one day."""

    nom: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, kw_only=True)
class Feuille:
    """The agenda of one person; texts, never read as markup."""

    titulaire: str
    structure: str
    titre: str
    edition: str
    lieu_dates: str
    etabli: str
    """When it was true, e.g. "À jour le 19 mai 2027 à 17:05"."""
    journees: tuple[Journee, ...]


@dataclass(frozen=True)
class _Rang:
    """Something set across the page: its texts with colour and left edge, and how high it is."""

    blocs: tuple[tuple[Bloc, float, str, float], ...]
    """Each with its distance below the top of the row, its colour and its left edge."""
    hauteur: float
    jour: str = ""
    """Set for the heading of a day, which stays with the row that follows."""


_Page = list[_Rang]
_ENTETE_SUITE: Final = 22 * mm


def agenda_pdf(feuille: Feuille) -> bytes:
    """Return the agenda of one person; the same agenda is the same bytes, always and everywhere."""
    return agendas_pdf([feuille])


def agendas_pdf(feuilles: Iterable[Feuille]) -> bytes:
    """Return agendas in one file, each on as many pages as it needs. Raises ValueError for none."""
    cahier = None
    for feuille in feuilles:
        cahier = cahier or Cahier(f"{feuille.titre} {feuille.edition}", (LARGEUR, HAUTEUR))
        pages = _mettre_en_pages(feuille)
        for numero, page in enumerate(pages, 1):
            _dessiner(cahier, feuille, page, numero)
            _ecrire_pied(cahier, feuille, f"Page {numero} sur {len(pages)}")
            cahier.showPage()
    if cahier is None:
        raise ValueError("Aucun agenda à imprimer.")
    return cahier.octets()


def _mettre_en_pages(feuille: Feuille) -> list[_Page]:
    """Fill pages with rows; a day that goes on overleaf has its name again."""
    pages: list[_Page] = [[]]
    reste = _haut_premiere(feuille) - _BAS
    jour = ""
    for rang in _rangs(feuille.journees):
        minimum = rang.hauteur + (_rang_minimal() if rang.jour else 0)
        if minimum > reste and pages[-1]:
            pages.append([])
            reste = HAUTEUR - _ENTETE_SUITE - _BAS
            if not rang.jour:
                suite = _rang_jour(f"{jour} (suite)")
                pages[-1].append(suite)
                reste -= suite.hauteur
        pages[-1].append(rang)
        reste -= rang.hauteur
        jour = rang.jour or jour
    return pages


def _rang_minimal() -> float:
    """Return the room to keep below the name of a day, for one meeting of the usual height."""
    return 18 * mm


def _rangs(journees: Sequence[Journee]) -> Iterator[_Rang]:
    for journee in journees:
        yield _rang_jour(journee.nom)
        yield from (_rang_ligne(ligne) for ligne in journee.lignes)
    if not journees:
        vide = ajuster("Aucun rendez-vous pour l’instant.", NORMAL, _CADRE_STRUCTURE)
        yield _Rang(((vide, 6 * mm, GRIS, _MARGE),), 20 * mm)


def _rang_jour(nom: str) -> _Rang:
    bloc = ajuster(nom, GRAS, _CADRE_JOUR)
    return _Rang(((bloc, 5 * mm, PRUNE, _MARGE),), bloc.hauteur + 8 * mm, nom)


def _rang_ligne(ligne: Ligne) -> _Rang:
    debut, fin = ajuster(ligne.debut, GRAS, _CADRE_DEBUT), ajuster(ligne.fin, NORMAL, _CADRE_FIN)
    qui, de = ajuster(ligne.qui, GRAS, _CADRE_QUI), ajuster(ligne.structure, NORMAL, _CADRE_DE)
    ou = ajuster(ligne.lieu, GRAS, _CADRE_OU)
    demi = _ESPACE / 2
    blocs = [
        (debut, demi, ENCRE, _MARGE),
        (fin, demi + debut.hauteur, GRIS, _MARGE),
        (qui, demi, ENCRE, _QUI),
        (de, demi + qui.hauteur, GRIS, _QUI),
        (ou, demi, ENCRE, _OU),
    ]
    hauteur = max(decalage + bloc.hauteur for bloc, decalage, _, _ in blocs) + demi
    return _Rang(tuple(bloc for bloc in blocs if bloc[0].texte), hauteur)


def _identite(feuille: Feuille) -> list[tuple[Bloc, str]]:
    nombre = sum(len(journee.lignes) for journee in feuille.journees)
    titre = f"{feuille.titre} · {nombre} rendez-vous"
    textes = [
        (ajuster(feuille.titulaire, GRAS, _CADRE_TITULAIRE), ENCRE),
        (ajuster(feuille.structure, NORMAL, _CADRE_STRUCTURE), GRIS),
        (ajuster(titre, GRAS, _CADRE_STRUCTURE), PRUNE),
    ]
    return [(bloc, couleur) for bloc, couleur in textes if bloc.texte]


def _haut_premiere(feuille: Feuille) -> float:
    """Return where the first meeting hangs on the first page, below who it is."""
    return _BANDEAU - 8 * mm - sum(bloc.hauteur + 1 * mm for bloc, _ in _identite(feuille))


def _dessiner(cahier: Cahier, feuille: Feuille, page: _Page, numero: int) -> None:
    haut = _dessiner_entete(cahier, feuille) if numero == 1 else _rappeler(cahier, feuille)
    for rang in page:
        if not rang.jour:
            cahier.addLiteral(_filet(haut))
        for bloc, decalage, couleur, gauche in rang.blocs:
            droite = {_MARGE: _DROITE, _QUI: _OU - 4 * mm, _OU: _DROITE}[gauche]
            cahier.ecrire(bloc, haut - decalage, couleur, gauche, droite)
        haut -= rang.hauteur


def _dessiner_entete(cahier: Cahier, feuille: Feuille) -> float:
    """Draw the band of the edition and who it is; return where the rows begin."""
    cahier.addLiteral(_bandeau())
    cahier.addLiteral(rencontre((BLANC, PRUNE), ENCRE, *_SIGNE))
    edition = ajuster(feuille.edition, GRAS, _CADRE_EDITION)
    cahier.ecrire(edition, HAUTEUR - 6 * mm, BLANC, _TITRE, _DROITE)
    lieu = ajuster(feuille.lieu_dates, NORMAL, _CADRE_LIEU)
    cahier.ecrire(lieu, HAUTEUR - 15.5 * mm, BLANC, _TITRE, _DROITE)
    haut = _BANDEAU - 7 * mm
    for bloc, couleur in _identite(feuille):
        cahier.ecrire(bloc, haut, couleur, _MARGE, _DROITE)
        haut -= bloc.hauteur + 1 * mm
    return _haut_premiere(feuille)


def _rappeler(cahier: Cahier, feuille: Feuille) -> float:
    """Say on a later page whose it is; return where the rows begin."""
    titulaire = ajuster(feuille.titulaire, GRAS, _CADRE_LIEU)
    cahier.ecrire(titulaire, HAUTEUR - 12 * mm, ENCRE, _MARGE, _DROITE)
    return HAUTEUR - _ENTETE_SUITE


def _ecrire_pied(cahier: Cahier, feuille: Feuille, page: str) -> None:
    etabli = ajuster(feuille.etabli, NORMAL, _CADRE_PIED)
    cahier.ecrire(etabli, 14 * mm, GRIS, _MARGE, _DROITE)
    numero = ajuster(page, NORMAL, _CADRE_PIED)
    largeur = numero.lignes[0].largeur * numero.corps
    cahier.ecrire(numero, 14 * mm, GRIS, _DROITE - largeur, _DROITE)


def _bandeau() -> str:
    return f"{teinte(ENCRE)} rg 0 {_BANDEAU:.2f} {LARGEUR:.2f} {HAUTEUR - _BANDEAU:.2f} re f"


def _filet(hauteur: float) -> str:
    """Return the operators of a thin line across the text."""
    return f"{teinte(FILET)} RG 0.6 w {_MARGE:.2f} {hauteur:.2f} m {_DROITE:.2f} {hauteur:.2f} l S"
