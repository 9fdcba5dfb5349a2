"""The page of a team, in the steps and in the space alike: add somebody, correct a badge, take one out."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from salon.erreurs import Refus
from salon.exposants.equipe import ajouter_equipier, corriger_equipier, equipe, retirer_equipier
from salon.exposants.models import DemandeEquipe, Exposant
from salon.models import Participant
from salon.pages.exposer_forms import CorrectionForm, MembreForm


@dataclass(frozen=True)
class Ligne:
    """A person of the team, and the form that corrects what their badge prints."""

    membre: Participant
    formulaire: CorrectionForm
    attendu: bool  # the owner of the address has still to agree


class Equipe:
    """What the page shows, and what its buttons do."""

    def __init__(self, exposant: Exposant) -> None:
        self.exposant = exposant
        self.ajout = MembreForm(prefix="ajout")
        self.statut = HTTPStatus.OK
        self.refus = ""
        self._corrige: tuple[int, CorrectionForm] | None = None

    def agir(self, saisie: QueryDict) -> bool:
        """Do what was asked; True if it is done, else the forms hold what is wrong."""
        gestes = {"ajouter": self._ajouter, "corriger": self._corriger, "retirer": self._retirer}
        geste = gestes.get(saisie.get("action", ""))
        if geste is None:
            raise Http404
        return geste(saisie)

    def lignes(self) -> list[Ligne]:
        """Return the people of the team, each with a form."""
        attendus = set(
            DemandeEquipe.objects.filter(exposant=self.exposant, repondue_le=None).values_list(
                "pour", flat=True
            )
        )
        return [
            Ligne(membre, self._formulaire(membre), membre.pk in attendus)
            for membre in equipe(self.exposant)
        ]

    def _formulaire(self, membre: Participant) -> CorrectionForm:
        if self._corrige and self._corrige[0] == membre.pk:
            return self._corrige[1]
        return CorrectionForm(initial=_imprime(membre), prefix=f"membre-{membre.pk}")

    def _ajouter(self, saisie: QueryDict) -> bool:
        self.ajout = MembreForm(saisie, prefix="ajout")
        if not self.ajout.is_valid():
            return self._mal_rempli(self.ajout)
        try:
            ajouter_equipier(exposant=self.exposant, membre=self.ajout.membre())
        except Refus as refus:
            self.ajout.refuser(refus.message, refus.champ)
            self.statut = HTTPStatus(refus.statut)
            return False
        return True

    def _corriger(self, saisie: QueryDict) -> bool:
        membre = self._membre(saisie)
        formulaire = CorrectionForm(saisie, prefix=f"membre-{membre.pk}")
        self._corrige = (membre.pk, formulaire)
        if not formulaire.is_valid():
            return self._mal_rempli(formulaire)
        corriger_equipier(membre=membre, correction=formulaire.correction())
        return True

    def _retirer(self, saisie: QueryDict) -> bool:
        try:
            retirer_equipier(membre=self._membre(saisie))
        except Refus as refus:
            self.refus, self.statut = refus.message, HTTPStatus(refus.statut)
            return False
        return True

    def _membre(self, saisie: QueryDict) -> Participant:
        numero = saisie.get("membre", "")
        if not (numero.isascii() and numero.isdigit() and len(numero) < 19):  # noqa: PLR2004 -- 2⁶³
            raise Http404
        return get_object_or_404(equipe(self.exposant), pk=int(numero))

    def _mal_rempli(self, formulaire: CorrectionForm) -> bool:
        formulaire.viser()
        self.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return False


def _imprime(membre: Participant) -> dict[str, object]:
    return {nom: getattr(membre, nom) for nom in CorrectionForm.base_fields}
