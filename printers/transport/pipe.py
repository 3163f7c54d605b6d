"""Bytes in and out of a printer: what sockets, nodes, USB and serial lines have in common."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import time
from collections.abc import Callable
from typing import Protocol

from printers.transport.base import Reason
from printers.transport.replies import Health


class Broken(Exception):
    """The connection ended or stopped taking bytes, for `reason`.

    `doubtful` when it is not known whether bytes of the last exchange left after all.
    """

    def __init__(self, reason: Reason, *, doubtful: bool = False) -> None:
        self.reason = reason
        self.doubtful = doubtful
        super().__init__(reason)


class Unusable(Exception):
    """There is no connection to be had, for `reason`."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


class Pipe(Protocol):
    """An open connection that carries bytes both ways and never waits longer than it is told."""

    hears: bool
    """Whether anything can come back at all."""

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        """Wait up to `seconds` until bytes are taken or heard: (how many, which).

        Without `data` it only listens. Raises Broken.
        """
        ...

    def drain(self, seconds: float) -> bool:
        """Wait until what was taken has left this computer, as far as that can be seen."""
        ...

    def take_back(self) -> int:
        """Throw away what was taken and never left this computer; gives how many bytes."""
        ...

    def port(self) -> Health | None:
        """What the port itself says of the printer, without its help; None where it cannot."""
        ...

    def finish(self, settle: Callable[[float], None]) -> None:
        """Close so that nothing that was taken gets lost; `settle(seconds)` reads what comes."""
        ...


class SocketPipe:
    """A connected, non-blocking TCP socket."""

    hears = True

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        """Answers are read before anything more is sent."""
        wanting = [self._socket] if data else []
        readable, writable, _ = select.select([self._socket], wanting, [], seconds)
        heard = self._read() if readable else b""
        if not writable:
            return 0, heard
        try:
            return self._socket.send(data), heard
        except BlockingIOError:
            return 0, heard
        except OSError as error:
            raise Broken(Reason.CONNECTION_LOST) from error

    def drain(self, seconds: float) -> bool:
        """What the system holds leaves by itself, also after the close."""
        return True

    def take_back(self) -> int:
        """What was handed to the network cannot be had back."""
        return 0

    def port(self) -> Health | None:
        """A network says nothing about printers."""
        return None

    def finish(self, settle: Callable[[float], None]) -> None:
        """Unread answers turn a close into a reset, and a reset throws away what the printer has
        not fetched yet; so the answers are read until the printer closes too."""
        with contextlib.suppress(Broken, OSError):
            self._socket.shutdown(socket.SHUT_WR)
            settle(1.0)
        self._socket.close()

    def _read(self) -> bytes:
        try:
            data = self._socket.recv(4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise Broken(Reason.CONNECTION_LOST) from error
        if not data:
            raise Broken(Reason.CONNECTION_LOST)
        return data


class NodePipe:
    """An open, non-blocking file descriptor of a device."""

    out_of_paper: tuple[int, ...] = (errno.ENOSPC,)
    """Errors with which the driver says that there is no paper."""

    def __init__(self, handle: int, *, hears: bool = True) -> None:
        self._handle = handle
        self.hears = hears
        self._poll = select.poll()

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        """Answers are read before anything more is sent."""
        if not self.hears and not data:
            time.sleep(min(seconds, 0.05))
            return 0, b""
        wanted = (select.POLLIN if self.hears else 0) | (select.POLLOUT if data else 0)
        self._poll.register(self._handle, wanted)
        ready = dict(self._poll.poll(seconds * 1000)).get(self._handle, 0)
        heard = b""
        if ready & (select.POLLIN | select.POLLHUP | select.POLLERR) and self.hears:
            heard = self._read()
        gone = select.POLLHUP | select.POLLERR
        if data and ready & (select.POLLOUT | gone):
            return self._write(data), heard
        return 0, heard

    def drain(self, seconds: float) -> bool:
        """Room again in the driver of a node means that the last write has gone out."""
        self._poll.register(self._handle, select.POLLOUT)
        return bool(self._poll.poll(seconds * 1000))

    def take_back(self) -> int:
        """What the driver of a node has taken is with the printer or lost."""
        return 0

    def port(self) -> Health | None:
        """Nothing, unless the kind of node can be asked."""
        return None

    def finish(self, settle: Callable[[float], None]) -> None:
        """Close."""
        os.close(self._handle)

    def quiet(self) -> bytes:
        """What a read without bytes means: on most devices, that nothing has come."""
        time.sleep(0.005)  # such a device may go on saying that it can be read
        return b""

    def _read(self) -> bytes:
        try:
            return os.read(self._handle, 4096) or self.quiet()
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == errno.EINVAL:  # a node that only takes
                self.hears = False
                return b""
            raise Broken(Reason.CONNECTION_LOST) from error

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._handle, data)
        except BlockingIOError:
            time.sleep(0.005)
            return 0
        except OSError as error:
            no_paper = error.errno in self.out_of_paper
            raise Broken(Reason.PAPER_OUT if no_paper else Reason.CONNECTION_LOST) from error
