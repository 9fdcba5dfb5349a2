"""What leaves the site: e-mails, lists, notices to subscribers."""

from typing import Any

from django.db.models import QuerySet

from salon.echanges.sorties import preparer_export
from salon.exposants.models import Exposant
from salon.journal import envoi, webhooks
from salon.journal.effets import effet
from salon.journal.models import Export
from salon.models import Participant
from salon.rdv.models import RendezVous


@effet(queue="courriels")
def envoyer_courriel(*, courriel_id: int) -> None:
    """Hand an e-mail to the mail server."""
    envoi.envoyer(courriel_id)


@effet(queue="masse")
def envoyer_courriel_de_masse(*, courriel_id: int) -> None:
    """Hand one e-mail of thousands to the mail server; a link to come in waits for none of them."""
    envoi.envoyer(courriel_id)


@effet(queue="lots")
def fabriquer_export(*, export_id: int) -> None:
    """Make the file of a list that somebody asked for."""
    preparer_export(Export.objects.select_related("edition").get(pk=export_id))


# Where the edition of an event is found, by the id that the event carries.
EDITION_DE: dict[str, QuerySet[Any]] = {
    "exposant_id": Exposant.objects.all(),
    "participant_id": Participant.objects.all(),
    "rdv_id": RendezVous.objects.all(),
}


@effet(queue="lots")
def annoncer_aux_abonnes(*, ecriture_id: int, **ids: int) -> None:
    """Plan what the subscribers of an edition are told; what was deleted meanwhile is told to nobody."""
    [(nom, numero)] = ids.items()
    edition_id = EDITION_DE[nom].filter(pk=numero).values_list("edition", flat=True).first()
    if edition_id:
        webhooks.prevoir_livraisons(ecriture_id=ecriture_id, edition_id=edition_id)


@effet(queue="externe")
def livrer_aux_abonnes(*, livraison_id: int) -> None:
    """Send one subscriber what it waits for."""
    webhooks.livrer(livraison_id)
