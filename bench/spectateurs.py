"""Browsers that watch the live stream: `python -m bench.spectateurs PORT SLUG NOMBRE FICHIER`.

The token comes on the standard input. Once all are connected it prints "prêt"; at the end of its input it
writes, for each browser, the (time, entries) of each snapshot. The times are those of the monotonic clock.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path

from bench.charge import HOTE

ENTREES = re.compile(rb'"entrees":(\d+)')
FIN = b"\n\n"
ENSEMBLE = 50  # connections opened at once


class Navigateur(asyncio.Protocol):
    """One connection: it asks for the stream, and notes when each snapshot is whole."""

    def __init__(self, demande: bytes) -> None:
        self.recus: list[tuple[float, int]] = []
        self.premier = asyncio.get_running_loop().create_future()
        self._demande = demande
        self._reste = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._demande)

    def data_received(self, data: bytes) -> None:
        """Note the snapshots that are now whole."""
        *trames, self._reste = (self._reste + data).split(FIN)
        maintenant = time.monotonic()
        for trame in trames:
            trouve = ENTREES.search(trame)
            if trouve:
                self.recus.append((maintenant, int(trouve[1])))
                if not self.premier.done():
                    self.premier.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail if the server hung up before the first snapshot."""
        if not self.premier.done():
            self.premier.set_exception(ConnectionError("Le flux a été refusé."))


async def regarder(port: int, slug: str, nombre: int, jeton: str) -> list[Navigateur]:
    """Connect, watch until the end of the standard input, and return what each browser saw."""
    boucle = asyncio.get_running_loop()
    demande = (
        f"GET /api/v1/editions/{slug}/direct HTTP/1.1\r\nHost: {HOTE}\r\n"
        f"Accept: text/event-stream\r\nAuthorization: Bearer {jeton}\r\n\r\n"
    ).encode()
    navigateurs: list[Navigateur] = []
    for debut in range(0, nombre, ENSEMBLE):
        ouvertures = [
            boucle.create_connection(lambda: Navigateur(demande), HOTE, port)
            for _ in range(min(ENSEMBLE, nombre - debut))
        ]
        nouveaux = [navigateur for _, navigateur in await asyncio.gather(*ouvertures)]
        await asyncio.gather(*(navigateur.premier for navigateur in nouveaux))
        navigateurs += nouveaux
    print("prêt", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    return navigateurs


def main() -> None:
    """Watch, then write down what was seen."""
    port, slug, nombre, fichier = sys.argv[1:]
    jeton = sys.stdin.readline().strip()
    navigateurs = asyncio.run(regarder(int(port), slug, int(nombre), jeton))
    Path(fichier).write_text(json.dumps([navigateur.recus for navigateur in navigateurs]))


if __name__ == "__main__":
    main()
