"""A receiver of webhooks: a real server with a certificate of its own, at the end of a wire we choose."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from salon.journal import webhooks
from salon.journal.sortie import Sortie
from salon.journal.webhooks import EVENEMENTS, abonner

HOTE = "abonne.example"
URL = f"https://{HOTE}/coventis"
PUBLIQUE = "93.184.215.14"

Repondre = Callable[[ssl.SSLSocket], None]


def dire(statut: str, corps: bytes = b"", *entetes: str) -> Repondre:
    """Answer with a status line, headers and a body."""
    tete = "\r\n".join([f"HTTP/1.1 {statut}", f"Content-Length: {len(corps)}", *entetes])
    return lambda liaison: liaison.sendall(f"{tete}\r\n\r\n".encode() + corps)


@dataclass
class Abonne:
    """What a receiver answers, and what it received; `lignes` are the connections asked for."""

    port: int
    certificat: Path
    repondre: Repondre = field(default_factory=lambda: dire("200 OK"))
    recues: list[bytes] = field(default_factory=list)
    lignes: list[tuple[str, int]] = field(default_factory=list)

    def ouvrir(self, adresse: tuple[str, int], delai: float) -> socket.socket:
        """Be the wire: note where the caller meant to go, and lead here."""
        self.lignes.append(adresse)
        return socket.create_connection(("127.0.0.1", self.port), delai)

    def contexte(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificat)

    def sortie(self, *adresses: str) -> Sortie:
        """Return a way out that finds these addresses and ends here."""
        return Sortie(lambda hote: adresses or (PUBLIQUE,), self.ouvrir, self.contexte)


@pytest.fixture(scope="session")
def certificat(tmp_path_factory) -> Path:
    """A certificate for HOTE, with its key, in one file."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOTE)])
    maintenant = datetime.now(UTC)
    fait = (
        x509.CertificateBuilder(nom, nom, cle.public_key(), x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(days=400))
        .not_valid_after(maintenant + timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOTE)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    fichier = tmp_path_factory.mktemp("certificat") / "abonne.pem"
    privee = cle.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fichier.write_bytes(fait.public_bytes(serialization.Encoding.PEM) + privee)
    return fichier


@pytest.fixture
def abonne(certificat) -> Iterator[Abonne]:
    contexte = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    contexte.load_cert_chain(certificat)
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        abonne = Abonne(ecoute.getsockname()[1], certificat)
        fil = threading.Thread(target=_servir, args=(ecoute, contexte, abonne), daemon=True)
        fil.start()
        yield abonne
        ecoute.shutdown(socket.SHUT_RDWR)
        fil.join()


def _servir(ecoute: socket.socket, contexte: ssl.SSLContext, abonne: Abonne) -> None:
    while True:
        try:
            brute, _ = ecoute.accept()
        except OSError:
            return
        try:
            with contexte.wrap_socket(brute, server_side=True) as liaison:
                abonne.recues.append(_lire(liaison))
                abonne.repondre(liaison)
        except OSError:
            brute.close()


def _lire(liaison: ssl.SSLSocket) -> bytes:
    recu = b""
    while b"\r\n\r\n" not in recu or not recu.endswith(b"}"):
        recu += liaison.recv(65536)
    return recu


@pytest.fixture
def ecoute(abonne, monkeypatch) -> Abonne:
    """The receiver, where every delivery of this test ends."""
    monkeypatch.setattr(webhooks, "SORTIE", abonne.sortie())
    return abonne


@pytest.fixture
def abonner_a(edition):
    """Subscribe an address to some events; to all of them when none is said."""

    def creer(*evenements, url=URL):
        noms = list(evenements or EVENEMENTS.values())
        return abonner(edition_id=edition.pk, url=url, evenements=noms)

    return creer
