import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "@formatjs/icu-messageformat-parser";
import { preferred, setCatalogue, stretch, t } from "./i18n.ts";

// The tests run in the module's root.
const source = "web/src";

function catalogue(language: string): Map<string, string> {
  const dir = join(source, "messages", language);
  return new Map(readdirSync(dir).flatMap((room) => Object.entries(JSON.parse(readFileSync(join(dir, room), "utf8")) as Record<string, string>)));
}

/** The names of a message's arguments. */
function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  const walk = (parts: readonly { type: number; value?: unknown; options?: Record<string, { value: never[] }> }[]) => {
    for (const part of parts) {
      if (part.type !== 0 && part.type !== 7 && typeof part.value === "string") found.add(part.value);
      for (const option of Object.values(part.options ?? {})) walk(option.value);
    }
  };
  walk(parse(message, { ignoreTag: true }) as never);
  return [...found].sort();
}

test("German has every message of English, Arabic none that English lacks", () => {
  const [english, german, arabic] = [catalogue("en"), catalogue("de"), catalogue("ar")];
  assert.deepEqual([...english.keys()].filter((key) => !german.has(key)), [], "German lacks");
  assert.deepEqual([...german.keys(), ...arabic.keys()].filter((key) => !english.has(key)), [], "English lacks");
});

test("messages can be read, and have the same arguments in every language", () => {
  const english = catalogue("en");
  for (const language of ["en", "de", "ar"]) {
    for (const [key, message] of catalogue(language)) {
      const wanted = argumentsOf(english.get(key)!);
      // A plural that a language does not need may be left out.
      for (const name of argumentsOf(message)) assert.ok(wanted.includes(name), `${language} ${key}: English does not know {${name}}`);
      // A language may say the verb itself where the class of verbs says enough.
      const without = (names: string[]) => names.filter((name) => name !== "verb");
      if (language === "de") assert.deepEqual(without(argumentsOf(message)), without(wanted), `${language} ${key}`);
    }
  }
});

test("a message falls back to its key and says so once, a language to one that is known", (context) => {
  const said = context.mock.method(console, "error", () => undefined);
  setCatalogue("de", { "home.people": "{n, plural, one {# Person} other {# Personen}}" });
  assert.equal(t("home.people", { n: 1 }), "1 Person");
  assert.equal(t("home.people", { n: 1200 }), "1.200 Personen");
  assert.equal(said.mock.callCount(), 0);
  assert.equal(t("home.nothing"), "home.nothing");
  t("home.nothing");
  assert.deepEqual(said.mock.calls.map((call) => call.arguments), [["There is no message home.nothing."]]);
  assert.equal(preferred("de-CH"), "de");
  assert.equal(preferred("fr"), "en");
});

test("the pseudo-locale is longer and keeps what is inside", () => {
  const said = stretch("12 people");
  assert.ok(said.startsWith("⟦12 p") && said.length > "12 people".length * 1.3);
});
