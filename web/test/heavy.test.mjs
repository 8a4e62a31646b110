// Questions that are too much for an answer at once: those that a job answers are
// offered to be one, and those that nobody answers say what to ask instead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { sender, setUp, until } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";
import { site } from "./lib/site.mjs";

let here, browser, server;

before(async () => {
  here = await site();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
  await here?.close();
});

const builder = (url, store, query) => `${url}/s/${store}/explore?${new URLSearchParams({ tab: "query", as: "table", q: JSON.stringify(query) })}`;

test("what takes longer than an answer may is offered as a job, and the job answers it", async () => {
  server = await start();
  const owner = await setUp(server);
  const { send } = await sender(owner, "school");
  const statements = Array.from({ length: 30 }, (_, i) => ({ actor: { mbox: `mailto:l${i % 10}@example.org` }, verb: { id: "http://adlnet.gov/expapi/verbs/completed" }, object: { id: `https://example.org/${i % 3}` } }));
  assert.equal((await send(statements)).status, 200);
  const query = { kind: "table", metrics: ["people", "statements"], dimensions: ["activity"], time: { range: "28d" } };
  await until(async () => (await owner.query("school", query)).rows.length === 3, "the statements are counted");
  const page = await open(browser, { client: owner, language: "en" });
  page.expected = /status of 413|net::ERR|Failed to fetch/;
  await visit(page, builder(server.url, "school", { kind: "table", metrics: ["statements"] }));
  // From now on no answer is ready in time; a job has its usual two minutes.
  await server.stop();
  server = await start({ dir: server.dir, listen: new URL(server.url).host, args: ["--query-timeout", "1ns"] });
  await page.getByRole("button", { name: "JSON", exact: true }).first().click();
  await page.getByLabel("The query as JSON").fill(JSON.stringify(query));
  await page.getByRole("alert").getByText("That is too much for an answer at once").waitFor();
  await accessible(page, "a question that is too much");
  await tidy(page, "a question that is too much");
  await page.getByRole("alert").getByRole("button", { name: "Run as a job" }).click();
  await page.getByText("The job is done.").waitFor();
  await settled(page);
  const shown = await page.locator(".answer tbody tr").evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("[data-value]")].map((one) => Number(one.dataset.value))));
  assert.deepEqual(shown, [[10, 10], [10, 10], [10, 10]]);
  assert.equal(await page.getByText("That is too much for an answer at once").count(), 0);
  await accessible(page, "what a job answered");
  await tidy(page, "what a job answered");
  await page.context().close();
});

test("what no job answers either says what to ask instead", async () => {
  const query = { kind: "trend", metrics: ["statements", "people", "score_mean"], dimensions: ["person", "activity"], time: { range: "365d", bucket: "hour" } };
  const refused = await here.clients.owner.call("POST", "/query", query, { store: "sample", raw: true });
  assert.equal(refused.status, 413);
  const { code, detail } = await refused.json();
  assert.equal(code, "too-many-cells");
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  page.expected = /status of 413/;
  await visit(page, builder(here.url, "sample", query));
  await page.locator(".query-answer .state-bad").waitFor();
  assert.ok((await page.locator(".query-answer").innerText()).includes(detail), "it says what the server says");
  assert.equal(await page.getByText("A job answers it").count(), 0, "no job is promised that would be refused as well");
  await accessible(page, "a question that makes too much");
  await tidy(page, "a question that makes too much");
  await page.context().close();
});
