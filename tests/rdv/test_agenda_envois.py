"""What people are sent of their agenda: after a publication, when it changes, the day before."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from uuid import uuid4

import pytest
from django.utils import timezone
from icalendar import Calendar

from salon.effets import agendas
from salon.effets.agendas import annoncer_changements, envoyer_agenda
from salon.journal.envoi import message
from salon.journal.evenements.rdv import AgendaChange, HorairePublie
from salon.journal.models import Courriel, Effet
from salon.journal.services import publier
from salon.models import Creneau, Table
from salon.pointage.visiteurs import annuler_inscription, ceder_inscription
from salon.rdv.documents import ranger_agenda
from salon.rdv.ecarts import concernes
from salon.rdv.models import AgendaEnvoye, Planification, Publication, RendezVous
from salon.rdv.reservations import Place
from salon.rdv.services import accepter_rdv, annuler_rdv, demander_rdv, deplacer_rdv
from tests.mesures import ordres

pytestmark = pytest.mark.usefixtures("horloge")  # before all else, so that all happens then

DIX_MINUTES = timedelta(minutes=10)
CHEF, ACHATS = "chef@table.example", "achats@village.example"


@pytest.fixture
def passer(horloge, ouvriers):
    """Let some time pass, and have the workers do their work."""

    def attendre(duree=DIX_MINUTES):
        ouvriers()
        horloge.shift(duree)
        ouvriers()

    return attendre


@pytest.fixture
def planifie(horloge, demande, dix_heures, table):
    """A meeting of the caterer and the holiday village, planned this minute."""
    return accepter_rdv(rdv=demande, place=Place(dix_heures, table=table))


@pytest.fixture
def onze_heures(dix_heures, table):
    """A slot an hour later, at the same table."""
    debut = dix_heures.debut + timedelta(hours=1)
    creneau = Creneau.objects.create(
        edition=dix_heures.edition, debut=debut, fin=debut + timedelta(minutes=20)
    )
    return Place(creneau, table=table)


@pytest.fixture
def publication(edition, planifie):
    """The timetable that the meeting comes from, published this minute."""
    planification = Planification.objects.create(edition=edition, etat="finie")
    publiee = Publication.objects.create(
        edition=edition, planification=planification, envoi_le=timezone.now() + DIX_MINUTES
    )
    RendezVous.objects.update(publication=publiee)
    publier(HorairePublie(publication_id=publiee.pk))
    return publiee


def lettres(adresse=CHEF):
    """Return the e-mails about agendas of a person, the first one first."""
    return list(
        Courriel.objects.filter(a=adresse, cle__regex="^(agenda|changement|veille):").order_by("pk")
    )


def objets(courriel):
    """Return what an e-mail asks of a calendar: (method, uid, sequence) of each meeting."""
    textes = [courriel.agenda] if courriel.agenda else []
    textes += [
        bytes(p.contenu).decode() for p in courriel.pieces.all() if "calendar" in p.type_mime
    ]
    lus = []
    for texte in textes:
        calendrier = Calendar.from_ical(texte)
        lus += [
            (str(calendrier["method"]), str(e["uid"]), e["sequence"]) for e in calendrier.events
        ]
    return lus


def liste(courriel):
    return [ligne[2:] for ligne in courriel.texte.splitlines() if ligne.startswith("- ")]


def test_the_agendas_leave_when_the_publication_cannot_be_undone_any_more(publication, passer):
    passer(timedelta(minutes=9))
    avant = lettres()
    passer(timedelta(minutes=1))

    [lettre] = lettres()
    assert (avant, lettre.sujet) == ([], "Coventis : votre agenda (1 rendez-vous)")
    assert liste(lettre) == ["21/05 10:00–10:20 — Claire Fabre, Village des Garrigues — table 7"]
    assert [piece.nom for piece in lettre.pieces.all()] == ["agenda.pdf"]
    assert bytes(lettre.pieces.get().contenu).startswith(b"%PDF")


def test_a_publication_that_was_undone_sends_nothing(publication, passer):
    Publication.objects.update(annulee_le=timezone.now())
    AgendaEnvoye.objects.all().delete()

    passer(timedelta(minutes=10))

    assert [lettre.cle for lettre in lettres() if lettre.cle.startswith("agenda")] == []


def test_a_preliminary_agenda_says_so(publication, passer):
    Publication.objects.update(nature="preliminaire")

    passer(DIX_MINUTES)

    [lettre] = lettres()
    assert lettre.sujet == "Coventis : votre agenda préliminaire (1 rendez-vous)"


def test_an_agenda_that_is_sent_again_by_mistake_is_sent_once(publication, traiteur, passer):
    passer(DIX_MINUTES)

    envoyer_agenda.fonction(publication_id=publication.pk, participant_id=traiteur.pk)

    assert len(lettres()) == 1


def test_the_first_final_agenda_goes_to_all_and_a_later_one_to_those_concerned(
    publication, passer, edition
):
    Publication.objects.update(nature="preliminaire")
    passer(DIX_MINUTES)
    for _ in range(2):
        finale = Publication.objects.create(
            edition=edition, planification=publication.planification, envoi_le=timezone.now()
        )
        publier(HorairePublie(publication_id=finale.pk))
        passer(DIX_MINUTES)

    assert [lettre.sujet for lettre in lettres()] == [
        "Coventis : votre agenda préliminaire (1 rendez-vous)",
        "Coventis : votre agenda (1 rendez-vous)",
    ]


def test_a_meeting_that_a_new_timetable_drops_leaves_the_calendar(publication, passer, edition):
    passer(DIX_MINUTES)
    RendezVous.objects.update(etat="accepte", creneau=None, table=None, version=2)
    nouvelle = Publication.objects.create(
        edition=edition, planification=publication.planification, envoi_le=timezone.now()
    )
    publier(HorairePublie(publication_id=nouvelle.pk))
    passer(DIX_MINUTES)

    derniere = lettres()[-1]
    uid = RendezVous.objects.get().uid
    assert derniere.sujet == "Coventis : votre agenda change"
    assert objets(derniere) == [("CANCEL", f"{uid}@coventis", 2)]


def test_a_meeting_accepted_directly_is_told_of_within_ten_minutes(planifie, passer):
    passer(timedelta(minutes=9))
    avant = lettres()
    passer(timedelta(minutes=1))

    [lettre] = lettres()
    assert (avant, lettre.sujet) == ([], "Coventis : votre agenda change")
    assert liste(lettre) == [
        "Nouveau : 21/05 10:00–10:20 — Claire Fabre, Village des Garrigues — table 7"
    ]
    assert objets(lettre) == [("REQUEST", f"{planifie.uid}@coventis", 1)]


def test_all_the_changes_of_ten_minutes_are_one_email(
    planifie, passer, traiteur, nouveau_participant, onze_heures
):
    passer()
    autres = [
        demander_rdv(demandeur=nouveau_participant(nom=nom), destinataire=traiteur)
        for nom in ("Ana Sol", "Béa Mer")
    ]
    annuler_rdv(rdv=planifie)
    accepter_rdv(rdv=autres[0], place=Place(planifie.creneau, table=planifie.table))
    accepter_rdv(rdv=autres[1], place=onze_heures)
    annuler_rdv(rdv=autres[1])
    passer()

    [_, lettre] = lettres()
    assert liste(lettre) == [
        "Nouveau : 21/05 10:00–10:20 — Ana Sol — table 7",
        "Annulé : 21/05 10:00–10:20 — Claire Fabre, Village des Garrigues",
    ]
    assert objets(lettre) == [
        ("REQUEST", f"{autres[0].uid}@coventis", 1),
        ("CANCEL", f"{planifie.uid}@coventis", 2),
    ]
    assert [piece.nom for piece in lettre.pieces.all()] == ["agenda.pdf", "annulation.ics"]


def test_what_comes_and_goes_in_ten_minutes_is_not_told(planifie, passer):
    annuler_rdv(rdv=planifie)

    passer()

    assert (lettres(), AgendaEnvoye.objects.count()) == ([], 0)


def test_a_move_says_the_old_hour_and_the_new_one(planifie, passer, onze_heures):
    passer()
    deplacer_rdv(rdv=planifie, place=onze_heures)
    passer()

    [_, lettre] = lettres(ACHATS)
    assert liste(lettre) == [
        "Déplacé : 21/05 11:00–11:20 — Nour Haddad, La Table du Marché — table 7"
        " (avant : 21/05 10:00–10:20)"
    ]
    assert objets(lettre) == [("REQUEST", f"{planifie.uid}@coventis", 2)]


def test_another_table_at_the_same_hour_is_told_as_such(planifie, passer, dix_heures, edition):
    passer()
    huit = Table.objects.create(edition=edition, nom="8")
    deplacer_rdv(rdv=planifie, place=Place(dix_heures, table=huit))
    passer()

    assert liste(lettres()[-1]) == [
        "Modifié : 21/05 10:00–10:20 — Claire Fabre, Village des Garrigues — table 8"
    ]


def test_a_change_waits_while_a_timetable_may_be_undone(publication, passer):
    passer(DIX_MINUTES)
    passer(DIX_MINUTES)

    assert [lettre.cle.split(":")[0] for lettre in lettres()] == ["agenda"]


def test_a_second_email_waits_for_ten_minutes_more(planifie, passer, traiteur, horloge):
    passer()
    annuler_rdv(rdv=planifie)
    fenetre = timezone.now().isoformat()
    publier(AgendaChange(participant_id=traiteur.pk, fenetre=fenetre))
    passer(timedelta(minutes=1))
    avant = len(lettres())
    passer(timedelta(minutes=9))

    assert (avant, len(lettres())) == (1, 2)


def test_what_changes_while_the_document_is_drawn_is_not_told_wrong(planifie, passer, monkeypatch):
    def dessiner(*reste):
        if RendezVous.objects.get().etat == "planifie":
            annuler_rdv(rdv=planifie)
        return ranger_agenda(*reste)

    monkeypatch.setattr(agendas, "ranger_agenda", dessiner)
    passer()
    passer()

    assert (lettres(), AgendaEnvoye.objects.count()) == ([], 0)
    assert set(Effet.objects.values_list("etat", flat=True)) == {"fait"}


def test_a_meeting_that_was_held_is_no_change(planifie, passer, traiteur):
    passer()
    RendezVous.objects.update(etat="tenu", version=2)

    annoncer_changements.fonction(participant_id=traiteur.pk, fenetre=timezone.now().isoformat())

    assert len(lettres()) == 1


def test_somebody_without_an_address_is_sent_nothing(planifie, passer, traiteur):
    traiteur.courriel = ""
    traiteur.save()

    passer()

    assert Courriel.objects.filter(cle__startswith="changement").count() == 1
    assert Effet.objects.exclude(etat="fait").count() == 0


def test_who_calls_off_their_registration_has_an_empty_calendar(planifie, passer, acheteuse):
    passer()
    annuler_inscription(participant=acheteuse)
    passer()

    attendu = [("CANCEL", f"{planifie.uid}@coventis", 2)]
    assert [objets(lettres(adresse)[-1]) for adresse in (ACHATS, CHEF)] == [attendu, attendu]


def test_a_place_handed_over_changes_three_calendars(planifie, passer, acheteuse):
    passer()
    marc = type(acheteuse)(nom="Oliva", prenom="Marc", courriel="marc@village.example")
    ceder_inscription(participant=acheteuse, repreneur=marc)
    passer()

    uid = f"{planifie.uid}@coventis"
    dernieres = [lettres(adresse)[-1] for adresse in (ACHATS, marc.courriel, CHEF)]
    assert [objets(lettre) for lettre in dernieres] == [
        [("CANCEL", uid, 2)],
        [("REQUEST", uid, 2)],
        [("REQUEST", uid, 2)],
    ]
    assert liste(dernieres[2]) == [
        "Modifié : 21/05 10:00–10:20 — Marc Oliva, Village des Garrigues — table 7"
    ]


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_publication_asks_as_much_for_three_people_as_for_one(
    publication, nouveau_participant, nombre
):
    rdv = RendezVous.objects.get()
    for rang in range(nombre):
        rdv.pk, rdv.uid, rdv.paire = None, uuid4(), f"p{rang}"
        rdv.demandeur, rdv.destinataire = nouveau_participant(), nouveau_participant()
        rdv.save()

    with ordres() as lus:
        personnes = concernes(publication)

    assert (len(personnes), len(lus)) == (2 + 2 * nombre, 5)


def test_each_calendar_object_leaves_as_a_part_that_says_its_method(
    planifie, passer, traiteur, nouveau_participant
):
    passer()
    autre = demander_rdv(demandeur=nouveau_participant(), destinataire=traiteur)
    annuler_rdv(rdv=planifie)
    accepter_rdv(rdv=autre, place=Place(planifie.creneau, table=planifie.table))
    passer()

    recu = message_from_bytes(message(lettres()[-1]).message().as_bytes(), policy=SMTP)
    parties = [partie for partie in recu.walk() if partie.get_content_type() == "text/calendar"]
    assert [(p.get_filename(), p.get_param("method")) for p in parties] == [
        (None, "REQUEST"),
        ("invitation.ics", "REQUEST"),
        ("annulation.ics", "CANCEL"),
    ]
    lus = [Calendar.from_ical(partie.get_content()) for partie in parties]
    assert [str(lu["method"]) for lu in lus] == ["REQUEST", "REQUEST", "CANCEL"]
