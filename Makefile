# Everything a person types. `make run` needs Python 3.11 or later, and nothing else.

PYTHON ?= python3
PORT ?= 8000
ENV := .venv
BIN := $(ENV)/bin
# uv when the machine has it; else the pip of the environment; else, where Debian keeps pip out of it,
# the pip of the machine.
INSTALLER = $(shell \
	if command -v uv >/dev/null; then echo uv pip install --python $(BIN)/python; \
	elif [ -x $(BIN)/pip ]; then echo $(BIN)/python -m pip install; \
	else echo $(PYTHON) -m pip --python $(BIN)/python install; fi)
BENCHES := badges pointage direct annuaire planification agendas

.PHONY: run test fuzz lint bench captures chromium

run: $(ENV)/execution
	BASE_URL=$${BASE_URL:-http://127.0.0.1:$(PORT)} exec $(BIN)/python manage.py demarrer --preparer --port $(PORT)

test: $(ENV)/developpement chromium
	$(BIN)/pytest -n auto --dist loadgroup
	$(BIN)/python tests/avec_postgresql.py $(BIN)/pytest -n auto --dist loadgroup

# A million requests made at random; the same FUZZ_GRAINE makes the same ones again.
fuzz: $(ENV)/developpement
	FUZZ_REQUETES=$${FUZZ_REQUETES:-1000000} \
	FUZZ_GRAINE=$${FUZZ_GRAINE:-$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')} \
	$(BIN)/pytest tests/hasard -n auto --timeout 0

lint: $(ENV)/developpement
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	@compose=$$(command -v docker-compose || { docker compose version >/dev/null 2>&1 && echo docker compose; }) || \
		{ echo "docker-compose absent : docker-compose.yml n’est pas vérifié."; exit 0; }; \
	sed 's/^\([A-Z_]*\)=$$/\1=essai/' .env.example >$(ENV)/essai.env && \
	echo "$$compose config -q" && $$compose --env-file $(ENV)/essai.env config -q

bench: $(ENV)/developpement
	@for nom in $(BENCHES); do \
		[ ! -f bench/$$nom.py ] || { echo "== $$nom"; $(BIN)/python -m bench.$$nom || exit 1; }; \
	done

captures: $(ENV)/developpement chromium
	$(BIN)/python docs/captures.py

# The browser tests want the system's Chromium; without it they fail and say so.
chromium:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installation de Chromium pour les tests du navigateur"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	fi
	@command -v chromium >/dev/null || echo "Chromium absent : les tests du navigateur échoueront."

# The lock of development holds all of the other one, so it makes both stamps.
$(ENV)/developpement: requirements-dev.lock | $(BIN)/python
	$(INSTALLER) --quiet --require-hashes -r $<
	@$(BIN)/python -m salon.rdv.planification.chauffe
	@touch $(ENV)/execution $@

$(ENV)/execution: requirements.lock | $(BIN)/python
	@echo "Installation des bibliothèques (une minute, la première fois)"
	$(INSTALLER) --quiet --require-hashes -r $<
	@$(BIN)/python -m salon.rdv.planification.chauffe
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python est introuvable : installez Python 3.11 ou plus récent."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Il faut Python 3.11 ou plus récent ; sinon : make run PYTHON=/chemin/vers/python3.11"; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --allow-existing --python $(PYTHON) $(ENV); \
	elif $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(ENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip $(ENV); \
	else echo "pip est introuvable : installez-le (Debian, Ubuntu : apt install python3-venv)."; exit 1; fi
