"""Run several programs as one: start in order, show their lines, restart the dead, leave no orphan."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from salon.management import veilleur

REPIT = 0.5  # seconds before a dead program is started again: doubled at each death ...
REPIT_MAX = 10.0  # ... up to this, and forgotten by a program that lived this long
TOUR = 0.1
COULEURS = (36, 32, 33, 35, 34, 31)  # ANSI: cyan, green, yellow, magenta, blue, red
LARGEUR = 8

_sortie = threading.Lock()


@dataclass(frozen=True)
class Programme:
    """Something to keep running: `lancer` starts it as the leader of a process group of its own."""

    nom: str
    lancer: Callable[[], subprocess.Popen[bytes]]
    delai: float = 5.0  # seconds it has to end in good order


def dire(texte: str, *, nom: str = "coventis", couleur: int = 1) -> None:
    """Write lines after the name of the program that says them, in colour on a terminal."""
    etiquette = f"{nom:<{LARGEUR}} |"
    if sys.stdout.isatty():
        etiquette = f"\033[{couleur}m{etiquette}\033[0m"
    with _sortie, suppress(OSError):  # whoever read us may be gone: the programs must run on
        sys.stdout.write("".join(f"{etiquette} {ligne}\n" for ligne in texte.splitlines()))
        sys.stdout.flush()


@dataclass
class Enfant:
    """A program, its process of the moment, and when to start it again."""

    programme: Programme
    couleur: int
    processus: subprocess.Popen[bytes] | None = None
    repit: float = REPIT
    ne_a: float = 0.0
    relance_a: float = 0.0

    def demarrer(self) -> None:
        """Start a new process and repeat its lines. Raises what `lancer` raises."""
        self.ne_a = time.monotonic()
        self.processus = self.programme.lancer()
        dire(f"{self.programme.nom} démarre (processus {self.processus.pid})")
        if self.processus.stdout is not None:
            threading.Thread(
                target=self._repeter, args=(self.processus.stdout,), daemon=True
            ).start()

    def _repeter(self, flux: IO[bytes]) -> None:
        for ligne in flux:
            texte = ligne.decode(errors="replace").rstrip()
            dire(texte, nom=self.programme.nom, couleur=self.couleur)

    def enterrer(self) -> int:
        """Kill what is left of the group of a process that ended; return the group, now free."""
        assert self.processus is not None
        groupe, code = self.processus.pid, self.processus.returncode
        veilleur.signaler(groupe, signal.SIGKILL)
        self.processus = None
        if time.monotonic() - self.ne_a > REPIT_MAX:
            self.repit = REPIT
        self.reporter(f"{self.programme.nom} s’est arrêté (code {code})")
        return groupe

    def reporter(self, raison: str) -> None:
        """Plan the next start, later after each failure."""
        secondes = f"{self.repit:g}".replace(".", ",")
        dire(f"{raison} ; nouveau départ dans {secondes} s")
        self.relance_a = time.monotonic() + self.repit
        self.repit = min(2 * self.repit, REPIT_MAX)

    def arreter(self, presse: threading.Event) -> None:
        """Ask the process to end, wait, then kill its whole group; at once when `presse` is set."""
        if self.processus is None:
            return
        groupe, fin = self.processus.pid, time.monotonic() + self.programme.delai
        veilleur.signaler(groupe, signal.SIGTERM)
        while self.processus.poll() is None and time.monotonic() < fin and not presse.is_set():
            time.sleep(0.02)
        veilleur.signaler(groupe, signal.SIGKILL)
        self.processus.wait()
        self.processus = None


@dataclass
class Superviseur:
    """Keeps programs running, in their order, until a signal says stop."""

    programmes: Sequence[Programme]
    verrou: int  # descriptor of a locked file: stays locked until the last process has gone
    enfants: list[Enfant] = field(default_factory=list)
    fin: threading.Event = field(default_factory=threading.Event)
    presse: threading.Event = field(default_factory=threading.Event)
    gardien: subprocess.Popen[bytes] | None = None

    def executer(self) -> None:
        """Start all, watch until SIGINT, SIGTERM or SIGHUP, stop all in reverse order.

        A second signal stops waiting and kills. Raises what `lancer` raises at a first start.
        """
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, self._entendre)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._entendre)
        try:
            self._demarrer()
            while not self.fin.wait(TOUR):
                self._veiller()
        finally:
            self._arreter()

    def _entendre(self, *_: object) -> None:
        if self.fin.is_set():
            self.presse.set()
        self.fin.set()

    def _demarrer(self) -> None:
        self.gardien = self._poster_gardien()
        for rang, programme in enumerate(self.programmes):
            if self.fin.is_set():
                return
            enfant = Enfant(programme, COULEURS[rang % len(COULEURS)])
            self.enfants.append(enfant)
            enfant.demarrer()
            self._annoncer(enfant)

    def _veiller(self) -> None:
        """Bury the dead and start again those whose time has come."""
        for enfant in self.enfants:
            if enfant.processus is None:
                if time.monotonic() >= enfant.relance_a:
                    self._relancer(enfant)
            elif enfant.processus.poll() is not None:
                self._ecrire(f"-{enfant.enterrer()}")

    def _relancer(self, enfant: Enfant) -> None:
        try:
            enfant.demarrer()
        except Exception as erreur:  # not a reason to stop the others
            enfant.reporter(str(erreur))
        else:
            self._annoncer(enfant)

    def _arreter(self) -> None:
        dire("arrêt en cours ; un second Ctrl-C n’attend plus personne")
        for enfant in reversed(self.enfants):
            enfant.arreter(self.presse)
        if self.gardien is not None:
            self.gardien.kill()
            self.gardien.wait()
        dire("tout est arrêté")

    def _poster_gardien(self) -> subprocess.Popen[bytes]:
        """Start the process that outlives this one to stop the programs, should it be killed."""
        return subprocess.Popen(
            [sys.executable, "-I", str(Path(veilleur.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(self.verrou,),
        )

    def _annoncer(self, enfant: Enfant) -> None:
        if enfant.processus is not None:
            self._ecrire(f"+{enfant.processus.pid}")

    def _ecrire(self, ligne: str) -> None:
        """Tell the guardian about a group; replace it, and tell it about all, if it was killed."""
        assert self.gardien is not None
        assert self.gardien.stdin is not None
        try:
            self.gardien.stdin.write(f"{ligne}\n".encode())
            self.gardien.stdin.flush()
        except OSError:
            self.gardien.wait()
            self.gardien = self._poster_gardien()
            for enfant in self.enfants:
                self._annoncer(enfant)
