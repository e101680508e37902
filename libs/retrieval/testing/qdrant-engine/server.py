"""
Qdrant's own search engine (`qdrant-edge-py`, in Rust) behind those paths of its REST API that the index uses. A request
that the vendor's description does not know is refused. For tests alone: it keeps nothing and has one key.

Arguments: the port, and the key that requests must bring (empty: none).
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from collections_of_engine import Collection, Refused
from vendor import ValidationError, read

KEY = sys.argv[2]
COLLECTIONS: dict[str, Collection] = {}


def create(name: str, body: bytes):
    wanted = read("CreateCollection", body)
    if name in COLLECTIONS:
        raise Refused(409, f"Wrong input: Collection `{name}` already exists!")
    COLLECTIONS[name] = Collection(name, wanted)
    return True


def info(name: str, _: bytes):
    return of(name).info()


def drop(name: str, _: bytes):
    return COLLECTIONS.pop(name, None) is not None


def changed(model: str, change: str):
    def run(name: str, body: bytes):
        getattr(of(name), change)(read(model, body))
        return {"operation_id": 1, "status": "completed"}

    return run


def asked(model: str, question: str):
    return lambda name, body: getattr(of(name), question)(read(model, body))


def of(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
    return COLLECTIONS[name]


# Method and path below the collection, and the query parameters that must be there.
ROUTES = {
    ("GET", ""): (info, {}),
    ("PUT", ""): (create, {}),
    ("DELETE", ""): (drop, {}),
    ("PUT", "/index"): (changed("CreateFieldIndex", "create_index"), {"wait": ["true"]}),
    ("PUT", "/points"): (changed("PointsList", "upsert"), {"wait": ["true"]}),
    ("POST", "/points/delete"): (changed("PointIdsList", "delete"), {"wait": ["true"]}),
    ("POST", "/points/scroll"): (asked("ScrollRequest", "scroll"), {}),
    ("POST", "/points/query"): (asked("QueryRequest", "query"), {}),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves whole

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            result = self.routed(body)
            self.answer(200, {"result": result, "status": "ok", "time": 0.0})
        except Refused as refused:
            self.answer(refused.status, {"status": {"error": str(refused)}, "time": 0.0})
        except ValidationError as unknown:
            said = f"Format error in JSON body: {unknown.errors(include_input=False, include_url=False)}"
            self.answer(400, {"status": {"error": said}, "time": 0.0})
        except Exception as fault:  # the engine's refusals have no type of their own
            self.answer(400, {"status": {"error": f"Wrong input: {fault}"}, "time": 0.0})

    def routed(self, body: bytes):
        if KEY and self.headers.get("api-key") != KEY:
            raise Refused(401, "Must provide an API key or an Authorization bearer token")
        url = urlsplit(self.path)
        if (self.command, url.path) == ("GET", "/collections"):
            return {"collections": [{"name": name} for name in COLLECTIONS]}
        place = re.fullmatch(r"/collections/([\w-]+)(/.*)?", url.path)
        route = ROUTES.get((self.command, (place.group(2) or "") if place else None))
        if not route or parse_qs(url.query) != route[1]:
            raise Refused(404, f"{self.command} {self.path} is not spoken here")
        return route[0](place.group(1), body)

    def answer(self, status: int, value) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = handle_request

    def log_message(self, *_) -> None:
        pass


ThreadingHTTPServer.request_queue_size = 64
server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print("ready", flush=True)
server.serve_forever()
