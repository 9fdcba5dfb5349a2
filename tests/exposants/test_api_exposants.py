"""The API of a file: who may touch it, what it refuses, what it never takes."""

import json

import pytest

from salon.annuaire.models import Structure
from salon.exposants.models import DemandeEquipe, Exposant, Stand
from salon.exposants.services import valider_exposant
from salon.models import Participant
from tests.appels import EDITION, en_erreur
from tests.mesures import lignes_en_base

DOSSIER = {
    "structure": {"siret": "999 000 003 00015", "nom": "La Table du Marché"},
    "equipe": [{"nom": "Haddad", "courriel": "chef@table.example"}],
}
# What a form never asks: each would give its sender something, or say something about a person.
INTERDITS = [
    "etat", "etape", "stand", "stand_id", "place", "consenti_le", "motif_refus", "edition",
    "edition_id", "id", "pk", "is_staff", "is_superuser", "role", "badge_id", "code", "status",
    "responsable", "categorie", "structure_id", "exposant_id", "visible", "logo", "logo_id",
    "annule_le", "lien_numero", "courriel_verifie_le", "date_naissance", "telephone", "inscrit_le",
]  # fmt: skip


@pytest.fixture
def membre(exposant) -> Participant:
    return exposant.equipe.get()


@pytest.fixture
def adresse(exposant) -> str:
    return f"{EDITION}/exposants/{exposant.pk}"


def envoyer(appels, methode, adresse, corps=None):
    return appels.client.generic(
        methode, adresse, _json(corps or {}), content_type="application/json"
    )


def _json(corps) -> bytes:
    return json.dumps(corps).encode()


@pytest.mark.parametrize("champ", INTERDITS)
def test_a_field_that_is_not_asked_is_refused_everywhere(anonyme, comme, membre, adresse, champ):
    avant = lignes_en_base()

    reponses = [
        anonyme.poster(f"{EDITION}/exposants", {**DOSSIER, champ: 1}),
        envoyer(comme(membre), "PUT", f"{adresse}/page", {champ: 1}),
        comme(membre).poster(
            f"{adresse}/equipe", {"nom": "Roux", "courriel": "r@pain.example", champ: 1}
        ),
        anonyme.poster(
            f"{EDITION}/exposants",
            {**DOSSIER, "structure": {**DOSSIER["structure"], champ: 1}},
        ),
    ]

    assert {en_erreur(reponse)[0] for reponse in reponses} == {422}
    assert lignes_en_base() == avant


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("siret", "9990000030001"),
        ("siret", "99900000300014"),
        ("siret", 99900000300015),
        ("nom", " "),
        ("nom", "\u200b"),
        ("nom", "x" * 101),
        ("nom", "a\u0000b"),
        ("nom", "a\u001bb"),
        ("code_postal", "ABCDE"),
        ("famille", "inconnue"),
        ("site", "javascript:alert(1)"),
        ("site", "http://127.0.0.1"),
        ("site", "http://[::1]/"),
        ("site", "https://a:b@c.example"),
        ("pays", "XX"),
    ],
)
def test_a_wrong_structure_is_refused_and_nothing_is_stored(anonyme, edition, champ, valeur):
    avant = lignes_en_base()
    structure = {**DOSSIER["structure"], champ: valeur}

    reponse = anonyme.poster(f"{EDITION}/exposants", {**DOSSIER, "structure": structure})

    assert (en_erreur(reponse)[0], reponse.json()["champ"]) == (422, f"structure.{champ}")
    assert lignes_en_base() == avant


def test_an_address_that_is_registered_is_answered_like_a_new_one(anonyme, acheteuse):
    corps = {**DOSSIER, "equipe": [{"nom": "Fabre", "courriel": acheteuse.courriel}]}

    reponse = anonyme.poster(f"{EDITION}/exposants", corps)

    assert reponse.status_code == 201
    assert DemandeEquipe.objects.get().courriel == acheteuse.courriel
    acheteuse.refresh_from_db()
    assert (acheteuse.categorie, acheteuse.exposant) == ("acheteur", None)


