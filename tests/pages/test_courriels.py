"""The mail viewer: organisers read the e-mails of their editions, and those only."""

import pytest
from django.utils import timezone

from salon.journal import coupure
from salon.journal.models import Coupure
from salon.journal.services import ranger
from salon.pages import queries

SANS_EMAIL_URL, AVEC_EMAIL_URL = "", "smtp://courrier.example"


def sujets(reponse) -> list[str]:
    return [courriel.sujet for courriel in reponse.context["courriels"]]


@pytest.fixture
def piece():
    return ranger(cle="essai", nom="badge é.pdf", type_mime="application/pdf", contenu=b"%PDF")


def test_nobody_unknown_reads_emails(client, nouveau_courriel):
    adresse = f"/courriels/{nouveau_courriel().pk}/"

    assert client.get(adresse).url == f"/connexion/?next={adresse}"
    assert client.get("/courriels/").url == "/connexion/?next=/courriels/"


def test_an_organiser_reads_the_latest_emails_first(connecte, nouveau_courriel):
    nouveau_courriel(sujet="Premier")
    nouveau_courriel(sujet="Second")

    assert sujets(connecte.get("/courriels/")) == ["Second", "Premier"]


def test_the_organiser_of_another_edition_sees_nothing(etranger, nouveau_courriel, piece):
    courriel = nouveau_courriel(agenda="BEGIN:VCALENDAR")
    courriel.pieces.add(piece)
    base = f"/courriels/{courriel.pk}/"
    pages = [base, f"{base}html/", f"{base}invitation.ics", f"{base}pieces/{piece.pk}/"]

    assert sujets(etranger.get("/courriels/")) == []
    assert [etranger.get(page).status_code for page in pages] == [404] * 4


def test_a_superuser_sees_all_emails(connecte, organisateur, nouveau_courriel, autre_edition):
    organisateur.is_superuser = True
    organisateur.save()
    nouveau_courriel(edition=autre_edition, sujet="Ailleurs")
    nouveau_courriel(edition=None, sujet="Sans édition")

    assert sujets(connecte.get("/courriels/")) == ["Sans édition", "Ailleurs"]


def test_emails_are_filtered_by_state(connecte, nouveau_courriel):
    nouveau_courriel(sujet="Parti")
    erreur = "SMTPRecipientsRefused : {'chef@table.example': (550, b'no such user')}"
    nouveau_courriel(sujet="Refusé", etat="echoue", erreur=erreur)

    reponse = connecte.get("/courriels/", {"etat": "echoue"})

    assert sujets(reponse) == ["Refusé"]
    assert "Le serveur du destinataire refuse cette adresse." in reponse.content.decode()
    assert [(e.code, e.nombre) for e in reponse.context["etats"] if e.nombre] == [
        ("", 2),
        ("envoye", 1),
        ("echoue", 1),
    ]


