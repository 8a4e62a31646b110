// Live: what is stored and refused shows by itself, each statement once, and as many
// as the API says.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { invite, sender, setUp, until } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

let server, owner, browser, page, send;

before(async () => {
  server = await start();
  owner = await setUp(server);
  ({ send } = await sender(owner, "school"));
  browser = await launch();
  page = await open(browser, { client: owner, language: "en" });
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

const verbs = { passed: "http://adlnet.gov/expapi/verbs/passed", failed: "http://adlnet.gov/expapi/verbs/failed", answered: "http://adlnet.gov/expapi/verbs/answered" };

function statement(i, { verb = "answered", ...more } = {}) {
  return {
    id: randomUUID(),
    actor: { name: `Learner ${i % 40}`, mbox: `mailto:learner${i % 40}@example.org` },
    verb: { id: verbs[verb], display: { en: verb } },
    object: { id: `https://example.org/activities/${i % 12}`, definition: { name: { en: `Activity ${i % 12}` } } },
    ...more,
  };
}

async function store(list) {
  const response = await send(list);
  assert.ok(response.ok, `${response.status} ${await response.text()}`);
}

const live = (params = "") => `${server.url}/s/school/live${params}`;
const shows = async (page, id) => Number(await page.locator(`[data-number=${id}] [data-value]`).getAttribute("data-value"));
const shown = (page, id, value, what, seconds = 2) => until(async () => (await shows(page, id)) === value, `${what}: ${id} is ${value}`, seconds);
const rows = (page) => page.locator("[data-feed] [data-statement]").evaluateAll((all) => all.map((one) => one.dataset.statement));
const connected = (page) => page.locator(".dot-live").waitFor();
/** How many statements the API counts. */
const counted = async (filter) => (await owner.query("school", { kind: "table", metrics: ["statements"], time: { range: "all" }, ...(filter && { filter }) })).rows[0][0];

test("an empty store says so, with a statement to copy", async () => {
  await visit(page, live());
  await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
  await tidy(page, "empty");
  await accessible(page, "empty");
});

test("200 statements a second for ten seconds: feed and counters equal the API, and change at most once a second", async () => {
  await visit(page, live());
  await connected(page);
  await page.evaluate(() => {
    globalThis.changes = [];
    let last = -1;
    new MutationObserver(() => {
      const now = Math.round(performance.now());
      if (now - last > 100) globalThis.changes.push(now);
      last = now;
    }).observe(document.querySelector("[data-feed]"), { childList: true });
  });
  const began = performance.now();
  let sent = 0;
  for (let step = 0; step < 100; step++) {
    await store(Array.from({ length: 20 }, () => statement(sent++)));
    if (step % 30 === 10) assert.equal((await send([{ actor: { mbox: "nobody" } }])).status, 400);
    // The rate is what is tested: the next twenty go at their time.
    await pause(Math.max(0, began + (step + 1) * 100 - performance.now()));
  }
  await shown(page, "received", sent, "the feed");
  await until(async () => (await counted()) === sent, "the API has counted them", 10);
  assert.equal(await shows(page, "received"), await counted());
  await shown(page, "rejected", 3, "rejected requests", 3);
  await shown(page, "now", sent, "the last minute", 3);
  await shown(page, "active", 40, "active learners");
  const seen = await rows(page);
  assert.equal(seen.length, 200, "at most 200 rows are kept");
  assert.equal(new Set(seen).size, 200, "a statement is shown twice");
  const changes = await page.evaluate(() => globalThis.changes);
  assert.ok(changes.length >= 5, `the feed changed ${changes.length} times`);
  // A busy machine paints late, not more often.
  const seconds = (changes.at(-1) - changes[0]) / 1000;
  assert.ok(changes.length - 1 <= seconds + 0.6, `the feed changed ${changes.length} times in ${seconds} s`);
  const verbs = await page.locator("[data-breakdown=verb] [data-value]").first().getAttribute("data-value");
  assert.equal(Number(verbs), sent, "the breakdown by verb");
  await tidy(page, "the flood");
  await accessible(page, "the flood");
});

test("Pause holds everything and says how many wait", async () => {
  await visit(page, live());
  await connected(page);
  await store([statement(1)]);
  await shown(page, "received", 1, "before the pause");
  const held = await rows(page);
  await page.keyboard.press(".");
  await page.getByRole("button", { name: "Go on" }).waitFor();
  await store(Array.from({ length: 5 }, (_, i) => statement(i)));
  await page.getByText("5 new statements wait").waitFor({ timeout: 3000 });
  assert.deepEqual(await rows(page), held);
  assert.equal(await shows(page, "received"), 1);
  await accessible(page, "paused");
  await page.keyboard.press(".");
  await shown(page, "received", 6, "after the pause");
  assert.equal((await rows(page)).length, 6);
});

test("a restart of the server loses nothing and shows nothing twice", async () => {
  await visit(page, live());
  await connected(page);
  const first = Array.from({ length: 4 }, (_, i) => statement(i));
  await store(first);
  await shown(page, "received", 4, "before the restart");
  page.expected = /Failed to load resource|net::ERR|EventSource/;
  await server.restart();
  const second = Array.from({ length: 7 }, (_, i) => statement(i));
  await store(second);
  await shown(page, "received", 11, "after the restart", 15);
  await store([statement(1)]);
  await shown(page, "received", 12, "live again");
  const seen = await rows(page);
  assert.equal(new Set(seen).size, 12);
  for (const one of [...first, ...second]) assert.ok(seen.includes(one.id), `${one.id} was lost`);
  await tidy(page, "after the restart");
});

test("filters stand in the address and narrow the feed", async () => {
  await visit(page, live("?class=fail,pass"));
  await connected(page);
  assert.deepEqual(await page.locator(".chip[aria-pressed=true]").allInnerTexts(), ["Passed", "Failed"]);
  await store([statement(1), statement(2, { verb: "failed" }), statement(3, { verb: "passed", result: { score: { scaled: 0.92 }, success: true } })]);
  await shown(page, "received", 2, "the filtered feed");
  assert.match(await page.locator("[data-feed]").innerText(), /Learner 3 passed Activity 3, 92%/);
  assert.match(await page.locator("[data-feed]").innerText(), /Learner 2 failed Activity 2/);
  await page.locator(".live-classes").getByRole("button", { name: "Failed" }).click();
  assert.equal(new URL(page.url()).searchParams.get("class"), "pass");
  await page.getByLabel("Identifier").waitFor();
  await page.locator(".live-add select").selectOption("actor");
  await page.getByLabel("Identifier").fill("learner3@example.org");
  await page.keyboard.press("Enter");
  await until(() => new URL(page.url()).searchParams.get("actor") === "mailto:learner3@example.org", "the person is in the address", 2);
  await settled(page);
  assert.equal(await page.locator("[data-statement]").count(), 1, "what was there before is narrowed, too");
  await accessible(page, "filtered");
});

test("a person and a statement are links, and what was offline is marked", async () => {
  await visit(page, live());
  await connected(page);
  const late = statement(7, { verb: "passed", timestamp: new Date(Date.now() - 3 * 3_600_000).toISOString() });
  await store([late]);
  const row = page.locator(`[data-feed] [data-statement="${late.id}"]`);
  await row.getByText("offline, 3 hr late").waitFor({ timeout: 3000 });
  assert.match(await row.locator(".sentence-actor").getAttribute("href"), /\/learners\/journey\?person=mailto%3Alearner7%40example\.org/);
  assert.match(await row.locator(".feed-time").getAttribute("href"), new RegExp(`/explore\\?statement=${late.id}`));
});

test("rejected requests say why and what to do, and new ones come by themselves", async () => {
  await visit(page, live("?tab=rejected"));
  await connected(page);
  const before = await page.locator("[data-rejection]").count();
  const { reasons } = await owner.call("GET", "/rejections", undefined, { store: "school" });
  const numbers = await page.locator("tbody [data-value]").evaluateAll((all) => all.map((one) => Number(one.dataset.value)));
  assert.deepEqual(numbers, reasons.map((one) => one.count));
  assert.equal((await send([{ ...statement(1), verb: { id: "no iri" } }])).status, 400);
  await until(async () => (await page.locator("[data-rejection]").count()) === before + 1, "the new one shows", 10);
  await page.locator("[data-rejection] summary").first().click();
  await page.locator("[data-rejection]").first().getByText("What was sent", { exact: true }).waitFor();
  await tidy(page, "rejected");
  await accessible(page, "rejected");
});

test("in German the sentences are German", async () => {
  const user = await invite(owner, "doris@example.org", "Doris", [{ store: "school", role: "owner", groups: [], persons: [], min_group: 1 }]);
  await user.call("PUT", "/session/user", { name: "Doris", language: "de", zone: "", theme: "system", preferences: {} });
  const german = await open(browser, { client: user, width: "phone" });
  await visit(german, live());
  await connected(german);
  await store([statement(3, { verb: "passed", result: { score: { scaled: 0.925 } } })]);
  await german.getByText("Learner 3 hat Activity 3 bestanden, 92,5 %").first().waitFor({ timeout: 3000 });
  await tidy(german, "German");
  await accessible(german, "German");
  await german.context().close();
});

test("a learner may not watch", async () => {
  const learner = await invite(owner, "lea@example.org", "Lea", [{ store: "school", role: "learner", groups: [], persons: ["mailto:learner1@example.org"], min_group: 1 }]);
  const theirs = await open(browser, { client: learner, language: "en" });
  theirs.expected = /status of 403/;
  await visit(theirs, live());
  assert.match(await theirs.locator("main").innerText(), /Not for this role/);
  await theirs.context().close();
});
