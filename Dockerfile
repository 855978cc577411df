# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS frontend
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tools/frontend tools/frontend
COPY static static
COPY templates templates
# Read for the class names in use only.
COPY pmo pmo
COPY projects projects
COPY changemgmt changemgmt
COPY metrics metrics
RUN node tools/frontend/build.mjs

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.txt
WORKDIR /app
COPY manage.py ./
COPY tools/messages.py tools/messages.py
COPY locale locale
COPY templates templates
COPY static/assets static/assets
COPY pmo pmo
COPY projects projects
COPY changemgmt changemgmt
COPY metrics metrics
COPY --from=frontend /src/static/dist static/dist
# Invented values for these commands only: nothing is connected to and nothing of them reaches the last stage.
RUN export LUODI_ENV=production LUODI_VAR=/tmp/luodi LUODI_STATIC_ROOT=/app/public ALLOWED_HOSTS=localhost \
      DATABASE_URL=postgresql://nobody@localhost/none SECRET_KEY="$(/venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
 && /venv/bin/python tools/messages.py compile \
 && /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && /venv/bin/python -m compileall -q pmo projects changemgmt metrics

FROM python:3.11-slim-bookworm
# What sets PDFs: Pango, the subsetting of HarfBuzz, and a Chinese typeface.
RUN apt-get update && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/luodi --create-home luodi
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=pmo.settings \
    LUODI_ENV=production LUODI_ROLE=web LUODI_VAR=/var/lib/luodi LUODI_STATIC_ROOT=/app/public
USER luodi
VOLUME /var/lib/luodi
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': __import__('os').environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=4)"]
# In a container the address outside is decided by whoever publishes the port.
CMD ["gunicorn", "pmo.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "6", \
     "--preload", "--timeout", "60", "--graceful-timeout", "25", "--keep-alive", "5", "--max-requests", "5000", \
     "--max-requests-jitter", "500", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning", "--no-control-socket"]
