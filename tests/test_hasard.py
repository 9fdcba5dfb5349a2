"""Thousands of requests made at random: never a fault of ours, always the one shape of a refusal."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salon.pointage.models import Passage
from tests.appels import EDITION, PASSAGES

ESSAIS = settings(
    max_examples=400,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TEXTES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\0",
            "\ud800",
            "é" * 101,
            "a@b.example",
            "2027-05-20T10:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "6f9619ff-8b86-d011-b42d-00c04fc964ff",
            "99900000300015",
            "' OR 1=1 --",
            "<b>",
            "{{7*7}}",
        ]
    ),
)
NOMBRES = st.one_of(
    st.integers(-3, 3), st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63), 10**40]), st.floats()
)
VALEURS = st.recursive(
    st.none() | st.booleans() | NOMBRES | TEXTES,
    lambda suite: st.lists(suite, max_size=3) | st.dictionaries(TEXTES, suite, max_size=3),
    max_leaves=5,
)

MODELES = {
    "exposants": {
        "structure": {
            "siret": "999 000 003 00015",
            "nom": "La Table",
            "famille": "",
            "commune": "",
        },
        "equipe": [{"prenom": "Ana", "nom": "Sol", "courriel": "ana@sol.example"}],
        "presentation": "Bonjour",
    },
    "visiteurs": {
        "prenom": "Ana",
        "nom": "Sol",
        "fonction": "",
        "courriel": "ana@sol.example",
        "organisation": "Sol",
        "categorie": "acheteur",
    },
    "groupe": {
        "groupe": "BTS 1",
        "contact": {"nom": "Sol", "courriel": "ana@sol.example", "consentement": True},
        "membres": [{"prenom": "Nina", "nom": "Blanc", "fonction": "", "courriel": ""}],
    },
    "webhooks": {"url": "https://abonne.example/a", "evenements": ["rdv.annule"]},
    "lien": {"courriel": "ana@sol.example"},
    "acces": {"jeton": "perdu"},
    "rdv": {"destinataire_id": 1, "message": "Bonjour", "demandeur_id": None},
    "accepter": {"creneau_id": 1, "table_id": 1},
    "refuser": {"motif": "Complet"},
    "passages": {
        "code": "x",
        "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "sens": "entree",
        "scanne_a": None,
        "appareil_maintenant": None,
        "observe": False,
        "force": False,
        "motif": "",
    },
    "lot": {
        "appareil_maintenant": "2027-05-20T10:00:00Z",
        "observe": True,
        "passages": [{"code": "x", "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}],
    },
    "annuler": {"motif": "Erreur"},
}


@st.composite
def corps_approchants(tirer, modele):
    """A good body with one place, at any depth, changed, taken away or added to."""
    corps = json.loads(json.dumps(modele))
    cible = corps
    while True:
        cles = list(cible) if isinstance(cible, dict) else list(range(len(cible)))
        cle = tirer(st.sampled_from(cles))
        if not (isinstance(cible[cle], dict | list) and cible[cle] and tirer(st.booleans())):
            break
        cible = cible[cle]
    geste = tirer(st.sampled_from(["changer", "changer", "ajouter", "retirer"]))
    if geste == "retirer":
        del cible[cle]
    elif geste == "ajouter" and isinstance(cible, dict):
        cible[tirer(TEXTES)] = tirer(VALEURS)
    else:
        cible[cle] = tirer(VALEURS)
    return json.dumps(corps).encode()


def corps_quelconques(modele):
    return st.one_of(
        corps_approchants(modele),
        corps_approchants(modele),
        VALEURS.map(lambda valeur: json.dumps(valeur).encode()),
        st.binary(max_size=40),
    )


@pytest.fixture
def adresses(demande, exposant, scanner, code):
    scanner(code)
    return {
        "exposants": f"{EDITION}/exposants",
        "visiteurs": f"{EDITION}/visiteurs",
        "groupe": f"{EDITION}/visiteurs/groupe",
        "webhooks": f"{EDITION}/webhooks",
        "lien": f"{EDITION}/lien",
        "acces": "/api/v1/acces",
        "rdv": f"{EDITION}/rdv",
        "accepter": f"{EDITION}/rdv/{demande.pk}/accepter",
        "refuser": f"{EDITION}/exposants/{exposant.pk}/refuser",
        "passages": PASSAGES,
        "lot": f"{PASSAGES}/lot",
        "annuler": f"{PASSAGES}/{Passage.objects.get().pk}/annuler",
    }


@pytest.fixture
def appelant(request, comme_organisateur, comme_porte):
    def trouver(nom):
        return comme_porte if nom in ("passages", "lot", "annuler") else comme_organisateur

    return trouver


def bien_repondu(reponse):
    """Tell whether an answer is no fault, and a refusal has its shape."""
    if reponse.status_code < 400:
        return True
    corps = reponse.json()
    formes = all(isinstance(corps.get(cle), str) for cle in ("code", "message", "champ"))
    return reponse.status_code < 500 and formes and bool(corps["message"])


@pytest.mark.parametrize("nom", MODELES)
def test_no_body_makes_an_endpoint_fail(adresses, appelant, settings, nom):
    settings.DEBIT_APPAREIL = 0
    appels, adresse = appelant(nom), adresses[nom]

    @ESSAIS
    @given(corps_quelconques(MODELES[nom]))
    def envoyer(corps):
        reponse = appels.client.post(adresse, corps, content_type="application/json")
        assert bien_repondu(reponse), (corps, reponse.status_code, reponse.content)

    envoyer()


PARAMETRES = st.dictionaries(
    st.sampled_from(["etat", "apres", "limite", "page", "é", "\0"]) | st.text(max_size=5),
    TEXTES.filter(lambda texte: "\ud800" not in texte) | NOMBRES.map(str),
    max_size=3,
)


@pytest.mark.parametrize(
    "liste", ["", "/rdv", "/exposants", "/creneaux", "/tables", "/compteurs", "/participants"]
)
def test_no_parameter_makes_a_reading_fail(comme_organisateur, edition, liste):
    @ESSAIS
    @given(PARAMETRES)
    def lire(parametres):
        reponse = comme_organisateur.lire(f"{EDITION}{liste}", **parametres)
        assert bien_repondu(reponse), (parametres, reponse.status_code, reponse.content)

    lire()


@pytest.mark.parametrize("gabarit", ["{}", "coventis/rdv/{}", "coventis/participants/{}/agenda"])
def test_no_address_makes_a_reading_fail(comme_organisateur, edition, gabarit):
    @ESSAIS
    @given(TEXTES.filter(lambda texte: "\ud800" not in texte) | NOMBRES.map(str))
    def lire(morceau):
        reponse = comme_organisateur.lire(f"/api/v1/editions/{gabarit.format(morceau)}")
        assert bien_repondu(reponse), (morceau, reponse.status_code, reponse.content)

    lire()
