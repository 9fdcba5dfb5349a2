"""The settings of an edition, its e-mail texts, and an edition copied into another."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from salon.configuration import AdressePrise, Volet, copier_edition, extraire
from salon.editions import (
    ConsequencesAConfirmer,
    Reglages,
    ecrire_texte,
    regler_edition,
    reprendre_texte,
)
from salon.erreurs import Invalide
from salon.exposants.models import Stand
from salon.gabarits.marqueurs import GabaritInvalide
from salon.gabarits.textes import GABARITS
from salon.journal.models import Ecriture
from salon.models import Appareil, Creneau, Edition, Mandat, Porte, Table

JOUR = timedelta(days=1)


def types() -> list[str]:
    return list(Ecriture.objects.order_by("pk").values_list("type", flat=True))


def regler(edition: Edition, **champs: object) -> Edition:
    return regler_edition(edition=edition, reglages=replace(Reglages.de(edition), **champs))


def test_saving_the_same_settings_changes_nothing(edition, dix_heures):
    avant = Edition.objects.filter(pk=edition.pk).values().get()

    for _ in range(10):
        regler(Edition.objects.get(pk=edition.pk))

    assert Edition.objects.filter(pk=edition.pk).values().get() == avant
    assert types() == []


def test_new_settings_are_stored_and_told(edition):
    regler(edition, lieu="Sète", jauge=250)

    edition.refresh_from_db()
    assert (edition.lieu, edition.jauge, types()) == ("Sète", 250, ["EditionReglee"])


def test_a_new_notice_is_a_new_version(edition):
    regler(edition, notice="Vos données servent au salon.")

    edition.refresh_from_db()
    assert edition.notice_version == 2


def test_other_settings_leave_the_version_of_the_notice(edition):
    regler(edition, nom="Coventis 2027")

    edition.refresh_from_db()
    assert edition.notice_version == 1


def test_the_gates_of_a_show_that_is_put_off_open_on_its_new_days(edition, jeton_porte):
    regler(edition, debut=edition.debut + 90 * JOUR, fin=edition.fin + 90 * JOUR)

    appareil = Appareil.objects.get()
    edition.refresh_from_db()
    assert appareil.expire_le == edition.fin_des_appareils()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("fin", date(2000, 1, 1)), ("ferme_a", time(8)), ("fuseau", "Europe/Sète")],
)
def test_impossible_days_hours_and_zones_are_refused(edition, champ, valeur):
    with pytest.raises(Invalide) as refus:
        regler(edition, **{champ: valeur})

    edition.refresh_from_db()
    assert (refus.value.champ, types()) == (champ, [])


def test_moving_the_days_over_meetings_asks_first(edition, demande, accepter):
    accepter(demande)

    with pytest.raises(ConsequencesAConfirmer) as refus:
        regler(edition, debut=edition.debut + 7 * JOUR, fin=edition.fin + 7 * JOUR)

    [consequence] = refus.value.corps()["consequences"]
    assert consequence["code"] == "creneaux:1:1"
    assert "1 créneau hors des nouveaux jours ou horaires" in consequence["texte"]
    assert "EditionReglee" not in types()


def test_what_was_confirmed_as_shown_is_done(edition, dix_heures):
    nouveaux = replace(Reglages.de(edition), ouvre_a=time(11))

    regler_edition(edition=edition, reglages=nouveaux, acceptees=["creneaux:1:0"])

    edition.refresh_from_db()
    assert edition.ouvre_a == time(11)


def test_a_confirmation_of_something_else_does_not_count(edition, dix_heures):
    nouveaux = replace(Reglages.de(edition), ouvre_a=time(11))

    with pytest.raises(ConsequencesAConfirmer):
        regler_edition(edition=edition, reglages=nouveaux, acceptees=["creneaux:2:0"])


def test_a_gauge_below_the_people_registered_asks_first(edition, traiteur, acheteuse):
    with pytest.raises(ConsequencesAConfirmer) as refus:
        regler(edition, jauge=1)

    assert [c["texte"] for c in refus.value.corps()["consequences"]] == [
        "La nouvelle jauge (1) est au-dessous des 2 inscrits."
    ]


def test_a_gauge_that_people_are_not_above_is_just_stored(edition, traiteur):
    assert regler(edition, jauge=1).jauge == 1


def test_the_words_of_an_email_are_kept(edition):
    ecrire_texte(edition=edition, code="badge", sujet="Votre badge", corps="Bonjour {prenom}")

    [texte] = edition.textes.all()
    assert (texte.code, texte.sujet, texte.corps) == ("badge", "Votre badge", "Bonjour {prenom}")
    assert types() == ["TexteChange"]


def test_the_same_words_again_are_no_change(edition):
    for _ in range(3):
        ecrire_texte(edition=edition, code="badge", sujet="Votre badge", corps="Bonjour {prenom}")

    assert types() == ["TexteChange"]


def test_our_own_words_are_not_kept_twice(edition):
    gabarit = GABARITS["badge"]

    ecrire_texte(edition=edition, code="badge", sujet=gabarit.sujet, corps=gabarit.corps)

    assert not edition.textes.exists()


def test_a_wrong_word_in_braces_is_not_stored(edition):
    with pytest.raises(GabaritInvalide):
        ecrire_texte(edition=edition, code="badge", sujet="Badge", corps="Bonjour {motif}")

    assert (edition.textes.count(), types()) == (0, [])


def test_our_own_words_come_back(edition):
    ecrire_texte(edition=edition, code="badge", sujet="Badge", corps="Bonjour")

    reprendre_texte(edition=edition, code="badge")

    assert not edition.textes.exists()


@pytest.fixture
def garnie(edition, hall, porte, dix_heures, table) -> Edition:
    """An edition with everything that can be copied."""
    Stand.objects.create(edition=edition, numero="A1", zone=hall, capacite=2)
    ecrire_texte(edition=edition, code="badge", sujet="Badge", corps="Bonjour {prenom}")
    regler(edition, presentation="Deux jours pour se rencontrer.", notice="Vos données.")
    edition.refresh_from_db()
    return edition


def suivante(edition: Edition, **champs: object) -> Edition:
    """Return the next edition, not yet stored."""
    valeurs = {
        "slug": "coventis-suite",
        "nom": "Coventis, la suite",
        "lieu": "Sète",
        "debut": edition.debut + 365 * JOUR,
        "fin": edition.fin + 365 * JOUR,
        "ouvre_a": time(9),
        "ferme_a": time(18),
        "fuseau": edition.fuseau,
        "jauge": 200,
    }
    return Edition(**(valeurs | champs))


def test_a_copy_has_all_of_the_places_and_no_people(garnie, traiteur, organisateur):
    copie = copier_edition(
        source=garnie, cible=suivante(garnie), volets=list(Volet), compte=organisateur
    )

    assert extraire(copie) == extraire(garnie)
    assert copie.participants.count() == copie.exposants.count() == 0
    assert types()[-1] == "EditionCopiee"


def test_a_copy_has_only_what_was_chosen(garnie, organisateur):
    copie = copier_edition(
        source=garnie, cible=suivante(garnie), volets=[Volet.STANDS], compte=organisateur
    )

    decrite = extraire(copie)
    assert [(stand.numero, stand.zone, stand.capacite) for stand in decrite.stands] == [
        ("A1", "", 2)
    ]
    assert (decrite.zones, decrite.portes, decrite.creneaux, decrite.tables) == ([], [], [], [])
    assert (decrite.textes, decrite.reglages.presentation) == ([], "")


def test_a_copied_event_keeps_its_own_opening_hours_pretix_5182(garnie, organisateur):
    cible = suivante(garnie, ouvre_a=time(10, 30), ferme_a=time(16))

    copie = copier_edition(source=garnie, cible=cible, volets=list(Volet), compte=organisateur)

    assert (copie.ouvre_a, copie.ferme_a, copie.jauge) == (time(10, 30), time(16), 200)
    assert not copie.creneaux.exists()


def test_copied_slots_keep_the_hour_on_the_wall_across_a_change_of_time(edition, organisateur):
    regler(edition, debut=date(2027, 3, 27), fin=date(2027, 3, 27))
    edition.refresh_from_db()
    dix = datetime(2027, 3, 27, 10, tzinfo=edition.zone_horaire())
    Creneau.objects.create(edition=edition, debut=dix, fin=dix + timedelta(minutes=20))

    copie = copier_edition(
        source=edition,
        cible=suivante(edition, debut=date(2027, 3, 28), fin=date(2027, 3, 28)),
        volets=[Volet.CRENEAUX],
        compte=organisateur,
    )

    assert [str(creneau) for creneau in copie.creneaux.all()] == ["28/03 10:00–10:20"]


def test_slots_of_a_day_that_the_copy_does_not_have_are_left_out(garnie, organisateur):
    cible = suivante(garnie, fin=garnie.debut + 365 * JOUR)

    copie = copier_edition(source=garnie, cible=cible, volets=list(Volet), compte=organisateur)

    assert (garnie.creneaux.count(), copie.creneaux.count()) == (1, 0)


@pytest.mark.parametrize(("volets", "nombre"), [([], 1), ([Volet.EQUIPE], 2)])
def test_whoever_copies_runs_the_copy(garnie, organisateur, volets, nombre):
    lectrice = organisateur.__class__.objects.create_user("lectrice")
    garnie.comptes.add(lectrice, through_defaults={"role": Mandat.Role.LECTURE})

    copie = copier_edition(
        source=garnie, cible=suivante(garnie), volets=volets, compte=organisateur
    )

    roles = dict(copie.mandats.values_list("compte__username", "role"))
    assert len(roles) == nombre
    assert roles["organisation"] == Mandat.Role.ORGANISATEUR


def test_an_address_that_is_taken_copies_nothing(garnie, organisateur):
    cible = suivante(garnie, slug=garnie.slug)

    with pytest.raises(AdressePrise):
        copier_edition(source=garnie, cible=cible, volets=list(Volet), compte=organisateur)

    assert (Edition.objects.count(), Table.objects.count(), Porte.objects.count()) == (1, 1, 1)
