# Front-end files first, then one image for web, worker and beat.
FROM node:20-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/circpro DICTIONARIES_DIR=/app/dictionaries
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/circpro circpro
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
COPY --from=front /app/node_modules node_modules
RUN find locale -name '*.po' -exec sh -c 'msgfmt -o "${1%.po}.mo" "$1"' _ {} \; \
    && SECRET_KEY=build python manage.py rebuild_search --dictionaries \
    && SECRET_KEY=build STATIC_ROOT=/app/static-root python manage.py collectstatic --noinput -v 0 \
    && chown -R circpro /var/lib/circpro
ENV STATIC_ROOT=/app/static-root
USER circpro
EXPOSE 8000
CMD ["gunicorn", "circpro.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8"]
