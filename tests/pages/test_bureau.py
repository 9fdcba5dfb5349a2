"""The organiser's desk: the list of files, many answers at once, one file with all there is about it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from salon.annuaire.models import Besoin, Offre
from salon.exposants.models import Exposant, Note, Stand
from salon.exposants.services import inscrire_exposant
from salon.exposants.suivi import RelanceTropTot, relancer
from salon.journal.models import Courriel, Ecriture
from salon.models import Mandat, Participant

BUREAU = "/bureau/coventis/"
LOT = f"{BUREAU}lot/"


@pytest.fixture
def nouveau_dossier(edition) -> Callable[..., Exposant]:
    """Send the file of one more structure."""

    def creer(nom: str, **fiche: str) -> Exposant:
        rang = Exposant.objects.count() + 1
        return inscrire_exposant(
            edition=edition,
            siret=f"999{rang:06d}00017",
            fiche={"nom": nom} | fiche,
            equipe=[Participant(nom=f"Contact {rang}", courriel=f"contact{rang}@{rang}.example")],
        )

    return creer


def noms(reponse) -> list[str]:
    return [str(dossier.exposant) for dossier in reponse.context["dossiers"]]


def adresse(exposant: Exposant, geste: str = "") -> str:
    return f"{BUREAU}exposants/{exposant.pk}/" + (f"{geste}/" if geste else "")


def types() -> list[str]:
    return list(Ecriture.objects.order_by("pk").values_list("type", flat=True))


def test_nobody_unknown_comes_to_the_desk(client, edition):
    assert client.get(BUREAU).url == f"/connexion/?next={BUREAU}"


def test_the_organiser_of_another_edition_does_not_come_to_this_desk(etranger, exposant):
    pages = [BUREAU, adresse(exposant), f"{BUREAU}stands/", f"{BUREAU}reglages/"]

    assert [etranger.get(page).status_code for page in pages] == [403] * 4
    assert etranger.post(adresse(exposant, "valider")).status_code == 403


def test_a_file_of_another_edition_is_not_found_at_this_desk(connecte, exposant, autre_edition):
    Exposant.objects.update(edition=autre_edition)

    assert connecte.get(adresse(exposant)).status_code == 404
    assert connecte.post(adresse(exposant, "valider")).status_code == 404


def test_the_desks_are_those_of_ones_own_editions(connecte, autre_edition):
    [edition] = connecte.get("/bureau/").context["editions"]

    assert edition.slug == "coventis"


def test_a_facilitator_and_a_reader_come_to_the_timetables(connecte, edition, organisateur):
    liens = {}
    for role in Mandat.Role.values:
        edition.mandats.filter(compte=organisateur).update(role=role)
        page = connecte.get("/bureau/").content.decode()
        liens[role] = re.findall(r'class="bouton" href="([^"]+)"', page)

    assert liens == {
        "organisateur": [BUREAU],
        "facilitateur": [f"{BUREAU}horaires/"],
        "lecture": [f"{BUREAU}horaires/"],
        "accueil": [],
    }


def test_files_are_listed_the_latest_first(connecte, nouveau_dossier):
    nouveau_dossier("Le Rucher")
    nouveau_dossier("La Laiterie")

    assert noms(connecte.get(BUREAU)) == ["La Laiterie", "Le Rucher"]


@pytest.mark.parametrize(
    ("demande", "attendus"),
    [
        ({"etat": "soumis"}, ["Éco Laine", "Le Rucher"]),
        ({"etat": "valide"}, []),
        ({"etat": "inconnu"}, ["Éco Laine", "Le Rucher"]),
        ({"famille": "cooperative"}, ["Le Rucher"]),
        ({"famille": "inconnue"}, []),
        ({"q": "eco"}, ["Éco Laine"]),
        ({"q": "lodève RUCHER"}, ["Le Rucher"]),
        ({"q": "contact 2"}, ["Éco Laine"]),
        ({"q": "%"}, []),
        ({"dossier": "complet"}, []),
        ({"dossier": "incomplet"}, ["Éco Laine", "Le Rucher"]),
        ({"stand": "avec"}, []),
        ({"stand": "sans"}, ["Éco Laine", "Le Rucher"]),
        ({"avant": "bidon"}, ["Éco Laine", "Le Rucher"]),
        ({"avant": "9" * 30}, ["Éco Laine", "Le Rucher"]),
    ],
)
def test_files_are_filtered(connecte, nouveau_dossier, demande, attendus):
    nouveau_dossier("Le Rucher", famille_id="cooperative", commune="Lodève")
    nouveau_dossier("Éco Laine", commune="Sète")

    reponse = connecte.get(BUREAU, demande)

    assert (reponse.status_code, noms(reponse)) == (200, attendus)


def test_a_long_list_is_cut_and_goes_on_where_it_was_cut(connecte, nouveau_dossier, monkeypatch):
    monkeypatch.setattr("salon.pages.dossiers.PAGE", 2)
    monkeypatch.setattr("salon.pages.dossiers.LOT", 1)
    for nom in ("Un", "Deux", "Trois"):
        nouveau_dossier(nom)

    debut = connecte.get(BUREAU)
    suite = connecte.get(BUREAU, {"avant": debut.context["suite"]})

    assert (noms(debut), noms(suite)) == (["Trois", "Deux"], ["Un"])
    assert suite.context["suite"] is None


def test_a_search_that_finds_nothing_near_offers_to_go_on(connecte, nouveau_dossier, monkeypatch):
    monkeypatch.setattr("salon.pages.dossiers.LOT", 1)
    monkeypatch.setattr("salon.pages.dossiers.LOTS_MAX", 1)
    for nom in ("Rucher", "Deux"):
        nouveau_dossier(nom)

    reponse = connecte.get(BUREAU, {"q": "rucher"})

    assert noms(reponse) == []
    assert noms(connecte.get(BUREAU, {"q": "rucher", "avant": reponse.context["suite"]})) == [
        "Rucher"
    ]


def test_the_list_asks_as_much_for_three_files_as_for_one(
    connecte, nouveau_dossier, django_assert_num_queries
):
    def remplir(exposant: Exposant) -> None:
        Offre.objects.create(structure=exposant.structure, intitule="Miel")
        Besoin.objects.create(structure=exposant.structure, intitule="Pots")

    remplir(nouveau_dossier("Un"))
    connecte.get(BUREAU)
    with django_assert_num_queries(14):
        connecte.get(BUREAU)
    for nom in ("Deux", "Trois"):
        remplir(nouveau_dossier(nom))

    with django_assert_num_queries(14):
        connecte.get(BUREAU)


def test_many_files_are_validated_at_once_and_what_was_refused_is_said(connecte, nouveau_dossier):
    un, deux = nouveau_dossier("Un"), nouveau_dossier("Deux")
    Exposant.objects.filter(pk=deux.pk).update(etat=Exposant.Etat.RETIRE)

    reponse = connecte.post(LOT, {"geste": "valider", "exposant": [un.pk, deux.pk]})

    assert [str(issue.exposant) for issue in reponse.context["faites"]] == ["Un"]
    assert [(str(i.exposant), i.refus) for i in reponse.context["refusees"]] == [
        ("Deux", "Ce dossier a déjà reçu une réponse.")
    ]
    un.refresh_from_db()
    assert un.etat == "valide"


def test_without_room_a_validated_file_goes_to_the_waiting_list_and_the_page_says_so(
    connecte, edition, nouveau_dossier
):
    Stand.objects.create(edition=edition, numero="A1")
    un, deux = nouveau_dossier("Un"), nouveau_dossier("Deux")

    reponse = connecte.post(LOT, {"geste": "valider", "exposant": [un.pk, deux.pk]})

    assert [issue.exposant.etat for issue in reponse.context["faites"]] == ["valide", "attente"]


def test_many_files_are_refused_with_one_reason(connecte, nouveau_dossier):
    dossiers = [nouveau_dossier("Un"), nouveau_dossier("Deux")]

    connecte.post(
        LOT,
        {"geste": "refuser", "motif": "Hors sujet.", "exposant": [d.pk for d in dossiers]},
    )

    assert set(Exposant.objects.values_list("etat", "motif_refus")) == {("refuse", "Hors sujet.")}


def test_a_refusal_without_a_reason_asks_for_it_and_keeps_the_choice(connecte, nouveau_dossier):
    un = nouveau_dossier("Un")

    reponse = connecte.post(LOT, {"geste": "refuser", "motif": " ", "exposant": [un.pk]})

    assert (reponse.status_code, reponse.context["numeros"]) == (422, [un.pk])
    assert 'aria-describedby="id_motif_error"' in reponse.content.decode()
    un.refresh_from_db()
    assert un.etat == "soumis"


def test_files_of_another_edition_are_not_touched_by_many_at_once(
    connecte, exposant, autre_edition
):
    Exposant.objects.update(edition=autre_edition)

    reponse = connecte.post(LOT, {"geste": "valider", "exposant": [exposant.pk, "x", -1]})

    assert (reponse.context["faites"], reponse.context["refusees"]) == ([], [])


def test_an_unknown_gesture_is_not_found(connecte, exposant):
    assert connecte.post(LOT, {"geste": "effacer"}).status_code == 404
    assert connecte.post(adresse(exposant, "effacer")).status_code == 404


def test_one_file_shows_all_there_is_about_it(connecte, exposant, organisateur, ouvriers):
    ouvriers()
    connecte.post(adresse(exposant, "noter"), {"texte": "Rappeler lundi"})

    reponse = connecte.get(adresse(exposant))

    assert [fait.texte for fait in reponse.context["historique"]] == [
        "Note ajoutée par un organisateur",
        "Dossier envoyé",
    ]
    assert [note.texte for note in reponse.context["notes"]] == ["Rappeler lundi"]
    assert [courriel.a for courriel in reponse.context["courriels"]] == ["fournil@pain.example"]


def test_one_file_asks_as_much_for_three_lines_as_for_one(
    connecte, exposant, organisateur, nouveau_participant, django_assert_num_queries
):
    def remplir(rang: int) -> None:
        structure = exposant.structure
        Offre.objects.create(structure=structure, intitule="Pain", filiere_id="alimentation")
        Besoin.objects.create(structure=structure, intitule="Farine", nature_id=None)
        Note.objects.create(exposant=exposant, auteur=organisateur, texte="Vu")
        nouveau_participant(exposant=exposant, courriel=f"equipe{rang}@pain.example")
        Courriel.objects.create(edition=exposant.edition, cle=f"{rang}", a="fournil@pain.example")

    remplir(1)
    connecte.get(adresse(exposant))
    with django_assert_num_queries(17):
        connecte.get(adresse(exposant))
    for rang in (2, 3):
        remplir(rang)

    with django_assert_num_queries(17):
        connecte.get(adresse(exposant))


@pytest.mark.parametrize(
    ("geste", "donnees", "etat"),
    [
        ("valider", {}, "valide"),
        ("attente", {}, "attente"),
        ("refuser", {"motif": "Complet."}, "refuse"),
    ],
)
def test_one_file_is_answered_on_its_page(connecte, exposant, geste, donnees, etat):
    reponse = connecte.post(adresse(exposant, geste), donnees)

    exposant.refresh_from_db()
    assert (reponse.url, exposant.etat) == (f"{adresse(exposant)}?fait={geste}", etat)


def test_an_answer_that_came_too_late_is_said_on_the_page(connecte, exposant):
    connecte.post(adresse(exposant, "valider"))

    reponse = connecte.post(adresse(exposant, "refuser"), {"motif": "Complet."})

    assert (reponse.status_code, str(reponse.context["refus"])) == (
        409,
        "Ce dossier a déjà reçu une réponse.",
    )


@pytest.mark.parametrize(("geste", "champ"), [("refuser", "motif"), ("noter", "texte")])
def test_an_empty_text_is_told_beside_its_field(connecte, exposant, geste, champ):
    reponse = connecte.post(adresse(exposant, geste), {champ: " "})

    assert reponse.status_code == 422
    assert f'aria-describedby="id_{champ}_error"' in reponse.content.decode()
    assert types() == ["ExposantInscrit"]


def test_notes_stay_at_the_desk(connecte, comme, exposant):
    connecte.post(adresse(exposant, "noter"), {"texte": "Payeur difficile"})

    dossier = comme(exposant.equipe.get()).lire(
        f"/api/v1/editions/coventis/exposants/{exposant.pk}"
    )

    assert "Payeur difficile" not in dossier.content.decode()


def test_a_stand_is_given_and_taken_back(connecte, edition, exposant):
    stand = Stand.objects.create(edition=edition, numero="A1", capacite=2)
    connecte.post(adresse(exposant, "valider"))

    connecte.post(adresse(exposant, "stand"), {"stand": stand.pk})
    exposant.refresh_from_db()
    donne = (exposant.stand, exposant.place)
    connecte.post(adresse(exposant, "stand"), {"stand": ""})

    exposant.refresh_from_db()
    assert (donne, exposant.stand) == ((stand, 1), None)


def test_a_full_stand_is_refused_in_words(connecte, edition, nouveau_dossier):
    stand = Stand.objects.create(edition=edition, numero="A1")
    Stand.objects.create(edition=edition, numero="A2")
    un, deux = nouveau_dossier("Un"), nouveau_dossier("Deux")
    connecte.post(LOT, {"geste": "valider", "exposant": [un.pk, deux.pk]})
    connecte.post(adresse(un, "stand"), {"stand": stand.pk})

    reponse = connecte.post(adresse(deux, "stand"), {"stand": stand.pk})

    assert (reponse.status_code, str(reponse.context["refus"])) == (409, "Ce stand est complet.")


def test_a_stand_of_another_edition_is_none(connecte, exposant, autre_edition):
    stand = Stand.objects.create(edition=autre_edition, numero="A1")
    connecte.post(adresse(exposant, "valider"))

    reponse = connecte.post(adresse(exposant, "stand"), {"stand": stand.pk})

    assert reponse.status_code == 422
    assert "Ce stand n’existe pas." in reponse.content.decode()


def test_an_incomplete_file_is_reminded_of_what_is_missing(
    connecte, exposant, ouvriers, mailoutbox
):
    ouvriers()
    mailoutbox.clear()

    connecte.post(adresse(exposant, "relancer"))
    ouvriers()

    [courriel] = mailoutbox
    assert courriel.subject == "Coventis : il manque encore quelque chose à votre dossier"
    assert "– Présenter au moins une offre\n" in courriel.body


def test_a_file_is_reminded_once_in_three_days(horloge, connecte, exposant):
    connecte.post(adresse(exposant, "relancer"))

    trop_tot = connecte.post(adresse(exposant, "relancer"))
    horloge.shift(timedelta(days=3))
    exposant.refresh_from_db()
    relancer(exposant=exposant)

    assert trop_tot.status_code == 409
    assert types().count("DossierRelance") == 2


def test_of_two_organisers_who_remind_at_once_the_second_is_told(exposant):
    ailleurs = Exposant.objects.get(pk=exposant.pk)
    relancer(exposant=exposant)

    with pytest.raises(RelanceTropTot):
        relancer(exposant=ailleurs)


@pytest.mark.parametrize("etat", ["refuse", "retire"])
def test_a_closed_file_is_not_reminded(connecte, exposant, etat):
    Exposant.objects.update(etat=etat, motif_refus="Complet.")

    reponse = connecte.post(adresse(exposant, "relancer"))

    assert reponse.status_code == 409
    assert "DossierRelance" not in types()


def test_all_incomplete_files_are_reminded_in_one_go(connecte, nouveau_dossier):
    un, deux = nouveau_dossier("Un"), nouveau_dossier("Deux")
    Exposant.objects.filter(pk=deux.pk).update(relance_le=timezone.now())
    nouveau_dossier("Trois")
    Exposant.objects.filter(structure__nom="Trois").update(etat="retire")

    reponse = connecte.post(f"{BUREAU}relances/")

    assert [str(issue.exposant) for issue in reponse.context["faites"]] == [str(un)]
    assert [str(issue.exposant) for issue in reponse.context["refusees"]] == [str(deux)]


def test_a_file_completed_meanwhile_is_not_reminded(
    connecte, exposant, ouvriers, mailoutbox, monkeypatch
):
    ouvriers()
    mailoutbox.clear()
    connecte.post(adresse(exposant, "relancer"))
    vide = type("Vide", (), {"manques": []})
    monkeypatch.setattr("salon.effets.exposants.completude", lambda exposant: vide)

    ouvriers()

    assert mailoutbox == []


def stands(connecte, **donnees: object):
    return connecte.post(f"{BUREAU}stands/", {"capacite": 1} | donnees)


def test_stands_are_added_by_their_numbers(connecte, edition, hall):
    stands(connecte, numeros="A1, A2 ,, A1", capacite=2, zone=hall.pk)

    assert list(edition.stands.values_list("numero", "capacite", "zone__nom")) == [
        ("A1", 2, "Hall"),
        ("A2", 2, "Hall"),
    ]


@pytest.mark.parametrize(
    ("donnees", "statut", "message"),
    [
        ({"numeros": "A1, A2"}, 409, "Numéros déjà pris\xa0: A1."),
        ({"numeros": " , "}, 422, "De 1 à 200 numéros à la fois."),
        ({"numeros": "A" * 11}, 422, "Un numéro tient en 10 signes\xa0: AAAAAAAAAAA."),
        ({"numeros": "B1", "capacite": 0}, 422, "Nombre entre 1 et 100 attendu."),
        ({"numeros": "B1", "zone": 999}, 422, "Cette zone n’existe pas."),
    ],
)
def test_wrong_stands_are_refused_and_none_is_added(connecte, edition, donnees, statut, message):
    Stand.objects.create(edition=edition, numero="A1")

    reponse = stands(connecte, **donnees)

    assert (reponse.status_code, edition.stands.count()) == (statut, 1)
    assert message in reponse.content.decode()


@pytest.fixture
def occupe(connecte, edition, exposant) -> Stand:
    """A stand for two that one exhibitor has."""
    stand = Stand.objects.create(edition=edition, numero="A1", capacite=2)
    connecte.post(adresse(exposant, "valider"))
    connecte.post(adresse(exposant, "stand"), {"stand": stand.pk})
    return stand


@pytest.mark.parametrize(
    ("donnees", "statut"),
    [
        ({"geste": "supprimer"}, 409),
        ({"geste": "capacite", "capacite": "zéro"}, 422),
        ({"geste": "capacite", "capacite": 1}, 302),
    ],
)
def test_a_stand_is_never_smaller_than_its_exhibitors(connecte, occupe, donnees, statut):
    assert connecte.post(f"{BUREAU}stands/{occupe.pk}/", donnees).status_code == statut
    assert Stand.objects.count() == 1


def test_a_capacity_below_the_exhibitors_of_a_stand_names_them(connecte, occupe, exposant):
    Exposant.objects.update(place=2)

    reponse = connecte.post(f"{BUREAU}stands/{occupe.pk}/", {"capacite": 1})

    assert (reponse.status_code, reponse.context["refus"]) == (
        409,
        "Le stand A1 compte aussi Le Fournil Solidaire : libérez d’abord leur place.",
    )


def test_a_free_stand_is_taken_away(connecte, edition):
    stand = Stand.objects.create(edition=edition, numero="A1")

    connecte.post(f"{BUREAU}stands/{stand.pk}/", {"geste": "supprimer"})

    assert Stand.objects.count() == 0


def test_the_stands_ask_as_much_for_three_as_for_one(
    connecte, edition, occupe, django_assert_num_queries
):
    connecte.get(f"{BUREAU}stands/")
    with django_assert_num_queries(7):
        connecte.get(f"{BUREAU}stands/")
    for numero in ("B1", "B2"):
        Stand.objects.create(edition=edition, numero=numero)

    with django_assert_num_queries(7):
        connecte.get(f"{BUREAU}stands/")
