"""Printers on the network, raw port 9100."""

from __future__ import annotations

from printers.transport.address import connect
from printers.transport.limits import Limits
from printers.transport.pipe import Pipe, SocketPipe
from printers.transport.speech import Speech
from printers.transport.talk import Talk


class Network(Talk):
    """A printer behind a raw TCP port; one connection a job, none while idle."""

    def __init__(
        self,
        host: str,
        port: int = 9100,
        *,
        allow_public: bool = False,
        answers: bool = True,
        limits: Limits | None = None,
        speech: Speech | None = None,
    ) -> None:
        """`answers` is False for models that never answer: their jobs cannot be confirmed."""
        patience = (limits or Limits()).connect

        def dial() -> Pipe:
            return SocketPipe(connect(host, port, patience, allow_public=allow_public))

        super().__init__(dial, answers=answers, limits=limits, speech=speech)
