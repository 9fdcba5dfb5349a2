"""Lists that come in and go out: looked at line by line first, stored whole or not at all."""

import tracemalloc
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from stdnum import luhn

from salon.annuaire.models import Besoin, Offre, Structure
from salon.echanges.colonnes import ColonnesInattendues, reconnaitre
from salon.echanges.services import (
    NATURES,
    Fichier,
    LignesRejetees,
    Rapport,
    examiner,
    importer,
    importer_le_bon,
)
from salon.echanges.sorties import exporter
from salon.exposants.models import Exposant
from salon.journal.models import Ecriture, Export, Import
from salon.models import Badge, Participant
from salon.tableur.ecriture import Forme
from salon.tableur.lecture import ouvrir


def siret(rang: int) -> str:
    """Return a well-formed SIRET that no enterprise has."""
    siren = f"999{rang:05d}"
    siren += luhn.calc_check_digit(siren)
    debut = f"{siren}0001"
    return debut + luhn.calc_check_digit(debut)


FOURNIL = siret(9)


@pytest.fixture
def fournil(exposant) -> Exposant:
    """The bakery, under a SIRET that its own key agrees with."""
    Structure.objects.filter(pk=exposant.structure_id).update(siret=FOURNIL)
    exposant.structure.refresh_from_db()
    return exposant


def fichier(nature: str, texte: str | bytes, edition=None, **choix: str) -> Fichier:
    """Return the text of a CSV file as an import sees it, its columns recognised."""
    octets = texte.encode() if isinstance(texte, str) else texte
    entetes = ouvrir(BytesIO(octets)).colonnes
    correspondance = reconnaitre(NATURES[nature].colonnes, entetes) | choix
    return Fichier(BytesIO(octets), nature, edition, correspondance)


def constats(rapport: Rapport) -> list[str]:
    return [str(constat) for constat in rapport.constats]


def liste(nature: str, edition, forme: Forme = Forme.CSV) -> bytes:
    flux = BytesIO()
    exporter(flux, Export(edition=edition, nature=nature, forme=forme))
    return flux.getvalue()


VISITEURS = (
    "SIRET;Entreprise;Prénom;Nom;E-mail;Catégorie;Groupe\n"
    ";Village des Garrigues;Claire;Fabre;claire@village.example;Acheteur;\n"
    ";Lycée agricole;Ana;Roux;;;BTS 2\n"
)


def test_visitors_are_stored_with_a_badge_each(edition):
    rapport = importer(fichier("visiteurs", VISITEURS, edition), Import(nom="liste.csv"))

    assert (rapport.lues, rapport.a_ajouter, constats(rapport)) == (2, 2, [])
    lus = edition.participants.values_list("nom", "organisation", "categorie", "groupe")
    assert list(lus) == [
        ("Fabre", "Village des Garrigues", "acheteur", ""),
        ("Roux", "Lycée agricole", "visiteur", "BTS 2"),
    ]
    assert Badge.objects.count() == 2


def test_an_import_is_written_in_the_journal_with_ids_only(edition, organisateur):
    importer(fichier("visiteurs", VISITEURS, edition), Import(nom="liste.csv", compte=organisateur))

    [fait] = Import.objects.all()
    assert (fait.nature, fait.ajoutees, fait.compte, fait.edition) == (
        "visiteurs",
        2,
        organisateur,
        edition,
    )
    assert Ecriture.objects.get(type="ImportFait").ids == {"import_id": fait.pk}


def test_imported_visitors_receive_their_badge_by_email(edition, ouvriers, mailoutbox):
    importer(fichier("visiteurs", VISITEURS, edition), Import(nom="liste.csv"))

    ouvriers()

    assert [(c.to, c.subject) for c in mailoutbox] == [
        (["claire@village.example"], "Coventis : votre badge")
    ]


def test_looking_at_a_file_stores_nothing(edition):
    rapport = examiner(fichier("visiteurs", VISITEURS, edition))

    assert rapport.a_ajouter == 2
    assert (Participant.objects.count(), Ecriture.objects.count()) == (0, 0)


MAUVAIS = (
    "Nom;E-mail;Catégorie;SIRET\n"
    "Fabre;claire@village.example;;\n"
    ";sans.nom@village.example;;\n"
    "Roux;pas une adresse;;\n"
    "Petit;CLAIRE@village.example;;\n"
    "Blanc;blanc@village.example;roi;\n"
    "Noir;noir@village.example;;12345678901234\n"
    "Vert;vert@village.example\n"
    "Gris;gris@village.example;;;;de trop\n"
)


