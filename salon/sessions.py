"""The session of a browser: opened by a password and a code, or by a link; bounded in time.

Until both factors are shown a session has no account at all: every page and endpoint that asks who is
there finds nobody, without having to ask how they came in.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth import authenticate, get_user, login
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon.debit import Plafond, compter, reseau
from salon.models import Compte, Participant

QUART_D_HEURE = timedelta(minutes=15)
# Tries of a password that are looked at. Whoever guesses from many places is stopped by the second
# limit; a browser that signed in to this account before is not concerned by it, so that nobody can
# lock an account from outside.
ESSAIS_D_ICI = Plafond("connexion, compte et lieu", 20, QUART_D_HEURE)
ESSAIS_DU_COMPTE = Plafond("connexion, compte", 100, QUART_D_HEURE)
ESSAIS_DU_RESEAU = Plafond("connexion, réseau", 100, QUART_D_HEURE)

DUREE_INACTIVE = timedelta(hours=8)
DUREE_MAX = timedelta(hours=24)
DUREE_VERIFICATION = timedelta(minutes=10)
# A session is written again after this time of use, not at every request.
PAS = timedelta(minutes=5)

A_VERIFIER, APPAREIL = "a_verifier", "second_facteur"
OUVERTE_LE, VUE_LE = "compte_ouvert_le", "compte_vu_le"
PARTICIPANT, PARTICIPANT_LE = "participant_id", "participant_ouvert_le"


class MotDePasse(ModelBackend):
    """Django's own check of passwords; reads an account together with its confirmed device."""

    def get_user(self, user_id: Any) -> Compte | None:
        appareil = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk")
        comptes = Compte.objects.annotate(appareil=Subquery(appareil.values("pk")[:1]))
        compte = comptes.filter(pk=user_id).first()
        return compte if self.user_can_authenticate(compte) else None


class Authentification(AuthenticationMiddleware):
    """Find who is behind each request."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`, and forget a participant whose session is too old."""
        if PARTICIPANT in request.session and _depuis(request.session, PARTICIPANT_LE) > DUREE_MAX:
            del request.session[PARTICIPANT]
        compte = SimpleLazyObject(partial(compte_verifie, request))
        request.user = compte  # type: ignore[assignment]  # it passes for what it will find


def compte_verifie(request: HttpRequest) -> Compte | AnonymousUser:
    """Return who signed in with both factors, not too long ago; nobody else."""
    session = request.session
    compte = get_user(request)
    if not isinstance(compte, Compte) or not marque_valable(session, compte):
        return AnonymousUser()
    if _depuis(session, VUE_LE) > PAS:
        session[VUE_LE] = timezone.now().timestamp()
    return compte


def marque_valable(session: SessionBase, compte: Compte) -> bool:
    """Tell whether a session was opened with the device that the account still has, and recently."""
    appareil = getattr(compte, "appareil", None)
    return (
        appareil is not None
        and session.get(APPAREIL) == appareil
        and _depuis(session, OUVERTE_LE) <= DUREE_MAX
        and _depuis(session, VUE_LE) <= DUREE_INACTIVE
    )


def identifier(
    request: HttpRequest, *, identifiant: str, mot_de_passe: str, navigateur: str
) -> Compte | None:
    """Return whose name and password these are. Raises TropDeDemandes after too many tries.

    `navigateur` identifies a browser that signed in to this account before; it is empty for others.
    """
    if navigateur:
        compter(ESSAIS_D_ICI, identifiant, navigateur)
    else:
        compter(ESSAIS_D_ICI, identifiant, reseau(request))
        compter(ESSAIS_DU_RESEAU, reseau(request))
        compter(ESSAIS_DU_COMPTE, identifiant)
    compte = authenticate(request, username=identifiant, password=mot_de_passe)
    return compte if isinstance(compte, Compte) else None


def retenir(request: HttpRequest, compte: Compte) -> None:
    """Note that the password was right; the code is still to come."""
    request.session[A_VERIFIER] = [
        compte.pk,
        compte.get_session_auth_hash(),
        timezone.now().timestamp(),
    ]


def compte_a_verifier(request: HttpRequest) -> Compte | None:
    """Return whose password was right a moment ago, and whose code is still to come."""
    numero, empreinte, le = request.session.get(A_VERIFIER, (0, "", 0.0))
    if timezone.now().timestamp() - le > DUREE_VERIFICATION.total_seconds():
        return None
    compte = Compte.objects.filter(pk=numero, is_active=True).first()
    if compte and constant_time_compare(empreinte, compte.get_session_auth_hash()):
        return compte
    return None


def ouvrir_compte(request: HttpRequest, compte: Compte, appareil: TOTPDevice) -> None:
    """Open a session, under a new identifier, for somebody who showed both factors."""
    login(request, compte)
    request.session.pop(A_VERIFIER, None)
    marquer(request.session, appareil)


def marquer(session: SessionBase, appareil: TOTPDevice) -> None:
    """Write in a session that its account showed a code of this device just now."""
    session[APPAREIL] = appareil.pk
    session[OUVERTE_LE] = session[VUE_LE] = timezone.now().timestamp()


def ouvrir_participant(request: HttpRequest, participant: Participant) -> None:
    """Open a session, under a new identifier, for somebody who spent a link."""
    request.session[PARTICIPANT] = participant.pk
    request.session[PARTICIPANT_LE] = timezone.now().timestamp()
    request.session.cycle_key()


def _depuis(session: SessionBase, cle: str) -> timedelta:
    return timedelta(seconds=timezone.now().timestamp() - session.get(cle, 0.0))
