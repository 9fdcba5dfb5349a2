"""Build a demonstration edition whose first day is today, the same one for the same seed.

Rows are inserted in bulk, as if the registrations were weeks old and their e-mails had left long ago;
the events of a few people only are published, so that workers draw real badges and write real mails.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from salon.acces import enroler_appareil, jeton_organisateur
from salon.annuaire.models import Dispositif, Structure
from salon.exposants.models import Exposant
from salon.journal.evenements.participants import BadgeEmis
from salon.journal.evenements.rdv import AgendaChange, RdvDemande, RdvPlanifie
from salon.journal.services import publier
from salon.management.annuaire_de_demo import garnir
from salon.management.foule_de_demo import Foule
from salon.management.rencontres_de_demo import accepter, demander, planifier
from salon.models import Badge, Compte, Creneau, Edition, Mandat, Participant, Porte, Table, Zone
from salon.rdv.models import RendezVous, Reservation
from salon.second_facteur import cle_a_saisir, renouveler_secours
from salon.services import nouveau_badge

LOT = 1000
DUREE_CRENEAU = timedelta(minutes=20)
PLAGES = ((time(9, 30), time(12, 30)), (time(14, 0), time(17, 30)))
TABLES = 60
PORTES_HALL = ("Entrée principale", "Entrée des exposants", "Entrée du parking", "Entrée du jardin")
PORTE_RDV = "Espace rendez-vous"
IDENTIFIANT, COURRIEL = "organisation", "organisation@coventis.example"
# How many events of each kind are published.
BADGES_ANNONCES, RDV_ANNONCES, DEMANDES_ANNONCEES = 25, 10, 5
PART_PLANIFIEE = 0.75
# Beside them, accepted requests wait for the timetable: so many for one meeting asked for.
PART_ACCEPTEE = 1.05

T = TypeVar("T")
Suivre = Callable[[str], None]
ETAPES = ("Édition", "Exposants", "Visiteurs", "Badges", "Rendez-vous", "Accès")


@dataclass(frozen=True)
class Taille:
    """How many of each a demonstration holds."""

    visiteurs: int = 5000
    exposants: int = 140
    rdv: int = 400


@dataclass(frozen=True)
class AppareilDemo:
    """A scanning device with its token in clear, for the demonstration only."""

    nom: str
    porte: str
    jeton: str
    superviseur: bool


@dataclass(frozen=True)
class Acces:
    """How to get into the demonstration."""

    edition: str
    base_url: str
    jeton_organisateur: str
    organisateur: dict[str, str]
    appareils: list[AppareilDemo]


@transaction.atomic
def construire(*, slug: str, taille: Taille, graine: int, suivre: Suivre) -> Acces:
    """Build the edition and all that is in it; `suivre` hears the name of each step as it begins."""
    hasard = Random(graine)
    maintenant = timezone.now()
    suivre("Édition")
    edition = creer_edition(slug, timezone.localdate(maintenant, settings.FUSEAU))
    foule = Foule(hasard, edition, maintenant)
    suivre("Exposants")
    membres = _inscrire_exposants(foule, taille.exposants)
    garnir(edition, graine)
    suivre("Visiteurs")
    visiteurs = Participant.objects.bulk_create(foule.visiteurs(taille.visiteurs), LOT)
    suivre("Badges")
    valides = [m for m in membres if m.exposant and m.exposant.etat == Exposant.Etat.VALIDE]
    _emettre_badges([*valides, *visiteurs], hasard)
    suivre("Rendez-vous")
    _organiser_rdv(hasard, edition, (valides, visiteurs), taille.rdv)
    suivre("Accès")
    return _ouvrir_acces(edition)


def creer_edition(slug: str, debut: date) -> Edition:
    """Store an edition of two days in Montpellier with its zones, gates, slots and tables."""
    edition = Edition.objects.create(
        slug=slug,
        nom="Coventis",
        lieu="Montpellier",
        debut=debut,
        fin=debut + timedelta(days=1),
        ouvre_a=time(9, 0),
        ferme_a=time(18, 0),
        jauge=6000,
    )
    hall = Zone.objects.create(edition=edition, nom="Hall principal")
    espace = Zone.objects.create(edition=edition, nom="Espace rendez-vous")
    portes = [Porte(edition=edition, zone=hall, nom=nom) for nom in PORTES_HALL]
    portes.append(Porte(edition=edition, zone=espace, nom=PORTE_RDV))
    Porte.objects.bulk_create(portes)
    Creneau.objects.bulk_create(_creneaux(edition))
    Table.objects.bulk_create(
        Table(edition=edition, nom=f"{rang:02}", zone=espace) for rang in range(1, TABLES + 1)
    )
    return edition


def _creneaux(edition: Edition) -> list[Creneau]:
    creneaux = []
    for jour in (edition.debut, edition.fin):
        for premier, dernier in PLAGES:
            debut = datetime.combine(jour, premier, tzinfo=edition.zone_horaire())
            fin = datetime.combine(jour, dernier, tzinfo=edition.zone_horaire())
            while debut + DUREE_CRENEAU <= fin:
                creneaux.append(Creneau(edition=edition, debut=debut, fin=debut + DUREE_CRENEAU))
                debut += DUREE_CRENEAU
    return creneaux


def _inscrire_exposants(foule: Foule, nombre: int) -> list[Participant]:
    """Store structures, exhibitors and their teams; return the members of all teams."""
    structures = foule.structures(nombre)
    # Another demonstration may have left structures with the same invented numbers.
    Structure.objects.bulk_create(
        structures,
        LOT,
        update_conflicts=True,
        unique_fields=["siret"],
        update_fields=["nom", "enseigne", "famille_id"],
    )
    _etiqueter(foule.hasard, structures)
    exposants = Exposant.objects.bulk_create(foule.exposants(structures), LOT)
    return Participant.objects.bulk_create(foule.equipes(exposants), LOT)


def _etiqueter(hasard: Random, structures: Sequence[Structure]) -> None:
    """Tag one structure in five with the programme of the Réalis network it came through."""
    dispositifs = list(Dispositif.objects.order_by("code"))
    lien = Structure.dispositifs.through
    lien.objects.bulk_create(
        [
            lien(structure=structure, dispositif=hasard.choice(dispositifs))
            for structure in structures[::5]
        ],
        LOT,
        ignore_conflicts=True,
    )


def _emettre_badges(participants: Sequence[Participant], hasard: Random) -> None:
    """Give everyone a badge, and announce those of a few people of each kind."""
    badges: dict[str, Badge] = {}
    for participant in participants:
        badge = nouveau_badge(participant)
        while badge.code_court in badges:
            badge = nouveau_badge(participant)
        badge.emis_le = participant.inscrit_le
        badges[badge.code_court] = badge
    emis = Badge.objects.bulk_create(badges.values(), LOT)
    exposants = [badge for badge in emis if badge.participant.exposant_id]
    autres = [badge for badge in emis if not badge.participant.exposant_id]
    annonces = _tirer(hasard, exposants, BADGES_ANNONCES // 2)
    annonces += _tirer(hasard, autres, BADGES_ANNONCES - BADGES_ANNONCES // 2)
    publier(*(BadgeEmis(badge_id=badge.pk) for badge in annonces))


def _organiser_rdv(
    hasard: Random,
    edition: Edition,
    gens: tuple[Sequence[Participant], Sequence[Participant]],
    nombre: int,
) -> None:
    """Store meetings in the slots to come, requests without an answer, accepted ones without a slot."""
    prevus = round(nombre * PART_PLANIFIEE)
    creneaux = list(edition.creneaux.filter(debut__gt=timezone.now()))
    places = [(creneau, table) for table in edition.tables.all() for creneau in creneaux]
    paires: set[str] = set()
    planifies = planifier(hasard, places[:prevus], gens, paires)
    demandes = demander(hasard, nombre - prevus, gens, paires)
    acceptes = accepter(hasard, round(nombre * PART_ACCEPTEE), gens, paires)
    RendezVous.objects.bulk_create([*planifies, *demandes, *acceptes], LOT)
    Reservation.objects.bulk_create(
        [
            Reservation(rdv=rdv, creneau=rdv.creneau, **ce_qui_est_pris)
            for rdv in planifies
            for ce_qui_est_pris in (
                {"participant": rdv.demandeur},
                {"participant": rdv.destinataire},
                {"table": rdv.table},
            )
        ],
        LOT,
    )
    annonces = _tirer(hasard, planifies, RDV_ANNONCES)
    publier(*(RdvPlanifie(rdv_id=rdv.pk) for rdv in annonces))
    # Told at once: nobody waits ten minutes to see an agenda of the demonstration.
    tout_de_suite = timezone.now().isoformat()
    gens_informes = sorted({n for rdv in annonces for n in (rdv.demandeur_id, rdv.destinataire_id)})
    publier(*(AgendaChange(participant_id=n, fenetre=tout_de_suite) for n in gens_informes))
    publier(*(RdvDemande(rdv_id=rdv.pk) for rdv in _tirer(hasard, demandes, DEMANDES_ANNONCEES)))


def _ouvrir_acces(edition: Edition) -> Acces:
    """Create the organiser, with a new password, and enrol one device for each gate and the desk."""
    mot_de_passe = secrets.token_urlsafe(12)
    compte, _ = Compte.objects.get_or_create(username=IDENTIFIANT, defaults={"email": COURRIEL})
    compte.set_password(mot_de_passe)
    compte.save(update_fields=["password"])
    edition.comptes.add(compte, through_defaults={"role": Mandat.Role.ORGANISATEUR})
    TOTPDevice.objects.filter(user=compte).delete()
    telephone = TOTPDevice.objects.create(user=compte, name="démonstration")
    portes = {porte.nom: porte for porte in edition.portes.all()}
    postes = [(f"Lecteur {nom}", portes[nom], False) for nom in (*PORTES_HALL, PORTE_RDV)]
    postes.append(("Accueil (responsable)", portes[PORTES_HALL[0]], True))
    appareils = []
    for nom, porte, superviseur in postes:
        _, jeton = enroler_appareil(porte=porte, nom=nom, superviseur=superviseur)
        appareils.append(AppareilDemo(nom, porte.nom, jeton, superviseur))
    return Acces(
        edition=edition.slug,
        base_url=settings.BASE_URL,
        jeton_organisateur=jeton_organisateur(compte),
        organisateur={
            "identifiant": IDENTIFIANT,
            "courriel": COURRIEL,
            "mot_de_passe": mot_de_passe,
            "cle_des_codes": cle_a_saisir(telephone),
            "codes_de_secours": ", ".join(renouveler_secours(compte)),
        },
        appareils=appareils,
    )


def _tirer(hasard: Random, lignes: Sequence[T], nombre: int) -> list[T]:
    return hasard.sample(list(lignes), min(nombre, len(lignes)))