def test_each_wrong_line_is_told_by_its_number_in_french(edition):
    assert constats(examiner(fichier("visiteurs", MAUVAIS, edition))) == [
        "ligne 3 : rejetée — Nom : Ce champ est obligatoire.",
        "ligne 4 : rejetée — Adresse e-mail : Adresse e-mail invalide.",
        "ligne 5 : rejetée — même adresse que la ligne 2",
        "ligne 6 : rejetée — catégorie inconnue : roi",
        "ligne 7 : rejetée — SIRET : SIRET invalide (14 chiffres).",
        "ligne 9 : rejetée — 6 cases au lieu de 4",
    ]


def test_one_wrong_line_stores_none(edition):
    with pytest.raises(LignesRejetees):
        importer(fichier("visiteurs", MAUVAIS, edition), Import(nom="liste.csv"))

    assert (Participant.objects.count(), Ecriture.objects.count()) == (0, 0)


def test_the_good_lines_may_be_stored_alone(edition):
    rapport = importer_le_bon(fichier("visiteurs", MAUVAIS, edition), Import(nom="liste.csv"))

    assert rapport.a_ajouter == 2
    assert set(edition.participants.values_list("nom", flat=True)) == {"Fabre", "Vert"}


def test_people_already_registered_stay_as_they_are(edition, acheteuse):
    texte = "Nom;E-mail\nAutre;ACHATS@village.example\n"

    rapport = importer(fichier("visiteurs", texte, edition), Import(nom="liste.csv"))

    assert constats(rapport) == [
        "ligne 2 : déjà connue — personne déjà inscrite, laissée telle quelle"
    ]
    acheteuse.refresh_from_db()
    assert (acheteuse.nom, Participant.objects.count()) == ("Fabre", 1)


def test_a_visitor_is_tied_to_the_structure_of_their_siret(edition, fournil):
    texte = f"Nom;E-mail;SIRET\nRoux;roux@pain.example;{FOURNIL}\nNoir;noir@x.example;{siret(7)}\n"

    rapport = importer(fichier("visiteurs", texte, edition), Import(nom="liste.csv"))

    roux = Participant.objects.get(nom="Roux")
    assert (roux.structure, roux.organisation) == (fournil.structure, "Le Fournil Solidaire")
    assert constats(rapport) == [f"ligne 3 : à vérifier — SIRET inconnu de l’annuaire : {siret(7)}"]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_are_read_whatever_the_spreadsheet(edition, encodage):
    texte = "Prénom;Nom;E-mail\nZoë;Müller-Lüdenscheidt;zoe@village.example\n".encode(encodage)

    importer(fichier("visiteurs", texte, edition), Import(nom="liste.csv"))

    assert str(edition.participants.get()) == "Zoë Müller-Lüdenscheidt"


def test_a_list_of_people_needs_an_edition(db):
    with pytest.raises(Exception, match="dites laquelle"):
        examiner(fichier("visiteurs", VISITEURS))


def test_a_column_that_must_be_there_is_named(edition):
    with pytest.raises(ColonnesInattendues) as refus:
        examiner(fichier("visiteurs", "Prénom;Courriel\nAna;ana@sol.example\n", edition))

    assert refus.value.message.startswith("Colonne absente : Nom. Colonnes possibles : SIRET, ")


@pytest.mark.parametrize(
    ("entetes", "message"),
    [
        ("Nom;Nom", "Colonne en double : Nom."),
        ("Nom;nom de famille", "Deux colonnes du fichier sont « Nom »."),
    ],
)
def test_a_column_stands_once(edition, entetes, message):
    with pytest.raises(ColonnesInattendues) as refus:
        examiner(fichier("visiteurs", f"{entetes}\nFabre;Fabre\n", edition))

    assert refus.value.message == message


def test_a_heading_that_is_not_recognised_can_be_named(edition):
    texte = "Patronyme;E-mail\nFabre;claire@village.example\n"

    rapport = importer(
        fichier("visiteurs", texte, edition, Patronyme="nom"), Import(nom="liste.csv")
    )

    assert rapport.a_ajouter == 1


DOSSIERS = (
    f"SIRET;Raison sociale;Famille;Ville;Nom du contact;Mail\n"
    f"{siret(1)};Le Rucher;Coopérative;Lodève;Vidal;rucher@miel.example\n"
    f"{siret(1)};Le Rucher;Coopérative;Lodève;Costa;costa@miel.example\n"
)


def test_exhibitors_are_sent_with_their_team(edition):
    rapport = importer(fichier("exposants", DOSSIERS, edition), Import(nom="liste.csv"))

    [exposant] = Exposant.objects.all()
    assert (str(exposant), exposant.etat, exposant.structure.famille_id) == (
        "Le Rucher",
        "soumis",
        "cooperative",
    )
    assert [(m.nom, m.responsable) for m in exposant.equipe.order_by("pk")] == [
        ("Vidal", True),
        ("Costa", False),
    ]
    assert constats(rapport) == ["ligne 3 : réunie — rejoint l’équipe de la ligne 2"]


