"""Collections over shards of Qdrant's engine: requests of the REST API in the engine's own terms."""

import tempfile
import threading

from vendor import edge


class Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Collection:
    def __init__(self, name: str, body: dict) -> None:
        vectors = body.get("vectors") or {}
        if "size" not in vectors:
            raise Refused(400, "only collections with one unnamed vector are kept here")
        self.name = name
        self.vectors = {"size": vectors["size"], "distance": vectors["distance"]}
        distance = getattr(edge.Distance, vectors["distance"])
        config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(vectors["size"], distance))
        self.folder = tempfile.TemporaryDirectory(prefix="qdrant-")
        self.shard = edge.EdgeShard.create(self.folder.name, config)
        self.lock = threading.Lock()
        self.indexed: set[str] = set()

    def info(self) -> dict:
        count = self.shard.count(edge.CountRequest(exact=True))
        return {
            "status": "green",
            "points_count": count,
            "config": {"params": {"vectors": self.vectors}},
            "payload_schema": {name: {} for name in sorted(self.indexed)},
        }

    def create_index(self, body: dict) -> None:
        schema = body["field_schema"]
        kind = schema if isinstance(schema, str) else schema["type"]
        types = {"keyword": edge.PayloadSchemaType.Keyword, "integer": edge.PayloadSchemaType.Integer}
        self._update(edge.UpdateOperation.create_field_index(body["field_name"], types[kind]))
        self.indexed.add(body["field_name"])

    def upsert(self, body: dict) -> None:
        for point in body["points"]:
            if len(point["vector"]) != self.vectors["size"]:
                expected = f"expected dim: {self.vectors['size']}, got {len(point['vector'])}"
                raise Refused(400, f"Wrong input: Vector dimension error: {expected}")
        points = [edge.Point(p["id"], p["vector"], p.get("payload") or {}) for p in body["points"]]
        self._update(edge.UpdateOperation.upsert_points(points))

    def delete(self, body: dict) -> None:
        self._update(edge.UpdateOperation.delete_points(body["points"]))

    def scroll(self, body: dict) -> dict:
        request = edge.ScrollRequest(
            offset=body.get("offset"),
            limit=body.get("limit", 10),
            filter=self._filter(body.get("filter")),
            with_payload=body.get("with_payload", True),
            with_vector=body.get("with_vector", False),
        )
        with self.lock:
            records, following = self.shard.scroll(request)
        points = [{"id": str(record.id), "payload": record.payload} for record in records]
        return {"points": points, "next_page_offset": None if following is None else str(following)}

    def query(self, body: dict) -> dict:
        if len(body["query"]) != self.vectors["size"]:
            expected = f"expected dim: {self.vectors['size']}, got {len(body['query'])}"
            raise Refused(400, f"Wrong input: Vector dimension error: {expected}")
        request = edge.QueryRequest(
            limit=body.get("limit", 10),
            query=edge.Query.Nearest(body["query"]),
            filter=self._filter(body.get("filter")),
            params=edge.SearchParams(exact=bool((body.get("params") or {}).get("exact"))),
            with_payload=body.get("with_payload", False),
            with_vector=body.get("with_vector", False),
        )
        with self.lock:
            found = self.shard.query(request)
        return {"points": [{"id": str(p.id), "version": p.version, "score": p.score, "payload": p.payload} for p in found]}

    def _update(self, operation) -> None:
        with self.lock:
            self.shard.update(operation)

    def _filter(self, body: dict | None):
        if not body:
            return None
        unknown = set(body) - {"must"}
        if unknown:
            raise Refused(400, f"filters with {', '.join(sorted(unknown))} are not spoken here")
        return edge.Filter(must=[self._condition(condition) for condition in body["must"]])

    def _condition(self, condition: dict):
        if "has_id" in condition:
            return edge.HasIdCondition(set(condition["has_id"]))
        key = condition["key"]
        # As a cluster in strict mode: nothing is filtered by what has no index.
        if key not in self.indexed:
            raise Refused(400, f'Index required but not found for "{key}"')
        if "match" in condition:
            match = condition["match"]
            by = edge.MatchAny(match["any"]) if "any" in match else edge.MatchValue(match["value"])
            return edge.FieldCondition(key, match=by)
        return edge.FieldCondition(key, range=edge.RangeFloat(**condition["range"]))
