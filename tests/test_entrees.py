"""What comes in: whatever is sent is answered in one shape, in French, and stores nothing it should not."""

import json
import time
from types import SimpleNamespace

import pytest

from salon.pointage.models import Passage
from salon.rdv.services import demander_rdv
from tests.appels import EDITION, PASSAGES, en_erreur
from tests.mesures import lignes_en_base

SCAN_ID = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


@pytest.fixture
def appelants(anonyme, comme, traiteur, comme_organisateur, comme_porte):
    return SimpleNamespace(
        anonyme=anonyme,
        traiteur=comme(traiteur),
        organisateur=comme_organisateur,
        porte=comme_porte,
    )


@pytest.fixture
def passage(scanner, code):
    scanner(code)
    return Passage.objects.get()


@pytest.fixture
def place(dix_heures, table):
    return {"creneau_id": dix_heures.pk, "table_id": table.pk}


@pytest.fixture
def routes(appelants, demande, exposant, passage, place):
    """Every endpoint that reads a body: who may call it, where, and a good body."""
    personne = {"prenom": "Ana", "nom": "Sol", "courriel": "ana@sol.example"}
    structure = {"siret": "999 000 003 00015", "nom": "La Table", "commune": "Sète"}
    dossier = {"structure": structure, "equipe": [personne], "presentation": "Bonjour"}
    invitation = {"destinataire_id": demande.demandeur_id, "message": "Bonjour"}
    lot = {"appareil_maintenant": "2027-05-20T10:00:00Z", "passages": [{}]}
    qui = appelants
    return {
        "exposants": (qui.anonyme, f"{EDITION}/exposants", dossier),
        "visiteurs": (qui.anonyme, f"{EDITION}/visiteurs", personne | {"organisation": "Sol"}),
        "groupe": (
            qui.anonyme,
            f"{EDITION}/visiteurs/groupe",
            {"groupe": "BTS 1", "contact": personne, "membres": [{"nom": "Roc"}]},
        ),
        "webhooks": (
            qui.organisateur,
            f"{EDITION}/webhooks",
            {"url": "https://abonne.example/", "evenements": ["rdv.annule"]},
        ),
        "lien": (qui.anonyme, f"{EDITION}/lien", {"courriel": "ana@sol.example"}),
        "acces": (qui.anonyme, "/api/v1/acces", {"jeton": "perdu"}),
        "rdv": (qui.traiteur, f"{EDITION}/rdv", invitation),
        "accepter": (qui.traiteur, f"{EDITION}/rdv/{demande.pk}/accepter", place),
        "refuser": (
            qui.organisateur,
            f"{EDITION}/exposants/{exposant.pk}/refuser",
            {"motif": "Complet"},
        ),
        "passages": (qui.porte, PASSAGES, {"code": "x", "scan_id": SCAN_ID, "motif": "Ami"}),
        "lot": (qui.porte, f"{PASSAGES}/lot", lot),
        "annuler": (qui.porte, f"{PASSAGES}/{passage.pk}/annuler", {"motif": "Erreur"}),
    }


def brut(corps):
    return json.dumps(corps).encode()


@pytest.fixture
def refus(routes):
    """Send something in the place of each good body; return what each route answered."""

    def envoyer(deformer, type_contenu="application/json", **entetes):
        avant = lignes_en_base()
        reponses = {
            nom: appels.client.generic(
                "POST", adresse, deformer(bon), content_type=type_contenu, **entetes
            )
            for nom, (appels, adresse, bon) in routes.items()
        }
        assert lignes_en_base() == avant
        return {en_erreur(reponse) for reponse in reponses.values()}

    return envoyer


ILLISIBLES = {
    "latin-1": lambda bon: '{"nom": "Élodie"}'.encode("latin-1"),
    "utf-16": lambda bon: json.dumps(bon).encode("utf-16"),
    "byte order mark": lambda bon: b"\xef\xbb\xbf" + brut(bon),
    "truncated": lambda bon: brut(bon)[:-1],
    "nested 100,000 deep": lambda bon: b"[" * 100_000,
    "nested 100,000 deep and closed": lambda bon: b"[" * 100_000 + b"]" * 100_000,
    "nested 21 deep": lambda bon: b"[" * 21 + b"]" * 21,
    "key repeated": lambda bon: b'{"nom": 1, "nom": 2}',
    "NaN": lambda bon: b'{"nom": NaN}',
    "Infinity": lambda bon: b'{"nom": -Infinity}',
    "integer of 5,000 digits": lambda bon: b'{"nom": ' + b"9" * 5_000 + b"}",
    "no JSON": lambda bon: b"nom=Sol",
}


