"""The two doors of the gates, fed the same thousand scans, give the same answers."""

import json
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from salon.acces import enroler_appareil
from salon.models import Participant
from salon.pointage import postes
from salon.pointage.models import Passage
from salon.services import emettre_badge
from tests.appels import PASSAGES

GRAINE = 2027
NOMBRE = 1_000
HORAIRES = ("2027-05-20T10:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00+02:00", None)


class Generateur:
    """Makes scans of every kind; the same seed makes the same ones."""

    def __init__(self, codes, jetons):
        self.hasard = Random(GRAINE)
        self.codes, self.jetons = codes, jetons
        self.bons = []

    def un(self):
        """Return (body, headers) of one request."""
        genre = self.hasard.choice(
            [self.bon] * 6 + [self.repete, self.repris, self.faux, self.deforme, self.sans_jeton]
        )
        corps, entetes = genre()
        if not isinstance(corps, bytes):
            corps = json.dumps(corps).encode()
        return corps, {"Content-Type": "application/json", **self.porteur(), **entetes}

    def porteur(self):
        return {"Authorization": f"Bearer {self.hasard.choice(self.jetons)}"}

    def scan(self):
        hasard = self.hasard
        champs = {
            "code": hasard.choice(self.codes),
            "scan_id": str(UUID(int=hasard.getrandbits(128), version=4)),
            "sens": hasard.choice(["entree", "entree", "sortie"]),
        }
        if hasard.random() < 0.3:
            champs["scanne_a"] = hasard.choice(HORAIRES)
            champs["appareil_maintenant"] = hasard.choice(HORAIRES)
        if hasard.random() < 0.2:
            champs["observe"] = True
        if hasard.random() < 0.2:
            champs |= {"force": True, "motif": hasard.choice(["", "Élu attendu"])}
        return champs

    def bon(self):
        scan = self.scan()
        self.bons.append((scan, self.porteur()))
        return scan, self.bons[-1][1]

    def repete(self):
        return self.hasard.choice(self.bons) if self.bons else self.bon()

    def repris(self):
        scan, porteur = self.repete()
        return {**scan, "sens": "sortie", "code": self.hasard.choice(self.codes)}, porteur

    def faux(self):
        code = list(self.hasard.choice(self.codes))
        code[self.hasard.randrange(len(code))] = self.hasard.choice("A7\n é\0\u200b")
        lus = ["".join(code), "https://ailleurs.example", "7", "", "x" * 300]
        return {**self.scan(), "code": self.hasard.choice(lus)}, {}

    def deforme(self):
        scan, hasard = self.scan(), self.hasard
        valeurs = [None, True, 7, -1, 2**70, 1.5, "", "é", "\ud800", [], {}, "x" * 5_000]
        brut = json.dumps(scan).encode()
        return hasard.choice(
            [
                ({**scan, hasard.choice([*scan, "porte"]): hasard.choice(valeurs)}, {}),
                ({cle: scan[cle] for cle in hasard.sample(list(scan), 2)}, {}),
                (hasard.choice(valeurs), {}),
                (brut[: hasard.randrange(1, len(brut))], {}),
                (brut.replace(b'"sens"', b'"code"'), {}),
                (brut.decode().encode("utf-16"), {}),
                (b"[" * 50 + b"]" * 50, {}),
                (b" " * 1_200_000, {}),
                (brut, {"Content-Type": hasard.choice(["text/plain", "application/xml"])}),
                (brut, {"Content-Encoding": "gzip"}),
            ]
        )

    def sans_jeton(self):
        faux = self.hasard.choice(["", "Bearer", "Bearer inconnu", "Basic eDp5"])
        return self.scan(), {"Authorization": faux}


@pytest.fixture
def jetons(porte, edition, hall):
    """Four devices: at the gate, a supervisor's, at a closed gate, in a zone kept for the press."""
    fermee = edition.portes.create(zone=hall, nom="Porte B", ouverte=False)
    presse = edition.zones.create(nom="Salle de presse", categories=["presse"])
    salle = edition.portes.create(zone=presse, nom="Porte C")
    lieux = [(porte, False), (porte, True), (fermee, False), (salle, False)]
    return [
        enroler_appareil(porte=lieu, nom="Téléphone", superviseur=superviseur)[1]
        for lieu, superviseur in lieux
    ]


@pytest.fixture
def requetes(nouveau_participant, jetons, settings):
    settings.DEBIT_APPAREIL = 0
    badges = [emettre_badge(nouveau_participant()) for _ in range(20)]
    Participant.objects.filter(pk=badges[0].participant_id).update(annule_le=timezone.now())
    emettre_badge(badges[1].participant)
    generateur = Generateur([badge.code for badge in badges], jetons)
    return [generateur.un() for _ in range(NOMBRE)]


def sans_heures(statut, corps):
    """Return an answer without what differs from one day or one row to the next."""
    corps = {cle: valeur for cle, valeur in corps.items() if cle not in ("passage_id", "corrige_a")}
    if corps.get("precedent"):
        corps["precedent"] = corps["precedent"]["porte"]
    return statut, corps


def par_django(anonyme, requetes):
    for corps, entetes in requetes:
        # The test client refuses an empty header; a server hands it over.
        reponse = anonyme.client.generic(
            "POST", PASSAGES, corps, content_type=entetes["Content-Type"], headers=entetes
        )
        yield sans_heures(reponse.status_code, reponse.json())


def par_la_porte_rapide(natif, requetes):
    for corps, entetes in requetes:
        reponse = natif.post(PASSAGES, content=corps, headers=entetes)
        yield sans_heures(reponse.status_code, reponse.json())


def test_both_doors_answer_a_thousand_scans_alike(natif, anonyme, requetes):
    reponses = list(par_django(anonyme, requetes))
    lignes = Passage.objects.count()
    Passage.objects.all().delete()
    postes.oublier()

    natives = list(par_la_porte_rapide(natif, requetes))

    differences = [
        (requete, a, b) for requete, a, b in zip(requetes, reponses, natives, strict=True) if a != b
    ]
    assert differences == []
    assert Passage.objects.count() == lignes
    assert {statut for statut, _ in natives} >= {200, 400, 401, 403, 404, 409, 413, 415, 422}


def test_an_unknown_parameter_is_refused_by_both_doors(natif, anonyme):
    adresse = f"{PASSAGES}?token=x"

    reponses = [anonyme.poster(adresse), natif.post(adresse, json={})]

    assert [reponse.status_code for reponse in reponses] == [422, 422]
    assert reponses[0].json() == reponses[1].json()


def test_a_scan_sent_again_by_the_other_door_is_answered_word_for_word(
    natif, scanner, code, jeton_porte
):
    scanner(code)
    scan = {"code": code, "scan_id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}

    par_django = scanner(**scan).json()
    par_la_porte = natif.post(
        PASSAGES, json=scan, headers={"Authorization": f"Bearer {jeton_porte}"}
    ).json()

    assert par_django["precedent"]["porte"] == "Porte A"
    assert par_la_porte == par_django
