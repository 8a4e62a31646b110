import assert from "node:assert/strict";
import { test } from "node:test";
import { byBeginning } from "./job.ts";

test("a file is known by what it begins with, and by its name", () => {
  const cases: [string | undefined, string, string][] = [
    ["ndjson", '{"a":1}\n{"b":2}\n', "ndjson"],
    ["json", '{"a":1}\n{"b":2}\n', "ndjson"],
    ["json", '{\n  "statements": []\n}', "json"],
    ["json", '{"statements": []}', "json"],
    ["jsonl", '{"a":1}\n', "ndjson"],
    [undefined, '  [{"a":1}]', "json"],
    ["csv", "\ufeffperson,verb\n", "csv"],
    [undefined, "person;result;activity\nada;passed;x\n", "csv"],
    ["csv", "\u001f\u008b…", "csv"],
    ["ndjson", "\u001f\u008b…", "ndjson"],
    [undefined, "", "ndjson"],
  ];
  for (const [ending, beginning, format] of cases) assert.equal(byBeginning(ending, beginning), format, `${ending} ${beginning}`);
});
