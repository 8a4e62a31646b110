// A statement whose every string is hostile is shown safely on every screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { randomUUID } from "node:crypto";
import { launch, open, tidy, visit } from "./lib/browser.mjs";
import { invite, sender, setUp, until } from "./lib/client.mjs";
import { address, screens } from "./lib/screens.mjs";
import { start } from "./lib/server.mjs";

const evil = [
  `<img src=x onerror="window.pwned=1">`,
  `"><script>window.pwned=1</script>`,
  `javascript:window.pwned=1`,
  "\u202egnp.exe\u202d right to left",
  "\u0007bell \u001b[31m\u0085",
  "👩‍👩‍👧‍👦🏳️‍🌈 ﷽ Z̴̡͔a̵l̷g̶o̸",
  "a".repeat(10_000),
  "{count, plural, one {#} other {'{'}} {{constructor.constructor('window.pwned=1')()}}",
];

const text = evil.join(" ");
/** What Lore takes as the name of a key or a user, which may not hold what cannot be printed. */
const printable = evil.slice(0, 3).join(" ").slice(0, 90);
/** An IRI by the rules of xAPI, and one that runs where it becomes a link. */
const iri = `javascript:window.pwned=1//'-window.pwned=1-'?r=${"y".repeat(400)}`;

let server, owner, browser, learner;

before(async () => {
  server = await start();
  owner = await setUp(server);
  browser = await launch();
  const { send } = await sender(owner, "school", printable);
  const actor = { objectType: "Agent", name: text, account: { homePage: "https://example.org/", name: text.slice(0, 900) } };
  const about = (verb, result, type, more = {}) => ({
    id: randomUUID(), actor, verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: text } },
    object: { id: iri, definition: { name: { en: text }, description: { en: text }, type, extensions: { "https://example.org/ext": text }, ...more } },
    ...(result && { result: { response: text, ...result } }),
    context: { platform: text, language: "en", contextActivities: { grouping: [{ id: iri + "&course", definition: { name: { en: text }, type: "http://adlnet.gov/expapi/activities/course" } }], parent: [{ id: iri + "&quiz", definition: { name: { en: text } } }] }, extensions: { "https://example.org/ext": { deep: text } } },
  });
  const answer = await send([
    about("initialized"), about("passed", { success: true, score: { scaled: 0.9 } }), about("completed", { completion: true, duration: "PT90S" }),
    about("answered", { success: true }, "http://adlnet.gov/expapi/activities/cmi.interaction", { interactionType: "choice", correctResponsesPattern: ["a"], choices: [{ id: "a", description: { en: text } }] }),
    { ...about("experienced"), verb: { id: "https://example.org/verbs/" + encodeURIComponent("<b>"), display: { en: text, ar: text } } },
  ]);
  assert.equal(answer.status, 200, await answer.text());
  const refused = await send([{ actor: { mbox: text }, verb: { id: text }, object: { id: text } }]);
  assert.equal(refused.status, 400);
  await until(async () => (await owner.query("school", { kind: "table", metrics: ["statements"], time: { range: "all" } })).rows[0]?.[0] >= 5, "the facts have the statements");
  const identity = `account:https://example.org/|${text.slice(0, 900)}`;
  learner = await invite(owner, "eve@example.org", printable, [{ store: "school", role: "learner", groups: [], persons: [identity], min_group: 1 }]);
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

for (const width of ["desktop", "phone"]) {
  test(`every screen, ${width}`, async (t) => {
    const statements = await owner.query("school", { kind: "statements", fields: ["statement_id", "person", "activity", "verb"], time: { range: "all" } });
    const [statement, person] = statements.rows[0];
    const of = { course: iri + "&course", assessment: iri + "&quiz", item: iri, video: iri, person, statement };
    for (const [role, client] of [["owner", owner], ["learner", learner]]) {
      const page = await open(browser, { client, width, language: "en" });
      for (const screen of screens(of).filter((one) => (one.role ?? "owner") === role)) {
        await t.test(screen.name, async () => {
          page.faults.length = 0;
          await visit(page, address(server.url, screen, "school"));
          assert.equal(await page.evaluate(() => window.pwned), undefined, `${screen.name}: a statement ran`);
          assert.equal(await page.locator("img[src=x], [onerror], [onload], main script, main svg[onload]").count(), 0, `${screen.name}: a statement became markup`);
          const links = await page.locator("a[href]").evaluateAll((all) => all.map((one) => one.href).filter((href) => !/^https?:/.test(href)));
          assert.deepEqual(links, [], `${screen.name}: a link to something else than the web`);
          const turned = await page.locator("main").innerText();
          // The app itself sets names apart by isolates (U+2068 … U+2069), in pairs.
          const apart = turned.replace(/\u2068([^\u2066-\u2069]*)\u2069/g, "$1");
          const turns = /.{0,30}[\u202a-\u202e\u2066-\u2069\u0007\u001b].{0,30}/s.exec(apart)?.[0];
          assert.equal(turns && JSON.stringify(turns).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`), undefined, `${screen.name}: characters that turn the text are shown`);
          await tidy(page, screen.name);
        });
      }
      await page.context().close();
    }
  });
}
