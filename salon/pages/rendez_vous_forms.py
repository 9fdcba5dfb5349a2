"""The form that asks for a meeting: why, how much it matters, up to three slots of one's own free ones."""

from typing import Any

from django import forms

from salon.models import Creneau, Participant
from salon.pages.champs import FormulaireSoigne, TexteField
from salon.rdv.disponibilites import DemiJournee, calendrier
from salon.rdv.models import RendezVous
from salon.rdv.queries import creneaux_de
from salon.rdv.rencontres import SOUHAITS_MAX
from salon.rdv.services import Demande

Groupes = list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]


class DemandeForm(FormulaireSoigne):
    """Ask somebody for a meeting."""

    message = TexteField(
        label="Votre message",
        lignes=5,
        required=False,
        help_text="Ce que vous cherchez ou proposez, en deux phrases.",
    )
    priorite = forms.TypedChoiceField(
        label="Importance pour vous",
        coerce=int,
        choices=RendezVous.Priorite.choices,
        initial=RendezVous.Priorite.NORMALE,
        empty_value=None,
        required=False,
    )

    def __init__(self, moi: Participant, donnees: Any = None) -> None:
        super().__init__(donnees)
        self.libres = {creneau.pk: creneau for creneau in creneaux_de(moi)}
        choix = _groupes(calendrier(moi.edition), self.libres)
        for rang in range(1, SOUHAITS_MAX + 1 if self.libres else 1):
            self.fields[f"souhait{rang}"] = forms.TypedChoiceField(
                label=f"Créneau souhaité n° {rang}",
                coerce=int,
                choices=choix,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": "Ce créneau n’est plus libre pour vous."},
            )

    def demande(self) -> Demande:
        """Return what the form says."""
        numeros = [self.cleaned_data.get(f"souhait{r}") for r in range(1, SOUHAITS_MAX + 1)]
        return Demande(
            message=self.cleaned_data["message"],
            priorite=self.cleaned_data["priorite"] or RendezVous.Priorite.NORMALE,
            souhaits=[self.libres[numero] for numero in numeros if numero is not None],
        )


def _groupes(demi_journees: list[DemiJournee], libres: dict[int, Creneau]) -> Groupes:
    """Return the free slots as a list of choices, under the name of their half-day."""
    groupes: Groupes = [("", "Sans préférence")]
    for demi in demi_journees:
        siens = [(str(c.pk), str(c)) for c in demi.creneaux if c.pk in libres]
        if siens:
            groupes.append((demi.nom, siens))
    return groupes
