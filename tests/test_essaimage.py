"""The kit for another region: out without a person, in with one command, refused in French."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from salon.annuaire.models import Filiere
from salon.configuration import extraire
from salon.editions import ecrire_texte
from salon.exposants.models import Stand
from salon.journal.models import Ecriture
from salon.models import Compte, Edition, Mandat


@pytest.fixture
def garnie(edition, hall, porte, dix_heures, table) -> Edition:
    """An edition with places, a slot and a text."""
    Stand.objects.create(edition=edition, numero="A1", zone=hall, capacite=2)
    ecrire_texte(edition=edition, code="badge", sujet="Badge", corps="Bonjour {prenom}")
    return edition


@pytest.fixture
def kit(garnie, traiteur, exposant, tmp_path):
    """The file of an edition that has people too."""
    fichier = tmp_path / "kit.json"
    fichier.write_text(exporter(), encoding="utf-8")
    return fichier


def exporter() -> str:
    sortie = StringIO()
    call_command("exporter_configuration", "coventis", stdout=sortie)
    return sortie.getvalue()


def importer(fichier, **options) -> str:
    sortie = StringIO()
    valeurs = {"slug": "bretagne", "debut": "2028-06-01"}
    call_command("importer_configuration", fichier, stdout=sortie, **(valeurs | options))
    return sortie.getvalue()


def abimer(fichier, **champs) -> None:
    corps = json.loads(fichier.read_text(encoding="utf-8"))
    fichier.write_text(json.dumps(corps | champs), encoding="utf-8")


def test_the_colours_of_the_badges_travel(garnie, tmp_path):
    Edition.objects.update(couleurs={"acheteur": "#00aa11"})
    fichier = tmp_path / "kit.json"
    fichier.write_text(exporter(), encoding="utf-8")

    importer(fichier)

    assert Edition.objects.get(slug="bretagne").couleurs == {"acheteur": "#00aa11"}


def test_a_second_organiser_runs_in_one_command(kit):
    sortie = importer(kit, organisateur="salon@bretagne.example", nom="Coventis Bretagne")

    edition = Edition.objects.get(slug="bretagne")
    assert (edition.nom, str(edition.debut), str(edition.fin)) == (
        "Coventis Bretagne",
        "2028-06-01",
        "2028-06-02",
    )
    assert extraire(edition) == extraire(Edition.objects.get(slug="coventis"))
    [mandat] = edition.mandats.all()
    assert (mandat.compte.username, mandat.role) == (
        "salon@bretagne.example",
        Mandat.Role.ORGANISATEUR,
    )
    assert mandat.compte.check_password(sortie.split()[-1])


def test_an_account_that_exists_keeps_its_password(kit, organisateur):
    sortie = importer(kit, organisateur="organisation@village.example")
    encore = importer(kit, organisateur="organisation@village.example", slug="encore")

    assert "Mot de passe" in sortie
    assert "Mot de passe" not in encore
    assert Compte.objects.filter(username="organisation@village.example").count() == 1


def test_the_file_names_nobody_and_holds_no_secret(kit, porte, jeton_porte):
    texte = exporter()

    mots = ["Haddad", "Nour", "chef@", "Fournil", "99900000200017", "@", jeton_porte, "password"]
    assert [mot for mot in mots if mot in texte] == []


def test_words_that_organisers_changed_stay_as_they_are(kit):
    Filiere.objects.filter(pk="culture").update(nom="Culture et patrimoine")
    Filiere.objects.filter(pk="habitat").delete()

    importer(kit)

    assert Filiere.objects.get(pk="culture").nom == "Culture et patrimoine"
    assert Filiere.objects.get(pk="habitat").nom == "Habitat et immobilier"


def refus(fichier, **options) -> str:
    """Return what a refused import says, having checked that it ends with 2 and stores nothing."""
    avant = (Edition.objects.count(), Compte.objects.count(), Ecriture.objects.count())

    with pytest.raises(CommandError) as erreur:
        importer(fichier, **options)

    assert erreur.value.returncode == 2
    assert (Edition.objects.count(), Compte.objects.count(), Ecriture.objects.count()) == avant
    return str(erreur.value)


def test_a_file_of_a_newer_version_is_refused(kit):
    abimer(kit, version=2)

    assert refus(kit, organisateur="salon@bretagne.example") == (
        "Ce fichier vient d’une version plus récente de Coventis (format 2, celle-ci lit jusqu’au "
        "format 1) : mettez Coventis à jour."
    )


@pytest.mark.parametrize("contenu", ['{"format": "autre"}', "[]", "{}", "null", '{"version": 1}'])
def test_another_format_is_refused(kit, contenu):
    kit.write_text(contenu, encoding="utf-8")

    assert refus(kit) == "Ce fichier n’est pas une configuration de Coventis."


@pytest.mark.parametrize("contenu", [b"", b"{", b"\xff\xfe{", b"PK\x03\x04"])
def test_a_file_that_is_not_json_is_refused(kit, contenu):
    kit.write_bytes(contenu)

    assert refus(kit).startswith("Requête illisible")


def changer(fichier, chemin: str, valeur: object) -> None:
    """Change one value of the file, by its path."""
    corps = json.loads(fichier.read_text(encoding="utf-8"))
    *noms, dernier = [int(nom) if nom.isdigit() else nom for nom in chemin.split(".")]
    place = corps
    for nom in noms:
        place = place[nom]
    place[dernier] = valeur
    fichier.write_text(json.dumps(corps), encoding="utf-8")


@pytest.mark.parametrize(
    ("chemin", "valeur", "message"),
    [
        ("edition.fuseau", "Mars/Olympus", "Fuseau horaire inconnu : Mars/Olympus. [fuseau]"),
        ("edition.jours", 0, "Nombre hors limites. [edition.jours]"),
        ("edition.ferme_a", "08:00", "L’heure de fermeture vient avant l’ouverture. [ferme_a]"),
        ("configuration.portes.0.zone", "Lune", "Zone inconnue : Lune. [zones]"),
        ("configuration.tables", ["7", "7"], "En double : 7. [tables]"),
        (
            "configuration.zones.0.categories",
            ["roi"],
            "Forme inattendue. [configuration.zones.0.categories.0]",
        ),
        (
            "configuration.creneaux.0.fin",
            "09:00",
            "Des créneaux se chevauchent ou finissent trop tôt. [creneaux]",
        ),
        (
            "configuration.textes.0.code",
            "inconnu",
            "Forme inattendue. [configuration.textes.0.code]",
        ),
        ("configuration.inconnu", 1, "Champ inconnu. [configuration.inconnu]"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name(kit, chemin, valeur, message):
    changer(kit, chemin, valeur)

    assert refus(kit) == message


def test_a_text_with_a_wrong_word_in_braces_is_refused(kit):
    changer(kit, "configuration.textes.0.corps", "Bonjour {prix}")

    assert refus(kit).startswith("Marqueur inconnu : {prix} (ligne 1, caractère 9).")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"slug": "coventis"}, "Cette adresse est déjà celle d’une autre édition. [slug]"),
        (
            {"slug": "à côté"},
            "Le --slug ne contient que des lettres sans accent, chiffres et tirets.",
        ),
        ({"debut": "30/02/2028"}, "Date invalide : 30/02/2028. Forme attendue : 2027-05-20."),
        ({"organisateur": "pas une adresse"}, "Adresse e-mail invalide."),
    ],
)
def test_what_the_new_organiser_says_is_checked(kit, options, message):
    assert refus(kit, **options) == message


def test_an_absent_file_is_told(kit):
    assert refus(kit.with_name("absent.json")) == "Fichier illisible : absent.json."


def test_an_unknown_edition_has_no_configuration(db):
    with pytest.raises(CommandError, match=r"Édition inconnue : coventis\."):
        exporter()