@pytest.mark.parametrize("deformer", ILLISIBLES.values(), ids=ILLISIBLES)
def test_a_body_that_cannot_be_read_is_a_400(refus, deformer):
    assert refus(deformer) == {(400, "illisible")}


INVALIDES = {
    "empty": lambda bon: b"",
    "null": lambda bon: b"null",
    "array": lambda bon: brut([bon]),
    "text": lambda bon: b'"bonjour"',
    "number": lambda bon: b"1e400",
    "nothing": lambda bon: b"{}",
    "unknown field": lambda bon: brut({**bon, "is_staff": True}),
    "unknown field with NUL": lambda bon: brut({**bon, "\0": 1}),
    "unknown field of half a character": lambda bon: brut({**bon, "\ud800": 1}),
    "every value null": lambda bon: brut(dict.fromkeys(bon)),
    "every value a float": lambda bon: brut(dict.fromkeys(bon, 1.5)),
    "every value a list": lambda bon: brut({cle: [[]] for cle in bon}),
    "every value true": lambda bon: brut(dict.fromkeys(bon, True)),
    "every value beyond 64 bits": lambda bon: brut(dict.fromkeys(bon, 2**63)),
    "every value negative": lambda bon: brut(dict.fromkeys(bon, -1)),
    "every value zero": lambda bon: brut(dict.fromkeys(bon, 0)),
    "every value beyond floats": lambda bon: brut(dict.fromkeys(bon, 0)).replace(b" 0", b" 1e400"),
}


@pytest.mark.parametrize("deformer", INVALIDES.values(), ids=INVALIDES)
def test_a_body_of_another_form_is_a_422(refus, deformer):
    assert refus(deformer) == {(422, "invalide")}


INTERDITS = ("\0", "\x1b[31m", "\x7f", "\x9f", "\ud800", "\udfff")


def textes(corps):
    """Return each place in a body that holds text, as a path."""
    paires = corps.items() if isinstance(corps, dict) else enumerate(corps)
    for cle, valeur in paires:
        if isinstance(valeur, str):
            yield (cle,)
        elif isinstance(valeur, dict | list):
            yield from ((cle, *suite) for suite in textes(valeur))


def remplacer(corps, chemin, valeur):
    copie = json.loads(json.dumps(corps))
    cible = copie
    for pas in chemin[:-1]:
        cible = cible[pas]
    cible[chemin[-1]] = valeur
    return copie


@pytest.mark.parametrize("signe", INTERDITS)
def test_a_forbidden_character_in_any_text_of_any_endpoint_is_a_422(routes, signe):
    avant = lignes_en_base()
    statuts = set()

    for appels, adresse, bon in routes.values():
        for chemin in textes(bon):
            reponse = appels.poster(adresse, remplacer(bon, chemin, f"a{signe}b@c.fr"))
            statuts.add(en_erreur(reponse))

    assert statuts == {(422, "invalide")}
    assert lignes_en_base() == avant


UNE_LIGNE = ("prenom", "nom", "fonction", "organisation", "courriel")


@pytest.mark.parametrize("signe", ["\n", "\r\nBcc: x@y.example", "\t", "\u2028"])
@pytest.mark.parametrize("champ", UNE_LIGNE)
def test_a_text_on_one_line_stays_on_one_line(anonyme, edition, champ, signe):
    bon = {"nom": "Sol", "courriel": "ana@sol.example", champ: f"ana@sol.example{signe}x"}

    reponse = anonyme.poster(f"{EDITION}/visiteurs", bon)

    assert en_erreur(reponse) == (422, "invalide")
    assert reponse.json()["champ"] == champ


@pytest.mark.parametrize(
    ("type_contenu", "entetes"),
    [
        ("text/plain", {}),
        ("application/x-www-form-urlencoded", {}),
        ("multipart/form-data; boundary=x", {}),
        ("", {}),
        ("application/json", {"headers": {"Content-Encoding": "gzip"}}),
    ],
)
def test_anything_but_plain_json_is_a_415(refus, type_contenu, entetes):
    assert refus(brut, type_contenu, **entetes) == {(415, "type_inattendu")}


def test_a_form_of_ten_thousand_fields_is_a_415(refus):
    formulaire = "&".join(f"champ{rang}=1" for rang in range(10_000)).encode()

    reponses = refus(lambda bon: formulaire, "application/x-www-form-urlencoded")

    assert reponses == {(415, "type_inattendu")}


