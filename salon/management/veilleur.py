"""Stop the programs that a supervisor killed on the spot leaves behind; started by `supervision`.

This process does nothing but read its input, of which the supervisor holds the other end: "+7" when a
process group starts, "-7" when it is gone. The input ends when the supervisor does, however it died;
what is then still running is stopped. A pipe works on every Unix, reaches the children of children,
and needs no thread, unlike Linux's PR_SET_PDEATHSIG.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

DELAI = 3.0  # seconds to end in good order


def groupes_restants(lignes: Iterable[str]) -> list[int]:
    """Return the groups announced and not taken back when the lines end, last started first."""
    groupes: list[int] = []
    for ligne in lignes:
        groupe = int(ligne[1:])
        if ligne.startswith("+"):
            groupes.insert(0, groupe)
        elif groupe in groupes:
            groupes.remove(groupe)
    return groupes


def signaler(groupe: int, numero: int) -> bool:
    """Send a signal to a group; return False when nothing of it is left."""
    try:
        os.killpg(groupe, numero)
    except (ProcessLookupError, PermissionError):  # the second on macOS, when only zombies are left
        return False
    return True


def arreter(groupes: list[int]) -> None:
    """Ask all groups to end, then kill those that did not in time."""
    fin = time.monotonic() + DELAI
    for groupe in groupes:
        signaler(groupe, signal.SIGTERM)
    while any([signaler(groupe, 0) for groupe in groupes]) and time.monotonic() < fin:
        time.sleep(0.05)
    for groupe in groupes:
        signaler(groupe, signal.SIGKILL)


if __name__ == "__main__":
    # A service manager may signal every process at once: this one still leaves last.
    for numero_ignore in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero_ignore, signal.SIG_IGN)
    arreter(groupes_restants(sys.stdin))
