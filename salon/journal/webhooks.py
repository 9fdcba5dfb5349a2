"""Webhooks: who is told what, the deliveries that follow, and how one is signed and sent.

A subscription has one delivery on its way at a time and rests after a failure, so that a slow or
dead receiver delays nobody but itself. Signatures follow the "Standard Webhooks" convention.
"""

import base64
import hmac
import json
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.utils import timezone

from salon.erreurs import Refus
from salon.journal.effets import EchecDefinitif, PasMaintenant
from salon.journal.evenements.envois import LivraisonPrevue
from salon.journal.evenements.exposants import ExposantInscrit, ExposantValide
from salon.journal.evenements.participants import VisiteurInscrit
from salon.journal.evenements.rdv import RdvAnnule, RdvPlanifie
from salon.journal.models import Abonnement, Ecriture, Livraison
from salon.journal.services import publier
from salon.journal.sortie import AdresseNonAutorisee, SansReponse, Sortie, lire_adresse

# What a receiver may listen to, by the name that the journal has for it.
EVENEMENTS = {
    ExposantInscrit.__name__: "exposant.inscrit",
    ExposantValide.__name__: "exposant.valide",
    VisiteurInscrit.__name__: "visiteur.inscrit",
    RdvPlanifie.__name__: "rdv.planifie",
    RdvAnnule.__name__: "rdv.annule",
}
SORTIE = Sortie()

PREFIXE_SECRET = "whsec_"
ABONNEMENTS_MAX = 10
# One delivery holds its subscription for longer than it may last; another one asks again soon.
TOUR = timedelta(seconds=15)
ATTENTE_DU_TOUR = timedelta(seconds=2)
PAUSE, PAUSE_MAX = timedelta(seconds=10), timedelta(minutes=15)
# Failures in a row after which nobody seems to be listening any more: some hours.
ECHECS_MAX = 20


class AbonnementExiste(Refus):
    code = "abonnement_existe"
    message = "Cette adresse est déjà abonnée."


class TropDAbonnements(Refus):
    code = "trop_d_abonnements"
    message = f"{ABONNEMENTS_MAX} abonnements au plus par édition."


class LivraisonRefusee(Exception):
    """The receiver answered something else than a success."""


@transaction.atomic
def abonner(*, edition_id: int, url: str, evenements: list[str]) -> Abonnement:
    """Subscribe an address to events of an edition, with a secret of its own."""
    lire_adresse(url)
    if Abonnement.objects.filter(edition=edition_id).count() >= ABONNEMENTS_MAX:
        raise TropDAbonnements
    secret = PREFIXE_SECRET + base64.b64encode(secrets.token_bytes(32)).decode()
    try:
        with transaction.atomic():
            return Abonnement.objects.create(
                edition_id=edition_id,
                url=url,
                secret=secret,
                evenements=sorted(set(evenements)),
            )
    except IntegrityError as erreur:
        raise AbonnementExiste(champ="url") from erreur


def activer(*, abonnement: Abonnement) -> Abonnement:
    """Deliver again to an address, as if it had never failed."""
    return _changer(
        abonnement, actif=True, echecs=0, arret="", pas_avant=timezone.now(), occupe_jusqua=None
    )


def suspendre(*, abonnement: Abonnement) -> Abonnement:
    """Deliver nothing more to an address until somebody activates it again."""
    return _changer(abonnement, actif=False, arret="Suspendu par l’organisateur.")


def _changer(abonnement: Abonnement, **champs: object) -> Abonnement:
    Abonnement.objects.filter(pk=abonnement.pk).update(**champs)
    abonnement.refresh_from_db()
    return abonnement


@transaction.atomic
def prevoir_livraisons(*, ecriture_id: int, edition_id: int) -> None:
    """Plan one delivery of a line of the journal for each subscription that listens; once."""
    ecriture = Ecriture.objects.get(pk=ecriture_id)
    evenement = EVENEMENTS[ecriture.type]
    for abonnement in Abonnement.objects.filter(edition=edition_id, actif=True):
        if evenement in abonnement.evenements:
            livraison, nouvelle = Livraison.objects.get_or_create(
                abonnement=abonnement, ecriture=ecriture, defaults={"evenement": evenement}
            )
            if nouvelle:
                publier(LivraisonPrevue(livraison_id=livraison.pk))


