"""Check on any database, busy or at rest, that the promises of the system hold.

Rows are streamed, never held: what is kept in memory is one person's day, the e-mails that wait, and
of each e-mail its Message-ID.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from salon.journal.envoi import identifiant
from salon.journal.evenements.envois import DEPARTS
from salon.journal.models import Courriel, Ecriture, Effet
from salon.management.recomptage import ecarts
from salon.models import Badge, Edition, Participant
from salon.pointage.models import Passage
from salon.pointage.regles import Raison
from salon.rdv.models import RendezVous

LOT = 2000  # rows fetched at once
EXEMPLES = 5
RETARD = timedelta(minutes=10)
POSES = (RendezVous.Etat.PLANIFIE, RendezVous.Etat.TENU)
VIVANTS = (Effet.Etat.A_FAIRE, Effet.Etat.EN_COURS)

Fautes = Iterator[str]


@dataclass(frozen=True)
class Resultat:
    """What became of one invariant: how many faults, and the first few."""

    code: str
    promesse: str
    nombre: int
    exemples: list[str]

    def __str__(self) -> str:
        if not self.nombre:
            return f"✓ {self.code} {self.promesse}"
        suite = ", …" if self.nombre > len(self.exemples) else ""
        fautes = f"{self.nombre} faute{'s' if self.nombre > 1 else ''}"
        return f"✗ {self.code} {self.promesse} – {fautes} : {', '.join(self.exemples)}{suite}"


def verifier() -> Iterator[Resultat]:
    """Check every invariant, one after the other, on one and the same picture of the database."""
    with instantane():
        for code, promesse, chercher in CONTROLES:
            fautes = chercher()
            exemples = list(islice(fautes, EXEMPLES))
            nombre = len(exemples) + sum(1 for _ in fautes)
            yield Resultat(code, promesse, nombre, exemples)


@contextmanager
def instantane() -> Iterator[None]:
    """Read the database as it is now, whatever the gates write meanwhile, and hold nobody up."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Not `atomic()`: it takes the right to write, and every gate would wait.
        with connection.cursor() as curseur:
            curseur.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as curseur:
                curseur.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            curseur.execute("SET LOCAL statement_timeout = 0")
            yield


def compteurs_justes() -> Fautes:
    """I1: the numbers shown are those that a plain recount of the rows gives."""
    for edition in Edition.objects.all():
        jours = edition.passages.values_list("jour", flat=True).distinct().order_by("jour")
        for jour in list(jours):
            yield from ecarts(edition, jour)


def scans_uniques() -> Fautes:
    """I2: each scan exists once, and the counted passages of a person are numbered without a hole."""
    doubles = Passage.objects.values("scan_id").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    yield from (f"scan {ligne['scan_id']} en double" for ligne in _flux(doubles))
    rangs = (
        Passage.objects.filter(rang__isnull=False)
        .values("participant_id")
        .annotate(n=Count("pk"), d=Count("rang", distinct=True), mini=Min("rang"), maxi=Max("rang"))
        .exclude(mini=1, maxi=F("n"), d=F("n"))
        .order_by()
    )
    yield from (f"rangs du participant {ligne['participant_id']}" for ligne in _flux(rangs))
    # Only a double, a second exit or a person let in against a rule already inside counts for nothing.
    comptables = ("", Raison.JAUGE_ATTEINTE)
    sans_rang = Passage.objects.filter(admis=True, rang=None, raison__in=comptables)
    yield from _ids("passage admis non compté", sans_rang)
    yield from _ids("passage refusé compté", Passage.objects.filter(admis=False, rang__gte=0))
    autrui = Passage.objects.filter(badge__isnull=False).exclude(
        badge__participant=F("participant")
    )
    yield from _ids("passage au badge d’autrui", autrui)


