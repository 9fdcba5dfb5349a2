"""What is delivered to a server: docker-compose.yml, Dockerfile, .env.example."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from salon.celery import FILES

RACINE = Path(__file__).resolve().parent.parent
COMPOSE = (RACINE / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
LES_NOTRES = {nom: service for nom, service in SERVICES.items() if service["image"] == "coventis"}
# What compose itself needs: the password is a part of DATABASE_URL.
DE_COMPOSE = {"PORT", "POSTGRES_PASSWORD"}


def lues() -> set[str]:
    """Return the names of the variables that settings.py reads."""
    arbre = ast.parse((RACINE / "salon" / "settings.py").read_text())
    return {
        str(appel.args[0].value)
        for appel in ast.walk(arbre)
        if isinstance(appel, ast.Call)
        and isinstance(appel.func, ast.Attribute)
        and isinstance(appel.func.value, ast.Name)
        and appel.func.value.id == "env"
        and isinstance(appel.args[0], ast.Constant)
    }


def compose() -> list[str]:
    """Return the command of docker-compose, or skip."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        essai = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if essai.returncode == 0:
            return ["docker", "compose"]
    pytest.skip("docker-compose n’est pas installé")


def config(reglages: dict[str, str], dossier: Path) -> subprocess.CompletedProcess[str]:
    """Check docker-compose.yml with these variables and no other."""
    fichier = dossier / "essai.env"
    fichier.write_text("".join(f"{nom}={valeur}\n" for nom, valeur in reglages.items()))
    ailleurs = lues() | DE_COMPOSE
    return subprocess.run(
        [*compose(), "--env-file", str(fichier), "config", "-q"],
        cwd=RACINE,
        env={nom: valeur for nom, valeur in os.environ.items() if nom not in ailleurs},
        capture_output=True,
        text=True,
        check=False,
    )


def exemple() -> dict[str, str]:
    """Return the variables of .env.example."""
    texte = (RACINE / ".env.example").read_text()
    return dict(re.findall(r"^(\w+)=(.*)$", texte, re.MULTILINE))


OBLIGATOIRES = sorted(nom for nom, valeur in exemple().items() if not valeur)


def test_every_variable_given_to_our_programs_is_read_by_the_settings():
    donnees = {nom for service in LES_NOTRES.values() for nom in service["environment"]}

    assert donnees - lues() == set()


def test_the_example_names_every_variable_that_an_operator_may_set():
    demandees = set(re.findall(r"\$\{(\w+)", COMPOSE))

    assert set(exemple()) | {"BADGE_CLES_ANCIENNES"} == demandees
    assert demandees - lues() == DE_COMPOSE


def test_what_has_no_value_in_the_example_has_none_in_docker_compose_either():
    exigees = set(re.findall(r"\$\{(\w+):\?", COMPOSE))

    assert exigees == set(OBLIGATOIRES)


def test_a_filled_example_is_accepted_by_docker_compose(tmp_path):
    rempli = {nom: valeur or "essai" for nom, valeur in exemple().items()}

    verdict = config(rempli, tmp_path)

    assert (verdict.returncode, verdict.stderr) == (0, "")


@pytest.mark.parametrize("oubliee", OBLIGATOIRES)
def test_a_forgotten_secret_or_address_stops_everything(tmp_path, oubliee):
    rempli = {nom: valeur or "essai" for nom, valeur in exemple().items()} | {oubliee: ""}

    verdict = config(rempli, tmp_path)

    assert verdict.returncode != 0
    assert re.findall(r"voyez \.env\.example", verdict.stderr)


def test_every_queue_has_its_workers():
    options = [service["command"] for service in LES_NOTRES.values() if "command" in service]
    servies = [commande[commande.index("-Q") + 1] for commande in options if "-Q" in commande]

    assert sorted(",".join(servies).split(",")) == sorted(FILES)


def test_no_process_of_the_image_is_root():
    instructions = re.findall(r"^(\w+) (.*)$", (RACINE / "Dockerfile").read_text(), re.MULTILINE)
    dernier = max(rang for rang, (nom, _) in enumerate(instructions) if nom == "FROM")

    comptes = [valeur for nom, valeur in instructions[dernier:] if nom == "USER"]

    assert comptes == ["coventis"]


def test_the_image_installs_nothing_but_the_hashed_lock():
    installations = re.findall(r"pip install (.*)", (RACINE / "Dockerfile").read_text())

    assert installations == ["--no-cache-dir --require-hashes -r requirements.lock"]
