"""`python -m config.mail_catcher`: takes every letter that a development site sends, and sends none on."""

from __future__ import annotations

import asyncio
import os
import signal

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from config import caught_mail


class Catcher:
    """aiosmtpd's handler."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        caught_mail.store(content if isinstance(content, bytes) else content.encode())
        return "250 OK"


async def serve() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(Catcher(), enable_SMTPUTF8=True), settings.EMAIL_HOST, settings.EMAIL_PORT
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    asyncio.run(serve())
