import assert from "node:assert/strict";
import { test } from "node:test";
import { nextAddress } from "./next.ts";

test("addresses inside of the app are gone to", () => {
  assert.equal(nextAddress("/s/school/learners?range=7d&scope=a%26b"), "/s/school/learners?range=7d&scope=a%26b");
  assert.equal(nextAddress("/account"), "/account");
  assert.equal(nextAddress("/a?next=//evil.example"), "/a?next=//evil.example");
});

test("nothing leads out of the app", () => {
  for (const next of [null, "", "s/school", "//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "/\n\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/.//evil.example", "/..//evil.example", "//", "/sign-in?next=/sign-in", "/invitation"])
    assert.equal(nextAddress(next), undefined, String(next));
});
