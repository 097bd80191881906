"""The JSON Schema with which editors complete and check datasets/*.yaml, made from the model.

`python -m pipelines.editor_schema` writes it to `datasets/dataset.schema.json`. It is a help while
typing; `hri check`, which knows the rules between files too, has the last word. What does not
belong here: any rule or description of its own; they come from the model.
"""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema

from pipelines.model import (
    ALL_OPTIONS,
    FORMAT_OPTIONS,
    GEOGRAPHIC_FORMATS,
    PLACES,
    WRITTEN_FORMATS,
    Dataset,
    DataSource,
    DeclaredFile,
    Distribution,
    DropSource,
    FormatName,
    Licence,
)
from pipelines.settings import PROJECT

SCHEMA_FILE = PROJECT / "datasets" / "dataset.schema.json"
OF_TABLES = ("schema", "steps", "on_invalid", "geometry", "distributions", "checks")
"""What a dataset has, and an API or a dataset of links has not."""

Json = dict[str, Any]

WHOLE_TABLE: Json = {
    "required": ["schema", "distributions"],
    "properties": {"schema": {"type": "string"}, "distributions": {"minItems": 1}},
}
SEVERAL_TABLES: Json = {"required": ["tables"], "properties": {"tables": {"minItems": 1}}}


class _WithoutFieldTitles(GenerateJsonSchema):
    """A title such as 'Former Names' tells an editor's reader nothing beside `former_names`."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's
        return False


def editor_schema() -> Json:
    """Return the schema of one declaration, as JSON Schema draft 7 (what YAML editors read)."""
    schema = Dataset.model_json_schema(by_alias=True, schema_generator=_WithoutFieldTitles)
    nouns = schema["$defs"]
    for kind in get_args(DataSource):
        if issubclass(kind, DeclaredFile):
            nouns[kind.__name__]["allOf"] = [_options_of(name) for name in FormatName]
        if issubclass(kind, DropSource):
            nouns[kind.__name__]["oneOf"] = _one_rule_for_several_files()
    nouns["FileSource"]["oneOf"] = [_said("url"), _said("files")]
    nouns["SftpSource"]["allOf"].append({"oneOf": [_with("password"), _with("key")]})
    nouns["S3Source"]["dependencies"] = {"access_key": ["secret_key"], "secret_key": ["access_key"]}
    nouns["CkanSource"]["allOf"].append(_a_dump_is_csv())
    one_value = {"properties": {"values": {"type": "array", "maxItems": 1}}}
    nouns["Variable"]["anyOf"] = [_said("code"), _said("label"), one_value]
    nouns["Geometry"]["oneOf"] = [_with("x", "y"), _with("column")]
    written: Json = {"enum": [name.value for name in WRITTEN_FORMATS]}
    nouns["Distribution"]["properties"]["format"] = {
        **written,
        "description": str(Distribution.model_fields["format"].description),
    }
    # The short form is a format's name alone; a validator of the model makes it the long one.
    either = {"anyOf": [written, {"$ref": "#/$defs/Distribution"}]}
    for table in (schema, nouns["Table"]):
        table["properties"]["distributions"] |= {"items": either, "uniqueItems": True}
        table["properties"]["checks"]["items"].pop("discriminator")
    nouns["Table"]["allOf"] = [WHOLE_TABLE, _maps_need_geometry()]
    schema["allOf"] = [
        _fields_of_the_source_type(),
        _another_licence_needs_terms(),
        _maps_need_geometry(),
        *_places_are_said(),
    ]
    # Discriminators are OpenAPI's; JSON Schema tells nouns apart by the constant in `type` or
    # `check`.
    schema["properties"]["source"].pop("discriminator")
    for table in (schema, nouns["Table"]):
        table["properties"]["steps"]["items"].pop("discriminator")
    nouns["RestSource"]["properties"]["paging"].pop("discriminator")
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _with(*names: str) -> Json:
    return {"required": [*names], "properties": {name: {"type": "string"} for name in names}}


def _one_rule_for_several_files() -> list[Json]:
    several = {"pattern": {"pattern": r"[*\[]"}}
    newest = {"newest_by": {"type": "string"}}
    no_newest: Json = {"newest_by": {"type": "null"}}
    merged, not_merged = {"merge": {"const": True}}, {"merge": {"const": False}}
    one = {"pattern": {"pattern": r"^[^*\[]*$"}}
    return [
        {"required": ["newest_by"], "properties": {**several, **newest, **not_merged}},
        {"required": ["merge"], "properties": {**several, **no_newest, **merged}},
        {"properties": {**one, **no_newest, **not_merged}},
    ]


def _a_dump_is_csv() -> Json:
    csv: Json = {"format": "csv", "encoding": "utf-8", "delimiter": ","}
    return {
        "if": {"required": ["dump"], "properties": {"dump": {"const": True}}},
        "then": {"properties": {name: {"const": value} for name, value in csv.items()}},
    }


def _options_of(name: FormatName) -> Json:
    """Return what a format asks of a file source, or of each of its several files."""
    needed, optional = FORMAT_OPTIONS[name]
    absent: Json = {option: {"type": "null"} for option in sorted(ALL_OPTIONS - needed - optional)}
    each = {"files": {"items": {"properties": absent}}} if absent else {}
    wanted = sorted(needed - PLACES)
    said = [{"anyOf": [_said(option), _every_file(_said(option))]} for option in wanted]
    return {
        "if": {"properties": {"format": {"const": name.value}}, "required": ["format"]},
        "then": {"properties": absent | each, **({"allOf": said} if said else {})},
    }


def _said(option: str) -> Json:
    return {"required": [option], "properties": {option: {"not": {"type": "null"}}}}


def _every_file(shape: Json) -> Json:
    return {"required": ["files"], "properties": {"files": {"type": "array", "items": shape}}}


def _fields_of_the_source_type() -> Json:
    described: Json = {"type": {"enum": ["api", "link"]}}
    api = {"properties": {"source": {"properties": described}}}
    return {
        "if": {"required": ["source"], **api},
        "then": {"properties": _absent(*OF_TABLES, "tables")},
        "else": {
            "if": SEVERAL_TABLES,
            "then": {"properties": _absent(*OF_TABLES)},
            "else": WHOLE_TABLE,
        },
    }


def _another_licence_needs_terms() -> Json:
    api = {"properties": {"type": {"const": "api"}}, "required": ["type"]}
    licence = {"const": Licence.OTHER.value}
    return {
        "if": {
            "properties": {"licence": licence, "source": api},
            "required": ["licence", "source"],
        },
        "then": {"properties": {"source": _with("terms")}},
    }


def _absent(*names: str) -> Json:
    return {name: {"enum": [None, []]} for name in names}


def _places_are_said() -> list[Json]:
    """Return that the source names the sheet or layer, where no tables do."""
    rules: list[Json] = []
    for name, (needed, _) in FORMAT_OPTIONS.items():
        for option in sorted(needed & PLACES):
            source = {"properties": {"format": {"const": name.value}}, "required": ["format"]}
            of_format = {"required": ["source"], "properties": {"source": source}}
            said = {"required": [option], "properties": {option: {"type": "string"}}}
            rules.append(
                {
                    "if": {"allOf": [of_format, {"not": SEVERAL_TABLES}]},
                    "then": {"properties": {"source": said}},
                }
            )
    return rules


def _maps_need_geometry() -> Json:
    name: Json = {"enum": [name.value for name in GEOGRAPHIC_FORMATS]}
    long_form = {"type": "object", "required": ["format"], "properties": {"format": name}}
    holds_a_map = {"type": "array", "contains": {"anyOf": [name, long_form]}}
    return {
        "if": {"required": ["distributions"], "properties": {"distributions": holds_a_map}},
        "then": {"required": ["geometry"], "properties": {"geometry": {"type": "object"}}},
    }


def main() -> None:
    """Write the schema's file."""
    text = json.dumps(editor_schema(), ensure_ascii=False, indent=2) + "\n"
    SCHEMA_FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
