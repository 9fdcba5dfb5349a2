"""Who may meet whom: two structures, the organiser's table, what each person blocks."""

from salon.erreurs import Introuvable, Invalide
from salon.models import Participant
from salon.rdv.models import Blocage, RencontreExclue


def paire(un: Participant, autre: Participant) -> str:
    """Return the key of the two parties of a meeting, the same whoever asks."""
    return "-".join(sorted((partie(un), partie(autre))))


def partie(participant: Participant) -> str:
    """Return who the participant speaks for: a structure where there is one, else the person."""
    if participant.structure_id:
        return f"s{participant.structure_id}"
    return f"p{participant.pk}"


def exiger_deux_parties(demandeur: Participant, destinataire: Participant) -> None:
    """Refuse a meeting of people of one structure, of two editions, or of whoever left."""
    if destinataire.edition_id != demandeur.edition_id or (
        demandeur.annule_le or destinataire.annule_le
    ):
        raise Introuvable("Ce participant n’est pas inscrit à cette édition.")
    if partie(demandeur) == partie(destinataire):
        raise Invalide(
            "Un rendez-vous réunit deux structures différentes.", champ="destinataire_id"
        )


def est_exclue(demandeur: Participant, destinataire: Participant) -> bool:
    """Tell whether the organiser's table or the person asked excludes this request."""
    regles = RencontreExclue.objects.filter(
        edition_id=demandeur.edition_id, de__in=genres(demandeur), vers__in=genres(destinataire)
    )
    blocages = Blocage.objects.filter(participant=destinataire, partie=partie(demandeur))
    return regles.exists() or blocages.exists()


def genres(participant: Participant) -> list[str]:
    """Return what the table of meetings knows a person by: their category and their family."""
    trouves = [f"categorie:{participant.categorie}"]
    famille = participant.structure.famille_id if participant.structure else None
    return [*trouves, f"famille:{famille}"] if famille else trouves
