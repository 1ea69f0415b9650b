"""Django behind the server: static files on the loop, a page wholly on one thread."""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


class Pages(ASGIHandler):
    """Runs the chain of middleware and the view in one go.

    Django's own handler changes between loop and thread wherever one middleware is written for
    the loop and the next is not. All of ours is not, but for that of static files, which need
    neither session nor account: so they are answered before the chain.
    """

    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self._on_thread = sync_to_async(self.get_response)
        self._files = ServeStaticMiddleware(self._page)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """A file, else what the chain answers."""
        response: HttpResponseBase = await self._files(request)
        return response

    async def _page(self, request: HttpRequest) -> HttpResponseBase:
        return await self._on_thread(request)
