"""Figures that say how the service does, and nothing about anybody."""

import socket
import urllib.request

import pytest

from bot.metrics import LOOPBACK, SMALLEST_SHOWN, Metrics, NoMetrics


def lines(metrics: Metrics, name: str) -> list[str]:
    """The lines of one figure."""
    return [line for line in metrics.render().decode().splitlines() if line.startswith(name)]


@pytest.mark.parametrize(("count", "shown"), [(1, None), (4, None), (5, 5.0), (9, 5.0), (10, 10.0), (23, 20.0)])
def test_small_counts_are_hidden_and_others_rounded_down(count: int, shown: float | None) -> None:
    """Nobody is found in a count."""
    metrics = Metrics()
    for _ in range(count):
        metrics.content.add("alarm", "rf-zelfmoord")
    expected = [] if shown is None else [f'rls_bot_content_total{{id="rf-zelfmoord",kind="alarm"}} {shown}']
    assert lines(metrics, "rls_bot_content_total") == expected
    assert SMALLEST_SHOWN == 5


def test_calls_are_counted_by_method_and_result() -> None:
    """And two bots in one process do not count for each other."""
    metrics, other = Metrics(), Metrics()
    metrics.counted("sendMessage", "ok")
    assert lines(metrics, "rls_bot_calls_total") == ['rls_bot_calls_total{method="sendMessage",result="ok"} 1.0']
    assert lines(other, "rls_bot_calls_total") == []


def test_they_are_served_to_this_machine_only() -> None:
    """On loopback; a port that is taken is reported by the variable's name."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    metrics = Metrics()
    with metrics.serving(port):
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=5) as answer:
            assert b"rls_bot_turn_seconds_bucket" in answer.read()
        with pytest.raises(NoMetrics, match="RLS_BOT_METRICS_PORT"), Metrics().serving(port):
            pass
