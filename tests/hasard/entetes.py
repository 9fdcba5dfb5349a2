"""Headers and files that a server meets once it is on the internet."""

import io

from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from tests.hasard.valeurs import rarement

JSON = "application/json"
FORMULAIRE = "application/x-www-form-urlencoded"
LIMITE = "limite"
MULTIPLE = f"multipart/form-data; boundary={LIMITE}"
TYPES = [
    "", JSON, f"{JSON}; charset=utf-16", f"{JSON}; charset=inconnu", "text/plain", FORMULAIRE, MULTIPLE,
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é",
    f"multipart/form-data; boundary={'x' * 300}", f"{FORMULAIRE}; charset=inconnu",
    f"{FORMULAIRE}; charset=utf-16", f"{FORMULAIRE}; charset=base64",
    f"{JSON}; charset*=inconnu''x", "é", ";", "multipart/", "application/json\r\nX: 1",
    f"multipart/mixed; boundary={LIMITE}", f'multipart/form-data; boundary="{LIMITE}"; charset=utf-7',
]  # fmt: skip
# By the names that WSGI has for them.
VALEURS = {
    "CONTENT_TYPE": TYPES,
    "CONTENT_LENGTH": ["", "abc", "-1", "0", "3", "²", "1e3", "9" * 30],
    "HTTP_ACCEPT": ["é;;,*/*;q=x"],
    "HTTP_ACCEPT_LANGUAGE": ["zz-" * 200 + "é;q=9"],
    "HTTP_AUTHORIZATION": ["Bearer", "Bearer é", "Basic Og==", "Bearer a:b:c", "\0", "bearer a b"],
    "HTTP_CONTENT_ENCODING": ["gzip", "é"],
    "HTTP_COOKIE": [
        *("sessionid=é", "sessionid=" + "a" * 5000, "=;;=", "a", "sessionid=a%00"),
        *(f"{nom}=%00é:x:y" for nom in ("messages", "csrftoken", "navigateur")),
    ],
    "HTTP_HOST": ["", "[::1", "a b", "é.example", "127.0.0.1:99999", "ailleurs.example"],
    "HTTP_IDEMPOTENCY_KEY": ["a", "b", "é", "x" * 300, "\0", " "],
    "HTTP_IF_MODIFIED_SINCE": ["Thu, 99 Foo 0000", "Fri, 31 Dec 9999 23:59:59 GMT"],
    "HTTP_IF_NONE_MATCH": ['W/"é', "*"],
    "HTTP_ORIGIN": ["null", "http://[é"],
    "HTTP_RANGE": ["bytes=9-1"],
    "HTTP_REFERER": ["http://[é"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "HTTP_X_FORWARDED_FOR": ["é, 1"],
    "HTTP_X_FORWARDED_PROTO": ["https"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "REMOTE_ADDR": ["", "é", "::1", "fe80::1%lo", "1.2.3.4, 5.6.7.8"],
}
DE_TROP = st.lists(
    st.sampled_from([(nom, valeur) for nom, valeurs in VALEURS.items() for valeur in valeurs]),
    min_size=1,
    max_size=2,
).map(dict)
ENTETES = rarement(st.just({}), DE_TROP)


def classeur() -> bytes:
    tampon, livre = io.BytesIO(), Workbook()
    for ligne in (["Nom", "Courriel"], ["=1+1", "ana@sol.example"]):
        livre.worksheets[0].append(ligne)
    livre.save(tampon)
    return tampon.getvalue()


def image(forme: str) -> bytes:
    tampon = io.BytesIO()
    Image.new("RGB", (8, 8)).save(tampon, forme)
    return tampon.getvalue()


FICHIERS = [
    b"", b"Nom;Courriel\r\nSol;ana@sol.example\r\n", "Prénom,Nom\nÉlodie,Sol\n".encode("cp1252"),
    b"\xff\xfe" + "Nom\tÂge\n".encode("utf-16-le"), b"a;b\n" * 50, b'"', b"\0" * 20, b"PK\x03\x04x",
    classeur(), classeur()[:-40], image("PNG"), image("PNG")[:-20], image("GIF"), image("JPEG"),
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
]  # fmt: skip
NOMS_DE_FICHIERS = [
    "a.csv",
    "a.xlsx",
    "é.png",
    "",
    "../../a.csv",
    "a" * 300 + ".csv",
    "a\0.csv",
    ".",
]
