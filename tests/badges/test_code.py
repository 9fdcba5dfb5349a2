"""The badge code: what is signed comes back, what is altered is refused."""

import itertools
import random
from base64 import b32decode, b32encode, b32hexencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from badges.code import (
    ALPHABET_COURT,
    PREFIXE,
    CodeEtranger,
    CodeInvalide,
    CodeLu,
    ErreurDeCode,
    cle_privee,
    cle_publique,
    code_court,
    lire_code_court,
    nouvelle_cle,
    signer,
    verifier,
)

SERIE = bytes(range(16))
ALPHANUMERIQUE_QR = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
COURT = code_court(SERIE)
MUTANTS = 20_000


def octets(code: str) -> bytes:
    return b32decode(code.removeprefix(PREFIXE))


def code_de(charge: bytes) -> str:
    return PREFIXE + b32encode(charge).decode().rstrip("=")


def acceptes(codes, trousseau) -> list[str]:
    lus = []
    for code in codes:
        try:
            verifier(code, trousseau)
            lus.append(code)
        except ErreurDeCode:
            pass
    return lus


def test_a_signed_code_says_what_was_signed(code, trousseau):
    lu = verifier(code, trousseau)

    assert lu == CodeLu(cle=7, edition=2027, serie=SERIE)


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1), st.integers(0, 255))
def test_every_serial_edition_and_key_makes_the_round_trip(serie, edition, cle):
    graine = b"\x01" * 32
    code = signer(serie=serie, edition=edition, cle=cle, privee=cle_privee(graine))

    lu = verifier(code, {cle: cle_publique(graine)})

    assert lu == CodeLu(cle=cle, edition=edition, serie=serie)


def test_a_code_never_changes_from_one_version_to_the_next(code):
    vecteur = (
        "CVT1.A4AAAB7LAAAQEAYEAUDAOCAJBIFQYDIOB7LPL4DPY36MEQ6C67OURWI2RUQPBEGW7HBZCADBWQH2Y6RP2MRB"
        "XVSUPZATFOSJRNSQXTTTHNSUPRZUSF7BNWTMWTVS5GB57TES7HQL"
    )

    assert code == vecteur


def test_a_code_holds_nothing_but_key_edition_serial_and_signature(code):
    charge = octets(code)

    assert charge[:21] == bytes([7]) + (2027).to_bytes(4) + SERIE
    assert len(charge) == 21 + 64


def test_a_code_fits_the_compact_mode_of_qr_codes(code):
    assert set(code) - set(ALPHANUMERIQUE_QR) == set()


@pytest.mark.parametrize("fin", ["\r\n", "\n", "\r", " ", "  \r\n"])
def test_what_a_handheld_scanner_adds_at_the_end_is_forgiven(code, trousseau, fin):
    assert verifier(code + fin, trousseau) == verifier(code, trousseau)


def test_every_changed_byte_is_refused(code, trousseau):
    charge = octets(code)
    mutants = (
        code_de(charge[:rang] + bytes([valeur]) + charge[rang + 1 :])
        for rang in range(len(charge))
        for valeur in {charge[rang] ^ 1, charge[rang] ^ 128, 0, 255} - {charge[rang]}
    )

    assert acceptes(mutants, trousseau) == []


def test_every_changed_character_is_refused(code, trousseau):
    mutants = (
        code[:rang] + caractere + code[rang + 1 :]
        for rang in range(len(code))
        for caractere in "A7a0=é\x00\n"
        if caractere != code[rang]
    )

    assert acceptes(mutants, trousseau) == []


def test_twenty_thousand_random_mutants_are_refused(code, trousseau):
    hasard = random.Random(2027)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    mutants = set()
    while len(mutants) < MUTANTS:
        lettres = list(code)
        for rang in hasard.choices(range(len(PREFIXE), len(code)), k=hasard.randint(1, 8)):
            lettres[rang] = hasard.choice(alphabet)
        mutants |= {"".join(lettres)} - {code}

    assert acceptes(mutants, trousseau) == []


def variantes(code: str) -> dict[str, str]:
    charge = octets(code)
    return {
        "lower case": code.lower(),
        "lower case body": PREFIXE + code[5:].lower(),
        "lower case prefix": code[:5].lower() + code[5:],
        "padded": code + "======",
        "last character lost": code[:-1],
        "half lost": code[:70],
        "prefix alone": PREFIXE,
        "one character more": code + "A",
        "repeated": code + code,
        "reversed body": PREFIXE + code[:4:-1],
        "base32hex": PREFIXE + b32hexencode(charge).decode(),
        "hexadecimal": PREFIXE + charge.hex().upper(),
        "space before": " " + code,
        "space inside": code[:40] + " " + code[40:],
        "tab after": code + "\t",
        "fullwidth letters": PREFIXE + code[5:].replace("A", "\uff21"),
        "signature of zeros": code_de(charge[:21] + bytes(64)),
        "payload of zeros": code_de(bytes(21) + charge[21:]),
        "other version": code.replace("CVT1", "CVT2"),
        "no signature algorithm": code.replace("CVT1", "CVT0"),
    }


