"""The words that every installation starts with; organisers edit them afterwards.

The sectors carry the beginnings of the NAF codes (INSEE, revision 2) that suggest them; the longest
beginning wins. The figures of the programmes are quoted from the presentation of the Réalis network.
"""

from typing import Any

FAMILLES = [
    ("association", "Association", True),
    ("cooperative", "Coopérative", True),
    ("mutuelle", "Mutuelle", True),
    ("fondation", "Fondation", True),
    ("societe_ess", "Société commerciale de l’ESS", True),
    ("acheteur_public", "Acheteur public", False),
    ("classique", "Entreprise classique", False),
]

FILIERES: list[tuple[str, str, list[str]]] = [
    ("agriculture", "Agriculture et maraîchage", ["01", "02", "03"]),
    ("alimentation", "Alimentation et boissons", ["10", "11", "463", "472", "4711"]),
    ("restauration", "Restauration et traiteur", ["56"]),
    ("tourisme", "Tourisme et hébergement", ["55", "79"]),
    ("batiment", "Bâtiment et travaux", ["41", "42", "43"]),
    ("espaces_verts", "Espaces verts et entretien de la nature", ["813", "9104"]),
    ("proprete", "Propreté et services aux bâtiments", ["811", "812"]),
    ("dechets", "Déchets, recyclage et réemploi", ["37", "38", "39", "4779", "4677"]),
    ("energie", "Énergie et eau", ["35", "36"]),
    ("textile", "Textile et blanchisserie", ["13", "14", "15", "9601"]),
    ("industrie", "Industrie et artisanat", ["16", "2", "31", "32", "33"]),
    ("commerce", "Commerce", ["46", "47"]),
    ("mobilite", "Mobilité, transport et réparation", ["45", "49", "50", "51", "3012", "952"]),
    ("logistique", "Logistique et courrier", ["52", "53"]),
    ("numerique", "Numérique et communication", ["58", "60", "61", "62", "63", "73", "182"]),
    ("culture", "Culture, sport et loisirs", ["59", "74", "90", "91", "93"]),
    ("conseil", "Conseil, études et services aux entreprises", ["69", "70", "71", "72", "82"]),
    ("emploi", "Emploi, intérim et insertion", ["78", "8413"]),
    ("formation", "Formation et éducation", ["85"]),
    ("action_sociale", "Action sociale et accompagnement", ["87", "88", "8412"]),
    ("sante", "Santé", ["86", "75", "21"]),
    ("services_personne", "Services à la personne", ["96", "97", "8810A"]),
    ("finance", "Finance, assurance et mutuelles", ["64", "65", "66"]),
    ("habitat", "Habitat et immobilier", ["68"]),
    ("vie_associative", "Vie associative et fédérations", ["94", "84"]),
]

RESEAUX = [
    ("urscop", "Union régionale des Scop"),
    ("uriopss", "Uriopss"),
    ("cress", "Chambre régionale de l’économie sociale et solidaire"),
    ("mutualite", "Mutualité française"),
    ("coop_agricoles", "Fédération régionale des coopératives agricoles"),
    ("federation_entreprises_insertion", "Fédération des entreprises d’insertion"),
    ("chantier_ecole", "Chantier école"),
    ("coorace", "Coorace"),
    ("geiq", "Fédération des Geiq"),
    ("reseau_cocagne", "Réseau Cocagne"),
    ("ressourceries", "Réseau national des ressourceries"),
    ("mouvement_associatif", "Le Mouvement associatif"),
]

LABELS = [
    ("ab", "Agriculture biologique"),
    ("nature_progres", "Nature et Progrès"),
    ("ecocert", "Ecocert"),
    ("ecolabel", "Écolabel européen"),
    ("iso14001", "ISO 14001"),
    ("qualiopi", "Qualiopi"),
    ("sud_de_france", "Sud de France"),
    ("lucie", "Lucie 26000"),
    ("rse_scop", "RSE Scop"),
    ("tourisme_handicap", "Tourisme et Handicap"),
]

NATURES = [
    ("acheter", "Acheter"),
    ("vendre", "Trouver des débouchés"),
    ("mutualiser", "Mutualiser"),
    ("partenariat", "Trouver un partenaire"),
    ("cotraitance", "Répondre ensemble à un marché"),
    ("local", "Trouver un local ou du matériel"),
    ("financer", "Financer"),
    ("recruter", "Recruter et former"),
]

SOURCE = "Réseau Actif pour l’Innovation Sociale en Languedoc-Roussillon, présentation de Réalis"
DISPOSITIFS: list[tuple[str, str, str, list[str]]] = [
    (
        "alter-incub",
        "Alter’Incub",
        "L’incubateur d’entreprises sociales.",
        [
            "En 3 ans, 88 projets reçus",
            "32 projets sélectionnés",
            "12 créations représentant 37 emplois",
        ],
    ),
    (
        "replic",
        "REPLIC",
        "Un groupe coopératif qui essaime des activités d’utilité sociale.",
        ["4 coopératives en activité", "57 salariés dont 36 en insertion", "62 associés"],
    ),
    (
        "ecole-entrepreneuriat",
        "École de l’Entrepreneuriat en économie sociale",
        "La formation des dirigeants de l’économie sociale.",
        ["2 ans d’activité", "3 promotions", "45 dirigeants formés"],
    ),
    (
        "pepiniere",
        "Pépinière des entreprises de l’économie sociale",
        "Un lieu pour héberger les jeunes entreprises.",
        [
            "Ensemble immobilier de 4 000 m²",
            "50 entreprises accueillies",
            "Ouverture début 2013",
        ],
    ),
]


def installer(modele: Any) -> None:
    """Add the words that are missing; those that organisers changed stay as they are.

    `modele("Famille")` returns the model of that name: of a migration, or of the application.
    """
    listes: dict[str, list[dict[str, Any]]] = {
        "Famille": [{"code": c, "nom": n, "ess": ess} for c, n, ess in FAMILLES],
        "Filiere": [{"code": c, "nom": n, "naf": naf} for c, n, naf in FILIERES],
        "Reseau": [{"code": c, "nom": n} for c, n in RESEAUX],
        "Label": [{"code": c, "nom": n} for c, n in LABELS],
        "NatureBesoin": [{"code": c, "nom": n} for c, n in NATURES],
        "Dispositif": [
            {"code": c, "nom": n, "presentation": p, "chiffres": chiffres, "source": SOURCE}
            for c, n, p, chiffres in DISPOSITIFS
        ],
    }
    for nom, lignes in listes.items():
        classe = modele(nom)
        classe.objects.bulk_create(
            [classe(ordre=rang, **ligne) for rang, ligne in enumerate(lignes, 1)],
            ignore_conflicts=True,
        )
