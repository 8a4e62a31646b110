import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "@formatjs/icu-messageformat-parser";
import { setCatalogue } from "./i18n.ts";
import { said, setSaid } from "./said.ts";

// The tests run in the module's root.
const dir = "web/src/said/de";

const german = Object.assign({}, ...readdirSync(dir).map((file) => JSON.parse(readFileSync(join(dir, file), "utf8")) as Record<string, string>)) as Record<string, string>;

test("every German text of the server's can be read as a message", () => {
  for (const [english, text] of Object.entries(german)) assert.doesNotThrow(() => parse(text, { ignoreTag: true }), english + ": " + text);
});

test("what the server says is found by its wording, whatever stands in it", () => {
  setCatalogue("de", {});
  setSaid("de", german);
  for (const [english, wanted] of [
    ["The database does not answer.", "Die Datenbank antwortet nicht."],
    ["signing in failed too often: try again in 1 minutes", "Die Anmeldung ist zu oft gescheitert: Versuchen Sie es in 1 Minute erneut"],
    ["signing in failed too often: try again in 15 minutes", "Die Anmeldung ist zu oft gescheitert: Versuchen Sie es in 15 Minuten erneut"],
    ["an Agent needs exactly one of mbox, mbox_sha1sum, openid, account; found two", "ein Agent braucht genau eines von mbox, mbox_sha1sum, openid, account; gefunden: zwei"],
    ["/0/actor: an actor must be an Agent, not a Group; 1 more fault", "/0/actor: ein Actor muss ein Agent sein, keine Group; 1 weiterer Fehler"],
    ['/verb/id: id must be an IRI with its scheme, such as https://example.com/x, without spaces; got "is empty"', '/verb/id: id muss eine IRI mit Schema sein, etwa https://example.com/x, ohne Leerzeichen; gefunden: "is empty"'],
    ['"scor" is not a property of a result; did you mean score?', '"scor" ist hier keine Eigenschaft (ein Ergebnis); meinten Sie score?'],
    ['the query cannot be understood: at /metrics/0: there is no metric "peple" (did you mean "people"?); there are people, statements (and 2 more)',
      'Die Abfrage ist nicht verständlich: an /metrics/0: Eine Kennzahl "peple" gibt es nicht (meinten Sie "people"?); es gibt people, statements (und 2 weitere)'],
    ["the body is larger than 67108864 bytes", "Der Inhalt ist größer als 67.108.864 Bytes"],
    ['a metric is a name, or an object such as {"rate": [A, B], "as": NAME}, not a number', 'Eine Kennzahl ist ein Name oder ein Objekt wie {"rate": [A, B], "as": NAME}, gefunden: eine Zahl'],
  ] as const) assert.equal(said(english), wanted, english);
  assert.equal(said("nobody ever said this"), undefined);
  assert.equal(said("constructor"), undefined);
});

test("English is said as it is, and a language without these texts says nothing", () => {
  setCatalogue("en", {});
  assert.equal(said("The database does not answer."), "The database does not answer.");
  setCatalogue("ar", {});
  setSaid("ar", {});
  assert.equal(said("The database does not answer."), undefined);
});
