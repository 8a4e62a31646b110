// The app in German: no text on any screen is English, neither a message nor what
// the server says, but for what people sent and what products call their fields.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { launch, open, visit } from "./lib/browser.mjs";
import { sender, setUp, until } from "./lib/client.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { start } from "./lib/server.mjs";
import { site } from "./lib/site.mjs";

let here, browser, list, other, owner;

before(async () => {
  here = await site();
  browser = await launch();
  list = screens(await subjects(here.clients.owner, "sample", here.people));
});

after(async () => {
  await browser?.close();
  await other?.remove();
  await here?.close();
});

/** The messages of a language by their keys. */
function messages(language) {
  const dir = new URL(`../src/messages/${language}/`, import.meta.url);
  return Object.assign({}, ...readdirSync(dir).map((file) => JSON.parse(readFileSync(new URL(file, dir), "utf8"))));
}

/** English messages without arguments that are said otherwise in German. */
const english = (() => {
  const [from, to] = [messages("en"), messages("de")];
  const german = new Set(Object.values(to));
  return Object.entries(from).filter(([key, text]) => text !== to[key] && !german.has(text) && !text.includes("{") && /[a-z]{3}/.test(text)).map(([, text]) => text);
})();

/** What is English on the page, but for names, code, and what products call their fields. */
function find(english) {
  const messages = new Set(english);
  const wrong = [...document.querySelectorAll('[lang="en"]')].filter((one) => one.getClientRects().length > 0 && !one.closest(".connect-fields, option")).map((one) => "lang=en: " + one.textContent);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(".name, code, pre, script, style, .connect-fields") && messages.has(node.textContent.trim())) wrong.push("English: " + node.textContent.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) if (messages.has(one.getAttribute(name)) && !one.closest(".name")) wrong.push(`English ${name}: ${one.getAttribute(name)}`);
  }
  return wrong;
}

/** Asserts that what is shown is German, once the server's texts are there in German. */
async function isGerman(page, what) {
  assert.equal(await page.locator("html").getAttribute("lang"), "de", what);
  let wrong;
  await until(async () => (wrong = await page.evaluate(find, english)).length === 0, "it is German", 5).catch(() => undefined);
  assert.deepEqual(wrong, [], what);
}

test("the English messages are read right", () => {
  assert.ok(english.length > 800 && english.includes("Save"), `${english.length} messages`);
});

describe("with data", () => {
  for (const role of ["owner", "analyst", "learner"]) {
    test(role, async (t) => {
      const page = await open(browser, { client: here.clients[role], language: "de" });
      for (const screen of list.filter((one) => (one.role ?? "owner") === (role === "analyst" ? "owner" : role))) {
        await t.test(screen.name, async () => {
          page.expected = /status of 40[34]/;
          await visit(page, address(here.url, screen));
          await isGerman(page, `${screen.name} for ${role}`);
        });
      }
      await page.context().close();
    });
  }
});

test("an empty store", async (t) => {
  const page = await open(browser, { client: here.clients.owner, width: "phone", language: "de" });
  page.expected = /status of 404/;
  for (const screen of list.filter((one) => !one.root && !one.role)) {
    await t.test(screen.name, async () => {
      await visit(page, address(here.url, screen, "school"));
      await isGerman(page, screen.name);
    });
  }
  await page.context().close();
});

test("how every number on Home is counted", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "de" });
  await visit(page, here.url + "/s/sample/home");
  const buttons = page.getByRole("button", { name: /^Wie wird .* gezählt\?$/ });
  assert.ok((await buttons.count()) > 3);
  for (const button of await buttons.all()) {
    await button.click();
    const dialog = page.getByRole("dialog");
    await dialog.locator(".prose-list li").first().waitFor();
    await isGerman(page, await dialog.innerText());
    assert.match(await dialog.locator(".prose-list").innerText(), /Zeit: Zeitstempel/);
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

/** Queries of every kind, by which explanations are asked for. */
const queries = [
  { kind: "table", metrics: ["statements", "people", "active_people", "sessions", "attempts", "registrations", "enrolled_people", "started_people", "completed_people", "passed_people", "failed_people", "waived_people"], dimensions: ["course"] },
  { kind: "table", metrics: ["score_mean", "score_median", "score_p10", "score_p90", "time_reported", "time_video", "time_estimated", "lag_p95", "late_share", { rate: ["passed_people", "started_people"], as: "pass_rate" }, { divide: ["statements", "people"], as: "each" }] },
  { kind: "trend", metrics: ["active_people_7d", "active_people_28d", "active_people_30d"], time: { range: "90d", bucket: "week" } },
  { kind: "statements" }, { kind: "items" }, { kind: "episodes" },
  { kind: "distribution", bins: 10 }, { kind: "lifecycle", time: { range: "90d", bucket: "month" } }, { kind: "retention", period: "month", periods: 6 },
  { kind: "funnel", steps: [{ name: "a", filter: ["in_class", "verb", ["start"]] }, { name: "b", filter: ["in_class", "verb", ["pass"]] }] },
  { kind: "paths", of: "activity", depth: 2 }, { kind: "correlation", x: { filter: ["exists", "score"] }, y: { filter: ["exists", "score"] } },
];

test("what a query means, of whatever kind", async (t) => {
  const page = await open(browser, { client: here.clients.owner, language: "de" });
  for (const query of queries) {
    await t.test(query.kind + " " + (query.metrics?.[0] ?? ""), async () => {
      page.expected = /./;
      await visit(page, `${here.url}/s/sample/explore?tab=query&q=${encodeURIComponent(JSON.stringify({ time: { range: "90d" }, ...query }))}`);
      await page.getByRole("button", { name: "Was bedeutet sie?" }).click();
      await page.locator(".explain .prose-list li").first().waitFor();
      await isGerman(page, JSON.stringify(query));
    });
  }
  await page.context().close();
});

test("what is wrong with a query is said in German, at its place", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "de" });
  page.expected = /status of 400/;
  await visit(page, `${here.url}/s/sample/explore?tab=query&q=${encodeURIComponent('{"kind":"table","metrics":["peple"]}')}`);
  await page.getByText(/Eine Kennzahl "peple" gibt es nicht \(meinten Sie "people"\?\); es gibt /).first().waitFor();
  await page.context().close();
});

