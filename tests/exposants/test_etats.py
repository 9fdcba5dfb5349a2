"""The states of a file: accepted, waiting, withdrawn; stands and their places; drafts that end."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from salon.erreurs import Invalide, Refus
from salon.exposants.completude import avec_de_quoi_mesurer, completude
from salon.exposants.equipe import (
    DejaDansEquipe,
    EquipeComplete,
    ResponsableRequis,
    ajouter_equipier,
    corriger_equipier,
    retirer_equipier,
)
from salon.exposants.inscription import effacer_brouillons
from salon.exposants.models import Exposant, Stand
from salon.exposants.page import DossierClos, enregistrer_page, lire_page
from salon.exposants.schemas import BesoinIn, CorrectionIn, OffreIn, PageIn
from salon.exposants.services import (
    DejaTraite,
    InscriptionsFermees,
    PasValide,
    StandComplet,
    StandsEpuises,
    attribuer_stand,
    inscrire_exposant,
    retirer_exposant,
    valider_exposant,
)
from salon.journal.models import Courriel, Fichier
from salon.models import Badge, Participant
from salon.rdv.models import RendezVous
from salon.rdv.services import demander_rdv

SIRETS = ["99900000300015", "99900001100018", "99900002900010", "99900005200012"]


@pytest.fixture
def nouvel_exposant(edition):
    """Store the file of another structure each time."""
    sirets = iter(SIRETS)

    def inscrire(**champs) -> Exposant:
        siret = next(sirets)
        equipe = [Participant(nom=f"Contact {siret[6:9]}", courriel=f"c{siret}@pain.example")]
        dossier = {"edition": edition, "siret": siret, "fiche": {"nom": f"Structure {siret}"}}
        return inscrire_exposant(**dossier, equipe=equipe, **champs)

    return inscrire


@pytest.fixture
def stand(edition) -> Stand:
    return Stand.objects.create(edition=edition, numero="A1", capacite=1)


@pytest.fixture
def valide(exposant) -> Exposant:
    return valider_exposant(exposant=exposant)


def test_when_every_stand_is_taken_a_file_waits(exposant, nouvel_exposant, stand, ouvriers):
    valider_exposant(exposant=exposant)

    autre = valider_exposant(exposant=nouvel_exposant())
    ouvriers()

    assert autre.etat == "attente"
    assert Badge.objects.filter(participant__exposant=autre).count() == 0
    assert "est sur la liste d’attente" in Courriel.objects.get(cle__startswith="attente").sujet


def test_a_waiting_file_is_not_accepted_before_a_place_is_free(exposant, nouvel_exposant, stand):
    valider_exposant(exposant=exposant)
    autre = valider_exposant(exposant=nouvel_exposant())

    with pytest.raises(StandsEpuises):
        valider_exposant(exposant=autre)

    retirer_exposant(exposant=exposant)
    assert valider_exposant(exposant=autre).etat == "valide"


def test_a_free_place_is_proposed_to_the_organiser_for_the_first_who_waits(
    exposant, nouvel_exposant, stand, organisateur, ouvriers
):
    organisateur.email = "orga@salon.example"
    organisateur.save()
    valider_exposant(exposant=exposant)
    premier, _ = [valider_exposant(exposant=nouvel_exposant()) for _ in range(2)]

    retirer_exposant(exposant=exposant)
    ouvriers()

    [courriel] = Courriel.objects.filter(a="orga@salon.example")
    assert courriel.sujet == "Coventis : une place se libère"
    assert str(premier) in courriel.texte


def test_without_stands_there_is_no_limit(exposant, nouvel_exposant):
    etats = [valider_exposant(exposant=e).etat for e in (exposant, nouvel_exposant())]

    assert etats == ["valide", "valide"]


def test_withdrawing_takes_back_badges_stand_and_meetings(valide, acheteuse, stand, ouvriers):
    attribuer_stand(exposant=valide, stand=stand)
    rdv = demander_rdv(demandeur=acheteuse, destinataire=valide.equipe.get())

    retirer_exposant(exposant=valide)
    ouvriers()

    assert (valide.etat, valide.stand, valide.place) == ("retire", None, None)
    assert Badge.objects.filter(participant__exposant=valide, revoque_le=None).count() == 0
    assert RendezVous.objects.get(pk=rdv.pk).etat == "annule"
    assert Courriel.objects.filter(cle__startswith="retrait:").count() == 1


def test_a_file_is_withdrawn_once(valide):
    retirer_exposant(exposant=valide)

    with pytest.raises(DejaTraite):
        retirer_exposant(exposant=valide)


def test_a_shared_stand_gives_each_exhibitor_its_place_until_it_is_full(
    edition, nouvel_exposant, ouvriers
):
    partage = Stand.objects.create(edition=edition, numero="B2", capacite=2)
    trois = [nouvel_exposant() for _ in range(3)]
    Exposant.objects.update(etat="valide")

    for exposant in trois[:2]:
        attribuer_stand(exposant=exposant, stand=partage)
    ouvriers()

    assert [exposant.place for exposant in trois[:2]] == [1, 2]
    assert Courriel.objects.filter(sujet="Coventis : votre stand est le B2").count() == 2
    with pytest.raises(StandComplet):
        attribuer_stand(exposant=trois[2], stand=partage)


def test_a_stand_is_for_accepted_exhibitors_of_its_own_edition(exposant, stand, edition):
    with pytest.raises(PasValide):
        attribuer_stand(exposant=exposant, stand=stand)

    edition.pk, edition.slug = None, "ailleurs"
    edition.save()
    with pytest.raises(Invalide):
        attribuer_stand(exposant=exposant, stand=Stand.objects.create(edition=edition, numero="A1"))


def en_meme_temps(geste: Callable[[int], object]) -> list[str]:
    """Do a thing twice at once, and return the codes of what was refused."""
    depart, refus = Barrier(2), []

    def faire(rang: int) -> None:
        depart.wait()
        try:
            geste(rang)
        except Refus as non:
            refus.append(non.code)
        finally:
            connection.close()

    fils = [Thread(target=faire, args=(rang,)) for rang in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return refus


def test_two_organisers_never_give_the_same_place(transactional_db, nouvel_exposant, stand):
    deux = [nouvel_exposant(), nouvel_exposant()]
    Exposant.objects.update(etat="valide")

    refus = en_meme_temps(lambda rang: attribuer_stand(exposant=deux[rang], stand=stand))

    assert (refus, Exposant.objects.filter(stand=stand).count()) == (["stand_complet"], 1)


def test_two_organisers_never_accept_more_than_there_are_stands(
    transactional_db, nouvel_exposant, stand
):
    deux = [nouvel_exposant(), nouvel_exposant()]

    refus = en_meme_temps(lambda rang: valider_exposant(exposant=deux[rang]))

    assert (refus, sorted(Exposant.objects.values_list("etat", flat=True))) == (
        [],
        ["attente", "valide"],
    )


def test_the_same_structure_is_registered_once_even_at_once(transactional_db, edition):
    def inscrire(rang: int) -> None:
        membre = Participant(nom="Ana", courriel=f"ana{rang}@pain.example")
        fiche = {"nom": "Le Fournil"}
        inscrire_exposant(edition=edition, siret=SIRETS[0], fiche=fiche, equipe=[membre])

    refus = en_meme_temps(inscrire)

    assert refus == ["exposant_deja_inscrit"]
    assert (Exposant.objects.count(), Participant.objects.count()) == (1, 1)


def test_closed_registrations_refuse_by_the_api_too(edition, nouvel_exposant):
    edition.inscriptions_ouvertes = False
    edition.save()

    with pytest.raises(InscriptionsFermees):
        nouvel_exposant()


PAGE = PageIn(
    description="Du pain au levain, pétri à la main, pour les cantines et les marchés de la vallée.",
    site="https://pain.example",
    filieres=["alimentation"],
    labels=["ab"],
    reseaux=["urscop"],
    offres=[OffreIn(intitule="Pain complet", filiere="alimentation", unite="kg")],
    besoins=[BesoinIn(intitule="Farine locale", nature="acheter")],
)


def test_a_proposal_is_published_when_the_file_is_accepted(exposant):
    enregistrer_page(exposant=exposant, page=PAGE)
    structure = exposant.structure
    assert (structure.description, structure.offres.count(), structure.visible) == ("", 0, False)

    valider_exposant(exposant=exposant)

    structure.refresh_from_db()
    assert (structure.description, structure.visible) == (PAGE.description, True)
    assert [offre.intitule for offre in structure.offres.all()] == ["Pain complet"]
    assert [mot.pk for mot in structure.labels.all()] == ["ab"]


def test_a_line_that_stays_keeps_its_id_and_one_that_goes_is_deleted(valide):
    enregistrer_page(exposant=valide, page=PAGE)
    [offre] = valide.structure.offres.all()
    suite = PAGE.model_copy(
        update={
            "offres": [
                OffreIn(id=offre.pk, intitule="Pain d’épeautre"),
                OffreIn(intitule="Brioche"),
            ],
            "besoins": [],
        }
    )

    enregistrer_page(exposant=valide, page=suite)

    offres = {o.pk: o.intitule for o in valide.structure.offres.all()}
    assert (offres[offre.pk], len(offres)) == ("Pain d’épeautre", 2)
    assert valide.structure.besoins.count() == 0


def test_a_line_of_another_structure_is_never_taken(valide, nouvel_exposant):
    autre = valider_exposant(exposant=nouvel_exposant())
    enregistrer_page(exposant=autre, page=PAGE)
    [offre] = autre.structure.offres.all()

    vol = PAGE.model_copy(update={"offres": [OffreIn(id=offre.pk, intitule="Volée")]})
    enregistrer_page(exposant=valide, page=vol)

    offre.refresh_from_db()
    assert (offre.intitule, offre.structure) == ("Pain complet", autre.structure)


def test_a_need_that_was_met_leaves_the_form_and_stays_in_the_directory(valide):
    enregistrer_page(exposant=valide, page=PAGE)
    valide.structure.besoins.update(satisfait_le=timezone.now())

    enregistrer_page(exposant=valide, page=lire_page(valide))

    assert (lire_page(valide).besoins, valide.structure.besoins.count()) == ([], 1)


def test_an_unknown_word_is_refused(exposant):
    with pytest.raises(Invalide):
        enregistrer_page(exposant=exposant, page=PAGE.model_copy(update={"labels": ["faux"]}))

    exposant.refresh_from_db()
    assert exposant.page == {}


def test_a_closed_file_is_not_changed(exposant):
    retirer_exposant(exposant=exposant)

    with pytest.raises(DossierClos):
        enregistrer_page(exposant=exposant, page=PAGE)
    with pytest.raises(DossierClos):
        ajouter_equipier(
            exposant=exposant, membre=Participant(nom="Roux", courriel="r@pain.example")
        )


def test_a_corrected_name_is_drawn_again_under_the_same_code(valide, ouvriers):
    ouvriers()
    membre, badge = valide.equipe.get(), Badge.objects.get()
    avant = bytes(Fichier.objects.get(cle=f"badge:{badge.pk}").contenu)

    corriger_equipier(membre=membre, correction=CorrectionIn(nom="Vidal-Roux"))
    ouvriers()

    apres = Badge.objects.get()
    assert (apres.pk, apres.code, apres.revoque_le) == (badge.pk, badge.code, None)
    assert bytes(Fichier.objects.get(cle=f"badge:{badge.pk}").contenu) != avant
    assert Fichier.objects.filter(cle__startswith="equipe:").count() == 1


def test_the_badge_of_somebody_taken_out_no_longer_opens(valide, ouvriers, acheteuse):
    membre = ajouter_equipier(
        exposant=valide, membre=Participant(nom="Roux", courriel="roux@pain.example")
    )
    rdv = demander_rdv(demandeur=acheteuse, destinataire=membre)

    retirer_equipier(membre=membre)
    ouvriers()

    assert membre.badges.filter(revoque_le=None).count() == 0
    assert RendezVous.objects.get(pk=rdv.pk).etat == "annule"
    assert ajouter_equipier(
        exposant=valide, membre=Participant(nom="Roux", courriel="roux@pain.example")
    ).courriel


def test_the_last_contact_of_a_team_stays(valide):
    with pytest.raises(ResponsableRequis):
        retirer_equipier(membre=valide.equipe.get())


def test_a_team_has_twenty_people_and_no_address_twice(exposant):
    with pytest.raises(DejaDansEquipe):
        ajouter_equipier(
            exposant=exposant, membre=Participant(nom="X", courriel="FOURNIL@pain.example")
        )
    for rang in range(19):
        ajouter_equipier(
            exposant=exposant, membre=Participant(nom="X", courriel=f"x{rang}@pain.example")
        )
    with pytest.raises(EquipeComplete):
        ajouter_equipier(exposant=exposant, membre=Participant(nom="Y", courriel="y@pain.example"))

    assert exposant.equipe.count() == 20


def test_a_draft_that_nobody_sends_is_forgotten_after_thirty_days(exposant, acheteuse):
    Exposant.objects.update(
        etat="brouillon", inscrit_le=timezone.now() - timedelta(days=30, minutes=1)
    )
    visiteuse = Participant.objects.filter(pk=acheteuse.pk)
    visiteuse.update(exposant=exposant, categorie="exposant")
    Badge.objects.create(participant=acheteuse, code="x", code_court="x")

    effaces = effacer_brouillons()

    assert (effaces, Exposant.objects.count()) == (1, 0)
    assert [(p.pk, p.categorie) for p in Participant.objects.all()] == [(acheteuse.pk, "visiteur")]


def test_a_younger_draft_and_a_sent_file_stay(exposant, nouvel_exposant):
    ancien = timezone.now() - timedelta(days=90)
    Exposant.objects.update(inscrit_le=ancien)
    jeune = nouvel_exposant()
    Exposant.objects.filter(pk=jeune.pk).update(etat="brouillon")

    assert (effacer_brouillons(), Exposant.objects.count()) == (0, 2)


def test_a_full_file_scores_a_hundred(exposant):
    vide = completude(exposant)
    enregistrer_page(exposant=exposant, page=PAGE)
    ajouter_equipier(exposant=exposant, membre=Participant(nom="Roux", courriel="r@pain.example"))
    exposant.equipe.update(courriel_verifie_le=timezone.now())
    exposant.consenti_le = timezone.now()
    exposant.logo = Fichier.objects.create(cle="logo:1:x", nom="x", contenu=b"")

    pleine = completude(exposant)

    assert (vide.score, pleine.score, pleine.manques) == (0, 100, [])
    assert len(vide.manques) == 9


@pytest.mark.parametrize("nombre", [1, 3])
def test_measuring_three_files_asks_as_much_as_one(
    nouvel_exposant, django_assert_num_queries, nombre
):
    for _ in range(nombre):
        valider_exposant(exposant=nouvel_exposant())

    with django_assert_num_queries(7):
        for exposant in avec_de_quoi_mesurer(Exposant.objects.all()):
            completude(exposant)
