FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY . .
RUN useradd --system machitane && install -d -o machitane /var/lib/machitane
USER machitane
VOLUME /var/lib/machitane
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "config.wsgi:application", "--config", "python:config.gunicorn"]
