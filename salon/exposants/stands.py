"""The stands of an edition: add some, change what one holds, take one away."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Count, ProtectedError

from salon.erreurs import Refus
from salon.exposants.models import Stand
from salon.journal.evenements.exposants import StandsChanges
from salon.journal.services import publier
from salon.models import Edition, Zone


class NumeroPris(Refus):
    code = "numero_pris"
    message = "Ce numéro de stand est déjà pris."


class StandOccupe(Refus):
    code = "stand_occupe"
    message = "Ce stand a des exposants : donnez-leur d’abord un autre stand."


@transaction.atomic
def ajouter_stands(
    *, edition: Edition, numeros: Sequence[str], capacite: int, zone: Zone | None
) -> list[Stand]:
    """Add stands of the same kind: all of them, or none if one of the numbers is taken."""
    prises = edition.stands.filter(numero__in=numeros).values_list("numero", flat=True)
    if prises:
        raise NumeroPris(f"Numéros déjà pris : {', '.join(sorted(prises))}.", champ="numeros")
    try:
        with transaction.atomic():
            stands = Stand.objects.bulk_create(
                Stand(edition=edition, numero=numero, capacite=capacite, zone=zone)
                for numero in numeros
            )
    except IntegrityError as erreur:
        raise NumeroPris(champ="numeros") from erreur
    publier(StandsChanges(edition_id=edition.pk))
    return stands


@transaction.atomic
def changer_capacite(*, stand: Stand, capacite: int) -> Stand:
    """Let a stand hold more exhibitors or fewer, never fewer than it has."""
    stand = Stand.objects.select_for_update(of=("self",)).get(pk=stand.pk)
    dehors = stand.exposants.filter(place__gt=capacite).select_related("structure")
    if dehors:
        noms = ", ".join(str(exposant) for exposant in dehors)
        raise StandOccupe(f"Le stand {stand} compte aussi {noms} : libérez d’abord leur place.")
    stand.capacite = capacite
    stand.save(update_fields=["capacite"])
    publier(StandsChanges(edition_id=stand.edition_id))
    return stand


@transaction.atomic
def supprimer_stand(*, stand: Stand) -> None:
    """Take away a stand that nobody has."""
    try:
        with transaction.atomic():
            stand.delete()
    except ProtectedError as erreur:
        raise StandOccupe from erreur
    publier(StandsChanges(edition_id=stand.edition_id))


def stands_avec_place(edition: Edition) -> list[Stand]:
    """Return the stands that have a free place."""
    comptes = edition.stands.annotate(prises=Count("exposants"))
    return [stand for stand in comptes if stand.prises < stand.capacite]
