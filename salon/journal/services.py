"""Write down what happened, an e-mail to send, a document made; nothing here talks to a network."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salon.erreurs import Introuvable
from salon.journal.evenements.base import Evenement
from salon.journal.evenements.envois import DEPARTS, CourrielDeMasseEcrit, CourrielEcrit
from salon.journal.evenements.horloge import JourPasse, MinutePassee
from salon.journal.models import Courriel, Ecriture, Effet, Fichier

SUJET_MAX = 200

Annonce = CourrielEcrit | CourrielDeMasseEcrit


def publier(*evenements: Evenement) -> None:
    """Write events in the caller's transaction: they happened if, and only if, that one commits."""
    Ecriture.objects.bulk_create(
        Ecriture(type=type(evenement).__name__, ids=asdict(evenement)) for evenement in evenements
    )


def publier_heure(maintenant: datetime) -> None:
    """Write the minute and the day that `maintenant` (aware) begins, once, whoever else does it too."""
    minute = maintenant.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M")
    jour = timezone.localtime(maintenant).date().isoformat()
    evenements = (MinutePassee(minute=minute), JourPasse(jour=jour))
    Ecriture.objects.bulk_create(
        [
            Ecriture(
                type=type(evenement).__name__,
                ids=asdict(evenement),
                cle=":".join((type(evenement).__name__, *asdict(evenement).values())),
            )
            for evenement in evenements
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Message:
    """An e-mail as its author sees it: plain text and HTML in French, documents attached."""

    a: str
    sujet: str
    texte: str
    html: str
    edition_id: int | None = None
    agenda: str = ""
    agenda_methode: str = ""
    pieces: list[Fichier] = field(default_factory=list)


@transaction.atomic
def ecrire(message: Message, *, cle: str, annonce: type[Annonce] = CourrielEcrit) -> None:
    """Store an e-mail to be sent. A second call with the same key writes nothing.

    Somebody without an address, registered at the desk, gets no e-mail. What `annonce` says decides
    whom it waits behind.
    """
    if not message.a:
        return
    courriel, nouveau = Courriel.objects.get_or_create(
        cle=cle,
        defaults={
            "edition_id": message.edition_id,
            "a": message.a,
            "sujet": message.sujet[:SUJET_MAX],  # two long names make a longer one
            "texte": message.texte,
            "html": message.html,
            "agenda": message.agenda,
            "agenda_methode": message.agenda_methode,
        },
    )
    if nouveau:
        courriel.pieces.set(message.pieces)
        publier(annonce(courriel_id=courriel.pk))


def reveiller_courriels() -> None:
    """Have every e-mail that sleeps look again, at once, whether it may leave."""
    Effet.objects.filter(etat=Effet.Etat.A_FAIRE, tentatives=0, ecriture__type__in=DEPARTS).update(
        pas_avant=timezone.now()
    )


def ranger(*, cle: str, nom: str, type_mime: str, contenu: bytes) -> Fichier:
    """Store a document under its key; a document made twice is the first one."""
    fichier, _ = Fichier.objects.get_or_create(
        cle=cle, defaults={"nom": nom, "type_mime": type_mime, "contenu": contenu}
    )
    return fichier


def rejouer(*, effet_id: int) -> None:
    """Give a dead effect five new attempts. Raises Introuvable if there is no such dead effect."""
    rejoues = Effet.objects.filter(pk=effet_id, etat=Effet.Etat.MORT).update(
        etat=Effet.Etat.A_FAIRE,
        tentatives=0,
        erreur="",
        pas_avant=timezone.now(),
        bail_jusqua=None,
    )
    if not rejoues:
        raise Introuvable(f"Aucun effet mort ne porte le numéro {effet_id}.")