def test_an_exhibitor_that_is_registered_stays_as_it_is(edition, fournil):
    texte = f"SIRET;Structure;Nom;Mail\n{FOURNIL};Autre nom;Petit;petit@pain.example\n"

    rapport = importer(fichier("exposants", texte, edition), Import(nom="liste.csv"))

    assert rapport.nombres == {"déjà connue": 1}
    assert fournil.equipe.count() == 1


def test_a_refusal_by_the_registration_itself_names_the_line_and_stores_nothing(edition):
    edition.inscriptions_ouvertes = False
    edition.save()

    with pytest.raises(
        Exception, match=r"^Ligne 2 : Les inscriptions à cette édition sont fermées"
    ):
        importer(fichier("exposants", DOSSIERS, edition), Import(nom="liste.csv"))

    assert (Structure.objects.count(), Participant.objects.count()) == (0, 0)


def test_structures_are_added_and_completed_but_never_rewritten(edition, fournil):
    texte = (
        "SIRET;Nom;Ville;Site internet;Agréments;Famille\n"
        f"{FOURNIL};AUTRE NOM;Sète;pain.example;EI, ACI;Association\n"
        f"{siret(2)};LES JARDINS;Sète;;;Association\n"
    )

    rapport = importer(fichier("structures", texte), Import(nom="liste.csv"))

    fournil = Structure.objects.get(siret=FOURNIL)
    assert (fournil.nom, fournil.commune, fournil.famille_id) == (
        "Le Fournil Solidaire",
        "Lodève",
        "cooperative",
    )
    assert (fournil.site, fournil.agrements) == ("https://pain.example", ["EI", "ACI"])
    assert (rapport.a_ajouter, Structure.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("nature", "modele", "entete", "fin"),
    [
        ("offres", Offre, "SIRET;Produit;Secteur;Unité", "Pain bio;Alimentation et boissons;kg"),
        ("besoins", Besoin, "SIRET;Besoin;Filière;Volume", "Farine;alimentation;2 t par mois"),
    ],
)
def test_offers_and_needs_join_their_structure(fournil, nature, modele, entete, fin):
    texte = f"{entete}\n{FOURNIL};{fin}\n"

    importer(fichier(nature, texte), Import(nom="liste.csv"))
    encore = importer(fichier(nature, texte), Import(nom="liste.csv"))

    [annonce] = modele.objects.all()
    assert (annonce.structure, annonce.filiere_id) == (fournil.structure, "alimentation")
    assert encore.nombres == {"déjà connue": 1}


def test_an_offer_of_a_structure_that_does_not_exhibit_is_not_taken_at_the_desk(edition, fournil):
    Structure.objects.create(siret=siret(3), nom="Ailleurs")
    texte = f"SIRET;Offre\n{FOURNIL};Pain\n{siret(3)};Miel\n"

    assert constats(examiner(fichier("offres", texte, edition))) == [
        f"ligne 3 : rejetée — structure qui n’expose pas à cette édition : {siret(3)}"
    ]


@pytest.mark.parametrize("forme", Forme)
@pytest.mark.parametrize("nature", NATURES)
def test_a_list_that_left_comes_back_without_a_change(edition, fournil, acheteuse, nature, forme):
    structure = fournil.structure
    Offre.objects.create(structure=structure, intitule="=Pain", description="Bio ;\n+33 6 12")
    Besoin.objects.create(structure=structure, intitule="@Farine", nature_id=None)
    Participant.objects.filter(pk=acheteuse.pk).update(fonction="+33 6 12 34 56 78")

    octets = liste(nature, edition, forme)
    rapport = examiner(fichier(nature, octets, edition))

    assert (rapport.lues, rapport.a_ajouter, rapport.nombres["déjà connue"]) == (1, 0, 1)


def test_a_list_of_people_holds_the_siret_and_the_enterprise(edition, fournil, acheteuse):
    acheteuse.structure = fournil.structure
    acheteuse.save()

    lignes = [
        ligne
        for nature in ("visiteurs", "exposants")
        for _, ligne in ouvrir(BytesIO(liste(nature, edition))).lignes
    ]

    assert [ligne[:2] for ligne in lignes] == [
        [FOURNIL, "Village des Garrigues"],
        [FOURNIL, "Le Fournil Solidaire"],
    ]


def test_what_leaves_is_written_in_the_journal_with_ids_only(edition, acheteuse):
    liste("visiteurs", edition)

    [export] = Export.objects.all()
    assert (export.nature, export.lignes) == ("visiteurs", 1)
    assert Ecriture.objects.get(type="ExportFait").ids == {"export_id": export.pk}