test("a wrong password, and what may not be: the server's own words in German", async () => {
  const page = await open(browser, { language: "de" });
  page.expected = /status of 40\d/;
  await visit(page, here.url + "/sign-in");
  await page.locator("input[type=email]").fill("nobody@example.org");
  await page.locator("input[type=password]").fill("not the password at all");
  await page.locator("form button[type=submit]").click();
  await page.locator(".wrong:not(:empty)").first().waitFor();
  await isGerman(page, "a wrong password");
  await page.context().close();
});

test("a store with requests that were refused", async (t) => {
  other = await start();
  owner = await setUp(other, { language: "de" });
  const { key, send } = await sender(owner, "school");
  const actor = { mbox: "mailto:ada@example.org" };
  const verb = { id: "http://adlnet.gov/expapi/verbs/completed" };
  const object = { id: "https://example.org/course/1" };
  const refused = [
    { actor: {}, verb, object }, { actor, verb: { id: "completed" }, object }, { actor, verb, object, result: { scor: 1 } },
    { actor, verb, object, timestamp: "yesterday" }, { actor: { ...actor, openid: "https://ada.example.org/" }, verb, object }, { actor, verb, object: { ...object, definition: { interactionType: "guess" } } },
    { actor, verb, object, id: null }, { actor, verb }, "[", { actor, verb, object, context: { language: "English please" } }, { actor: { objectType: "Group", member: [actor] }, verb, object, result: { score: { scaled: 5 } }, more: 1 },
  ];
  for (const one of refused) assert.equal((await send(one)).status, 400);
  const xapi = (headers, path = "statements", method = "POST") => fetch(`${other.url}/xapi/${path}`, { method, headers, ...(method === "POST" && { body: "{}" }) });
  await xapi({ "X-Experience-API-Version": "2.0.0", "Content-Type": "application/json" });
  await xapi({ Authorization: "Basic " + btoa(`${key.key}:wrong`), "X-Experience-API-Version": "2.0.0", "Content-Type": "application/json" });
  const right = { Authorization: "Basic " + btoa(`${key.key}:${key.secret}`) };
  await xapi({ ...right, "Content-Type": "application/json" });
  await xapi({ ...right, "X-Experience-API-Version": "9", "Content-Type": "application/json" });
  await xapi({ ...right, "X-Experience-API-Version": "2.0.0", "Content-Type": "text/plain" });
  await xapi({ ...right, "X-Experience-API-Version": "2.0.0" }, "statements?verb=completed", "GET");
  await xapi({ ...right, "X-Experience-API-Version": "2.0.0" }, "statement", "GET");
  assert.equal((await send({ actor: { objectType: "Group", member: [actor, actor] }, verb, object })).status, 200);
  await until(async () => (await owner.call("GET", "/rejections?limit=100", undefined, { store: "school" })).rejections.length >= refused.length, "what was refused can be looked at");
  const page = await open(browser, { client: owner, language: "de" });
  page.expected = /status of 40[34]/;
  for (const path of ["/home", "/live?tab=rejected", "/live", "/data", `/data?source=${encodeURIComponent(key.key)}`, "/data/connect", "/data/readiness?feature=item_analysis", "/explore", "/explore?tab=missing&actor=mailto:ada@example.org"]) {
    await t.test(path, async () => {
      await visit(page, `${other.url}/s/school${path}`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
      await isGerman(page, path);
    });
  }
  await page.context().close();
});
