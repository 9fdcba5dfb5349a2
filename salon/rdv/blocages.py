"""Who a person does not want to be asked by; nobody is told."""

from dataclasses import dataclass

from django.db import transaction

from salon.annuaire.models import Structure
from salon.models import Participant
from salon.rdv.models import Blocage, RendezVous
from salon.rdv.rencontres import exiger_deux_parties, partie
from salon.rdv.services import refuser_rdv


@dataclass(frozen=True)
class Bloque:
    """A party that a person does not hear of, and what it is called."""

    id: int
    nom: str


@transaction.atomic
def bloquer(*, participant: Participant, autre: Participant) -> None:
    """Hear no more of somebody and of their structure; what they ask at this moment is refused."""
    exiger_deux_parties(participant, autre)
    Blocage.objects.get_or_create(participant=participant, partie=partie(autre))
    recues = RendezVous.objects.filter(
        destinataire=participant, etat=RendezVous.Etat.DEMANDE
    ).select_related("demandeur")
    for rdv in recues:
        if partie(rdv.demandeur) == partie(autre):
            refuser_rdv(rdv=rdv)


def debloquer(*, participant: Participant, blocage_id: int) -> bool:
    """Hear of a party again; tell whether it was blocked."""
    supprimes, _ = participant.blocages.filter(pk=blocage_id).delete()
    return supprimes > 0


def bloques(participant: Participant) -> list[Bloque]:
    """Return whom a person blocks, with at most three statements."""
    blocages = list(participant.blocages.order_by("pk"))
    numeros = {
        genre: [int(b.partie[1:]) for b in blocages if b.partie[0] == genre] for genre in "sp"
    }
    structures = Structure.objects.in_bulk(numeros["s"])
    personnes = Participant.objects.in_bulk(numeros["p"])
    noms = {f"s{pk}": str(structure) for pk, structure in structures.items()}
    noms |= {f"p{pk}": personne.nom_complet() for pk, personne in personnes.items()}
    return [Bloque(b.pk, noms.get(b.partie, "Participant inconnu")) for b in blocages]
