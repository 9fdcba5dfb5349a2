"""What the structures of the demonstration sell, need and show; invented, the places excepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from string import ascii_uppercase

from django.utils import timezone

from salon.annuaire.indexation import indexer
from salon.annuaire.models import Besoin, Label, Offre, Reseau, Structure
from salon.exposants.models import Exposant, Stand
from salon.management.noms_de_demo import PRESENTATIONS
from salon.models import Edition, Participant, Zone

LOT = 1000
OFFRES, BESOINS = 3, 2  # of one structure, at most
STANDS_PAR_ALLEE = 12
STAND_PARTAGE = 7  # one stand in so many is for two
PART_NOMMEE = 0.6  # of the teams: the people who agree to be named
PART_SATISFAITE = 0.15  # of the needs
ACCES = (
    "En tramway : ligne 1, arrêt « Place de France », puis cinq minutes à pied.\n\n"
    "En train : gare Montpellier Saint-Roch, vingt minutes en tramway.\n\n"
    "En voiture : parking gratuit, covoiturage bienvenu. Le bâtiment est de plain-pied."
)
PRESENTATION = (
    "Deux jours, une région, toutes les familles de l’économie sociale : associations, coopératives, "
    "mutuelles, fondations, entreprises d’insertion. Venez trouver un fournisseur près de chez vous, "
    "un partenaire pour répondre ensemble à un marché, ou le débouché qui manque à votre production."
)


@dataclass(frozen=True)
class Metier:
    """A trade: its sector, what it says of itself, what it sells (name, unit, volume, season) and needs."""

    filiere: str
    description: str
    offres: Sequence[tuple[str, str, str, str]]
    besoins: Sequence[tuple[str, str]]
    label: str = ""


# One for each of PRESENTATIONS, in the same order.
METIERS = (
    Metier(
        "restauration",
        "Une cuisine collective qui travaille les légumes et les viandes de la région, et forme chaque "
        "année une dizaine de personnes aux métiers de la restauration.",
        (
            ("Buffets et plateaux-repas", "repas", "jusqu’à 400 par jour", ""),
            ("Restauration collective", "repas", "1 200 par semaine", "toute l’année"),
            ("Paniers pique-nique de saison", "panier", "", "avril à octobre"),
        ),
        (("acheter", "Légumes bio en circuit court"), ("recruter", "Deux apprentis en cuisine")),
    ),
    Metier(
        "dechets",
        "Nous collectons, trions et réparons ce que d’autres jettent. Ce qui peut resservir est vendu à "
        "petit prix dans notre boutique, le reste part en filière de recyclage.",
        (
            ("Collecte de papier et de carton", "tonne", "15 par semaine", "toute l’année"),
            ("Mobilier de bureau remis à neuf", "pièce", "", ""),
            ("Débarras d’associations et de bureaux", "journée", "", ""),
        ),
        (("local", "Un entrepôt de 300 m² près de la rocade"), ("vendre", "Débouchés textile")),
    ),
    Metier(
        "espaces_verts",
        "Des équipes en parcours d’insertion entretiennent parcs, berges et chemins, sans produit "
        "chimique et avec un encadrement technique permanent.",
        (
            ("Entretien de parcs et de jardins", "journée", "", "toute l’année"),
            ("Débroussaillage et berges de rivière", "hectare", "", "septembre à mars"),
            ("Petite maçonnerie en pierre sèche", "mètre", "", ""),
        ),
        (("mutualiser", "Partager un broyeur"), ("cotraitance", "Marché d’entretien à plusieurs")),
    ),
    Metier(
        "conseil",
        "Une coopérative de conseil : comptabilité partagée, accompagnement de projets, formation de "
        "dirigeantes et de dirigeants.",
        (
            ("Comptabilité partagée", "mois", "", "toute l’année"),
            ("Étude de marché pour un projet d’utilité sociale", "étude", "", ""),
            ("Formation : piloter une petite structure", "journée", "", ""),
        ),
        (("partenariat", "Un partenaire pour former hors les murs"),),
        "qualiopi",
    ),
    Metier(
        "agriculture",
        "Huit hectares de maraîchage biologique cultivés par des salariés en insertion, et des paniers "
        "livrés chaque semaine à moins de quarante kilomètres.",
        (
            ("Légumes bio de saison", "kilo", "800 par semaine", "toute l’année"),
            ("Paniers hebdomadaires", "panier", "250 par semaine", ""),
            ("Plants potagers", "pièce", "", "mars à juin"),
        ),
        (("vendre", "Des cantines pour nos légumes"), ("mutualiser", "Livraisons groupées")),
        "ab",
    ),
    Metier(
        "tourisme",
        "Un village de vacances associatif, ouvert aux familles, aux groupes et aux séjours adaptés, "
        "au bord de l’étang.",
        (
            ("Séjours de groupes", "nuitée", "180 lits", "mars à novembre"),
            ("Salles pour séminaires", "journée", "4 salles", ""),
            ("Séjours adaptés", "séjour", "", "été"),
        ),
        (("acheter", "Produits régionaux pour nos cuisines"), ("acheter", "Blanchisserie locale")),
        "tourisme_handicap",
    ),
    Metier(
        "services_personne",
        "Aide à domicile, transport accompagné et petits travaux, dans les communes où il n’y a plus "
        "de service.",
        (
            ("Aide à domicile", "heure", "", "toute l’année"),
            ("Transport à la demande", "trajet", "", ""),
            ("Petits travaux et bricolage", "heure", "", ""),
        ),
        (("acheter", "Location de vélos électriques"), ("recruter", "Dix aides à domicile")),
    ),
    Metier(
        "numerique",
        "Nous remettons en état des ordinateurs, hébergeons des sites associatifs et accompagnons les "
        "personnes qui craignent le clavier.",
        (
            ("Ordinateurs reconditionnés", "pièce", "60 par mois", ""),
            ("Hébergement de sites", "an", "", ""),
            ("Ateliers de médiation numérique", "demi-journée", "", ""),
        ),
        (("acheter", "Parcs informatiques à reprendre"),),
    ),
    Metier(
        "batiment",
        "Une coopérative du bâtiment : isolation en matériaux biosourcés, menuiserie, rénovation de "
        "logements occupés.",
        (
            ("Isolation en fibre de bois et paille", "m²", "", ""),
            ("Menuiserie sur mesure", "pièce", "", ""),
            ("Rénovation de logements occupés", "logement", "20 par an", ""),
        ),
        (
            ("cotraitance", "Répondre ensemble à un marché de rénovation"),
            ("local", "Un atelier bois"),
        ),
    ),
    Metier(
        "finance",
        "Une mutuelle de proximité : complémentaire santé, prévoyance et actions de prévention dans "
        "les petites entreprises.",
        (
            ("Complémentaire santé collective", "contrat", "", ""),
            ("Prévention des troubles musculosquelettiques", "atelier", "", ""),
        ),
        (("partenariat", "Des lieux pour nos ateliers de prévention"),),
    ),
)


def garnir(edition: Edition, graine: int) -> None:
    """Give the exhibitors of an edition a trade, a page and a stand, the same ones for the same seed."""
    hasard = Random(f"annuaire {graine}")
    edition.presentation, edition.acces = PRESENTATION, ACCES
    edition.save(update_fields=["presentation", "acces"])
    exposants = list(edition.exposants.select_related("structure").order_by("pk"))
    structures = [exposant.structure for exposant in exposants]
    for modele in (Offre, Besoin):
        modele._default_manager.filter(structure__in=structures).delete()
    metiers = {e.structure_id: METIERS[PRESENTATIONS.index(e.presentation)] for e in exposants}
    _decrire(hasard, structures, metiers)
    Offre.objects.bulk_create(_offres(hasard, metiers), LOT)
    Besoin.objects.bulk_create(_besoins(hasard, metiers), LOT)
    _installer(hasard, edition, [e for e in exposants if e.etat == Exposant.Etat.VALIDE])
    indexer(structure.pk for structure in structures)


def _decrire(hasard: Random, structures: list[Structure], metiers: dict[int, Metier]) -> None:
    reseaux = list(Reseau.objects.order_by("code"))
    labels = {label.code: label for label in Label.objects.all()}
    for structure in structures:
        metier = metiers[structure.pk]
        structure.description = metier.description
        structure.esus = hasard.random() < PART_SATISFAITE
    Structure.objects.bulk_update(structures, ["description", "esus"], LOT)
    filieres, portes = Structure.filieres.through, Structure.labels.through
    appartenances = Structure.reseaux.through
    filieres.objects.bulk_create(
        [filieres(structure_id=pk, filiere_id=m.filiere) for pk, m in metiers.items()],
        ignore_conflicts=True,
    )
    portes.objects.bulk_create(
        [portes(structure_id=pk, label=labels[m.label]) for pk, m in metiers.items() if m.label],
        ignore_conflicts=True,
    )
    appartenances.objects.bulk_create(
        [appartenances(structure_id=pk, reseau=hasard.choice(reseaux)) for pk in metiers],
        ignore_conflicts=True,
    )


def _offres(hasard: Random, metiers: dict[int, Metier]) -> list[Offre]:
    return [
        Offre(
            structure_id=pk,
            filiere_id=metier.filiere,
            intitule=intitule,
            unite=unite,
            volume=volume,
            saison=saison,
        )
        for pk, metier in metiers.items()
        for intitule, unite, volume, saison in metier.offres[: hasard.randint(2, OFFRES)]
    ]


def _besoins(hasard: Random, metiers: dict[int, Metier]) -> list[Besoin]:
    maintenant = timezone.now()
    besoins = []
    for pk, metier in metiers.items():
        for nature, intitule in metier.besoins[: hasard.randint(0, BESOINS)]:
            publie = maintenant - timedelta(hours=hasard.randrange(24, 24 * 90))
            satisfait = hasard.random() < PART_SATISFAITE
            besoins.append(
                Besoin(
                    structure_id=pk,
                    nature_id=nature,
                    filiere_id=metier.filiere,
                    intitule=intitule,
                    publie_le=publie,
                    satisfait_le=maintenant if satisfait else None,
                )
            )
    return besoins


def _installer(hasard: Random, edition: Edition, exposants: list[Exposant]) -> None:
    """Give each exhibitor a place at a stand, and name the people who agree to it."""
    stands = Stand.objects.bulk_create(_stands(edition, len(exposants)), LOT)
    places = [(stand, place) for stand in stands for place in range(1, stand.capacite + 1)]
    for exposant, (stand, place) in zip(exposants, places, strict=False):
        exposant.stand, exposant.place = stand, place
    Exposant.objects.bulk_update(exposants, ["stand", "place"], LOT)
    equipes = list(Participant.objects.filter(exposant__in=exposants).order_by("pk"))
    contacts: set[int | None] = set()
    for membre in equipes:
        membre.responsable = membre.exposant_id not in contacts
        membre.visible = hasard.random() < PART_NOMMEE
        contacts.add(membre.exposant_id)
    Participant.objects.bulk_update(equipes, ["responsable", "visible"], LOT)


def _stands(edition: Edition, nombre: int) -> list[Stand]:
    """Return stands enough for so many exhibitors: A1 to Z12, then A13 and on."""
    hall = Zone.objects.filter(edition=edition).order_by("pk").first()
    stands = []
    for rang in range(nombre):
        allee, place = divmod(rang, STANDS_PAR_ALLEE)
        tour, lettre = divmod(allee, len(ascii_uppercase))
        numero = f"{ascii_uppercase[lettre]}{tour * STANDS_PAR_ALLEE + place + 1}"
        capacite = 1 if rang % STAND_PARTAGE else 2
        stands.append(Stand(edition=edition, numero=numero, zone=hall, capacite=capacite))
    return stands
