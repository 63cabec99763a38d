"""Writes confluent.json: values as Confluent's own serializers write them, with the schemas that they registered.

    pip install "confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.0" grpcio-tools
    python confluent.py > confluent.json
"""

import datetime
import decimal
import importlib
import json
import pathlib
import sys
import tempfile

from confluent_kafka.schema_registry import (
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    header_schema_id_serializer,
)
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from grpc_tools import protoc

client = SchemaRegistryClient.new_client({"url": "mock://"})
schemas = {}
values = []


def add(name, topic, serializer, value):
    context = SerializationContext(topic, MessageField.VALUE, [])
    data = serializer(value, context)
    headers = [[key, content.hex()] for key, content in context.headers or []]
    values.append({"name": name, "value": data.hex(), "headers": headers})


def remember(subject, text=None):
    latest = client.get_latest_version(subject)
    registered = {
        "id": latest.schema_id,
        "guid": getattr(latest, "guid", None),
        "subject": subject,
        "version": latest.version,
        "schema": text or latest.schema.schema_str,
        "schemaType": latest.schema.schema_type,
        "references": [
            {"name": r.name, "subject": r.subject, "version": r.version}
            for r in latest.schema.references or []
        ],
    }
    schemas[subject] = registered


AVRO_MONEY = {
    "type": "record",
    "name": "Money",
    "namespace": "shop",
    "fields": [
        {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {"name": "currency", "type": {"type": "enum", "name": "Currency", "symbols": ["EUR", "USD"]}},
    ],
}
AVRO_CLICK = {
    "type": "record",
    "name": "Click",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": ["null", "string"], "default": None},
        {"name": "ok", "type": "boolean"},
        {"name": "ratio", "type": "double"},
        {"name": "count", "type": "int"},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "clock", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "uid", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "counts", "type": {"type": "map", "values": "long"}},
        {"name": "raw", "type": "bytes"},
        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
        {"name": "either", "type": ["null", "long", "string"]},
        {"name": "price", "type": ["null", "shop.Money"], "default": None},
    ],
}
client.register_schema("money", Schema(json.dumps(AVRO_MONEY), "AVRO"))
remember("money")
avro = Schema(json.dumps(AVRO_CLICK), "AVRO", [SchemaReference("shop.Money", "money", 1)])
click = {
    "id": 9007199254740993,
    "name": "Ada \u20ac",
    "ok": True,
    "ratio": 0.1,
    "count": -7,
    "day": datetime.date(2026, 11, 21),
    "at": datetime.datetime(2026, 11, 21, 10, 30, 0, 123456, tzinfo=datetime.timezone.utc),
    "clock": datetime.time(1, 2, 3, 4000),
    "uid": "6f1ed002-ab5f-4b5a-9f0a-1d2b3c4d5e6f",
    "tags": ["a", "b"],
    "counts": {"x": 1},
    "raw": b"\x00\xff",
    "hash": b"\x01\x02",
    "either": "text",
    "price": {"amount": decimal.Decimal("-1.05"), "currency": "USD"},
}
add("avro", "avro", AvroSerializer(client, avro), click)
empty = {**click, "id": 1, "name": None, "either": None, "price": None, "tags": [], "counts": {}}
add("avro with nulls", "avro", AvroSerializer(client, avro), empty)
by_header = {"schema.id.serializer": header_schema_id_serializer}
add("avro by header", "avro", AvroSerializer(client, avro, conf=by_header), click)
remember("avro-value")

JSON_CLICK = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Click",
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id"],
}
add("json", "json", JSONSerializer(json.dumps(JSON_CLICK), client), {"id": 9007199254740993, "name": "Ada"})
remember("json-value")

MONEY_PROTO = """syntax = "proto3";
package shop;
message Money { int64 units = 1; string currency = 2; }
"""
CLICK_PROTO = """syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/duration.proto";
import "money.proto";
enum Kind { UNKNOWN = 0; VIEW = 1; }
message Other { int32 n = 1; }
message Click {
  message Inner { string text = 1; }
  int64 event_id = 1;
  uint64 large = 2;
  optional string nick_name = 3;
  string name = 4;
  Kind kind = 5;
  google.protobuf.Timestamp at = 6;
  repeated int32 counts = 7;
  map<string, int64> sizes = 8;
  map<int64, string> names = 9;
  Inner inner = 10;
  oneof choice { string left = 11; sint64 right = 12; }
  bytes raw = 13;
  google.protobuf.Int64Value boxed = 14;
  google.protobuf.Struct any = 15;
  google.protobuf.Duration took = 16;
  Money price = 17;
  bool ok = 18;
  double ratio = 19;
  Kind other_kind = 20;
}
"""
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder)
    (path / "money.proto").write_text(MONEY_PROTO)
    (path / "click.proto").write_text(CLICK_PROTO)
    import grpc_tools

    include = str(pathlib.Path(grpc_tools.__file__).parent / "_proto")
    assert protoc.main(["", f"-I{folder}", f"-I{include}", f"--python_out={folder}", "money.proto", "click.proto"]) == 0
    sys.path.insert(0, folder)
    click_pb2 = importlib.import_module("click_pb2")
    money_pb2 = importlib.import_module("money_pb2")
    message = click_pb2.Click(
        event_id=-9007199254740993,
        large=18446744073709551615,
        nick_name="",
        name="Ada \u20ac",
        kind="VIEW",
        counts=[1, -2],
        sizes={"a": 9007199254740993},
        names={-5: "minus"},
        inner=click_pb2.Click.Inner(text="x"),
        right=-3,
        raw=b"\x00\xff",
        price=money_pb2.Money(units=5, currency="EUR"),
        ratio=0.5,
        ok=True,
        other_kind=7,
    )
    message.at.FromJsonString("2026-11-21T10:30:00.123456Z")
    message.took.FromJsonString("-1.500s")
    message.boxed.value = 0
    message.any.update({"a": [1, None, {"b": True}], "s": "t"})
    conf = {"use.deprecated.format": False}
    add("protobuf", "proto", ProtobufSerializer(click_pb2.Click, client, conf), message)
    add("protobuf empty", "proto", ProtobufSerializer(click_pb2.Click, client, conf), click_pb2.Click())
    add("protobuf first message", "proto", ProtobufSerializer(click_pb2.Other, client, conf), click_pb2.Other(n=3))
    inner = click_pb2.Click.Inner(text="y")
    add("protobuf inner message", "proto", ProtobufSerializer(click_pb2.Click.Inner, client, conf), inner)
    add("protobuf by header", "proto", ProtobufSerializer(click_pb2.Click.Inner, client, {**conf, **by_header}), inner)
    # The client registers descriptors; asked for a schema, a registry gives it in the language itself.
    remember("proto-value", CLICK_PROTO)
    remember("money.proto", MONEY_PROTO)

json.dump({"schemas": list(schemas.values()), "values": values}, sys.stdout, indent=2)
