"""The one way out to an address that somebody else chose: public, encrypted, short, never elsewhere.

A name is looked up once, and the connection goes to the very address that was checked: an answer
of the DNS that changes afterwards changes nothing. Redirections are an answer like another one.
"""

import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from salon.erreurs import Invalide

URL_MAX = 500
PORTS = (443, 8443)
DELAI = 5.0  # seconds, for all of it: name, connection, request and answer
REPONSE_MAX = 64 * 1024  # bytes that are read of an answer

# A name, with no user, no fragment, no number in the place of a name, and nothing to decode.
_URL = re.compile(
    r"https://"
    r"(?P<hote>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?P<dernier>[a-z]{2,63}|xn--[a-z0-9-]{2,59}))"
    r"(?::(?P<port>443|8443))?"
    r"(?P<chemin>/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
HOTE_MAX = 253
# Last parts of names that never lead out of one's own network.
_PRIVES = frozenset(
    [
        "alt",
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
    ]
)

# What `ipaddress` calls global in some releases of Python and is not for us: relays and translations
# that lead to another address, and ranges kept for protocols, tests and documents.
_V4_EXCLUES = tuple(
    IPv4Network(plage)
    for plage in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15")
)
_V6_ADMISE = IPv6Network("2000::/3")  # the only part of IPv6 that is given out
_V6_EXCLUES = tuple(
    IPv6Network(plage)
    for plage in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)

_STATUT = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")

Ouvrir = Callable[[tuple[str, int], float], socket.socket]


class AdresseNonAutorisee(Invalide):
    code = "adresse_non_autorisee"
    message = "Adresse non autorisée : un nom public en https est attendu, port 443 ou 8443."


class SansReponse(Exception):
    """Nothing that counts as an answer came; the message says why, in French."""


@dataclass(frozen=True)
class Cible:
    """Where a request goes: a name, a port, and what is asked of it."""

    hote: str
    port: int
    chemin: str


def lire_adresse(url: str) -> Cible:
    """Return what an address says. Raises AdresseNonAutorisee for all but a public name in https."""
    lue = _URL.fullmatch(url) if len(url) <= URL_MAX else None
    if lue is None or len(lue["hote"]) > HOTE_MAX or lue["dernier"] in _PRIVES:
        raise AdresseNonAutorisee(champ="url")
    return Cible(lue["hote"], int(lue["port"] or PORTS[0]), lue["chemin"] or "/")


def est_publique(texte: str) -> bool:
    """Tell whether an address belongs to the Internet, and to nothing nearer or further."""
    try:
        adresse = ip_address(texte)
    except ValueError:
        return False
    if isinstance(adresse, IPv4Address):
        return _v4_publique(adresse)
    return _v6_publique(adresse)


def _v4_publique(adresse: IPv4Address) -> bool:
    special = adresse.is_multicast or adresse.is_reserved or not adresse.is_global
    return not special and not any(adresse in plage for plage in _V4_EXCLUES)


def _v6_publique(adresse: IPv6Address) -> bool:
    if adresse.scope_id or adresse not in _V6_ADMISE or not adresse.is_global:
        return False
    return not any(adresse in plage for plage in _V6_EXCLUES)


def resoudre(hote: str) -> list[str]:
    """Return the addresses of a name, IPv4 first; the system gives no limit of time of its own."""
    trouvees: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def chercher() -> None:
        try:
            lignes = socket.getaddrinfo(hote, None, type=socket.SOCK_STREAM)
            trouvees.put(list(dict.fromkeys(str(ligne[4][0]) for ligne in lignes)))
        except OSError as erreur:
            trouvees.put(erreur)

    Thread(target=chercher, daemon=True).start()
    try:
        resultat = trouvees.get(timeout=DELAI)
    except Empty as erreur:
        raise SansReponse("nom introuvable") from erreur
    if isinstance(resultat, OSError):
        raise SansReponse("nom introuvable") from resultat
    return sorted(resultat, key=lambda adresse: ":" in adresse)


@dataclass(frozen=True)
class Sortie:
    """How requests leave. Tests give it another telephone book, another wire and another authority."""

    resoudre: Callable[[str], Sequence[str]] = resoudre
    ouvrir: Ouvrir = socket.create_connection
    contexte: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def poster(self, url: str, corps: bytes, entetes: Mapping[str, str]) -> int:
        """Send a JSON body and return the status of the answer.

        Raises AdresseNonAutorisee before any connection, or SansReponse.
        """
        fin = monotonic() + DELAI
        cible = lire_adresse(url)
        adresse = self._adresse(cible.hote)
        try:
            with self._liaison(cible, adresse, fin) as liaison:
                liaison.settimeout(_reste(fin))
                liaison.sendall(_requete(cible, corps, entetes))
                return _statut(liaison, fin)
        except OSError as erreur:
            raise SansReponse(_pourquoi(erreur)) from erreur

    def _adresse(self, hote: str) -> str:
        """Look a name up, once. One address that is not public condemns the name."""
        adresses = self.resoudre(hote)
        if not adresses or not all(est_publique(adresse) for adresse in adresses):
            raise AdresseNonAutorisee(champ="url")
        return adresses[0]

    def _liaison(self, cible: Cible, adresse: str, fin: float) -> ssl.SSLSocket:
        """Connect to the address that was checked; the certificate must be that of the name."""
        brute = self.ouvrir((adresse, cible.port), _reste(fin))
        try:
            brute.settimeout(_reste(fin))
            return self.contexte().wrap_socket(brute, server_hostname=cible.hote)
        except BaseException:
            brute.close()
            raise


def _requete(cible: Cible, corps: bytes, entetes: Mapping[str, str]) -> bytes:
    port = "" if cible.port == PORTS[0] else f":{cible.port}"
    lignes = {
        "Host": f"{cible.hote}{port}",
        "User-Agent": "Coventis",
        "Content-Type": "application/json",
        "Content-Length": str(len(corps)),
        "Connection": "close",
        **entetes,
    }
    tete = "".join(f"{nom}: {valeur}\r\n" for nom, valeur in lignes.items())
    return f"POST {cible.chemin} HTTP/1.1\r\n{tete}\r\n".encode() + corps


def _statut(liaison: ssl.SSLSocket, fin: float) -> int:
    """Read an answer to its end, its limit or the last moment; of all that, return the status."""
    recu = bytearray()
    try:
        while len(recu) < REPONSE_MAX:
            liaison.settimeout(_reste(fin))
            morceau = liaison.recv(8192)
            if not morceau:
                break
            recu += morceau
    except OSError:
        if not _STATUT.match(recu):
            raise
    lu = _STATUT.match(recu)
    if lu is None:
        raise SansReponse("réponse illisible")
    return int(lu[1])


def _reste(fin: float) -> float:
    """Return the seconds left. Raises TimeoutError when there are none."""
    reste = fin - monotonic()
    if reste <= 0:
        raise TimeoutError
    return reste


def _pourquoi(erreur: OSError) -> str:
    if isinstance(erreur, TimeoutError):
        return f"pas de réponse en {DELAI:.0f} secondes"
    if isinstance(erreur, ssl.SSLCertVerificationError):
        return "certificat refusé"
    if isinstance(erreur, ssl.SSLError):
        return "liaison chiffrée impossible"
    if isinstance(erreur, ConnectionRefusedError):
        return "connexion refusée"
    return "liaison coupée"
