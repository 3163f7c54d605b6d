"""The tokens that a simulated marketplace gives: they end, and refresh tokens are used up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens and when each ends, in seconds since 1970."""

    access: str
    refresh: str
    access_ends: float
    refresh_ends: float


class Tokens:
    """Those of one seller; a code and a refresh token count once each."""

    def __init__(
        self, prefix: str, clock: Callable[[], float], access_s: float, refresh_s: float
    ) -> None:
        self._prefix, self._clock = prefix, clock
        self.access_s, self.refresh_s = access_s, refresh_s
        self.codes = {f"{prefix}-code"}
        """Those that a seller brought back and nobody used yet."""
        self._alive: dict[str, float] = {}
        self._refreshing: Pair | None = None
        self.made = 0
        self.reused = 0
        """How often a refresh token came that was used up: each is a mistake of whoever asks."""
        self._used: set[str] = set()

    def begin(self, code: str) -> Pair | None:
        """The first pair for a code; None where there is no such code (any more)."""
        if code not in self.codes:
            return None
        self.codes.discard(code)
        return self._made()

    def follow(self, refresh: str) -> Pair | None:
        """The next pair; None where this refresh token is used up, ended or unknown."""
        pair = self._refreshing
        if refresh in self._used:
            self.reused += 1
        if pair is None or pair.refresh != refresh or pair.refresh_ends <= self._clock():
            return None
        self._used.add(refresh)
        return self._made()

    def is_alive(self, access: str) -> bool:
        """Whether a token is taken."""
        return self._alive.get(access, 0.0) > self._clock()

    def expire(self) -> None:
        """All access tokens end now; the refresh token stays."""
        self._alive.clear()

    def revoke(self) -> None:
        """The seller withdraws the authorisation."""
        self._alive.clear()
        self._refreshing = None

    def _made(self) -> Pair:
        self.made += 1
        now = self._clock()
        pair = Pair(
            f"{self._prefix}-access-{self.made}",
            f"{self._prefix}-refresh-{self.made}",
            now + self.access_s,
            now + self.refresh_s,
        )
        self._alive[pair.access] = pair.access_ends
        self._refreshing = pair
        return pair
