"""A good body for each request that the API documents: what its reader copies, changes and sends."""

from typing import Any

CODE = "C1.1.0a1b2c3d.exemple"
INSTANT = "2027-05-20T10:00:00Z"
SCAN = {"code": CODE, "scan_id": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "sens": "entree"}
PERSONNE = {
    "prenom": "Nour",
    "nom": "Haddad",
    "fonction": "Traiteuse",
    "courriel": "chef@table.example",
}
OFFRE = {
    "intitule": "Légumes bio de saison",
    "description": "Cueillis la veille, livrés en cagettes consignées.",
    "filiere": "agriculture",
    "unite": "kg",
    "volume": "300 kg par semaine",
    "saison": "mai à octobre",
}
BESOIN = {
    "intitule": "Un traiteur pour 200 personnes",
    "description": "Buffet froid, produits locaux.",
    "filiere": "restauration",
    "volume": "deux midis",
}
STRUCTURE = {
    "siret": "99900000300015",
    "nom": "La Table du Marché",
    "famille": "cooperative",
    "code_postal": "34700",
    "commune": "Lodève",
}

# By the name of the schema; `tests/test_exemples.py` reads each of them as the API does.
EXEMPLES: dict[str, dict[str, Any]] = {
    "AbsencesIn": {"absent": [12, 13]},
    "AbonnementIn": {
        "url": "https://outil.example/coventis",
        "evenements": ["exposant.valide", "visiteur.inscrit"],
    },
    "AcceptationIn": {"creneau_id": 12, "table_id": 7},
    "AnnulationIn": {"motif": "Badge scanné deux fois par erreur"},
    "AutrePlaceIn": {"creneau_id": 12, "table_id": 7, "version": 2},
    "CreneauIn": {"creneau_id": 12},
    "CorrectionIn": {"prenom": "Nour", "nom": "Haddad", "visible": True},
    "DemandeIn": {"destinataire_id": 40, "message": "Parlons de vos produits de saison."},
    "DepenseIn": {"jeton": "le-jeton-du-lien-recu-par-e-mail"},
    "DeplacementIn": {"creneau_id": 12, "table_id": 7},
    "ExposantIn": {"structure": STRUCTURE, "equipe": [PERSONNE], "presentation": "Traiteur."},
    "FicheInPatch": {"description": "Un traiteur de quartier.", "site": "https://table.example"},
    "GroupeIn": {
        "groupe": "Lycée des Garrigues",
        "contact": {**PERSONNE, "categorie": "visiteur", "consentement": True},
        "membres": [{"prenom": "Ana", "nom": "Sol"}],
    },
    "IdentiteIn": {"prenom": "Claire", "nom": "Fabre", "organisation": "Village des Garrigues"},
    "LienIn": {"courriel": "chef@table.example"},
    "LotIn": {"appareil_maintenant": INSTANT, "passages": [{**SCAN, "scanne_a": INSTANT}]},
    "NouveauBesoinIn": BESOIN,
    "NouvelleOffreIn": OFFRE,
    "PageIn": {"description": "Un traiteur de quartier.", "offres": [OFFRE], "besoins": [BESOIN]},
    "PassageIn": SCAN,
    "PersonneDesigneeIn": {"participant_id": 40},
    "PersonneIn": PERSONNE,
    "PlanificationIn": {"secondes": 20, "graine": 1, "poids_familles": 10},
    "PublicationIn": {"parties": [0], "nature": "definitif"},
    "RencontresIn": {
        "exclues": [{"de": "categorie:visiteur", "vers": "categorie:presse"}],
    },
    "RepriseIn": {"tables_perdues": [7]},
    "ReservationIn": {"creneau_id": 12, "message": "Pour parler de vos volumes."},
    "RefusIn": {"motif": "L’activité ne relève pas du salon."},
    "StandIn": {"numero": "A12"},
    "VisiteurIn": {**PERSONNE, "categorie": "visiteur", "consentement": True},
}


def illustrer(schema: dict[str, Any]) -> dict[str, Any]:
    """Put the examples into an OpenAPI schema, and return it."""
    modeles = schema["components"]["schemas"]
    for nom, exemple in EXEMPLES.items():
        if nom in modeles:
            modeles[nom]["examples"] = [exemple]
    return schema
