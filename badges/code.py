"""The badge code: signs it, verifies it without a network, and derives the code people read out.

A code is `CVT1.` followed by 136 characters of base32 (RFC 4648, upper case, no padding), which
hold 85 bytes: key id (1), edition (4, big endian), serial (16, random), Ed25519 signature (64).
85 is a multiple of 5, so base32 leaves no spare bit and each code has exactly one spelling.
The algorithm is fixed by the prefix, which is signed: nothing in a code can choose another one.
"""

import re
from base64 import b32decode, b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from os import urandom
from struct import Struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIXE = "CVT1."
TAILLE_SERIE = 16
LONGUEUR_MAX = 512

# Nobody can pass a signature made by the same key for another purpose off as a badge.
_DOMAINE = b"coventis badge\x00" + PREFIXE.encode()
_CHARGE = Struct(f">BI{TAILLE_SERIE}s")
_FORME = re.compile(r"CVT1\.[A-Z2-7]{136}")

# The capitals and digits that stay distinct when printed small, handwritten or said aloud, once
# 0 O, 1 I L, 5 S, 2 Z and 8 B U V are gone. There are 23 of them, a prime number (see `_controle`).
ALPHABET_COURT = "34679ACDEFGHJKMNPQRTWXY"
_SEPARATEURS = re.compile(r"[\s\-_.\u2010-\u2015\u2212]+")
_DONNEES_COURTES = 8


class ErreurDeCode(ValueError):
    """The text that was read is no valid badge code."""


class CodeEtranger(ErreurDeCode):
    """The text does not look like one of our codes."""


class CodeInvalide(ErreurDeCode):
    """The text looks like one of our codes, but is altered, truncated or signed by no known key."""


@dataclass(frozen=True)
class CodeLu:
    """What a verified code says."""

    cle: int
    edition: int
    serie: bytes


def signer(*, serie: bytes, edition: int, cle: int, privee: Ed25519PrivateKey) -> str:
    """Return the code of the badge `serie` of an edition, signed by the key number `cle`."""
    if len(serie) != TAILLE_SERIE or not 0 <= cle < 2**8 or not 0 <= edition < 2**32:
        raise ValueError("Série de 16 octets, clé sur 8 bits et édition sur 32 bits attendues.")
    charge = _CHARGE.pack(cle, edition, serie)
    return PREFIXE + b32encode(charge + privee.sign(_DOMAINE + charge)).decode()


def nettoyer(code: str) -> str:
    """Remove what a handheld scanner adds after a code: end of line and spaces."""
    return code.rstrip("\r\n ")


def verifier(code: str, trousseau: Mapping[int, Ed25519PublicKey]) -> CodeLu:
    """Return what a code says, or raise `CodeEtranger` or `CodeInvalide`, and nothing else."""
    code = nettoyer(code)
    if len(code) > LONGUEUR_MAX or code[: len(PREFIXE)].upper() != PREFIXE:
        raise CodeEtranger("Ce code n'est pas un badge du salon.")
    if not _FORME.fullmatch(code):
        raise CodeInvalide("Ce badge est illisible.")
    octets = b32decode(code[len(PREFIXE) :])
    charge, signature = octets[: _CHARGE.size], octets[_CHARGE.size :]
    lu = CodeLu(*_CHARGE.unpack(charge))
    if lu.cle not in trousseau:
        raise CodeInvalide("Ce badge n'est pas signé par une clé connue.")
    try:
        trousseau[lu.cle].verify(signature, _DOMAINE + charge)
    except InvalidSignature as erreur:
        raise CodeInvalide("La signature de ce badge est fausse.") from erreur
    return lu


def code_court(serie: bytes) -> str:
    """Return the code printed below the QR, such as `K7QM-4XTW-R`: a reference, not a credential.

    It is taken from a hash, so that it gives away nothing of the serial itself.
    """
    reste = int.from_bytes(sha256(b"coventis code court\x00" + serie).digest())
    donnees = ""
    for _ in range(_DONNEES_COURTES):
        reste, rang = divmod(reste, len(ALPHABET_COURT))
        donnees += ALPHABET_COURT[rang]
    return _grouper(donnees + _controle(donnees))


def lire_code_court(texte: str) -> str:
    """Return a typed short code as it is printed, whatever its spaces, dashes and case."""
    lu = _SEPARATEURS.sub("", texte).upper()
    donnees = lu[:_DONNEES_COURTES]
    if len(lu) != _DONNEES_COURTES + 1 or not set(lu) <= set(ALPHABET_COURT):
        raise CodeInvalide("Un code de badge compte 9 caractères, par exemple K7QM-4XTW-R.")
    if lu != donnees + _controle(donnees):
        raise CodeInvalide("Ce code de badge comporte une faute de frappe.")
    return _grouper(lu)


def nouvelle_cle() -> bytes:
    """Return the 32 secret bytes of a new signing key."""
    return urandom(32)


def cle_privee(graine: bytes) -> Ed25519PrivateKey:
    """Return the signing key made of these 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(graine)


def cle_publique(graine: bytes) -> Ed25519PublicKey:
    """Return the verifying key that goes with the signing key made of these 32 bytes."""
    return cle_privee(graine).public_key()


def _controle(donnees: str) -> str:
    """Return the check character: that of ISBN-10 (ISO 2108), with 23 in place of 11.

    The sum of rank x weight over the nine characters, with weights 9 to 1, is a multiple of 23.
    The modulus is prime and larger than each weight and each rank, so that one wrong character, or
    two different characters swapped (neighbours or not), always change the sum.
    """
    poids = range(len(donnees) + 1, 1, -1)
    somme = sum(p * ALPHABET_COURT.index(c) for p, c in zip(poids, donnees, strict=True))
    return ALPHABET_COURT[-somme % len(ALPHABET_COURT)]


def _grouper(lu: str) -> str:
    """Return nine characters in groups that the eye can hold."""
    return f"{lu[:4]}-{lu[4:8]}-{lu[8:]}"
