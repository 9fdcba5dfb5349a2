"""Play the plan of a day against the site: many hands at the gates, one organiser for the meetings."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils import timezone

from salon.management.confrontation import Attente
from salon.management.foule import Genre, Geste, Scan
from salon.management.journee_rdv import Demarche
from salon.management.liaison import Appel, Retour
from salon.management.scene import Site

PASSAGES = "/api/v1/passages"
CREE, OK, CONFLIT = 201, 200, 409
REFUS_RDV = ("creneau_pris", "deja_traite")
SOUTIEN = 4  # hands beside one per gate


@dataclass(frozen=True)
class Plan:
    """All that is going to happen, in order of time."""

    gestes: Sequence[Geste]
    demarches: Sequence[Demarche]


class Simulation:
    """A day being played. `ecarts` tells in French each answer that was not the expected one."""

    def __init__(self, site: Site, plan: Plan, attente: Attente, vitesse: float) -> None:
        """`vitesse` is how many simulated seconds pass in one; 0 is as fast as possible."""
        self.ecarts: list[str] = []
        self.envoyes = 0
        self.instant = 0.0
        self._site, self._attente, self._vitesse = site, attente, vitesse
        self._fin = site.liaison.fin
        self._verrou = threading.Lock()
        # A plan is the same each time; its scans are not, or the site would repeat old answers.
        self._seance = uuid4()
        self._debut = self._termine = time.monotonic()
        self._rdv: dict[int, int] = {}
        mains = len(site.appareils) + SOUTIEN
        self._seconds = ThreadPoolExecutor(mains, thread_name_prefix="second")
        self._fils = [
            self._fil(self._jouer, [geste for geste in plan.gestes if geste.voie % mains == main])
            for main in range(mains)
        ]
        self._fils.append(self._fil(self._mener, plan.demarches))

    def commencer(self) -> None:
        """Open the doors."""
        self._debut = time.monotonic()
        for fil in self._fils:
            fil.start()

    def arreter(self) -> None:
        """Begin nothing new; what is under way is still answered and counted."""
        self._fin.set()

    def finie(self, delai: float) -> bool:
        """Wait at most `delai` seconds for the end; tell whether it has come."""
        limite = time.monotonic() + delai
        for fil in self._fils:
            fil.join(max(0.0, limite - time.monotonic()))
        if any(fil.is_alive() for fil in self._fils):
            return False
        self._seconds.shutdown()
        return True

    @property
    def duree(self) -> float:
        """How long it took, in seconds."""
        return self._termine - self._debut

    @property
    def repetitions(self) -> int:
        """How many calls were made again for want of an answer."""
        return self._site.liaison.repetitions

    def _fil(self, jouer: Callable[[Any], None], suite: Sequence[Any]) -> threading.Thread:
        return threading.Thread(target=self._suivre, args=(jouer, suite), daemon=True)

    def _suivre(self, jouer: Callable[[Any], None], suite: Sequence[Any]) -> None:
        """Do one thing after the other, each at its time, until the end or a failure."""
        try:
            for chose in suite:
                if self._attendre(chose.instant):
                    return
                jouer(chose)
                self.instant = max(self.instant, chose.instant)
        except Exception as erreur:  # a hand that fails silently would look like success
            self._signaler(f"Simulation interrompue : {type(erreur).__name__} {erreur}")
            self._fin.set()
        finally:
            self._termine = time.monotonic()
            self._site.liaison.raccrocher()

    def _attendre(self, instant: float) -> bool:
        """Wait for an instant of the simulated day; tell whether the simulation was stopped."""
        if not self._vitesse:
            return self._fin.is_set()
        heure = self._debut + instant / self._vitesse
        return self._fin.wait(max(0.0, heure - time.monotonic()))

    def _jouer(self, geste: Geste) -> None:
        if geste.genre in (Genre.LOT, Genre.LOT_REPRIS):
            paires = list(zip(geste.scans, self._envoyer_lot(geste), strict=True))
        else:
            paires = list(zip(geste.scans, self._envoyer_geste(geste), strict=True))
        with self._verrou:
            self.envoyes += len(paires)
        if geste.genre == Genre.COURSE and paires[0][1].corps.get("verdict") == "refuse":
            # The other gate was faster: it holds the admission, whichever the plan thought of.
            premier, second = geste.scans
            scans = (
                replace(premier, attendu=second.attendu),
                replace(second, attendu=premier.attendu),
            )
            paires = list(zip(scans, (retour for _, retour in paires), strict=True))
        for scan, retour in paires:
            self._attente.noter(scan)
            self._verifier(scan, retour)

    def _envoyer_geste(self, geste: Geste) -> list[Retour]:
        """Send the scans of a gesture at one gate, or at two at once; return an answer for each."""
        appels = [self._appel(scan) for scan in geste.scans]
        appeler = self._site.liaison.appeler
        if geste.genre == Genre.SCAN:
            return [appeler(appels[0])]
        if geste.genre == Genre.REPRISE:
            retours = [appeler(appels[0]), appeler(appels[0])]
        else:
            second = self._seconds.submit(appeler, appels[-1])
            retours = [appeler(appels[0]), second.result()]
        if geste.genre != Genre.COURSE:
            self._comparer_reprise(geste, retours)
            return retours[:1]
        return retours

    def _envoyer_lot(self, geste: Geste) -> list[Retour]:
        """Send what a gate stored without network, by a clock that is wrong."""
        maintenant = timezone.now() + timedelta(seconds=geste.derive)
        passages = [
            {
                **self._corps(scan),
                "scanne_a": (maintenant - timedelta(seconds=len(geste.scans) - rang)).isoformat(),
            }
            for rang, scan in enumerate(geste.scans)
        ]
        corps = {"appareil_maintenant": maintenant.isoformat(), "passages": passages}
        premier = geste.scans[0]
        jeton = self._site.appareil(premier.porte, premier.numero)
        envois = 2 if geste.genre == Genre.LOT_REPRIS else 1
        appel = Appel(f"{PASSAGES}/lot", jeton, corps)
        retours = [self._site.liaison.appeler(appel) for _ in range(envois)]
        self._comparer_reprise(geste, retours)
        if retours[0].statut != OK:
            return [retours[0]] * len(geste.scans)
        return [Retour(un["statut"], un) for un in retours[0].corps["resultats"]]

    def _comparer_reprise(self, geste: Geste, retours: list[Retour]) -> None:
        if retours[0] != retours[-1]:
            self._signaler(
                f"Porte « {geste.scans[0].porte} », {geste.genre} : deux réponses différentes."
            )

    def _verifier(self, scan: Scan, retour: Retour) -> None:
        corps, attendu = retour.corps, scan.attendu
        raison = corps.get("code", "")
        if raison == "jauge_atteinte" and corps.get("verdict") == "admis":
            raison = ""  # a remark that depends on the second, not on the person
        voulu = (attendu.statut, "admis" if attendu.admis else "refuse", attendu.raison, scan.porte)
        recu = (retour.statut, corps.get("verdict"), raison, corps.get("porte"))
        if recu != voulu:
            self._signaler(
                f"Scan {scan.numero}, {scan.sens}, porte « {scan.porte} » : "
                f"attendu {voulu[:3]}, reçu {recu[:3]}."
            )

    def _mener(self, demarche: Demarche) -> None:
        """Make one call about a meeting, as the organiser."""
        if demarche.action == "demander":
            demandeur, destinataire = demarche.parties
            corps = {
                "demandeur_id": demandeur,
                "destinataire_id": destinataire,
                "message": "Simulation",
            }
            retour = self._appeler_rdv(demarche, "", corps)
            if retour.statut == CREE:
                self._rdv[demarche.rdv] = retour.corps["id"]
        elif demarche.rdv in self._rdv:
            place = demarche.place
            corps = {"creneau_id": place.creneau, "table_id": place.table} if place else {}
            suite = f"/{self._rdv[demarche.rdv]}/{demarche.action}"
            retour = self._appeler_rdv(demarche, suite, corps)
        else:
            return  # the request itself was refused, which has been told
        self._attente.noter_rdv(demarche)
        champ = "code" if demarche.attendu in REFUS_RDV else "etat"
        recu = retour.corps.get(champ)
        if recu != demarche.attendu:
            self._signaler(
                f"Rendez-vous {demarche.rdv}, {demarche.action} : attendu {demarche.attendu}, "
                f"reçu {retour.statut} {recu}."
            )

    def _appeler_rdv(self, demarche: Demarche, suite: str, corps: dict[str, Any]) -> Retour:
        cle = uuid5(self._seance, f"{demarche.rdv} {demarche.action}")
        chemin = f"{self._site.chemin}/rdv{suite}"
        return self._site.liaison.appeler(Appel(chemin, self._site.jeton, corps, str(cle)))

    def _appel(self, scan: Scan) -> Appel:
        jeton = self._site.appareil(scan.porte, scan.numero)
        return Appel(PASSAGES, jeton, self._corps(scan))

    def _corps(self, scan: Scan) -> dict[str, Any]:
        return {"code": scan.code, "scan_id": str(self.scan_id(scan)), "sens": scan.sens}

    def scan_id(self, scan: Scan) -> UUID:
        """Return the identity of a scan, kept however often it is sent."""
        return uuid5(self._seance, f"scan {scan.numero}")

    def _signaler(self, ecart: str) -> None:
        with self._verrou:
            self.ecarts.append(ecart)
