"""Printers behind a CUPS queue: raw jobs over IPP, followed until CUPS has handed them over."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from core.paper.documents import EnvelopePaper
from printers.transport.base import (
    Light,
    Outcome,
    Reason,
    Sheet,
    Told,
    printed,
    refused,
    tell_nobody,
    unknown,
)
from printers.transport.cups_state import JobState, Queue, QueuedJob, first, job_of, queue_of
from printers.transport.ipp import Answer, Attributes, Given, Group, Operation, Tag
from printers.transport.ipp_client import SOCKET, IppClient, bracketed
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, Unusable

RAW, PDF = "application/vnd.cups-raw", "application/pdf"
USER = "kemas"
_REFUSED = {
    0x0401: Reason.NOT_PERMITTED,
    0x0402: Reason.NOT_PERMITTED,
    0x0403: Reason.NOT_PERMITTED,
    0x0404: Reason.QUEUE_STOPPED,
    0x0406: Reason.QUEUE_MISSING,
    0x040A: Reason.QUEUE_NOT_RAW,
    0x0502: Reason.QUEUE_STOPPED,
    0x0506: Reason.QUEUE_STOPPED,
    0x0507: Reason.QUEUE_STOPPED,
}
_NOT_FOUND = 0x0406
_GLANCE_S = 0.25
_OLD_NEWS_S = 30.0
_RESET = b"\x1b@"
_STATE = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
_JOB = ("job-id", "job-state", "job-state-reasons", "time-at-processing", "job-name")


class Cups:
    """One queue. CUPS only tells that it has handed the bytes over, so nothing is confirmed."""

    def __init__(
        self,
        queue: str,
        host: str = "",
        port: int = 631,
        *,
        socket: Path | None = None,
        allow_public: bool = False,
        limits: Limits | None = None,
        pdf: bool = False,
    ) -> None:
        """With `pdf` jobs are pages that CUPS prints as the queue wants them, no bytes as is."""
        self._pdf = pdf
        self._path = f"/printers/{quote(queue, safe='')}"
        self._uri = f"ipp://{f'{bracketed(host)}:{port}' if host else 'localhost'}{self._path}"
        self._where = (host, port, socket or SOCKET, allow_public)
        self._limits = limits or Limits()
        self._troubled_since: float | None = None

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Send one job and follow it."""
        try:
            with self._client() as client:
                return self._send(client, sheet, told)
        except (Unusable, Broken) as error:  # what is raised here came before the job
            return refused(error.reason)

    def status(self) -> Light:
        """What CUPS knows of the queue and its printer."""
        try:
            with self._client() as client:
                return self._queue(client).light
        except (Unusable, Broken):
            return Light.UNREACHABLE

    def _client(self) -> IppClient:
        host, port, socket, public = self._where
        return IppClient(host, port, self._limits, socket=socket, allow_public=public)

    def _send(self, client: IppClient, sheet: Sheet, told: Told) -> Outcome:
        queue = self._queue(client)
        if queue.trouble is not None and not self._is_old_news(queue):
            return refused(queue.trouble)
        # A name of its own, by which the job is found again when the answer gets lost.
        name = f"Kemas {sheet.number} {secrets.token_hex(4)}"
        resync = sheet.resync and not self._pdf  # pages follow no bytes of another job
        rest = bytes(sheet.resync) + _RESET + sheet.tear if resync else b""
        try:
            job = self._print(client, name, rest + sheet.content, _media(sheet))
        except Broken:
            try:
                found = self._find(client, name)
            except (Unusable, Broken) as error:
                return unknown(error.reason)
            if found is None:
                return refused(Reason.CONNECTION_LOST)
            job = found
        return self._follow(client, job, len(sheet.content), told, near_end=queue.health.near_end)

    def _is_old_news(self, queue: Queue) -> bool:
        """CUPS looks at a printer only while it has a job for it: what an idle queue reports may
        be long over. So now and then a job goes out in spite of it."""
        if not queue.idle or queue.stopped:
            return False
        now = time.monotonic()
        self._troubled_since = self._troubled_since or now
        if now - self._troubled_since < _OLD_NEWS_S:
            return False
        self._troubled_since = None
        return True

    def _follow(
        self, client: IppClient, number: int, size: int, told: Told, *, near_end: bool
    ) -> Outcome:
        start = time.monotonic()
        deadline = start + self._limits.patience(size)
        last = max(deadline, start + self._limits.hold)
        trouble: Reason | None = None
        while time.monotonic() < deadline:
            try:
                job = self._job(client, number)
                if job is None:  # a server that forgets jobs when they are over
                    return unknown(Reason.NO_CONFIRMATION)
                if job.over:
                    return _ending(job, near_end=near_end)
                queue = self._queue(client)
                trouble = queue.trouble
                if trouble is not None:
                    deadline = last
                    told(queue.light)
            except (Unusable, Broken) as error:
                trouble = error.reason
            time.sleep(_GLANCE_S)
        return self._give_up(client, number, trouble, near_end=near_end)

    def _give_up(
        self, client: IppClient, number: int, trouble: Reason | None, *, near_end: bool
    ) -> Outcome:
        """Take the job out of the queue, so that it does not come out when nobody expects it."""
        try:
            self._ask(client, Operation.CANCEL_JOB, [(Tag.INTEGER, "job-id", number)])
            deadline = time.monotonic() + max(1.0, self._limits.status)
            while time.monotonic() < deadline:
                job = self._job(client, number)
                if job is not None and job.state == JobState.COMPLETED:
                    return printed(confirmed=False, near_end=near_end)
                if job is not None and job.over and job.untouched:
                    return refused(trouble or Reason.QUEUE_STOPPED)
                if job is None or job.over:
                    break
                time.sleep(_GLANCE_S)
        except (Unusable, Broken) as error:
            return unknown(error.reason)
        return unknown(trouble or Reason.STALLED)

    def _queue(self, client: IppClient) -> Queue:
        answer = self._ask(
            client, Operation.GET_PRINTER, [(Tag.KEYWORD, "requested-attributes", _STATE)]
        )
        _check(answer)
        queue = queue_of(answer.first(Group.PRINTER))
        if queue.trouble is None:
            self._troubled_since = None
        return queue

    def _print(self, client: IppClient, name: str, content: bytes, media: str) -> int:
        given: list[Given] = [
            (Tag.NAME, "job-name", name),
            (Tag.MIME_TYPE, "document-format", PDF if self._pdf else RAW),
        ]
        job: list[Given] = [(Tag.KEYWORD, "media", media)] if media and self._pdf else []
        answer = self._ask(client, Operation.PRINT_JOB, given, content, job)
        _check(answer)
        number = first(answer.first(Group.JOB), "job-id")
        if not isinstance(number, int):
            raise Broken(Reason.STRANGE_ANSWER)
        return number

    def _job(self, client: IppClient, number: int) -> QueuedJob | None:
        given: list[Given] = [
            (Tag.INTEGER, "job-id", number),
            (Tag.KEYWORD, "requested-attributes", _JOB),
        ]
        answer = self._ask(client, Operation.GET_JOB, given)
        if answer.status == _NOT_FOUND:
            return None
        _check(answer)
        return job_of(answer.first(Group.JOB))

    def _find(self, client: IppClient, name: str) -> int | None:
        """The number of a job by its name, among those that are over, too."""
        for which in ("not-completed", "completed"):
            given: list[Given] = [
                (Tag.INTEGER, "limit", 50),
                (Tag.KEYWORD, "requested-attributes", _JOB),
                (Tag.KEYWORD, "which-jobs", which),
            ]
            answer = self._ask(client, Operation.GET_JOBS, given)
            _check(answer)
            for job in answer.all(Group.JOB):
                number = first(job, "job-id")
                if first(job, "job-name") == name and isinstance(number, int):
                    return number
        return None

    def _ask(
        self,
        client: IppClient,
        operation: Operation,
        given: list[Given],
        document: bytes = b"",
        more: Sequence[Given] = (),
    ) -> Answer:
        where: list[Given] = [(Tag.URI, "printer-uri", self._uri)]
        number = [one for one in given if one[1] == "job-id"]
        who: list[Given] = [(Tag.NAME, "requesting-user-name", USER)]
        rest = [one for one in given if one[1] != "job-id"]
        job: list[Given] = []
        if operation is Operation.PRINT_JOB:
            # No banner page among the labels.
            job = [(Tag.KEYWORD, "job-sheets", "none"), *more]
        return client.ask(
            operation, self._path, where + number + who + rest, job=job, document=document
        )


