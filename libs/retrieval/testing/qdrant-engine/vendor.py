"""The vendor's parts: its search engine, and what its OpenAPI description says of requests."""

import os
import sys
import types

# The client's package loads all of the client, with numpy and gRPC, and only its generated models are wanted.
_HOME = os.environ["QDRANT_ENGINE"]
sys.path.insert(0, _HOME)


def _package(name: str) -> None:
    module = types.ModuleType(name)
    module.__path__ = [os.path.join(_HOME, *name.split("."))]
    sys.modules[name] = module


_package("qdrant_client")
_package("qdrant_client.http")
_vectors = types.ModuleType("qdrant_client._numpy_vectors")
_vectors.NumpyVectorsToLists = None
sys.modules[_vectors.__name__] = _vectors

import qdrant_edge as edge  # noqa: E402
from pydantic import TypeAdapter, ValidationError  # noqa: E402
from qdrant_client.http.models import models  # noqa: E402

__all__ = ["ValidationError", "edge", "read"]

# Generated from the description, and closed: a field that it does not name is refused.
_ADAPTERS = {
    name: TypeAdapter(getattr(models, name))
    for name in (
        "CreateCollection",
        "CreateFieldIndex",
        "PointsList",
        "PointIdsList",
        "ScrollRequest",
        "QueryRequest",
    )
}


def read(name: str, body: bytes) -> dict:
    """The body of a request, as the description reads it."""
    return _ADAPTERS[name].validate_json(body).model_dump(mode="json", exclude_unset=True)
