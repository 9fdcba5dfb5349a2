"""The reference: pretix's own check-in on this machine when it is installed, else as it was published."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

BANC = Path(__file__).resolve().parents[2] / "shared/bench/checkin"
# pretix 2026.8.0, 4 workers, PostgreSQL with fsync, 2 cores: medians of the same protocol.
PUBLIE = {1: 17.0, 8: 31.0, 32: 34.0}
PUBLIE_P99 = 1134.0
SECONDES = "6"


@dataclass(frozen=True)
class Reference:
    """What pretix does, by number of connections."""

    par_seconde: dict[int, float]
    p99: float
    source: str

    def phrase(self) -> str:
        """Return the reference as a sentence."""
        debits = ", ".join(f"{debit:.0f}/s à {n}" for n, debit in self.par_seconde.items())
        return f"pretix ({self.source}) : {debits} portes, p99 {self.p99:.0f} ms"


def mesurer(tours: int) -> Reference:
    """Run pretix's part of the shared bench if it was set up, or return the published figures."""
    installe = os.environ.get("PRETIX_HOME")
    if not installe or not (BANC / "pretix_all.sh").exists():
        return Reference(PUBLIE, PUBLIE_P99, "publié, non remesuré : PRETIX_HOME est absent")
    resultats = Path(os.environ["BENCH_TMP"]) / "results.jsonl"
    resultats.unlink(missing_ok=True)
    environnement = os.environ | {"RUNS": str(tours), "SECS": SECONDES}
    for script in (["services.sh", "start"], ["pretix_all.sh"], ["services.sh", "stop"]):
        subprocess.run(
            [str(BANC / script[0]), *script[1:]],
            check=True,
            env=environnement,
            stdout=subprocess.DEVNULL,
        )
    mesures = [json.loads(ligne) for ligne in resultats.read_text().splitlines()]
    par_portes = {n: [mesure for mesure in mesures if mesure["conc"] == n] for n in PUBLIE}
    return Reference(
        {n: median(mesure["rps"] for mesure in passes) for n, passes in par_portes.items()},
        median(mesure["p99"] for mesure in par_portes[max(PUBLIE)]),
        "mesuré",
    )