def entrees_uniques() -> Fautes:
    """I3: nobody is inside twice, and nobody has two valid badges."""
    comptes = (
        Passage.objects.filter(rang__isnull=False, annule_le=None)
        .order_by("participant_id", "jour", "rang")
        .values_list("participant_id", "jour", "sens", "zone_id", "pk")
    )
    for (participant, jour), lignes in groupby(_flux(comptes), key=lambda ligne: ligne[:2]):
        zone = None
        for _, _, sens, ou, pk in lignes:
            if sens == Passage.Sens.ENTREE and ou == zone:
                yield f"passage {pk} (participant {participant}, {jour:%d/%m})"
            zone = ou if sens == Passage.Sens.ENTREE else None
    badges = Badge.objects.filter(revoque_le=None).values("participant_id")
    deux = badges.annotate(n=Count("pk")).filter(n__gt=1).order_by()
    yield from (f"badges du participant {ligne['participant_id']}" for ligne in _flux(deux))
    adresses = Participant.objects.exclude(courriel="").values("edition_id", a=Lower("courriel"))
    memes = adresses.annotate(n=Count("pk"), premier=Min("pk")).filter(n__gt=1).order_by()
    yield from (f"adresse du participant {ligne['premier']}" for ligne in _flux(memes))


def rien_d_oublie() -> Fautes:
    """I4: what has to follow was done, is dead with its reason, or is about to be done."""
    limite = timezone.now() - RETARD
    oubliees = Ecriture.objects.filter(repartie=False, le__lt=limite)
    yield from _ids("écriture en attente", oubliees)
    en_retard = Q(etat=Effet.Etat.A_FAIRE, pas_avant__lt=limite) | Q(
        etat=Effet.Etat.EN_COURS, bail_jusqua__lt=limite
    )
    yield from _ids("effet en retard", Effet.objects.filter(en_retard))
    mal_finis = Q(etat=Effet.Etat.MORT, erreur="") | ~Q(etat__in=Effet.Etat.values)
    mal_finis |= Q(etat=Effet.Etat.EN_COURS, bail_jusqua=None)
    yield from _ids("effet sans issue", Effet.objects.filter(mal_finis))
    yield from _courriels_abandonnes()


def _courriels_abandonnes() -> Fautes:
    """Return the e-mails that are neither sent nor failed and that nothing will send."""
    mal_finis = Q(etat=Courriel.Etat.ECHOUE, erreur="") | ~Q(etat__in=Courriel.Etat.values)
    yield from _ids("courriel sans issue", Courriel.objects.filter(mal_finis))
    attendus = set(
        Courriel.objects.filter(etat__in=(Courriel.Etat.A_ENVOYER, Courriel.Etat.EN_COURS))
        .order_by()
        .values_list("pk", flat=True)
    )
    # Only what waits is held: a few e-mails, unless the mail server is away.
    vivant = Exists(Effet.objects.filter(ecriture=OuterRef("pk"), etat__in=VIVANTS))
    lignes = Ecriture.objects.filter(Q(repartie=False) | vivant, type__in=DEPARTS)
    attendus.difference_update(
        ids["courriel_id"] for ids in _flux(lignes.values_list("ids", flat=True))
    )
    yield from (f"courriel {pk} abandonné" for pk in sorted(attendus))


def courriels_uniques() -> Fautes:
    """I5: no e-mail is written twice, and each has its own Message-ID."""
    cles = Courriel.objects.values("cle").annotate(n=Count("pk"), premier=Min("pk"))
    doubles = cles.filter(n__gt=1).order_by()
    yield from (f"courriel {ligne['premier']} écrit {ligne['n']} fois" for ligne in _flux(doubles))
    vus: set[str] = set()
    for courriel in _flux(Courriel.objects.only("pk", "cle").order_by("pk")):
        message_id = identifiant(courriel)
        if message_id in vus:
            yield f"Message-ID du courriel {courriel.pk}"
        vus.add(message_id)