def test_a_body_of_three_megabytes_is_a_413(refus):
    assert refus(lambda bon: b" " * 3_000_000) == {(413, "trop_gros")}


@pytest.mark.parametrize("taille", ["²", "9" * 5_000], ids=["no number", "5,000 digits"])
def test_a_length_that_makes_no_sense_is_a_413(anonyme, edition, taille):
    reponse = anonyme.client.generic(
        "POST", f"{EDITION}/lien", b"{}", content_type="application/json", CONTENT_LENGTH=taille
    )

    assert en_erreur(reponse) == (413, "trop_gros")


@pytest.mark.parametrize("motif", [b"[", b'\\"', b'"', b"\\", b'{"a":', b"9", b"\xf0\x9f\x98\x80"])
def test_no_body_of_one_megabyte_takes_long_to_refuse(anonyme, edition, motif):
    corps = (motif * 1_000_000)[:1_000_000]

    debut = time.perf_counter()
    reponse = anonyme.client.post(f"{EDITION}/lien", corps, content_type="application/json")

    assert reponse.status_code == 400
    assert time.perf_counter() - debut < 1


def test_a_wrong_method_is_a_405_that_names_the_right_ones(routes):
    reponses = {
        methode: {
            (en_erreur(appels.client.generic(methode, adresse)), "POST" in reponse["Allow"])
            for appels, adresse, _ in routes.values()
            for reponse in [appels.client.generic(methode, adresse)]
        }
        for methode in ("PUT", "PATCH", "DELETE", "TRACE")
    }

    assert set().union(*reponses.values()) == {((405, "methode"), True)}


def test_a_method_hidden_in_a_header_is_not_looked_at(anonyme, edition):
    reponse = anonyme.client.get(EDITION, headers={"X-HTTP-Method-Override": "DELETE"})

    assert reponse.status_code == 200


@pytest.mark.parametrize("entete", ["Host", "X-Forwarded-Host"])
def test_a_forged_host_never_ends_up_in_a_link(anonyme, traiteur, ouvriers, mailoutbox, entete):
    adresse = f"{EDITION}/lien"
    corps = {"courriel": traiteur.courriel}

    reponse = anonyme.poster(adresse, corps, headers={entete: "evil.example"})
    ouvriers()

    assert reponse.status_code == (400 if entete == "Host" else 202)
    assert [mail.body for mail in mailoutbox if "evil" in mail.body] == []


def test_two_hundred_cookies_change_nothing(anonyme, edition):
    biscuits = "; ".join(f"biscuit{rang}={rang}" for rang in range(200))

    reponse = anonyme.client.get(EDITION, headers={"Cookie": biscuits})

    assert reponse.status_code == 200


@pytest.mark.parametrize("valeur", [-1, 0, 2**63, 2**64, 1.0, True, "1", None, [1], {"pk": 1}])
def test_an_identifier_is_a_whole_number_that_fits(routes, valeur):
    avant = lignes_en_base()
    statuts = set()

    for appels, adresse, bon in (routes["rdv"], routes["accepter"]):
        champs = {cle for cle in bon if cle.endswith("_id")}
        for champ in champs if valeur is not None else champs - {"table_id"}:
            statuts.add(en_erreur(appels.poster(adresse, {**bon, champ: valeur})))

    assert statuts == {(422, "invalide")}
    assert lignes_en_base() == avant


def test_asking_the_same_meeting_twice_says_so(comme, traiteur, acheteuse):
    demander_rdv(demandeur=acheteuse, destinataire=traiteur)

    reponse = comme(acheteuse).poster(f"{EDITION}/rdv", {"destinataire_id": traiteur.pk})

    assert en_erreur(reponse) == (409, "rdv_deja_en_cours")


@pytest.mark.parametrize("deformer", [*ILLISIBLES.values(), *INVALIDES.values()])
def test_the_own_door_of_the_gates_refuses_the_same(natif, jeton_porte, deformer):
    avant = lignes_en_base()
    corps = deformer({"code": "x", "scan_id": SCAN_ID, "motif": "Ami"})
    entetes = {"Authorization": f"Bearer {jeton_porte}", "Content-Type": "application/json"}

    reponse = natif.post(PASSAGES, content=corps, headers=entetes)

    attendu = (400, "illisible") if deformer in ILLISIBLES.values() else (422, "invalide")
    assert en_erreur(reponse) == attendu
    assert lignes_en_base() == avant
