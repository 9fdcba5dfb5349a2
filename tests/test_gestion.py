"""The back office's lists: looked at first, stored whole, no formula out, all of it in the journal."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BooleanField

from salon.annuaire.models import Dispositif, Filiere, Mot, Structure
from salon.journal.models import Ecriture, Export, Import
from salon.models import Compte, Edition, Participant
from salon.tableur.ecriture import ECRIRE, Forme
from salon.tableur.lecture import ouvrir

from .appels import navigateur_de

STRUCTURES = "/gestion/annuaire/structure/"
PERSONNES = "/gestion/salon/participant/"
FORMES = [Forme.XLSX, Forme.CSV]


@pytest.fixture
def gestion(db):
    """The browser of somebody who keeps the whole installation."""
    return navigateur_de(Compte.objects.create_superuser("gestion"))


def sortir(gestion, page: str, forme: Forme) -> bytes:
    """Ask for all the columns of a list."""
    formulaire = gestion.get(f"{page}export/").context["form"]
    cases = {
        nom: "on" for nom, champ in formulaire.fields.items() if isinstance(champ, BooleanField)
    }
    return gestion.post(f"{page}export/", {"format": FORMES.index(forme), **cases}).content


def entrer(gestion, page: str, lignes: list[list[str]], forme: Forme = Forme.CSV):
    """Send a file, look at the report, and confirm if that is offered."""
    flux = BytesIO()
    ECRIRE[forme](flux, lignes)
    fichier = SimpleUploadedFile(f"liste.{forme}", flux.getvalue())
    donnees = {"format": FORMES.index(forme), "import_file": fichier, "resource": ""}
    rapport = gestion.post(f"{page}import/", donnees)
    if "confirm_form" not in rapport.context:
        return rapport
    confirmation = rapport.context["confirm_form"].initial
    return gestion.post(f"{page}process_import/", confirmation | {"resource": ""})


@pytest.mark.parametrize("forme", FORMES)
def test_a_list_of_people_leaves_without_formulas_and_with_the_enterprise(
    gestion, acheteuse, exposant, forme
):
    Participant.objects.filter(pk=acheteuse.pk).update(
        organisation="=1+1", structure=exposant.structure
    )

    octets = sortir(gestion, PERSONNES, forme)

    feuille = ouvrir(BytesIO(octets))
    lues = [dict(zip(feuille.colonnes, ligne, strict=True)) for _, ligne in feuille.lignes]
    [ligne] = [lue for lue in lues if lue["id"] == str(acheteuse.pk)]
    assert (ligne["siret"], ligne["organisation"]) == (exposant.structure.siret, "=1+1")
    assert forme == Forme.XLSX or b'"\'=1+1"' in octets


def test_a_list_that_leaves_is_in_the_journal_with_ids_only(gestion, acheteuse):
    sortir(gestion, PERSONNES, Forme.CSV)

    export = Export.objects.get()
    assert (export.compte.username, export.nature, export.lignes) == ("gestion", "participant", 1)
    assert Ecriture.objects.get(type="ExportFait").ids == {"export_id": export.pk}


@pytest.mark.parametrize("forme", FORMES)
def test_structures_come_in_and_are_found(gestion, forme):
    lignes = [["siret", "nom", "famille"], ["99900000300015", "Les Jardins", "association"]]

    entrer(gestion, STRUCTURES, lignes, forme)

    structure = Structure.objects.get()
    assert (structure.nom, structure.famille_id) == ("Les Jardins", "association")
    assert Mot.objects.filter(structure=structure, mot="jardin").exists()
    assert Ecriture.objects.get(type="ImportFait").ids == {"import_id": Import.objects.get().pk}


def test_one_wrong_line_stores_none_of_the_structures(gestion):
    lignes = [["siret", "nom"], ["99900000300015", "Les Jardins"], ["12", "Trop court"]]

    rapport = entrer(gestion, STRUCTURES, lignes)

    assert "confirm_form" not in rapport.context
    assert (Structure.objects.count(), Mot.objects.count(), Import.objects.count()) == (0, 0, 0)


def test_a_corrected_name_is_printed_again(gestion, acheteuse, code):
    lignes = [["id", "nom"], [str(acheteuse.pk), "Fabre-Roux"]]

    entrer(gestion, PERSONNES, lignes)

    acheteuse.refresh_from_db()
    assert acheteuse.nom == "Fabre-Roux"
    assert Ecriture.objects.filter(type="BadgeCorrige").count() == 1


def test_the_back_office_does_not_take_the_last_organiser_away(gestion, edition, organisateur):
    page = gestion.get(f"/gestion/salon/edition/{edition.pk}/change/").content.decode()

    assert "Organisateur" in page
    assert "mandats-0-role" not in page


def test_nobody_is_registered_through_the_back_office(gestion, edition):
    rapport = entrer(gestion, PERSONNES, [["id", "nom"], ["", "Intrus"]])

    assert Participant.objects.count() == 0
    assert "les inscriptions se font au bureau" in rapport.content.decode()


def test_nothing_is_deleted_by_the_dozen(gestion, acheteuse):
    gestes = {"action": "delete_selected", "_selected_action": ["", str(acheteuse.pk)]}

    gestion.post(PERSONNES, {**gestes, "post": "yes"})

    assert Participant.objects.count() == 1


def test_a_bomb_is_not_opened(gestion):
    fichier = SimpleUploadedFile("liste.xlsx", b"PK\x03\x04 bombe")
    donnees = {"format": 0, "import_file": fichier, "resource": ""}

    rapport = gestion.post(f"{STRUCTURES}import/", donnees)

    assert rapport.context["form"].errors["import_file"]


def modifier(gestion, objet, **champs: str):
    """Send the form of an object as it stands, but for a few fields."""
    page = f"/gestion/{objet._meta.label_lower.replace('.', '/')}/{objet.pk}/change/"
    formulaire = gestion.get(page).context["adminform"].form
    valeurs = {nom: formulaire[nom].value() for nom in formulaire.fields}
    gestes = {nom: valeur for nom, valeur in (valeurs | champs).items() if valeur is not None}
    return gestion.post(page, gestes)


@pytest.mark.parametrize(
    ("modele", "liste"), [(Filiere, "naf"), (Dispositif, "chiffres")], ids=["naf", "chiffres"]
)
def test_a_list_of_texts_is_written_one_on_each_line_or_left_empty(gestion, modele, liste):
    objet = modele.objects.first()

    lus = []
    for texte in ("Un\r\n\r\nDeux", ""):
        assert modifier(gestion, objet, **{liste: texte}).status_code == 302
        objet.refresh_from_db()
        lus.append(getattr(objet, liste))

    assert lus == [["Un", "Deux"], []]


def test_a_zone_that_admits_everybody_is_saved(gestion, hall):
    assert modifier(gestion, hall, nom="Grand hall").status_code == 302

    hall.refresh_from_db()
    assert (hall.nom, hall.categories) == ("Grand hall", [])


def test_the_colours_of_the_badges_are_left_to_the_desk(gestion, edition):
    Edition.objects.filter(pk=edition.pk).update(couleurs={"visiteur": "#112233"})

    formulaire = gestion.get(f"/gestion/salon/edition/{edition.pk}/change/").context["adminform"]

    assert "couleurs" not in formulaire.form.fields


def test_a_slot_without_times_is_sent_back_to_whoever_typed_it(gestion, edition):
    reponse = gestion.post("/gestion/salon/creneau/add/", {"edition": edition.pk})

    assert set(reponse.context["adminform"].form.errors) == {"debut", "fin"}


def test_a_list_filtered_by_what_it_has_not_is_a_404(gestion):
    assert gestion.get(f"{STRUCTURES}export/?inconnu=1").status_code == 404
