"""Compile the inner loop when numba is there; the very same functions run without it."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

try:
    import numba
    from numba import extending
except ImportError:
    # numba is heavy, and a machine may have no wheel of it: all still works, slowly.
    COMPILE = False
else:
    COMPILE = True

F = TypeVar("F", bound=Callable[..., Any])

DOSSIER = Path(__file__).parent
SOURCES = ("cases.py", "plan.py", "chaines.py", "recuit.py")


def _dossier_du_cache() -> str:
    """Return a folder of compiled code for these very sources.

    numba looks at the date of one file only: what it compiled would outlive a change of the others.
    """
    somme = hashlib.sha256()
    for nom in SOURCES:
        somme.update((DOSSIER / nom).read_bytes())
    return str(_racine_du_cache() / somme.hexdigest()[:16])


def _racine_du_cache() -> Path:
    """Return where compiled code is kept: beside the sources or, if they are read only, among the data.

    Never in a folder that others may write: numba trusts what it reads there, as code.
    """
    voisin = DOSSIER / "__pycache__"
    if os.access(voisin if voisin.exists() else DOSSIER, os.W_OK):
        return voisin
    donnees = os.environ.get("COVENTIS_VAR")
    return Path(donnees, "numba") if donnees else Path.home() / ".cache" / "coventis"


if COMPILE and not os.environ.get("NUMBA_CACHE_DIR"):
    setattr(numba.config, "CACHE_DIR", _dossier_du_cache())  # noqa: B010 - numba declares no type


def piece(fonction: F) -> F:
    """Mark a function that compiled code may call; Python sees the function unchanged."""
    marquee: F = extending.register_jitable(fonction) if COMPILE else fonction
    return marquee


def compiler(fonction: F) -> F:
    """Return the compiled twin of a function, kept on disk; the function itself without numba."""
    if not COMPILE:
        return fonction
    try:
        compilee: Any = numba.njit(cache=True)(fonction)
    except RuntimeError:
        # No folder can be written: each process compiles for itself, late but right.
        compilee = numba.njit(fonction)
    return cast(F, compilee)
