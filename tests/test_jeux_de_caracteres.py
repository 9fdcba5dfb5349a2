"""The charset that a request names: Django fails at some of them, so that it gets to see none."""

from wsgiref.util import setup_testing_defaults

import pytest

from salon.entree import type_lisible
from salon.wsgi import application


@pytest.mark.parametrize("question", ["a=%C3%A9", "x&" * 1500], ids=["one", "many"])
@pytest.mark.parametrize(
    "jeu", ["charset=base64", "charset=utf-7", "CHARSET=idna", "charset*=inconnu''x", "charset=\0"]
)
def test_a_charset_that_django_fails_at_is_not_looked_at(jeu, question):
    demande = {"PATH_INFO": "/robots.txt", "QUERY_STRING": question, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(demande)
    statuts = []

    application(demande | {"CONTENT_TYPE": f"text/plain; {jeu}"}, lambda s, _: statuts.append(s))

    assert statuts == ["200 OK" if len(question) < 1500 else "400 Bad Request"]


@pytest.mark.parametrize(
    ("envoye", "lu"),
    [
        ("", ""),
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("multipart/form-data; boundary=ab", "multipart/form-data; boundary=ab"),
        ('multipart/form-data; boundary="ab"; charset=x', 'multipart/form-data; boundary="ab"'),
    ],
)
def test_a_content_type_keeps_all_but_its_charset(envoye, lu):
    assert type_lisible(envoye) == lu