@pytest.mark.parametrize("nom", variantes("CVT1." + "A" * 136))
def test_every_other_spelling_is_refused(code, trousseau, nom):
    with pytest.raises(ErreurDeCode):
        verifier(variantes(code)[nom], trousseau)


def test_a_signature_with_a_shifted_scalar_is_refused(code, trousseau):
    ordre = 2**252 + 27742317777372353535851937790883648493
    charge = octets(code)
    decale = int.from_bytes(charge[53:], "little") + ordre

    assert acceptes([code_de(charge[:53] + decale.to_bytes(32, "little"))], trousseau) == []


def test_a_code_signed_by_an_unknown_key_is_refused(privee, trousseau):
    code = signer(serie=SERIE, edition=2027, cle=8, privee=privee)

    with pytest.raises(CodeInvalide):
        verifier(code, trousseau)


def test_a_code_signed_by_another_key_under_a_known_number_is_refused(trousseau):
    code = signer(serie=SERIE, edition=2027, cle=7, privee=cle_privee(nouvelle_cle()))

    with pytest.raises(CodeInvalide):
        verifier(code, trousseau)


def test_a_signature_made_for_another_purpose_is_refused(code, privee, trousseau):
    charge = octets(code)[:21]

    assert acceptes([code_de(charge + privee.sign(charge))], trousseau) == []


@pytest.mark.parametrize(
    "texte",
    ["", "X", "4021", "https://salon.example/b/1", "BEGIN:VCARD\nEND:VCARD", "WIFI:S:salon;;",
     "\x00\x01\x02", "\ud800", "A" * 10_000, "CVT1." + "A" * 10_000, COURT],
)  # fmt: skip
def test_a_foreign_code_is_told_from_a_damaged_badge(trousseau, texte):
    with pytest.raises(CodeEtranger):
        verifier(texte, trousseau)


@given(st.one_of(st.text(), st.text().map(PREFIXE.__add__), st.binary().map(code_de)))
@example("CVT1.\ud800")
@example("CVT1.\x00" + "A" * 135)
def test_any_text_is_answered_or_refused_and_nothing_else(texte):
    trousseau = {numero: cle_publique(b"\x02" * 32) for numero in range(256)}

    assert acceptes([texte], trousseau) == []


@pytest.mark.parametrize(
    ("serie", "edition", "cle"),
    [(b"court", 1, 1), (SERIE + b"x", 1, 1), (SERIE, -1, 1), (SERIE, 2**32, 1), (SERIE, 1, 256)],
)
def test_what_a_code_cannot_hold_is_not_signed(privee, serie, edition, cle):
    with pytest.raises(ValueError, match="octets"):
        signer(serie=serie, edition=edition, cle=cle, privee=privee)


def test_a_new_key_is_never_twice_the_same():
    cles = {nouvelle_cle() for _ in range(100)}

    assert [len(cle) for cle in cles] == [32] * 100


def test_a_short_code_is_printed_in_groups():
    assert COURT == "Q6HX-W67H-R"


@pytest.mark.parametrize("ecart", [str, str.lower, lambda t: t.replace("-", ""), " {} ".format,
                                   lambda t: t.replace("-", " \u2013 "), "\n".join])  # fmt: skip
def test_a_short_code_is_read_however_it_is_typed(ecart):
    assert lire_code_court(ecart(COURT)) == COURT


def test_a_short_code_has_no_look_alike_letters():
    ambigus = set(ALPHABET_COURT) & set("0O1IL5S2Z8BUV")

    assert (ambigus, len(ALPHABET_COURT)) == (set(), 23)


def court_accepte(texte: str) -> bool:
    try:
        return bool(lire_code_court(texte))
    except CodeInvalide:
        return False


@given(st.binary(min_size=16, max_size=16))
def test_no_wrong_character_goes_unseen_in_a_short_code(serie):
    court = code_court(serie).replace("-", "")
    mutants = [
        court[:rang] + caractere + court[rang + 1 :]
        for rang in range(len(court))
        for caractere in ALPHABET_COURT
        if caractere != court[rang]
    ]

    assert [mutant for mutant in mutants if court_accepte(mutant)] == []
    assert len(mutants) == 9 * 22


@given(st.binary(min_size=16, max_size=16))
def test_no_two_swapped_characters_go_unseen_in_a_short_code(serie):
    court = code_court(serie).replace("-", "")
    mutants = []
    for i, j in itertools.combinations(range(len(court)), 2):
        lettres = list(court)
        lettres[i], lettres[j] = lettres[j], lettres[i]
        mutants.append("".join(lettres))

    assert [mutant for mutant in mutants if mutant != court and court_accepte(mutant)] == []


def test_every_pair_of_neighbours_swapped_is_seen_at_every_place():
    poids = range(9, 0, -1)

    invisibles = [
        (a, b, p)
        for a, b in itertools.permutations(range(23), 2)
        for p, q in itertools.pairwise(poids)
        if (a * p + b * q - b * p - a * q) % 23 == 0
    ]

    assert invisibles == []


@given(st.text())
@example("\ud800" * 9)
@example("A" * 10_000)
def test_any_typed_text_is_a_short_code_or_refused(texte):
    assert court_accepte(texte) in (True, False)