def _media(sheet: Sheet) -> str:
    """The paper that a job wants, where that is not the usual of the queue."""
    if not isinstance(sheet.document, EnvelopePaper):
        return ""
    from printers.sheets.envelope import SIZES

    return SIZES[sheet.document.size].media


def queues(client: IppClient) -> list[Attributes]:
    """All queues of a server. Raises Unusable and Broken."""
    wanted = ("printer-name", "printer-info", "printer-make-and-model")
    given: list[Given] = [
        (Tag.NAME, "requesting-user-name", USER),
        (Tag.KEYWORD, "requested-attributes", wanted),
    ]
    answer = client.ask(Operation.CUPS_GET_PRINTERS, "/", given)
    if answer.status == _NOT_FOUND:  # how CUPS says that there is none
        return []
    _check(answer)
    return answer.all(Group.PRINTER)


def _ending(job: QueuedJob, *, near_end: bool) -> Outcome:
    if job.state == JobState.COMPLETED:
        return printed(confirmed=False, near_end=near_end)
    if job.wrong_format and job.untouched:
        return refused(Reason.QUEUE_NOT_RAW)
    # Somebody cancelled it: it must not come back by itself.
    aborted = job.state == JobState.ABORTED
    return unknown(Reason.PRINTER_ERROR if aborted else Reason.QUEUE_CANCELLED)


def _check(answer: Answer) -> None:
    if not answer.ok:
        raise Unusable(_REFUSED.get(answer.status, Reason.STRANGE_ANSWER))
