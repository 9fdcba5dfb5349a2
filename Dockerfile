# One image for the site, the workers, the relay and the migrations: docker-compose.yml says which is which.

FROM python:3.11-slim AS bibliotheques
COPY requirements.lock .
RUN python -m venv /opt/bibliotheques \
    && /opt/bibliotheques/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
ENV PATH=/opt/bibliotheques/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COVENTIS_VAR=/var/lib/coventis
RUN useradd --system --no-create-home --uid 10001 coventis \
    && install -d -m 750 -o coventis /var/lib/coventis
COPY --from=bibliotheques /opt/bibliotheques /opt/bibliotheques
WORKDIR /srv/coventis
COPY manage.py pyproject.toml ./
COPY badges badges
COPY salon salon
USER coventis
# The sources are read only for this account: what is compiled goes to COVENTIS_VAR.
RUN python -m salon.rdv.planification.chauffe
# Keys of this one command: without them, Django would make some and leave them in the image.
RUN SECRET_KEY=construction BADGE_CLE=construction python manage.py collectstatic --no-input

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
# Only a proxy on the same machine reaches this port, so what it says of the caller can be believed.
CMD ["uvicorn", "salon.asgi:application", "--host", "0.0.0.0", "--workers", "2", \
     "--no-access-log", "--timeout-graceful-shutdown", "5", "--forwarded-allow-ips", "*"]
