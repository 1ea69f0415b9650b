"""What every answer tells the browser: pages by the chain of middleware, files by themselves."""

from collections.abc import MutableMapping
from typing import Final

SOURCES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
CONTENT_POLICY: Final = "; ".join(f"{kind} {allowed}" for kind, allowed in SOURCES.items())
DEVICES: Final = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": DEVICES,
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """Give a static file what the chain gives a page."""
    headers["X-Content-Type-Options"] = "nosniff"
    for name, value in HEADERS.items():
        headers[name] = value
