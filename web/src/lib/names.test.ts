import { visible } from "../lib/names.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { shortId } from "./names.ts";
import { storeNameOf } from "../screens/setup/index.tsx";

test("an identifier is shortened to what people can read", () => {
  for (const [id, want] of [
    ["mailto:ada@example.org", "ada@example.org"],
    ["account:https://lms.example.org|bob", "bob"],
    ["https://example.org/courses/first%20aid/", "first aid"],
    ["https://example.org/x#y", "y"],
    ["https://example.org/%E0%A4%A", "%E0%A4%A"],
  ] as const) {
    assert.equal(shortId(id), want);
  }
});

test("characters that turn or hide text are made visible", () => {
  assert.equal(visible("a\u202eb\u0007c\u200bd"), "a\ufffdb\ufffdc\ufffdd");
  assert.equal(visible("Ünïcödé 👩‍👧 ﷽"), "Ünïcödé 👩‍👧 ﷽");
});

test("an organisation's name becomes a store's", () => {
  assert.equal(storeNameOf("Müller & Söhne GmbH"), "muller-sohne-gmbh");
  assert.equal(storeNameOf("شركة"), "main");
  assert.equal(storeNameOf("Sample"), "main");
});
