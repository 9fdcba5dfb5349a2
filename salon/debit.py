"""How often a thing may be done: so many times in so long, counted in the database.

Not in Redis, which may be away, nor in the memory of a process, of which there are several and which
forgets when it restarts: whoever signs in needs the database anyway, so the limit never lets all pass.
A caller beyond the limit costs one read and no write, so a flood does not keep the gates from writing.
"""

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from salon.erreurs import TropDeDemandes
from salon.journal.models import Debit

# A subscriber of an IPv6 network has at least this much of it, and would have a new address per try.
RESEAU_IPV6 = 64


@dataclass(frozen=True)
class Plafond:
    """At most `nombre` times in any `duree`."""

    nom: str
    nombre: int
    duree: timedelta


def compter(plafond: Plafond, *cle: str) -> None:
    """Count one time under this key. Raises TropDeDemandes, with the wait, when it is one too many."""
    empreinte = _empreinte(plafond, cle)
    maintenant = timezone.now()
    connus = Debit.objects.filter(cle=empreinte).values_list("instants", flat=True).first()
    _recents(plafond, connus or [], maintenant)
    with transaction.atomic():
        fin = maintenant + plafond.duree
        Debit.objects.bulk_create([Debit(cle=empreinte, perime_le=fin)], ignore_conflicts=True)
        debit = Debit.objects.select_for_update().get(cle=empreinte)
        recents = _recents(plafond, debit.instants, maintenant)
        debit.instants, debit.perime_le = [*recents, maintenant.timestamp()], fin
        debit.save(update_fields=["instants", "perime_le"])


def reseau(request: HttpRequest) -> str:
    """Return from where a request comes: an IPv4 address, or the network of an IPv6 address."""
    brut = request.META.get("REMOTE_ADDR", "")
    try:
        adresse = ipaddress.ip_address(brut)
    except ValueError:
        return "inconnu"
    if adresse.version == 4:  # noqa: PLR2004 -- the name of the protocol
        return str(adresse)
    return str(ipaddress.ip_network((int(adresse), RESEAU_IPV6), strict=False))


def purger() -> None:
    """Forget what no limit looks at any more."""
    Debit.objects.filter(perime_le__lt=timezone.now()).delete()


def _recents(plafond: Plafond, instants: Sequence[float], maintenant: datetime) -> list[float]:
    """Return the times that still count. Raises TropDeDemandes when there are enough of them."""
    debut = (maintenant - plafond.duree).timestamp()
    recents = [instant for instant in instants if instant > debut]
    if len(recents) < plafond.nombre:
        return recents
    apres = math.ceil(recents[-plafond.nombre] - debut)
    heure = timezone.localtime(datetime.fromtimestamp(maintenant.timestamp() + apres, UTC))
    raise TropDeDemandes(f"Trop de demandes : réessayez après {heure:%H:%M}.", apres=apres)


def _empreinte(plafond: Plafond, cle: Sequence[str]) -> str:
    """Return the key as it is stored. Without the secret of the site nobody tries addresses on it."""
    texte = "\0".join((plafond.nom, *(partie.strip().casefold() for partie in cle)))
    return salted_hmac("coventis.debit", texte, algorithm="sha256").hexdigest()