@pytest.mark.parametrize("chemin", ["", "/page", "/equipe", "/retirer", "/stand"])
def test_another_team_and_nobody_reach_nothing_of_a_file(anonyme, comme, traiteur, adresse, chemin):
    methode = {"": "GET", "/page": "GET"}.get(chemin, "POST")
    corps = {"/equipe": {"nom": "X", "courriel": "x@x.example"}, "/stand": {"numero": "A1"}}

    reponses = [
        envoyer(appels, methode, adresse + chemin, corps.get(chemin))
        for appels in (anonyme, comme(traiteur))
    ]

    assert [en_erreur(reponse)[0] for reponse in reponses] == [401, 403]


def test_a_team_reads_and_writes_its_page(comme, membre, adresse):
    page = {"description": "Du pain.", "offres": [{"intitule": "Pain", "saison": "été"}]}

    ecrite = envoyer(comme(membre), "PUT", f"{adresse}/page", page).json()

    assert ecrite == comme(membre).lire(f"{adresse}/page").json()
    assert (ecrite["description"], ecrite["offres"][0]["saison"]) == ("Du pain.", "été")


def test_a_team_adds_corrects_and_takes_out_a_colleague(comme, membre, adresse, exposant):
    corps = {"nom": "Roux", "courriel": "roux@pain.example"}
    numero = comme(membre).poster(f"{adresse}/equipe", corps).json()["id"]
    corrige = envoyer(
        comme(membre), "PUT", f"{adresse}/equipe/{numero}", {"nom": "Le Roux", "visible": True}
    )

    retire = envoyer(comme(membre), "DELETE", f"{adresse}/equipe/{numero}")

    assert (corrige.json()["nom"], retire.status_code) == ("Le Roux", 204)
    assert [m["nom"] for m in comme(membre).lire(adresse).json()["equipe"]] == ["Vidal"]


def test_a_colleague_of_another_team_is_not_found(comme, membre, adresse, traiteur):
    reponse = envoyer(comme(membre), "DELETE", f"{adresse}/equipe/{traiteur.pk}")

    assert en_erreur(reponse) == (404, "introuvable")


def test_a_stand_is_given_by_the_organiser(comme, comme_organisateur, membre, adresse, exposant):
    Stand.objects.create(edition=exposant.edition, numero="A1")
    valider_exposant(exposant=exposant)

    reponses = [
        appels.poster(f"{adresse}/stand", {"numero": numero})
        for appels, numero in (
            (comme(membre), "A1"),
            (comme_organisateur, "Z9"),
            (comme_organisateur, "A1"),
        )
    ]

    assert [reponse.status_code for reponse in reponses] == [403, 404, 200]
    exposant.refresh_from_db()
    assert str(exposant.stand) == "A1"


def test_a_team_withdraws(comme, membre, adresse):
    reponse = comme(membre).poster(f"{adresse}/retirer")

    assert (reponse.json()["etat"], Exposant.objects.get().etat) == ("retire", "retire")


def test_a_siret_is_checked_and_filled_in_from_what_is_public(anonyme, edition):
    Structure.objects.create(siret="99900000300015", nom="La Table", commune="Sète")
    Structure.objects.create(siret="99900001100018", nom="Cachée", visible=False)
    verifier = f"{EDITION}/exposants/siret"

    connue = anonyme.lire(f"{verifier}/999 000 003 00015").json()
    cachee = anonyme.lire(f"{verifier}/99900001100018").json()

    assert (connue["nom"], connue["commune"], connue["inscrite"]) == ("La Table", "Sète", False)
    assert (cachee["connue"], cachee["nom"]) == (False, "")
    assert en_erreur(anonyme.lire(f"{verifier}/123"))[0] == 422


def test_asking_to_join_is_answered_the_same_whether_the_enterprise_exhibits(anonyme, edition):
    personne = {"nom": "Petit", "courriel": "petit@pain.example"}

    reponses = [
        anonyme.poster(f"{EDITION}/exposants/siret/{siret}/equipe", personne)
        for siret in ("99900000300015", "99900001100018")
    ]

    assert [reponse.status_code for reponse in reponses] == [202, 202]
    assert reponses[0].content == reponses[1].content