def rdv_possibles() -> Fautes:
    """I6: nobody and no table is in two meetings at once; each meeting holds exactly its claims."""
    poses = RendezVous.objects.filter(etat__in=POSES)
    for nom, champs in (("participant", ("demandeur", "destinataire")), ("table", ("table",))):
        occupations = [
            poses.order_by()
            .annotate(qui=F(f"{champ}_id"), debut=F("creneau__debut"), fin=F("creneau__fin"))
            .values_list("qui", "debut", "fin", "pk")
            for champ in champs
        ]
        lignes = occupations[0].union(*occupations[1:], all=True).order_by("qui", "debut")
        for qui, rdvs in groupby(_flux(lignes), key=lambda ligne: ligne[0]):
            libre_a = None
            for _, debut, fin, pk in rdvs:
                if libre_a is not None and debut < libre_a:
                    yield f"rendez-vous {pk} ({nom} {qui} déjà pris)"
                libre_a = fin if libre_a is None else max(fin, libre_a)
    yield from _ids("réservations du rendez-vous", _mal_reserves())


def _mal_reserves() -> QuerySet[RendezVous]:
    """Return planned meetings without exactly their three claims, and others that hold some."""
    place = Q(reservations__creneau=F("creneau"))

    def prises(**cible: F) -> Count:
        return Count("reservations", filter=place & Q(**cible))

    comptes = RendezVous.objects.annotate(
        toutes=Count("reservations"),
        demandeurs=prises(reservations__participant=F("demandeur")),
        destinataires=prises(reservations__participant=F("destinataire")),
        tables=prises(reservations__table=F("table")),
    )
    justes = Q(toutes=3, demandeurs=1, destinataires=1, tables=1)
    return comptes.filter(Q(etat__in=POSES) & ~justes | ~Q(etat__in=POSES) & Q(toutes__gt=0))


def base_saine() -> Fautes:
    """I10: the files of the database are whole, and no row points to one that is not there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            curseur.execute("PRAGMA integrity_check")
            yield from (ligne for (ligne,) in curseur.fetchall() if ligne != "ok")
            curseur.execute("PRAGMA foreign_key_check")
            yield from (f"{table} {rang} orphelin" for table, rang, *_ in curseur)
        return
    for modele in apps.get_models(include_auto_created=True):
        for champ in modele._meta.concrete_fields:
            if champ.is_relation and isinstance(champ.related_model, type):
                yield from _orphelins(modele, champ.attname, champ.related_model)


def _orphelins(modele: type[Model], colonne: str, cible: type[Model]) -> Fautes:
    existe = Exists(cible._base_manager.filter(pk=OuterRef(colonne)))
    perdus = modele._base_manager.filter(~existe, **{f"{colonne}__isnull": False})
    yield from (f"{faute} orphelin" for faute in _ids(modele._meta.db_table, perdus))


def _ids(quoi: str, lignes: QuerySet[Any]) -> Fautes:
    """Name each faulty row by its id."""
    yield from (f"{quoi} {pk}" for pk in _flux(lignes.order_by("pk").values_list("pk", flat=True)))


def _flux(lignes: QuerySet[Any, Any]) -> Iterable[Any]:
    return lignes.iterator(chunk_size=LOT)


CONTROLES: tuple[tuple[str, str, Callable[[], Fautes]], ...] = (
    ("I1", "les nombres affichés sont ceux d’un recomptage", compteurs_justes),
    ("I2", "chaque scan existe une fois, chaque passage compté a son rang", scans_uniques),
    ("I3", "personne n’est entré deux fois ni n’a deux badges valables", entrees_uniques),
    ("I4", "chaque effet et chaque courriel a une issue", rien_d_oublie),
    ("I5", "aucun courriel n’est écrit deux fois", courriels_uniques),
    ("I6", "personne n’a deux rendez-vous à la fois", rdv_possibles),
    ("I10", "la base est saine", base_saine),
)
