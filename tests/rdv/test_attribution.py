"""Places of a timetable: near where people were before, and for those with fewest meetings first."""

from django.utils import timezone

from salon.models import Participant, Zone
from salon.rdv.attribution import attribuer
from salon.rdv.passerelle import lire_plateau

from .salle import accepter_tous, convention, ouvrir, peupler


def ranger_en_zones(edition) -> dict[int, int]:
    """Put every other table of an edition in another zone; return the zone of each."""
    nord, sud = (Zone.objects.create(edition=edition, nom=nom) for nom in ("Nord", "Sud"))
    for rang, table in enumerate(edition.tables.all()):
        table.zone = sud if rang % 2 else nord
        table.save()
    return dict(edition.tables.values_list("pk", "zone"))


def test_people_stay_in_their_zone_from_one_meeting_to_the_next(edition):
    ouvrir(edition, creneaux=6, tables=8)
    hotes, visiteurs = peupler(edition, hotes=4, visiteurs=4)
    accepter_tous(edition, hotes, visiteurs)
    zones = ranger_en_zones(edition)
    plateau = lire_plateau(edition, timezone.now())
    # Each host meets one visitor in each slot; the four then turn among themselves, two by two.
    horaire = [
        (hote + visiteur) % 2 + 2 * (hote // 2 ^ visiteur // 2)
        for hote in range(4)
        for visiteur in range(4)
    ]

    _, lieux = attribuer(plateau, horaire)

    vues = {}
    for numero, lieu in enumerate(lieux):
        vues.setdefault(plateau.instance.rdv[numero][0], set()).add(zones[lieu.table])
    assert {len(siennes) for siennes in vues.values()} == {1}


def test_a_meeting_comes_near_the_stand_that_one_of_the_two_leaves(edition, exposant):
    ouvrir(edition, creneaux=2, tables=2)
    zones = ranger_en_zones(edition)
    sud = max(zones.values())
    stand = edition.stands.create(numero="S1", zone_id=sud)
    type(exposant).objects.filter(pk=exposant.pk).update(etat="valide", stand=stand, place=1)
    chef = exposant.equipe.first()
    [un], [deux] = peupler(edition, hotes=1, visiteurs=1)
    accepter_tous(edition, [chef], [deux])
    accepter_tous(edition, [un], [deux])
    plateau = lire_plateau(edition, timezone.now())

    _, (au_stand, ensuite) = attribuer(plateau, [0, 1])

    assert (au_stand.stand, zones[ensuite.table]) == (stand.pk, sud)


def test_where_tables_lack_those_with_one_meeting_sit_first(edition):
    convention(edition, hotes=2, visiteurs=2, creneaux=2, tables=1)
    rare = Participant.objects.create(
        edition=edition, categorie="acheteur", nom="Rare", courriel="r@foire.example"
    )
    hote = Participant.objects.create(
        edition=edition, categorie="exposant", nom="Hôte", courriel="h@foire.example"
    )
    accepter_tous(edition, [hote], [rare])
    plateau = lire_plateau(edition, timezone.now())

    final, lieux = attribuer(plateau, [0, 1, 1, None, 0])

    assert (final[4], lieux[4].table) == (0, edition.tables.get().pk)
