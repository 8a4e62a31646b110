// Questions of one's own: form, JSON, address, table, chart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { site } from "./lib/site.mjs";

let here, browser;

before(async () => {
  here = await site();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const address = (query, more = {}) => `${here.url}/s/sample/explore?${new URLSearchParams({ tab: "query", ...(query && { q: JSON.stringify(query) }), ...more })}`;
const asked = (page) => JSON.parse(new URL(page.url()).searchParams.get("q"));

test("what the form says is in the JSON and the address, and comes back after reloading", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, address());
  await page.getByRole("button", { name: "My own question" }).click();
  await page.getByLabel("Kind", { exact: true }).selectOption("trend");
  await page.getByRole("combobox", { name: "Number", exact: true }).first().selectOption("completed_people");
  await page.getByLabel("Group by …").selectOption("verb_class");
  await page.getByRole("combobox", { name: "Add a condition …" }).selectOption("success");
  await page.getByLabel("In steps of").selectOption("month");
  const wanted = { kind: "trend", metrics: ["completed_people", "statements"], dimensions: ["verb_class"], time: { range: "28d", bucket: "month" }, filter: ["is", "success", [true]] };
  await page.waitForFunction(() => location.search.includes("success"));
  assert.deepEqual(asked(page), wanted);
  await page.reload();
  await settled(page);
  assert.deepEqual(asked(page), wanted);
  await page.getByRole("button", { name: "JSON", exact: true }).first().click();
  const editor = page.getByLabel("The query as JSON");
  assert.deepEqual(JSON.parse(await editor.inputValue()), wanted);
  await editor.fill(JSON.stringify({ ...wanted, limit: 3 }));
  await page.getByRole("button", { name: "Form" }).click();
  await page.getByText("Order, limits").click();
  assert.equal(await page.getByLabel("Groups at most").inputValue(), "3");
  await tidy(page, "the query");
  await page.context().close();
});

test("every number in the table is the API's", async () => {
  const query = { kind: "table", metrics: ["people", { rate: ["passed_people", "started_people"], as: "pass_rate" }, "score_median"], dimensions: ["course"], filter: ["exists", "course"], time: { range: "365d", zone: "Europe/Berlin" } };
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, address(query, { as: "table" }));
  const answer = await here.clients.owner.query("sample", query);
  await page.locator(".answer tbody tr").first().waitFor();
  const shown = await page.locator(".answer tbody tr").evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("[data-value]")].map((one) => (one.dataset.value === "" ? null : Number(one.dataset.value)))));
  assert.deepEqual(shown, answer.rows.map(([, ...cells]) => cells.map((cell) => (typeof cell === "object" && cell !== null ? cell.value : cell))));
  await page.locator(".answer tbody tr .number-link").first().click();
  await page.getByRole("dialog").getByRole("table").waitFor();
  await tidy(page, "the people behind a number");
  await page.context().close();
});

test("what is wrong is said at its place", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  page.expected = /status of 400/;
  await visit(page, address({ kind: "table", metrics: ["pepole"] }));
  await page.getByText("/metrics/0").first().waitFor();
  assert.match(await page.locator(".metric-row .wrong").innerText(), /pepole/);
  await accessible(page, "a wrong question");
  await page.context().close();
});

test("a job answers the same, and the question is explained", async () => {
  const query = { kind: "table", metrics: ["statements"], time: { range: "all", zone: "Europe/Berlin" } };
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, address(query));
  await page.getByRole("button", { name: "What does it mean?" }).click();
  await page.getByText("Rows to look at").waitFor();
  await page.getByRole("button", { name: "Run as a job" }).click();
  await page.getByText("The job is done.").waitFor();
  const [[statements]] = (await here.clients.owner.query("sample", query)).rows;
  assert.equal(Number(await page.locator(".answer [data-value]").first().getAttribute("data-value")), statements);
  await tidy(page, "a job");
  await page.context().close();
});

test("questions look right on phones, in the dark, from right to left", async () => {
  for (const look of [{ theme: "dark", width: "phone", language: "en" }, { theme: "light", width: "phone", language: "ar" }, { theme: "dark", width: "desktop", language: "en" }]) {
    const page = await open(browser, { client: here.clients.owner, ...look });
    for (const query of [undefined, { kind: "funnel", steps: [{ name: "a", filter: ["in_class", "verb", ["start"]] }, { name: "b", filter: ["or", ["in_class", "verb", ["pass"]], ["has_done", { filter: ["gte", "score", 0.5], within: "9d" }]] }], time: { range: "365d" } }, { kind: "retention", period: "month", periods: 4, time: { range: "365d" } }]) {
      await visit(page, address(query));
      const what = `${query?.kind ?? "the start"}, ${JSON.stringify(look)}`;
      await tidy(page, what);
      await accessible(page, what);
    }
    await page.context().close();
  }
});

test("small groups are hidden from analysts, and said to be", async () => {
  const query = { kind: "table", metrics: ["people"], dimensions: ["activity"], time: { range: "7d" }, limit: 200 };
  const answer = await here.clients.analyst.query("sample", query);
  const page = await open(browser, { client: here.clients.analyst, language: "en" });
  await visit(page, address(query, { as: "table" }));
  await page.locator(".answer tbody tr").first().waitFor();
  const hidden = answer.rows.filter((row) => row[1] === null).length;
  assert.equal(await page.locator('.answer tbody [data-value=""]').count(), hidden);
  assert.equal(await page.locator(".answer .number-link").count(), 0, "no people open");
  if (hidden > 0) assert.match(await page.locator(".answer").innerText(), /< 5/);
  await page.context().close();
});