@pytest.mark.parametrize(
    ("nature", "entete"),
    [
        ("structures", "SIRET;Nom"),
        ("visiteurs", "SIRET;Nom"),
        ("offres", "SIRET;Offre"),
        ("besoins", "SIRET;Besoin"),
    ],
)
def test_a_lot_costs_the_same_whatever_its_lines(
    edition, fournil, django_assert_max_num_queries, nature, entete
):
    personnes = nature in ("structures", "visiteurs")
    lignes = [f"{siret(20 + n) if personnes else FOURNIL};Nom {n}" for n in range(400)]
    texte = "\n".join([entete, *lignes])

    with django_assert_max_num_queries(40):
        importer(fichier(nature, texte, edition), Import(nom="liste.csv"))


def memoire(edition, lignes: int) -> int:
    """Return the most memory that looking at a file of so many lines takes, in kilobytes."""
    texte = "".join(f"Personne {rang};Structure {rang}\n" for rang in range(lignes))
    flux = BytesIO(f"Nom;Structure\n{texte}".encode())
    tracemalloc.start()
    examiner(
        Fichier(flux, "visiteurs", edition, {"Nom": "nom", "Structure": "organisation"}),
    )
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return pic // 1024


def test_a_long_file_takes_hardly_more_memory_than_a_short_one(edition):
    court, long = memoire(edition, 1000), memoire(edition, 8000)

    # Seven thousand keys, to tell that a line stands twice, and not one line more.
    assert long - court < 3000


def test_the_progress_is_told_lot_by_lot(edition):
    texte = "Nom\n" + "".join(f"Personne {rang}\n" for rang in range(1200))
    vues = []

    examiner(fichier("visiteurs", texte, edition), lambda lues, constats: vues.append(lues))

    assert vues == [500, 1000, 1200]


def commande(nom: str, *arguments: object, **options: object) -> list[str]:
    sortie = StringIO()
    call_command(nom, *map(str, arguments), stdout=sortie, **options)
    return sortie.getvalue().splitlines()


def test_the_command_shows_the_columns_and_stores_nothing_by_default(edition, tmp_path):
    chemin = tmp_path / "liste.csv"
    chemin.write_text("Patronyme;E-mail;Couleur\nFabre;claire@village.example;bleu\n")

    lignes = commande(
        "importer_donnees", "visiteurs", chemin, edition="coventis", colonne=["Patronyme=nom"]
    )

    assert lignes == [
        "Colonnes :",
        "  Patronyme → Nom",
        "  E-mail → Adresse e-mail",
        "  Couleur → (ignorée)",
        "1 ligne, 1 à écrire",
        "Simulation : rien n’est enregistré. Pour le faire : --appliquer",
    ]
    assert Participant.objects.count() == 0


def test_the_command_stores_when_asked(edition, tmp_path):
    chemin = tmp_path / "liste.csv"
    chemin.write_text(VISITEURS)

    commande("importer_donnees", "visiteurs", chemin, edition="coventis", appliquer=True)

    assert Participant.objects.count() == 2


def test_the_command_stores_all_or_nothing_unless_told_otherwise(edition, tmp_path):
    chemin = tmp_path / "liste.csv"
    chemin.write_text(MAUVAIS)

    with pytest.raises(CommandError, match="rien n’est enregistré"):
        commande("importer_donnees", "visiteurs", chemin, edition="coventis", appliquer=True)
    avant = Participant.objects.count()
    commande(
        "importer_donnees", "visiteurs", chemin, "--appliquer", "--tolerer", edition="coventis"
    )

    assert (avant, Participant.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["visiteurs", "absent.csv"], "Fichier illisible : absent.csv."),
        (["visiteurs", "absent.csv", "--edition=lune"], "Édition inconnue : lune."),
    ],
)
def test_the_command_says_what_is_missing(db, arguments, message):
    with pytest.raises(CommandError) as erreur:
        commande("importer_donnees", *arguments)

    assert str(erreur.value) == message


@pytest.mark.parametrize("forme", Forme)
def test_a_list_is_written_by_command(edition, acheteuse, tmp_path, forme):
    chemin = tmp_path / f"liste.{forme}"

    lignes = commande("exporter_donnees", "visiteurs", chemin, edition="coventis")

    assert lignes == [f"liste.{forme} : 1 lignes."]
    with chemin.open("rb") as flux:
        assert len(list(ouvrir(flux).lignes)) == 1


def test_the_command_knows_two_kinds_of_file(edition, tmp_path):
    with pytest.raises(CommandError, match=r"\.csv ou \.xlsx"):
        commande("exporter_donnees", "visiteurs", tmp_path / "liste.pdf", edition="coventis")
