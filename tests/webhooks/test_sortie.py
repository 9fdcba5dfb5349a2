"""The way out: which addresses may be asked, what is connected to, and how long an answer may take."""

import socket
import time

import pytest

from salon.journal import sortie
from salon.journal.sortie import (
    AdresseNonAutorisee,
    SansReponse,
    Sortie,
    est_publique,
    lire_adresse,
)
from tests.webhooks.conftest import PUBLIQUE, URL, dire

# Every way to write an address of one's own network, and other ports, schemes and tricks.
REFUSEES = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://0177.1/",
    "https://017700000001/",
    "https://00000177.0.0.1/",
    "https://127.0.0.1.:443/",
    "https://127.0.0.1:22/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://93.184.215.14/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://api.localhost/",
    "https://base.internal/",
    "https://imprimante.local/",
    "https://routeur.lan/",
    "https://serveur/",
    "https://abonne.example./",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://abonné.example/",
    "https://a_b.example/",
    "https://-a.example/",
    "https://user@abonne.example/",
    "https://user:pass@abonne.example/",
    "https://abonne.example@127.0.0.1/",
    "https://abonne.example#@127.0.0.1/",
    "https://abonne.example\\@127.0.0.1/",
    "https://abonne.example:80/",
    "https://abonne.example:22/",
    "https://abonne.example:25/",
    "https://abonne.example:6379/",
    "https://abonne.example:0443/",
    "https://abonne.example:/",
    "https://abonne.example:443:22/",
    "https://abonne.example/#fragment",
    "https://abonne.example/a b",
    "https://abonne.example/\r\nHost: 127.0.0.1",
    "https://abonne.example/é",
    "https:///abonne.example/",
    "https:abonne.example",
    "https://",
    "//abonne.example/",
    "abonne.example",
    "",
    " https://abonne.example/",
    "https://abonne.example/\n",
    "http://abonne.example/",
    "HTTP://127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://abonne.example/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https://abonne.example/" + "a" * 2000,
    "https://" + "a" * 64 + ".example/",
    "https://" + "abcdefgh." * 30 + "example/",
]
# What a name may lead to, and must not be connected to.
PRIVEES = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.215.14",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d70e",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:5db8:d70e::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:2800::1%eth0",
    "fec0::1",
    "ff02::1",
    "n’importe quoi",
]


@pytest.mark.parametrize("url", REFUSEES, ids=lambda url: ascii(url)[:60])
def test_an_address_that_is_no_public_name_in_https_is_refused(url):
    with pytest.raises(AdresseNonAutorisee):
        lire_adresse(url)


@pytest.mark.parametrize(
    ("url", "cible"),
    [
        ("https://abonne.example", ("abonne.example", 443, "/")),
        ("https://abonne.example:8443/a/b?c=d&e=%20", ("abonne.example", 8443, "/a/b?c=d&e=%20")),
        ("https://xn--abonn-fsa.xn--p1ai/", ("xn--abonn-fsa.xn--p1ai", 443, "/")),
    ],
)
def test_a_public_name_is_accepted(url, cible):
    lue = lire_adresse(url)

    assert (lue.hote, lue.port, lue.chemin) == cible


@pytest.mark.parametrize("adresse", PRIVEES)
def test_a_name_that_leads_nearer_or_nowhere_is_not_connected_to(abonne, adresse):
    with pytest.raises(AdresseNonAutorisee):
        abonne.sortie(adresse).poster(URL, b"{}", {})

    assert abonne.lignes == []


def test_one_address_that_is_not_public_condemns_the_name(abonne):
    with pytest.raises(AdresseNonAutorisee):
        abonne.sortie(PUBLIQUE, "127.0.0.1").poster(URL, b"{}", {})

    assert abonne.lignes == []


@pytest.mark.parametrize("adresse", [PUBLIQUE, "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_one(adresse):
    assert est_publique(adresse)


def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_says_next(abonne):
    reponses = iter([[PUBLIQUE], ["127.0.0.1"], ["127.0.0.1"]])
    sortie = Sortie(lambda hote: next(reponses), abonne.ouvrir, abonne.contexte)

    statut = sortie.poster(URL, b"{}", {})

    assert (statut, abonne.lignes) == (200, [(PUBLIQUE, 443)])
    assert b"\r\nHost: abonne.example\r\n" in abonne.recues[0]


def test_the_certificate_must_be_that_of_the_name(abonne):
    with pytest.raises(SansReponse, match="certificat refusé"):
        abonne.sortie().poster("https://autre.example/", b"{}", {})

    assert abonne.recues == []


@pytest.mark.parametrize(
    "vers", ["http://127.0.0.1/", "https://127.0.0.1/", "https://abonne.example/", "file:///x"]
)
def test_a_redirection_is_an_answer_and_not_a_way(abonne, vers):
    abonne.repondre = dire("307 Temporary Redirect", b"", f"Location: {vers}")

    assert abonne.sortie().poster(URL, b"{}", {}) == 307
    assert len(abonne.lignes) == 1


def test_an_answer_is_read_up_to_its_limit(abonne):
    abonne.repondre = dire("200 OK", b"x" * 10_000_000)

    debut = time.monotonic()
    assert abonne.sortie().poster(URL, b"{}", {}) == 200
    assert time.monotonic() - debut < 3


@pytest.mark.parametrize("reponse", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 deux cents\r\n\r\n"])
def test_what_is_no_answer_of_the_web_is_none(abonne, reponse):
    abonne.repondre = lambda liaison: liaison.sendall(reponse)

    with pytest.raises(SansReponse):
        abonne.sortie().poster(URL, b"{}", {})


def test_an_answer_that_drips_is_given_up(abonne, monkeypatch):
    monkeypatch.setattr(sortie, "DELAI", 0.5)

    def goutter(liaison):
        for octet in b"HTTP/1.1 200 OK and so on and so on":
            liaison.sendall(bytes([octet]))
            time.sleep(0.1)

    abonne.repondre = goutter
    debut = time.monotonic()
    with pytest.raises(SansReponse, match="pas de réponse"):
        abonne.sortie().poster("https://abonne.example/", b"{}", {})
    assert time.monotonic() - debut < 2


def test_a_connection_that_is_refused_is_no_answer(abonne):
    def refuser(adresse, delai):
        raise ConnectionRefusedError

    with pytest.raises(SansReponse, match="connexion refusée"):
        Sortie(lambda hote: [PUBLIQUE], refuser, abonne.contexte).poster(URL, b"{}", {})


def test_a_name_that_nobody_knows_is_no_answer(monkeypatch):
    def inconnu(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", inconnu)

    with pytest.raises(SansReponse, match="nom introuvable"):
        Sortie().poster(URL, b"{}", {})


def test_a_telephone_book_that_does_not_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(sortie, "DELAI", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(1) or [])

    with pytest.raises(SansReponse, match="nom introuvable"):
        Sortie().poster(URL, b"{}", {})
