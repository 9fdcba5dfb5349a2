"""Who is calling: an organiser, a participant or a scanning device; and what opens the door to each.

Each kind of token has its own salt, so that none can be used in the place of another. A participant
first receives a link that works once; spending it proves the e-mail address and gives a token.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from salon.erreurs import Interdit, NonIdentifie, Refus
from salon.models import Appareil, Compte, Edition, Mandat, Participant, Porte

SEL_LIEN = "coventis.lien"
SEL_ESPACE = "coventis.espace"
SEL_PARTICIPANT = "coventis.participant"
SEL_ORGANISATEUR = "coventis.organisateur"
DUREE_LIEN = timedelta(minutes=10)
DUREE_JETON = timedelta(days=30)

Role = Mandat.Role
# Who may read the lists of an edition; the desk of the gates reads the numbers only.
LECTEURS = (Role.ORGANISATEUR, Role.FACILITATEUR, Role.LECTURE)
# Who may act for somebody else in an edition.
MANDATAIRES = (Role.ORGANISATEUR, Role.FACILITATEUR)


class LienPerime(Refus):
    statut = 410
    code = "lien_perime"
    message = "Lien déjà utilisé ou expiré : demandez-en un nouveau."


@dataclass(frozen=True)
class Appelant:
    """The person behind a request: an organiser, a participant, or nobody known."""

    compte: Compte | None = None
    participant: Participant | None = None

    def a_role(self, edition: Edition, *roles: Role) -> bool:
        """Tell whether the caller has one of these roles in this edition."""
        return self.compte is not None and (
            self.compte.is_superuser
            or edition.mandats.filter(
                compte=self.compte, compte__is_active=True, role__in=roles
            ).exists()
        )

    def exiger_role(self, edition: Edition, *roles: Role) -> None:
        """Raise Interdit unless the caller has one of these roles in this edition."""
        if not self.a_role(edition, *roles):
            raise Interdit

    def est_organisateur(self, edition: Edition) -> bool:
        """Tell whether the caller runs this edition."""
        return self.a_role(edition, Role.ORGANISATEUR)

    def exiger_organisateur(self, edition: Edition) -> None:
        """Raise Interdit unless the caller runs this edition."""
        self.exiger_role(edition, Role.ORGANISATEUR)

    def exiger_un_de(
        self,
        edition: Edition,
        *participants: Participant,
        roles: Sequence[Role] = (Role.ORGANISATEUR,),
    ) -> None:
        """Raise Interdit unless the caller is one of these participants or has one of these roles."""
        if self.participant is not None and self.participant in participants:
            return
        self.exiger_role(edition, *roles)


class RequeteIdentifiee(HttpRequest):
    """A request whose caller is known; for the reader and the type checker."""

    auth: Appelant


class Identifie(HttpBearer):
    """Authentication of people: a bearer token, or the session of a browser with its CSRF token."""

    def __call__(self, request: HttpRequest) -> Appelant:
        if request.headers.get("Authorization"):
            appelant: Appelant | None = super().__call__(request)
        else:
            appelant = appelant_de_session(request)
            if appelant is not None and check_csrf(request) is not None:
                raise Interdit("Session expirée, reconnectez-vous.")
        return appelant or self.inconnu()

    def authenticate(self, request: HttpRequest, token: str) -> Appelant | None:
        return lire_jeton(token)

    def inconnu(self) -> Appelant:
        """Say what becomes of a caller that nothing identifies."""
        raise NonIdentifie


class IdentifieOuNon(Identifie):
    """Like Identifie, for what the public may read too: a caller may be nobody."""

    def inconnu(self) -> Appelant:
        return Appelant()


def appelant_de_session(request: HttpRequest) -> Appelant | None:
    """Return who is signed in with this browser, if anyone; `salon.sessions` says who is."""
    compte = getattr(request, "user", AnonymousUser())
    if isinstance(compte, Compte):
        return Appelant(compte=compte)
    numero: int = request.session.get("participant_id", 0)
    participant = Participant.objects.filter(pk=numero, annule_le=None).first()
    return Appelant(participant=participant) if participant else None


def lire_jeton(jeton: str) -> Appelant | None:
    """Return whom a bearer token stands for, or None if it is worthless."""
    try:
        identifiant = signing.loads(jeton, salt=SEL_PARTICIPANT, max_age=DUREE_JETON)
        participant = Participant.objects.filter(pk=identifiant, annule_le=None).first()
        return Appelant(participant=participant) if participant else None
    except (signing.BadSignature, ValueError):
        pass
    try:
        identifiant, empreinte = signing.loads(jeton, salt=SEL_ORGANISATEUR, max_age=DUREE_JETON)
    except (signing.BadSignature, ValueError):
        return None
    compte = Compte.objects.filter(pk=identifiant, is_active=True).first()
    # A change of password makes the tokens made before it worthless.
    if compte and constant_time_compare(empreinte, compte.get_session_auth_hash()):
        return Appelant(compte=compte)
    return None


def jeton_organisateur(compte: Compte) -> str:
    """Return a bearer token for a member of staff, good for DUREE_JETON or until a new password."""
    return signing.dumps([compte.pk, compte.get_session_auth_hash()], salt=SEL_ORGANISATEUR)


def jeton_participant(participant: Participant) -> str:
    """Return a bearer token for a participant, good for DUREE_JETON."""
    return signing.dumps(participant.pk, salt=SEL_PARTICIPANT)


def lien_participant(participant: Participant) -> str:
    """Return the address of a page with a button; pressing it spends the link."""
    jeton = signing.dumps([participant.pk, participant.lien_numero], salt=SEL_LIEN)
    return f"{settings.BASE_URL}/acces/{jeton}"


def lien_espace(participant: Participant) -> str:
    """Return the address of a page that sends its owner a link at one press of a button.

    It stands in e-mails that stay in mailboxes for years: whoever finds it there opens nothing.
    """
    return f"{settings.BASE_URL}/lien/{signing.dumps(participant.pk, salt=SEL_ESPACE)}"


def titulaire_de_l_espace(jeton: str) -> Participant | None:
    """Return who may have a link sent by this address."""
    try:
        identifiant = signing.loads(jeton, salt=SEL_ESPACE)
    except (signing.BadSignature, ValueError):
        return None
    return _inscrit(identifiant)


def titulaire_du_lien(jeton: str) -> Participant | None:
    """Return for whom a link was made, be it spent or expired: they may have another one sent."""
    try:
        identifiant, _ = signing.loads(jeton, salt=SEL_LIEN)
    except (signing.BadSignature, ValueError):
        return None
    return _inscrit(identifiant)


def _inscrit(identifiant: int) -> Participant | None:
    return (
        Participant.objects.filter(pk=identifiant, annule_le=None).select_related("edition").first()
    )


def depenser_lien(jeton: str) -> Participant:
    """Spend a link, once, and note that its owner reads that address. Raises LienPerime."""
    try:
        identifiant, numero = signing.loads(jeton, salt=SEL_LIEN, max_age=DUREE_LIEN)
    except (signing.BadSignature, ValueError) as erreur:
        raise LienPerime from erreur
    depense = Participant.objects.filter(pk=identifiant, lien_numero=numero, annule_le=None).update(
        lien_numero=F("lien_numero") + 1, courriel_verifie_le=timezone.now()
    )
    if not depense:
        raise LienPerime
    return Participant.objects.get(pk=identifiant)


def empreinte_de(jeton: str) -> str:
    """Return what is stored of a device's token."""
    return hashlib.sha256(jeton.encode("utf-8", "surrogatepass")).hexdigest()


def enroler_appareil(*, porte: Porte, nom: str, superviseur: bool = False) -> tuple[Appareil, str]:
    """Add a scanning device and return it with its token, which is shown this once."""
    jeton = secrets.token_urlsafe(32)
    appareil = Appareil.objects.create(
        porte=porte,
        nom=nom,
        superviseur=superviseur,
        empreinte=empreinte_de(jeton),
        expire_le=porte.edition.fin_des_appareils(),
    )
    return appareil, jeton
