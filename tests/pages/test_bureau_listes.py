"""Lists at the desk: taken as a file one at a time, brought as a file and looked at first."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from salon.echanges.sorties import oublier_fichiers
from salon.effets.envois import fabriquer_export
from salon.journal.models import Ecriture, Export, Fichier, Import
from salon.models import Compte, Mandat, Participant
from salon.tableur.lecture import ouvrir

from ..appels import navigateur_de

LISTES = "/bureau/coventis/listes/"
EXPORTS = "/bureau/coventis/exports/"
IMPORTS = "/bureau/coventis/imports/"
VISITEURS = "Nom;E-mail\nFabre;claire@village.example\nRoux;roux@village.example\n"


def apporter(connecte, texte: str | bytes, nature: str = "visiteurs", nom: str = "liste.csv"):
    octets = texte.encode() if isinstance(texte, str) else texte
    fichier = SimpleUploadedFile(nom, octets)
    return connecte.post(IMPORTS, {"nature": nature, "fichier": fichier})


@pytest.fixture
def collegue(edition):
    """The browser of another organiser of the edition."""
    compte = Compte.objects.create_user("collegue")
    edition.comptes.add(compte, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    return navigateur_de(compte)


@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_a_list_is_prepared_by_a_worker_and_taken(connecte, acheteuse, ouvriers, forme):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": forme})
    ouvriers()

    [export] = connecte.get(LISTES).context["exports"]
    reponse = connecte.get(f"{EXPORTS}{export.pk}/")

    assert f'.{forme}"' in reponse["Content-Disposition"]
    [(_, ligne)] = ouvrir(BytesIO(reponse.content)).lignes
    assert ligne[3] == "Fabre"


def test_a_list_is_in_the_journal_with_ids_only(connecte, acheteuse, ouvriers):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})
    ouvriers()

    export = Export.objects.get()
    assert Ecriture.objects.get(type="ExportFait").ids == {"export_id": export.pk}
    assert (export.compte.username, export.lignes) == ("organisation", 1)


def test_twenty_requests_make_one_list(connecte, edition):
    statuts = [
        connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"}).status_code
        for _ in range(20)
    ]

    assert statuts == [302] + [429] * 19
    assert Export.objects.count() == 1


def test_a_list_that_a_dead_worker_never_made_is_asked_for_again(connecte, edition):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})
    Export.objects.update(demande_le=timezone.now() - timedelta(minutes=11))

    reponse = connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})

    assert (reponse.status_code, Export.objects.count()) == (302, 2)


def test_making_a_list_twice_makes_one_file(connecte, acheteuse, ouvriers):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})
    ouvriers()

    fabriquer_export.fonction(export_id=Export.objects.get().pk)

    assert Ecriture.objects.filter(type="ExportFait").count() == 1


@pytest.mark.parametrize(("nature", "forme"), [("comptes", "csv"), ("visiteurs", "pdf"), ("", "")])
def test_an_unknown_list_is_not_found(connecte, edition, nature, forme):
    assert connecte.post(EXPORTS, {"nature": nature, "forme": forme}).status_code == 404


def test_a_list_is_only_for_whoever_asked_for_it(connecte, collegue, acheteuse, ouvriers):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})
    ouvriers()
    page = f"{EXPORTS}{Export.objects.get().pk}/"

    assert (connecte.get(page).status_code, collegue.get(page).status_code) == (200, 404)


def test_lists_are_forgotten_after_a_day(connecte, acheteuse, ouvriers):
    connecte.post(EXPORTS, {"nature": "visiteurs", "forme": "csv"})
    apporter(connecte, VISITEURS)
    ouvriers()
    veille = timezone.now() - timedelta(days=2)
    Export.objects.update(demande_le=veille)
    Import.objects.update(depose_le=veille)

    oublier_fichiers()

    assert not Fichier.objects.filter(cle__startswith="export:").exists()
    assert not Fichier.objects.filter(cle__startswith="import:").exists()
    assert "n’est plus gardé" in connecte.get(LISTES).content.decode()


def test_a_file_is_looked_at_before_anything_is_stored(connecte, edition):
    page = apporter(connecte, VISITEURS)

    reponse = connecte.get(page.url)

    assert reponse.context["rapport"].a_ajouter == 2
    assert reponse.context["colonnes"] == [["Nom", "nom"], ["E-mail", "courriel"]]
    assert Participant.objects.count() == 0


def test_a_file_is_stored_once(connecte, edition):
    page = apporter(connecte, VISITEURS)

    premiere = connecte.post(page.url, {"geste": "tout"})
    seconde = connecte.post(page.url, {"geste": "tout"})

    assert (premiere.status_code, seconde.status_code) == (302, 409)
    assert Participant.objects.count() == 2
    assert "2 lignes enregistrées" in connecte.get(page.url).content.decode()


def test_a_wrong_line_stores_none_unless_the_good_ones_are_asked_for(connecte, edition):
    page = apporter(connecte, VISITEURS + ";sans.nom@village.example\n")

    refusee = connecte.post(page.url, {"geste": "tout"})
    avant = Participant.objects.count()
    connecte.post(page.url, {"geste": "bonnes"})

    assert (refusee.status_code, avant, Participant.objects.count()) == (422, 0, 2)
    page = refusee.content.decode()
    assert "Ligne 4\xa0: rejetée — Nom\xa0: Ce champ est obligatoire." in page
    assert '<option value="nom" selected>Nom</option>' in page


def test_a_column_that_was_not_recognised_is_chosen(connecte, edition):
    page = apporter(connecte, VISITEURS.replace("Nom", "Patronyme"))
    absente = connecte.get(page.url)

    connecte.post(page.url, {"colonne-0": "nom", "colonne-1": "courriel", "geste": "colonnes"})

    assert str(absente.context["refus"]).startswith("Colonne absente : Nom.")
    assert connecte.get(page.url).context["rapport"].a_ajouter == 2


def test_a_column_chosen_out_of_the_list_is_ignored(connecte, edition):
    page = apporter(connecte, VISITEURS)

    connecte.post(page.url, {"colonne-0": "nom", "colonne-1": "mot_de_passe"})

    assert Import.objects.get().correspondance == [["Nom", "nom"], ["E-mail", ""]]


@pytest.mark.parametrize(
    ("octets", "statut", "message"),
    [
        (b"x" * (1024 * 1024 + 1), 413, "Fichier trop volumineux\u00a0: 1024 Ko au plus."),
        (b"\xff\xfeN\0o\0m\0", 422, "Fichier en UTF-16"),
        (b"\xd0\xcf\x11\xe0", 422, "Ancien format Excel"),
        (b"PK\x03\x04", 422, "Ce classeur n’est pas lisible."),
    ],
)
def test_a_file_that_is_no_list_is_told_beside_its_field(connecte, octets, statut, message):
    reponse = apporter(connecte, octets)

    assert (reponse.status_code, Fichier.objects.count()) == (statut, 0)
    assert f'id="fichier-erreur">{message}' in reponse.content.decode()


def test_a_list_that_nobody_knows_is_refused(connecte, edition):
    reponse = apporter(connecte, VISITEURS, nature="comptes")

    assert (reponse.status_code, Import.objects.count()) == (422, 0)


def test_no_file_at_all_is_told(connecte, edition):
    reponse = connecte.post(IMPORTS, {"nature": "visiteurs"})

    assert reponse.status_code == 422
    assert "Choisissez un fichier." in reponse.content.decode()


def test_a_long_list_is_left_to_the_command(connecte, edition):
    page = apporter(connecte, "Nom\n" + "Fabre\n" * 2600)

    reponse = connecte.get(page.url)

    assert str(reponse.context["refus"]).startswith("Plus de 2000 lignes")
    assert connecte.post(page.url, {"geste": "bonnes"}).status_code == 413
    assert Participant.objects.count() == 0


@pytest.mark.parametrize("nom", ["../../liste.csv", "a\x00b.csv", "x" * 300, "\u202evsc.exe"])
def test_a_strange_name_is_only_shown(connecte, edition, nom):
    page = apporter(connecte, VISITEURS, nom=nom)

    assert (page.status_code, connecte.get(page.url).status_code) == (302, 200)


def test_a_heading_with_a_null_byte_is_cleaned(connecte, edition):
    page = apporter(connecte, b"N\0om;Nom\nx;Fabre\n")

    assert (page.status_code, connecte.get(page.url).status_code) == (302, 200)


def test_a_file_is_only_for_whoever_brought_it(connecte, collegue, edition):
    page = apporter(connecte, VISITEURS)

    assert collegue.get(page.url).status_code == 404
    assert collegue.post(page.url, {"geste": "tout"}).status_code == 404


def test_a_file_of_another_edition_is_not_found(connecte, etranger, edition):
    page = apporter(connecte, VISITEURS)

    assert etranger.get(page.url).status_code == 403
    assert etranger.get(page.url.replace("coventis", "ailleurs")).status_code == 404


def test_a_file_that_is_no_longer_kept_says_so(connecte, edition):
    page = apporter(connecte, VISITEURS)
    Fichier.objects.all().delete()

    assert str(connecte.get(page.url).context["refus"]).startswith("Ce fichier n’est plus gardé")
    assert connecte.post(page.url, {"geste": "tout"}).status_code == 404


def test_the_lists_ask_as_much_for_three_files_as_for_one(
    connecte, organisateur, edition, django_assert_num_queries
):
    def garder() -> None:
        Import.objects.create(edition=edition, compte=organisateur, nature="offres", nom="x")
        Export.objects.create(
            edition=edition,
            compte=organisateur,
            nature="offres",
            forme="csv",
            fini_le=timezone.now(),
        )

    garder()
    connecte.get(LISTES)
    with django_assert_num_queries(6):
        connecte.get(LISTES)
    garder()
    garder()

    with django_assert_num_queries(6):
        connecte.get(LISTES)
