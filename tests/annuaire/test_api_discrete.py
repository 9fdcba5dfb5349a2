"""The API, like the pages, shows no address that somebody wrote in a text."""

from salon.annuaire.models import Offre, Structure


def test_the_api_hides_what_robots_would_collect(anonyme, db):
    structure = Structure.objects.create(
        siret="99900000300015", nom="La Table", description="Écrire à chef@table.example"
    )
    Offre.objects.create(structure=structure, intitule="Buffets, 06 12 34 56 78")

    fiche = anonyme.lire(f"/api/v1/structures/{structure.pk}").json()

    assert fiche["description"] == "Écrire à [coordonnées retirées]"
    assert [offre["intitule"] for offre in fiche["offres"]] == ["Buffets, [coordonnées retirées]"]
