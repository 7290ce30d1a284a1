#!/usr/bin/env python3
"""Asks PyPI's jsonschema what it answers; SchemaTests compares. Run: pip install jsonschema && ./expected.py >expected.json"""
import json
import jsonschema

DRAFTS = {4: jsonschema.Draft4Validator, 6: jsonschema.Draft6Validator, 7: jsonschema.Draft7Validator,
          2019: jsonschema.Draft201909Validator, 2020: jsonschema.Draft202012Validator}

VALUES = [None, True, False, 0, 1, -1, 1.0, 1.5, 0.25, 1e3, 7, 12, "", "a", "ab", "abc", "é", "A1", "2024-02-30", [], [1], [1, 2],
          [1, 1], [1, 1.0], [True, 1], ["a", 1, None], [[1], [1]], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], {}, {"a": 1}, {"a": "x"},
          {"a": 1, "b": 2}, {"b": 1}, {"x-a": 1}, {"a": {"a": {"a": 1}}}, {"a": {"a": {"a": "x"}}}, {"a": [1, {"a": 2}]},
          {"kind": "u", "v": 1}, {"kind": "s", "v": "t"}, {"kind": "s", "v": 1}, {"é": 1}]

SCHEMAS = [
    True, False, {}, {"type": "string"}, {"type": ["integer", "null"]}, {"type": "integer"}, {"type": "number"}, {"type": "object"},
    {"type": "array"}, {"type": "boolean"}, {"enum": [1, "a", None, [1], {"a": 1}]}, {"const": 1}, {"const": {"b": 2, "a": 1}}, {"const": False},
    {"minimum": 1}, {"maximum": 1}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 1}, {"multipleOf": 0.25}, {"multipleOf": 3},
    {"multipleOf": 1.5}, {"minLength": 2}, {"maxLength": 1}, {"pattern": "^[a-z]+$"}, {"pattern": "\\d"}, {"minItems": 2}, {"maxItems": 1},
    {"uniqueItems": True}, {"items": {"type": "integer"}}, {"contains": {"const": 1}}, {"contains": {"const": 1}, "minContains": 2},
    {"contains": {"const": 1}, "maxContains": 1}, {"contains": {"const": 9}, "minContains": 0}, {"minProperties": 2}, {"maxProperties": 1},
    {"required": ["a", "b"]}, {"properties": {"a": {"type": "integer"}}}, {"properties": {"a": True}, "additionalProperties": False},
    {"additionalProperties": {"type": "integer"}}, {"patternProperties": {"^x-": {"type": "string"}}},
    {"properties": {"a": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": False}, {"propertyNames": {"maxLength": 1}},
    {"dependencies": {"a": ["b"], "x-a": {"required": ["q"]}}}, {"dependentRequired": {"a": ["b"]}}, {"dependentSchemas": {"a": {"required": ["b"]}}},
    {"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"anyOf": [{"type": "string"}, {"minimum": 1}]}, {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
    {"not": {"type": "object"}}, {"if": {"type": "integer"}, "then": {"minimum": 1}, "else": {"type": "string"}},
    {"properties": {"a": {"$ref": "#"}}, "type": ["object", "integer"]}, {"$ref": "#/definitions/x", "definitions": {"x": {"type": "string"}}, "minLength": 2},
    {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "integer"}}},
    {"$defs": {"n": {"$anchor": "n", "type": "integer"}}, "items": {"$ref": "#n"}},
    {"$id": "http://x.test/root.json", "$defs": {"n": {"$id": "n.json", "type": "integer"}}, "items": {"$ref": "n.json"}},
    {"properties": {"kind": {"enum": ["u", "s"]}}, "required": ["kind"],
     "oneOf": [{"properties": {"kind": {"const": "u"}, "v": {"type": "integer"}}}, {"properties": {"kind": {"const": "s"}, "v": {"type": "string"}}}]},
    {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}, {"prefixItems": [{"const": 1}], "items": False},
    {"prefixItems": [{"const": 1}], "unevaluatedItems": {"type": "null"}}, {"contains": {"const": 1}, "unevaluatedItems": False},
    {"items": [{"const": 1}], "additionalItems": {"type": "integer"}}, {"anyOf": [{"required": ["a"], "properties": {"a": {}}}, True], "unevaluatedProperties": False},
    {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"properties": {"b": {}}}, "unevaluatedProperties": False},
    {"minimum": 1, "exclusiveMinimum": True}, {"required": []}, {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "object"}]}}},
]

cases = []
for draft, validator in DRAFTS.items():
    for schema in SCHEMAS:
        try:
            validator.check_schema(schema)
        except jsonschema.SchemaError:
            continue
        if draft >= 2019 and schema not in (True, False) and "dependencies" in schema:
            continue  # it does not know the old keyword there
        if draft == 2019 and schema == {"contains": {"const": 1}, "unevaluatedItems": False}:
            continue  # only since 2020-12 does "contains" count as evaluating
        judge = validator(schema)
        try:
            invalid = [index for index, value in enumerate(VALUES) if not judge.is_valid(value)]
        except jsonschema.exceptions._WrappedReferencingError:
            continue
        cases.append({"draft": draft, "schema": schema, "invalid": invalid})
print(json.dumps({"values": VALUES}, ensure_ascii=False)[:-1] + ',"cases":[')
print(",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]}")
