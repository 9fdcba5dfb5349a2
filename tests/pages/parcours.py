"""What a journey through a whole installation needs: browsers that complain of nothing, and its e-mails."""

import re
from base64 import b32decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pypdfium2 as pdfium
from django.db.models import F
from django.utils import timezone
from django_otp.oath import totp
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from salon.journal.evenements.rdv import AgendaChange, AgendaPublie, HorairePublie, RdvDemande
from salon.journal.models import Ecriture, Effet
from salon.rdv.models import Publication, RendezVous
from salon.rdv.services import FENETRE
from tests.installation import Installation, attendre

from .controle import ecouter

Ouvrir = Callable[..., Page]
# What is waited for, ten minutes or so, before people hear of it.
DE_RDV = (RdvDemande, HorairePublie, AgendaPublie, AgendaChange)
PDF, CALENDRIER = "application/pdf", "text/calendar"


@contextmanager
def navigateurs(browser: Browser, adresse: str) -> Iterator[Ouvrir]:
    """Open browsers that know nobody, and hear in the end that they had nothing to complain about."""
    ouverts: list[Any] = []

    def ouvrir(**options: Any) -> Page:
        contexte = browser.new_context(
            base_url=adresse, locale="fr-FR", timezone_id="Europe/Paris", **options
        )
        page = contexte.new_page()
        ouverts.append((contexte, ecouter(page, adresse)))
        return page

    yield ouvrir
    plaintes = [plainte for _, dites in ouverts for plainte in dites()]
    for contexte, _ in ouverts:
        contexte.close()
    assert plaintes == []


def se_connecter(page: Page, organisateur: dict[str, str]) -> None:
    page.goto("/")
    page.get_by_role("link", name="Se connecter").click()
    page.get_by_label("Nom d’utilisateur").fill(organisateur["identifiant"])
    page.get_by_label("Mot de passe").fill(organisateur["mot_de_passe"])
    page.get_by_role("button", name="Se connecter").click()
    cle = b32decode(organisateur["cle_des_codes"].replace(" ", ""))
    page.get_by_role("textbox", name="Code").fill(f"{totp(cle):06}")
    page.get_by_role("button", name="Vérifier").click()


def lettres(installation: Installation, a: str, sujet: str) -> list[Message]:
    """Return what somebody was sent about something, the first e-mail first."""
    recues = installation.boite.recus
    return [lettre for lettre in recues if lettre["To"] == a and sujet in objet(lettre)]


def lettre(installation: Installation, a: str, sujet: str) -> Message:
    """Wait for the e-mail that somebody gets about something; return the latest one."""
    attendre(lambda: lettres(installation, a, sujet), f"« {sujet} » à {a}")
    return lettres(installation, a, sujet)[-1]


def objet(lettre: Message) -> str:
    return str(make_header(decode_header(str(lettre["Subject"]))))


def texte(lettre: Message) -> str:
    """Return what an e-mail says to who reads no HTML."""
    return pieces(lettre, "text/plain")[0].decode()


def pieces(lettre: Message, type_mime: str) -> list[bytes]:
    """Return what an e-mail holds of one kind, in its order."""
    parties = [partie for partie in lettre.walk() if partie.get_content_type() == type_mime]
    return [bytes(partie.get_payload(decode=True)) for partie in parties]


def lien(lettre: Message, chemin: str) -> str:
    """Return the link that stands in the text of an e-mail."""
    trouve = re.search(rf"http\S+/{chemin}/\S+", texte(lettre))
    assert trouve is not None
    return trouve.group()


def imprime(lettre: Message) -> str:
    """Return the words of the document that comes with an e-mail."""
    document = pdfium.PdfDocument(pieces(lettre, PDF)[0])
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def encre(lettre: Message) -> float:
    """Draw the document that comes with an e-mail, one A4 page; return the part of it that is dark."""
    [page] = pdfium.PdfDocument(pieces(lettre, PDF)[0])
    gris = page.render(scale=1).to_pil().convert("L")
    assert gris.size == (596, 842)
    return sum(gris.histogram()[:64]) / (596 * 842)


def evenements(lettre: Message) -> list[tuple[str, str, int, str]]:
    """Return what an e-mail asks of a calendar: the method, the meeting, its revision, its state."""
    lus = []
    for octets in pieces(lettre, CALENDRIER):
        calendrier = Calendar.from_ical(octets)
        for e in calendrier.events:
            lus.append((str(calendrier["method"]), str(e["uid"]), e["sequence"], str(e["status"])))
    return sorted(set(lus))


def vieillir(base: str, duree: timedelta = FENETRE) -> None:
    """Let time pass for an installation at rest: what it waits for was asked and published earlier."""
    attendre(lambda: au_repos(base), "l’installation se repose")
    RendezVous.objects.using(base).update(demande_le=F("demande_le") - duree)
    Publication.objects.using(base).update(
        publiee_le=F("publiee_le") - duree, envoi_le=F("envoi_le") - duree
    )
    for ligne in Ecriture.objects.using(base).filter(type=AgendaChange.__name__):
        fenetre = datetime.fromisoformat(ligne.ids["fenetre"]) - duree
        ligne.ids["fenetre"] = fenetre.isoformat()
        ligne.save(using=base, update_fields=["ids"])
    en_attente = Effet.objects.using(base).filter(etat=Effet.Etat.A_FAIRE)
    en_attente.update(pas_avant=F("pas_avant") - duree)


def au_repos(base: str) -> bool:
    """Tell whether nothing is left to do now of what meetings bring; what is put off is not."""
    lignes = Ecriture.objects.using(base).filter(type__in=[type_.__name__ for type_ in DE_RDV])
    vivants = Effet.objects.using(base).filter(
        ecriture__in=lignes, etat__in=(Effet.Etat.A_FAIRE, Effet.Etat.EN_COURS)
    )
    dus = vivants.exclude(etat=Effet.Etat.A_FAIRE, pas_avant__gt=timezone.now())
    return not lignes.filter(repartie=False).exists() and not dus.exists()
