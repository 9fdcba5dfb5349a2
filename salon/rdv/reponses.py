"""Answer a request from its e-mail: an address that names the request and who was asked, good until then."""

from django.conf import settings
from django.core import signing
from django.utils import timezone

from salon.models import Creneau
from salon.rdv.models import RendezVous
from salon.rdv.queries import creneaux_libres
from salon.rdv.reservations import ALTERNATIVES, alternatives, trouver_place

SEL_REPONSE = "coventis.reponse"


def lien_reponse(rdv: RendezVous) -> str:
    """Return the address of a page with buttons; to open it answers nothing."""
    jeton = signing.dumps([rdv.pk, rdv.destinataire_id], salt=SEL_REPONSE)
    return f"{settings.BASE_URL}/repondre/{jeton}"


def est_un_jeton(jeton: str) -> bool:
    """Tell whether an address is one of ours, be its request answered or not."""
    return _numeros(jeton) is not None


def demande_du_jeton(jeton: str) -> RendezVous | None:
    """Return the request that an address answers, if it still waits for that person's answer."""
    numeros = _numeros(jeton)
    if numeros is None:
        return None
    return (
        RendezVous.objects.filter(
            pk=numeros[0],
            destinataire=numeros[1],
            destinataire__annule_le=None,
            etat=RendezVous.Etat.DEMANDE,
            expire_le__gt=timezone.now(),
        )
        .select_related("edition", "demandeur", "destinataire__exposant")
        .first()
    )


def _numeros(jeton: str) -> tuple[int, int] | None:
    try:
        rdv_id, participant_id = signing.loads(jeton, salt=SEL_REPONSE)
    except (signing.BadSignature, ValueError):
        return None
    return rdv_id, participant_id


def creneaux_proposes(rdv: RendezVous) -> list[Creneau]:
    """Return in which slots a request can be accepted now: the wished ones, else the next three."""
    souhaites = [souhait.creneau for souhait in rdv.souhaits.select_related("creneau")]
    libres = set(
        creneaux_libres(rdv, timezone.now())
        .filter(pk__in=[creneau.pk for creneau in souhaites])
        .values_list("pk", flat=True)
    )
    bons = [c for c in souhaites if c.pk in libres and trouver_place(rdv, c) is not None]
    proposes = bons[:ALTERNATIVES] or list(alternatives(rdv))
    for creneau in proposes:
        creneau.edition = rdv.edition
    return proposes
