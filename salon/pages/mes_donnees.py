"""What is kept about a person, in a form that other programs read."""

from typing import Any

from salon.journal.models import Courriel
from salon.models import Badge, Participant
from salon.rdv.models import RendezVous


def donnees(participant: Participant) -> dict[str, Any]:
    """Return everything that bears the name of a participant in one edition."""
    exposant = participant.exposant
    return {
        "edition": participant.edition.slug,
        "identite": {
            "prenom": participant.prenom,
            "nom": participant.nom,
            "fonction": participant.fonction,
            "organisation": participant.organisation,
            "courriel": participant.courriel,
            "courriel_verifie_le": participant.courriel_verifie_le,
            "categorie": participant.categorie,
            "nomme_en_public": participant.visible,
            "inscrit_le": participant.inscrit_le,
        },
        "exposant": None
        if exposant is None
        else {
            "structure": str(exposant.structure),
            "etat": exposant.etat,
            "responsable": participant.responsable,
            "souhaits": exposant.souhaits,
            "consentement": {"version": exposant.consenti_version, "le": exposant.consenti_le},
        },
        "badges": list(
            Badge.objects.filter(participant=participant).values(
                "code_court", "emis_le", "revoque_le"
            )
        ),
        "passages": list(
            participant.passages.order_by("pk").values("porte__nom", "sens", "recu_a", "admis")
        ),
        "rendez_vous": _rendez_vous(participant),
        "courriels": list(
            Courriel.objects.filter(edition=participant.edition_id, a__iexact=participant.courriel)
            .exclude(a="")
            .order_by("pk")
            .values("sujet", "ecrit_le", "envoye_le", "etat")
        ),
    }


def _rendez_vous(participant: Participant) -> list[Any]:
    demandes = RendezVous.objects.filter(demandeur=participant)
    recus = RendezVous.objects.filter(destinataire=participant)
    return list(
        (demandes | recus)
        .order_by("pk")
        .values("etat", "message", "demande_le", "creneau__debut", "table__nom")
    )
