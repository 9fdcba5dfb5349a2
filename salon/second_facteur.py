"""The second factor of the staff: a code of six digits that changes every thirty seconds (TOTP).

Recovery codes stand in for a lost phone; each serves once.
"""

import math
from base64 import b32encode

from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon.erreurs import Refus, TropDeDemandes
from salon.journal.evenements.editions import SecondFacteurActive
from salon.journal.services import publier
from salon.models import Compte

CODES_DE_SECOURS = 10
CHIFFRES = 6


class CodeRefuse(Refus):
    statut = 422
    code = "code_refuse"
    message = "Ce code n’est pas le bon, ou il a déjà servi : attendez le suivant."


def appareil_de(compte: Compte) -> TOTPDevice | None:
    """Return the device whose codes open this account."""
    appareil: TOTPDevice | None = (
        TOTPDevice.objects.filter(user=compte, confirmed=True).order_by("pk").first()
    )
    return appareil


@transaction.atomic
def preparer_appareil(compte: Compte) -> TOTPDevice:
    """Return the device that an account is about to enrol, with a key nobody used yet."""
    Compte.objects.select_for_update(no_key=True).get(pk=compte.pk)
    en_attente = TOTPDevice.objects.filter(user=compte, confirmed=False).order_by("pk").first()
    if en_attente is not None:
        preparee: TOTPDevice = en_attente
        return preparee
    nouveau: TOTPDevice = TOTPDevice.objects.create(user=compte, name="téléphone", confirmed=False)
    return nouveau


def activer_appareil(compte: Compte, code: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the prepared device with its first code; it replaces the one before.

    Returns it with new recovery codes, which are shown this once. Raises CodeRefuse.
    """
    appareil = preparer_appareil(compte)
    _verifier(compte, appareil, code)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=compte).exclude(pk=appareil.pk).delete()
        TOTPDevice.objects.filter(pk=appareil.pk).update(confirmed=True)
        codes = renouveler_secours(compte)
        publier(SecondFacteurActive(compte_id=compte.pk))
    return appareil, codes


def verifier_code(compte: Compte, code: str) -> TOTPDevice:
    """Accept a code of the device, or a recovery code. Raises CodeRefuse, or TropDeDemandes."""
    appareil = appareil_de(compte)
    if appareil is None:
        raise CodeRefuse(champ="code")
    propre = "".join(code.split()).lower()
    if propre.isdigit() and len(propre) == CHIFFRES:
        _verifier(compte, appareil, propre)
    else:
        _verifier(compte, StaticDevice.objects.filter(user=compte).first(), propre)
    return appareil


@transaction.atomic
def renouveler_secours(compte: Compte) -> list[str]:
    """Make new recovery codes, which replace those that are left."""
    reserve, _ = StaticDevice.objects.get_or_create(user=compte, defaults={"name": "secours"})
    reserve.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(CODES_DE_SECOURS)]
    StaticToken.objects.bulk_create(StaticToken(device=reserve, token=code) for code in codes)
    return codes


def secours_restants(compte: Compte) -> int:
    """Return how many recovery codes are left."""
    return int(StaticToken.objects.filter(device__user=compte).count())


def cle_a_saisir(appareil: TOTPDevice) -> str:
    """Return the key of a device the way a person types it, in groups of four."""
    cle = b32encode(appareil.bin_key).decode()
    return " ".join(cle[rang : rang + 4] for rang in range(0, len(cle), 4))


def _verifier(compte: Compte, appareil: Device | None, code: str) -> None:
    """Try a code on a device, which makes each wrong one wait twice as long as the one before."""
    if appareil is None:
        raise CodeRefuse(champ="code")
    permis, pourquoi = appareil.verify_is_allowed()
    if not permis:
        attente = (pourquoi["locked_until"] - timezone.now()).total_seconds()
        apres = max(1, math.ceil(attente))
        raise TropDeDemandes(f"Trop d’essais : attendez {apres} s, puis réessayez.", apres=apres)
    if verify_token(compte, appareil.persistent_id, code) is None:
        raise CodeRefuse(champ="code")
