"""Listens to couriers and marketplaces that tell by themselves: a small and strict HTTP server.

``POST /hooks/COURIER``, ``/hooks/channels/SHOP``, ``/hooks/intake/NAME`` and nothing else, one
message a connection. What is too long, too slow or oddly written is cut off; an answer comes within
a second, whatever the database does.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus

from core.channels.handing_in import HandedIn
from core.channels.pushes import Told, hear_push
from core.channels.registry import Shop
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.returns.coming_back import taker
from core.shipping.tracking.following import Following
from core.shipping.tracking.hearing import Hearing, hear
from core.shipping.tracking.states import Source
from tui.httpline import Wrong, head_of, opened, say, some

logger = logging.getLogger(__name__)
LONGEST = 256 * 1024
"""Bytes of a message; those of couriers have a few thousand."""
_PATIENCE_S = 5.0  # for a whole message
_ANSWER_S = 0.9
_AT_ONCE = 32  # connections
_WAITING = 64  # messages that are not taken in yet
_AGAIN_S = 30  # asked for in Retry-After
_PATH = re.compile(
    r"/hooks/(?:([a-z0-9_]{1,40})|channels/([a-z0-9_.-]{1,40})|intake/([a-z0-9-]{1,24}))"
)
_STATUS = {
    Hearing.TAKEN: HTTPStatus.OK,
    Hearing.UNREAD: HTTPStatus.OK,  # it would only be told again
    Hearing.FORGED: HTTPStatus.UNAUTHORIZED,
    Hearing.NOBODY: HTTPStatus.NOT_FOUND,
}
_PUSHED = {
    Told.TAKEN: HTTPStatus.OK,
    Told.NOTHING: HTTPStatus.OK,
    Told.FORGED: HTTPStatus.UNAUTHORIZED,
    Told.NOBODY: HTTPStatus.NOT_FOUND,
}


_HANDED = {
    HandedIn.TAKEN: HTTPStatus.OK,
    HandedIn.UNREAD: HTTPStatus.BAD_REQUEST,
    HandedIn.FORGED: HTTPStatus.UNAUTHORIZED,
    HandedIn.NOBODY: HTTPStatus.NOT_FOUND,
}
HandIn = Callable[[str, Mapping[str, str], bytes], HandedIn]
"""Takes in what a site or a form hands in: its name, headers and body."""


@dataclass(frozen=True, slots=True)
class _Message:
    courier: str
    shop: str
    """Of a marketplace; empty for a courier's."""
    intake: str
    """Of a site or a form that hands orders in; empty for all else."""
    target: str
    """Path and query as they were asked for."""
    headers: dict[str, str]
    body: bytes


class Hooks:
    """The listener; it begins with `start` and ends with `stop`."""

    def __init__(
        self,
        database: Database,
        following: Following,
        host: str,
        port: int,
        shops: Sequence[Shop] = (),
        handed: HandIn | None = None,
    ) -> None:
        self._database = database
        self._shops = shops
        self._handed = handed
        self._following = following
        self._taken = taker(following, Source.TOLD)
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="hook")
        self._stop = threading.Event()
        try:
            self._socket = opened(host, port, backlog=64)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise Refusal("listen_taken", address=f"{host}:{port}", why=why) from error
        self._thread = threading.Thread(target=self._accept, name="hooks", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens; of use where it was asked for any."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Begin to listen."""
        logger.info("couriers are listened to at port %s", self.port)
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Take nothing more; what was taken is finished."""
        self._stop.set()
        self._socket.close()
        if self._thread.is_alive():
            self._thread.join(patience)
        self._pool.shutdown(wait=True)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                line, _who = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                if self._stop.is_set():
                    return
                self._stop.wait(0.1)  # such as too many open files: others get a chance
                continue
            if not self._room.acquire(blocking=False):
                line.close()
                continue
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line:
                status = self._answered(line)
                _say(line, status)
        except OSError:
            logger.debug("a courier's line broke")
        except Exception:
            logger.exception("a courier's message went wrong")
        finally:
            self._room.release()

    def _answered(self, line: socket.socket) -> HTTPStatus:
        try:
            message = _read(line, time.monotonic() + _PATIENCE_S)
        except Wrong as wrong:
            return wrong.status
        if not message.body:  # how some couriers try an address; nothing is told by it
            return HTTPStatus.OK
        if not self._waiting.acquire(blocking=False):
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            taken = self._pool.submit(self._take, message)
        except RuntimeError:  # the pool is closed: the worker ends
            self._waiting.release()
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            return taken.result(_ANSWER_S)
        except TimeoutError:  # it is taken in later; told once more, it changes nothing
            logger.warning("a message of %s takes long", message.courier or message.shop)
        return HTTPStatus.SERVICE_UNAVAILABLE

    def _take(self, message: _Message) -> HTTPStatus:
        try:
            if message.intake:
                if self._handed is None:
                    return HTTPStatus.NOT_FOUND
                return _HANDED[self._handed(message.intake, message.headers, message.body)]
            if message.shop:
                address = message.headers.get("host", "") + message.target
                told = hear_push(
                    self._database,
                    self._shops,
                    message.shop,
                    address,
                    message.headers,
                    message.body,
                )
                return _PUSHED[told]
            heard = hear(
                self._database,
                self._following,
                message.courier,
                message.headers,
                message.body,
                self._taken,
            )
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:
            logger.exception("a message of %s is not taken in", message.courier or message.shop)
            return HTTPStatus.INTERNAL_SERVER_ERROR
        finally:
            self._waiting.release()
        return _STATUS[heard]


def _read(line: socket.socket, until: float) -> _Message:
    method, target, headers, rest = head_of(line, until)
    path = _PATH.fullmatch(target.partition("?")[0])
    if path is None:
        raise Wrong(HTTPStatus.NOT_FOUND)
    if method != "POST":
        raise Wrong(HTTPStatus.METHOD_NOT_ALLOWED)
    if "transfer-encoding" in headers:
        raise Wrong(HTTPStatus.LENGTH_REQUIRED)
    said = headers.get("content-length", "")
    if not said.isascii() or not said.isdecimal():
        raise Wrong(HTTPStatus.BAD_REQUEST if said else HTTPStatus.LENGTH_REQUIRED)
    if len(said) > 9 or int(said) > LONGEST:
        raise Wrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if headers.get("expect", "").casefold() == "100-continue":
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = bytearray(rest)
    while len(body) < int(said):
        body += some(line, until)
    whole = bytes(body[: int(said)])
    return _Message(path[1] or "", path[2] or "", path[3] or "", target, headers, whole)


def _say(line: socket.socket, status: HTTPStatus) -> None:
    fields = {}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        fields["retry-after"] = str(_AGAIN_S)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        fields["allow"] = "POST"
    say(line, status, fields)
