"""The main job, from registration to the door, through the API."""

from datetime import timedelta

import pypdfium2
import zxingcpp
from icalendar import Calendar

from salon.journal.evenements import PAR_NOM
from salon.journal.models import Courriel
from salon.models import Badge
from salon.rdv.models import RendezVous
from salon.tasks import REACTIONS

from .conftest import EDITION

DOSSIER = {
    "structure": {
        "siret": "999 000 003 00015",
        "nom": "La Table du Marché",
        "famille": "cooperative",
        "commune": "Sète",
        "code_postal": "34200",
    },
    "equipe": [{"prenom": "Nour", "nom": "Haddad", "courriel": "chef@table.example"}],
}
VISITEUSE = {
    "prenom": "Claire",
    "nom": "Fabre",
    "organisation": "Village des Garrigues",
    "courriel": "achats@village.example",
    "categorie": "acheteur",
}


def lire_qr(pdf: bytes) -> list[str]:
    page = pypdfium2.PdfDocument(pdf)[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil())]


def test_an_exhibitor_registers_is_validated_and_receives_a_badge_that_opens_the_door(
    anonyme, comme_organisateur, scanner, ouvriers, mailoutbox
):
    exposant = anonyme.poster(f"{EDITION}/exposants", DOSSIER).json()
    reponse = comme_organisateur.poster(f"{EDITION}/exposants/{exposant['id']}/valider")
    ouvriers()

    assert reponse.json()["etat"] == "valide"
    assert [courriel.subject for courriel in mailoutbox] == [
        "Coventis : votre dossier d’exposant est bien arrivé",
        "Coventis : La Table du Marché est exposant",
        "Coventis : votre badge",
    ]
    [code] = lire_qr(mailoutbox[2].attachments[0].content)
    assert scanner(code).json()["participant"] == {
        "nom": "Nour Haddad",
        "structure": "La Table du Marché",
        "categorie": "Exposant",
    }


def test_a_badge_is_admitted_then_already_in_then_out_then_admitted_again(
    anonyme, comme_organisateur, scanner, ouvriers, mailoutbox
):
    anonyme.poster(f"{EDITION}/visiteurs", VISITEUSE)
    ouvriers()
    [code] = lire_qr(mailoutbox[0].attachments[0].content)

    verdicts = [
        scanner(code, sens=sens).json() for sens in ("entree", "entree", "sortie", "entree")
    ]

    assert [(verdict["verdict"], verdict["code"]) for verdict in verdicts] == [
        ("admis", ""),
        ("refuse", "deja_entre"),
        ("admis", ""),
        ("admis", ""),
    ]
    compteurs = comme_organisateur.lire(f"{EDITION}/compteurs").json()
    assert (compteurs["entrees"], compteurs["visiteurs_distincts"], compteurs["presents"]) == (
        2,
        1,
        1,
    )


def test_accepting_a_request_sends_both_parties_their_agenda(
    horloge, accepter, demande, ouvriers, mailoutbox
):
    horloge.shift(timedelta(minutes=10))
    ouvriers()
    mailoutbox.clear()

    reponse = accepter(demande)
    horloge.shift(timedelta(minutes=10))
    ouvriers()

    assert reponse.json()["etat"] == "planifie"
    agendas = {courriel.to[0]: courriel.body for courriel in mailoutbox}
    assert sorted(agendas) == ["achats@village.example", "chef@table.example"]
    assert (
        "Nouveau : 21/05 10:00–10:20 — Claire Fabre, Village des Garrigues — table 7"
        in agendas["chef@table.example"]
    )


def test_a_cancelled_meeting_leaves_both_calendars(horloge, comme, accepter, demande, ouvriers):
    accepter(demande)
    horloge.shift(timedelta(minutes=10))
    ouvriers()
    comme(demande.destinataire).poster(f"{EDITION}/rdv/{demande.pk}/annuler")
    horloge.shift(timedelta(minutes=10))
    ouvriers()

    annulations = Courriel.objects.filter(agenda_methode="CANCEL").order_by("a")
    evenements = [Calendar.from_ical(mail.agenda).events[0] for mail in annulations]
    assert [mail.a for mail in annulations] == ["achats@village.example", "chef@table.example"]
    assert [(ev["uid"], ev["sequence"], ev["status"]) for ev in evenements] == [
        (f"{demande.uid}@coventis", 2, "CANCELLED")
    ] * 2
    assert RendezVous.objects.get().reservations.count() == 0


def test_a_code_names_nobody(anonyme, edition):
    anonyme.poster(f"{EDITION}/visiteurs", VISITEUSE)

    code = Badge.objects.get().code

    assert [mot for mot in ("CLAIRE", "FABRE", "VILLAGE") if mot in code] == []


def test_every_event_has_its_reactions():
    assert set(REACTIONS) == set(PAR_NOM.values())
