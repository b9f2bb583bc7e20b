"""One line a request: its own id, the rule of its address (never the address), status and time; nothing personal."""

import logging
import sys
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request


def configure() -> None:
    """Structured lines on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def init(app: Flask) -> None:
    """A line for each request; those for files and health are left out. The framework's own log, of addresses, is off."""
    configure()
    app.logger.disabled = True
    app.log_exception = lambda exc_info: unforeseen(exc_info[1])  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])


def _end(response: Response) -> Response:
    values: dict[str, Any] = structlog.contextvars.get_contextvars()
    response.headers["X-Request-Id"] = values.get("request", "")
    rule = request.url_rule.rule if request.url_rule else "-"
    if not rule.startswith("/health"):
        took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000)
        structlog.get_logger().info("request", method=request.method, rule=rule, status=response.status_code, ms=took)
    return response


def unforeseen(error: BaseException | None) -> None:
    """A line for what broke, by its kind and place alone: an error's text may hold what somebody typed."""
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    structlog.get_logger().error("unforeseen", error=type(error).__name__, where=where)
