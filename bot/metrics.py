"""Figures for the operator, in Prometheus's format: how the service does, never what a person said.

Counts of content ids are rounded down, and hidden while they are small, so that nobody can be found in them.
"""

from __future__ import annotations

import logging
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.errors import BotError

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a count began is of no use here
SMALLEST_SHOWN = 5
"""Counts below this are hidden, and others are rounded down to a multiple of it."""
_TURN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LOOPBACK = "127.0.0.1"


class NoMetrics(BotError):
    """The figures cannot be served where the operator wants them."""


class Metrics:
    """The figures of one process; `registry` is its own, so that nothing else is exposed beside them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter("rls_bot_updates", "Updates taken, by kind", ["kind"], registry=self.registry)
        self.turns = Histogram(
            "rls_bot_turn_seconds", "From an update to its commit", buckets=_TURN_BUCKETS, registry=self.registry
        )
        self.calls = Counter(
            "rls_bot_calls", "Calls to the Bot API, by method and result", ["method", "result"], registry=self.registry
        )
        self.troubles = Counter(
            "rls_bot_troubles", "Log lines of level warning or worse", ["event"], registry=self.registry
        )
        self.missing = Gauge(
            "rls_bot_updates_missing", "Update ids that never came since the start", registry=self.registry
        )
        self.oldest = Gauge(
            "rls_bot_outbox_oldest_seconds", "How long the chat that waits longest got nothing", registry=self.registry
        )
        self.waiting = Gauge("rls_bot_outbox_chats", "Chats with replies not sent yet", registry=self.registry)
        self.silence = Gauge(
            "rls_bot_telegram_silence_seconds", "Since Telegram last answered or delivered", registry=self.registry
        )
        self.content = ContentCounts()
        self.registry.register(self.content)

    def counted(self, method: str, result: str) -> None:
        """A call was tried."""
        self.calls.labels(method, result).inc()

    def count_troubles(self) -> None:
        """From here on every log line of level warning or worse is counted."""
        logging.getLogger().addHandler(_Troubles(self.troubles))

    def render(self) -> bytes:
        """All of it as text, for whoever serves it (`text/plain; version=0.0.4`)."""
        return generate_latest(self.registry)

    @contextmanager
    def serving(self, port: int | None) -> Iterator[None]:
        """Serve it to this machine only, for the time of the block; without a port nothing is served."""
        if port is None:
            yield
            return
        try:
            server, thread = start_http_server(port, addr=LOOPBACK, registry=self.registry)
        except OSError as error:
            message = f"RLS_BOT_METRICS_PORT: port {port} cannot be used: {error.strerror}."
            raise NoMetrics(message) from None
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class ContentCounts(Collector):
    """How often each piece of content was shown."""

    def __init__(self) -> None:
        self._shown: Tally[tuple[str, str]] = Tally()

    def add(self, kind: str, id_: str) -> None:
        """It was shown once more."""
        self._shown[kind, id_] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The counts that hide everybody."""
        family = CounterMetricFamily(
            "rls_bot_content", "Questions, outcomes, topics and alarms shown, rounded down", labels=["kind", "id"]
        )
        for labels, count in tuple(self._shown.items()):
            if count >= SMALLEST_SHOWN:
                family.add_metric(labels, count - count % SMALLEST_SHOWN)
        yield family


class _Troubles(logging.Handler):
    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(record.getMessage()).inc()