def livrer(livraison_id: int) -> None:
    """Send a delivery, unless it is over. Raises what the journal needs to try again or to give up."""
    livraison = Livraison.objects.select_related("abonnement__edition", "ecriture").get(
        pk=livraison_id
    )
    if livraison.etat != Livraison.Etat.A_FAIRE:
        return
    abonnement = livraison.abonnement
    if not abonnement.actif:
        _clore(livraison, Livraison.Etat.ABANDONNEE)
        return
    _prendre_tour(abonnement)
    corps = contenu(livraison)
    try:
        statut = SORTIE.poster(abonnement.url, corps, entetes(livraison, corps))
    except AdresseNonAutorisee as erreur:
        _noter_echec(abonnement, erreur.message)
        raise EchecDefinitif(erreur.message) from erreur
    except SansReponse as erreur:
        _noter_echec(abonnement, str(erreur))
        raise
    _juger(livraison, statut)


def contenu(livraison: Livraison) -> bytes:
    """Return what a receiver reads: what happened, when, and ids; whoever may know more asks the API."""
    ecriture = livraison.ecriture
    lisible = {
        "id": _identifiant(livraison),
        "evenement": livraison.evenement,
        "le": ecriture.le.isoformat(),
        "edition": livraison.abonnement.edition.slug,
        "ids": ecriture.ids,
    }
    return json.dumps(lisible, separators=(",", ":")).encode()


def entetes(livraison: Livraison, corps: bytes) -> dict[str, str]:
    """Return the headers that prove who wrote a body, and when."""
    identifiant, instant = _identifiant(livraison), int(timezone.now().timestamp())
    return {
        "Webhook-Id": identifiant,
        "Webhook-Timestamp": str(instant),
        "Webhook-Signature": signer(livraison.abonnement.secret, identifiant, instant, corps),
    }


def signer(secret: str, identifiant: str, instant: int, corps: bytes) -> str:
    """Return the HMAC-SHA256 of an identifier, a time (seconds since 1970) and a body."""
    cle = base64.b64decode(secret.removeprefix(PREFIXE_SECRET))
    empreinte = hmac.digest(cle, f"{identifiant}.{instant}.".encode() + corps, "sha256")
    return f"v1,{base64.b64encode(empreinte).decode()}"


def _identifiant(livraison: Livraison) -> str:
    """Return the same name for a delivery at each try, so that its receiver can tell a repetition."""
    return f"liv_{livraison.pk}"


def _prendre_tour(abonnement: Abonnement) -> None:
    """Be the one delivery of a subscription that is on its way. Raises PasMaintenant."""
    maintenant = timezone.now()
    libres = Abonnement.objects.filter(pk=abonnement.pk, pas_avant__lte=maintenant)
    pris = libres.exclude(occupe_jusqua__gt=maintenant).update(occupe_jusqua=maintenant + TOUR)
    if not pris:
        raise PasMaintenant(max(abonnement.pas_avant, maintenant + ATTENTE_DU_TOUR))


def _juger(livraison: Livraison, statut: int) -> None:
    """Draw the consequence of an answer: a success, an address that is gone, or another try."""
    abonnement = livraison.abonnement
    Livraison.objects.filter(pk=livraison.pk).update(statut=statut)
    if HTTPStatus.OK <= statut < HTTPStatus.MULTIPLE_CHOICES:
        _clore(livraison, Livraison.Etat.LIVREE)
        _changer(abonnement, echecs=0, occupe_jusqua=None)
        return
    if statut == HTTPStatus.GONE:
        _clore(livraison, Livraison.Etat.ABANDONNEE)
        _changer(abonnement, actif=False, occupe_jusqua=None, arret="L’adresse a répondu 410.")
        return
    _noter_echec(abonnement, f"réponse {statut}")
    raise LivraisonRefusee(f"réponse {statut}")


def _clore(livraison: Livraison, etat: str) -> None:
    Livraison.objects.filter(pk=livraison.pk, etat=Livraison.Etat.A_FAIRE).update(
        etat=etat, close_le=timezone.now()
    )


def _noter_echec(abonnement: Abonnement, raison: str) -> None:
    """Let a subscription rest, longer each time, and stop it when nobody answers any more."""
    echecs = abonnement.echecs + 1
    if echecs >= ECHECS_MAX:
        _changer(abonnement, actif=False, arret=f"{echecs} échecs de suite : {raison}.")
    _changer(abonnement, echecs=echecs, occupe_jusqua=None, pas_avant=_reprise(echecs))


def _reprise(echecs: int) -> datetime:
    pause: timedelta = min(PAUSE * 2 ** (echecs - 1), PAUSE_MAX)
    return timezone.now() + pause