def test_a_long_list_goes_on_where_it_stopped(connecte, nouveau_courriel, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for rang in range(5):
        nouveau_courriel(sujet=str(rang))

    pages, avant = [], ""
    while avant is not None:
        reponse = connecte.get("/courriels/", {"avant": avant})
        pages.append(sujets(reponse))
        avant = reponse.context["suite"]

    assert pages == [["4", "3"], ["2", "1"], ["0"]]


@pytest.mark.parametrize("avant", ["-1", "abc", "٣", "9" * 40, "1.5"])
def test_a_strange_place_in_the_list_breaks_nothing(connecte, nouveau_courriel, avant):
    nouveau_courriel(sujet="Seul")

    assert sujets(connecte.get("/courriels/", {"avant": avant})) == ["Seul"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_asks_as_much_for_three_emails_as_for_one(
    connecte, nouveau_courriel, django_assert_num_queries, nombre
):
    for _ in range(nombre):
        nouveau_courriel()

    with django_assert_num_queries(
        6
    ):  # session, account, e-mails and edition, states, progress, alarm
        connecte.get("/courriels/")


@pytest.mark.parametrize("nombre", [1, 3])
def test_an_email_asks_as_much_for_three_documents_as_for_one(
    connecte, nouveau_courriel, django_assert_num_queries, nombre
):
    courriel = nouveau_courriel()
    for rang in range(nombre):
        contenu = {"nom": f"{rang}.pdf", "type_mime": "application/pdf", "contenu": b"%PDF"}
        courriel.pieces.add(ranger(cle=f"essai:{rang}", **contenu))

    with django_assert_num_queries(4):  # session, account, e-mail, documents
        connecte.get(f"/courriels/{courriel.pk}/")


def test_the_html_of_an_email_is_locked_in_its_frame(connecte, nouveau_courriel):
    courriel = nouveau_courriel(html="<script>alert(1)</script><p style='color:red'>Bonjour</p>")

    page = connecte.get(f"/courriels/{courriel.pk}/")
    cadre = connecte.get(f"/courriels/{courriel.pk}/html/")

    assert f'src="/courriels/{courriel.pk}/html/" sandbox title=' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"].split("; ")
    assert sorted(cadre["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
        "style-src 'unsafe-inline'",
    ]
    assert cadre["X-Frame-Options"] == "SAMEORIGIN"


def test_markup_in_the_text_of_an_email_stays_text(connecte, nouveau_courriel):
    courriel = nouveau_courriel(texte="<script>alert(1)</script>", sujet="<b>gras</b>")

    page = connecte.get(f"/courriels/{courriel.pk}/").content.decode()

    assert ("<script>alert" in page, "<b>gras" in page) == (False, False)


def test_a_document_is_handed_over_as_a_file(connecte, nouveau_courriel, piece):
    courriel = nouveau_courriel()
    courriel.pieces.add(piece)

    reponse = connecte.get(f"/courriels/{courriel.pk}/pieces/{piece.pk}/")

    assert (reponse.content, reponse["Content-Type"]) == (b"%PDF", "application/pdf")
    assert reponse["Content-Disposition"] == "attachment; filename*=utf-8''badge%20%C3%A9.pdf"


def test_a_document_of_another_email_is_not_found(connecte, nouveau_courriel, piece):
    assert connecte.get(f"/courriels/{nouveau_courriel().pk}/pieces/{piece.pk}/").status_code == 404


def test_an_invitation_is_handed_over_as_a_calendar(connecte, nouveau_courriel):
    avec, sans = (
        nouveau_courriel(agenda="BEGIN:VCALENDAR", agenda_methode="REQUEST"),
        nouveau_courriel(),
    )

    reponse = connecte.get(f"/courriels/{avec.pk}/invitation.ics")

    assert reponse["Content-Disposition"] == 'attachment; filename="invitation.ics"'
    assert reponse["Content-Type"] == "text/calendar"
    assert connecte.get(f"/courriels/{sans.pk}/invitation.ics").status_code == 404


@pytest.mark.parametrize(("serveur", "visible"), [(SANS_EMAIL_URL, True), (AVEC_EMAIL_URL, False)])
def test_a_link_sent_for_good_is_for_its_addressee_only(
    connecte, nouveau_courriel, settings, serveur, visible
):
    settings.EMAIL_URL = serveur
    lien = "http://127.0.0.1:8000/acces/WzgsMF0:1xVjvE:zhoxwVa6ucFYcwdRxuMI_T2v2WfDh0hSO4wh4g5kp4k"
    courriel = nouveau_courriel(texte=lien, html=f'<a href="{lien}">{lien}</a>')

    pages = [connecte.get(f"/courriels/{courriel.pk}/{suite}") for suite in ("", "html/")]

    assert ["WzgsMF0" in page.content.decode() for page in pages] == [visible, visible]


def test_an_organiser_holds_the_e_mails_back_and_lets_them_go(connecte, nouveau_courriel, edition):
    nouveau_courriel(etat="a_envoyer", envoye_le=None)
    vus = []
    for geste in ("pause", "reprise"):
        assert connecte.post(f"/courriels/{edition.slug}/{geste}/").url == "/courriels/"
        [progression] = connecte.get("/courriels/").context["progressions"]
        vus.append((progression.en_pause, progression.reste))

    assert vus == [(True, 1), (False, 1)]


@pytest.mark.parametrize("geste", ["pause", "reprise"])
def test_nobody_else_holds_them_back(client, etranger, edition, geste):
    adresse = f"/courriels/{edition.slug}/{geste}/"

    assert [etranger.post(adresse).status_code, client.post(adresse).status_code] == [403, 302]
    edition.refresh_from_db()
    assert edition.courriels_en_pause is False


def test_a_mail_server_that_is_away_is_told_and_tried_at_the_press_of_a_button(
    connecte, nouveau_courriel
):
    nouveau_courriel(etat="a_envoyer", envoye_le=None)
    for _ in range(coupure.SEUIL):
        coupure.noter_echec("SMTPAuthenticationError : (535, b'no')")

    page = connecte.get("/courriels/").content.decode()
    connecte.post("/courriels/coventis/essai/")

    assert "Le serveur d’envoi refuse notre identifiant." in page
    assert "Aucun e-mail ne part depuis" in page
    assert Coupure.objects.get().jusqua <= timezone.now()


def test_a_mail_server_that_answers_is_not_talked_about(connecte, nouveau_courriel):
    nouveau_courriel()

    assert b"Aucun e-mail ne part" not in connecte.get("/courriels/").content
