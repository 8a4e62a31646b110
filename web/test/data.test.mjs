// Data: what sources send, what features need, and decisions, made with the
// keyboard alone and taken back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { sender, until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let here, browser, owner;
const activity = "https://example.org/mapping/quiz-" + randomUUID();
const verb = "https://vendor.example.org/verbs/finished-" + randomUUID();
const people = [`mailto:${randomUUID()}@example.org`, `mailto:${randomUUID()}@example.org`];

before(async () => {
  here = await site();
  owner = here.clients.owner;
  browser = await launch();
  const { send } = await sender(owner, "sample", "Data test");
  const sent = people.map((mbox, i) => ({ actor: { name: `Mapped ${i}`, mbox }, verb: { id: verb }, object: { id: activity, definition: { name: { en: "The mapped quiz" } } } }));
  assert.equal((await send(sent)).status, 200);
  await until(async () => (await owner.query("sample", { kind: "table", metrics: ["statements"], filter: ["is", "activity", [activity]], time: { range: "all" } })).rows[0][0] === 2, "the facts have the statements");
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const at = (path) => `${here.url}/s/sample/data${path}`;
const get = (path) => owner.call("GET", path, undefined, { store: "sample" });
const values = (locator) => locator.locator("[data-value]").evaluateAll((all) => all.map((one) => one.dataset.value));

/** Presses Tab until the focus is on what matches. */
async function tabTo(page, selector) {
  for (let i = 0; i < 300; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reaches ${selector}`);
}

test("sources have the figures of the report", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at(""));
  const report = await get("/sources?zone=Europe/Berlin");
  const { totals } = report;
  const shown = (await values(page.locator("[data-totals]"))).map(Number);
  assert.deepEqual(shown.map((value) => Math.round(value * 10)), [totals.last_day, totals.per_hour, totals.lag_p95_s, report.rejected_requests, totals.clock_suspect.count, totals.unknown_verbs.count].map((value) => Math.round(value * 10)));
  assert.equal(await page.locator("tbody tr").count(), report.sources.length);
  const most = [...report.sources].sort((a, b) => b.statements - a.statements)[0];
  const row = await values(page.locator("tbody tr", { hasText: most.source }).first());
  for (const value of [most.rejected.requests, most.statements]) assert.ok(row.map(Number).includes(value), `${value} in ${row}`);
  await accessible(page, "sources");
  await tidy(page, "sources");
  await page.locator("tbody tr", { hasText: most.source }).first().getByRole("link").press("Enter");
  await settled(page);
  const one = await get(`/sources/${encodeURIComponent(most.source)}`);
  const figures = (await values(page.locator("[data-figures]"))).filter((value) => value !== "").map(Number);
  for (const value of [one.statements, one.rejected.requests, one.resent, one.offline_batches]) assert.ok(figures.includes(value));
  await accessible(page, "a source");
  await tidy(page, "a source");
  await page.context().close();
});

test("a source is marked, and the mark undone", async () => {
  const page = await open(browser, { client: owner });
  const [source] = (await get("/sources")).sources.filter((one) => one.name === "Data test");
  await visit(page, at("?source=" + source.source));
  await page.getByRole("button", { name: "Trust its clock", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Do not trust its clock" }).waitFor();
  const marks = async () => (await get("/meaning/sources")).sources.find((one) => one.source === source.source)?.marks ?? [];
  assert.deepEqual(await marks(), ["trusted-clock"]);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("button", { name: "Trust its clock", exact: true }).waitFor();
  assert.deepEqual(await marks(), []);
  await page.context().close();
});

test("readiness has a card for each feature, with what is sent of what it needs", async () => {
  const page = await open(browser, { client: owner });
  const report = await get("/readiness");
  const feature = report.features.find((one) => one.ingredients.some((part) => part.missing.length > 0)) ?? report.features[0];
  await visit(page, at("/readiness?feature=" + feature.feature));
  assert.equal(await page.locator("[data-feature]").count(), report.features.length);
  for (const one of report.features) {
    const card = page.locator(`[data-feature=${one.feature}]`);
    assert.equal(await card.getAttribute("data-status"), one.status);
    assert.deepEqual((await values(card)).slice(0, 2).map(Number), [one.qualifying.share, one.qualifying.count]);
  }
  const [part] = feature.ingredients;
  const shown = page.locator(`[data-feature=${feature.feature}] [data-ingredient=${part.ingredient}]`).first();
  const expected = part.fields.flatMap((field) => [field.present.share, field.present.count]);
  assert.deepEqual((await values(shown.locator(".shares"))).map(Number), expected);
  assert.deepEqual(JSON.parse(await shown.locator(".snippet code").innerText()), part.sample);
  await accessible(page, "readiness");
  await tidy(page, "readiness");
  await page.context().close();
});

test("an activity is mapped to a course with the keyboard only, and back", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("/mapping?" + new URLSearchParams({ search: activity })));
  await page.locator(`[data-activity="${activity}"]`).waitFor();
  await tabTo(page, "tbody button");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("radio").first().waitFor();
  await tabTo(page, "dialog input[role=combobox]");
  await page.keyboard.type("Fire safety");
  const options = page.locator("dialog [role=option]");
  await options.filter({ hasText: "Fire safety" }).first().waitFor();
  const first = await options.first().locator("[title]").first().getAttribute("title");
  await page.keyboard.press("Enter");
  await page.locator(`input[type=radio][value="${first}"]:checked`).waitFor();
  await tabTo(page, "dialog button[type=submit]");
  await page.keyboard.press("Enter");
  const mapped = async () => (await get("/meaning/courses")).courses.find((one) => one.activity === activity)?.course;
  await until(async () => (await mapped()) === first, "the activity is mapped");
  await page.getByText("mapped by you").first().waitFor();
  const answer = await owner.query("sample", { kind: "table", metrics: ["statements"], filter: ["is", "course", [first]], dimensions: ["activity"], time: { range: "all" }, limit: 1000 });
  assert.ok(answer.rows.some((row) => row[0] === activity));
  await accessible(page, "mapping");
  await tabTo(page, ".undo button");
  await page.keyboard.press("Enter");
  await until(async () => (await mapped()) === undefined, "the mapping is undone");
  await tidy(page, "mapping");
  await page.context().close();
});

test("a verb's class is corrected with the keyboard only, and back", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("/mapping?of=verbs"));
  await page.keyboard.press("/");
  await page.keyboard.type(verb);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.equal(Number((await values(page.locator("tbody tr")))[0]), 2);
  await tabTo(page, "select.class-select");
  await page.keyboard.type("Completed");
  const known = async () => (await get("/meaning/verbs")).verbs.find((one) => one.verb === verb)?.class;
  await until(async () => (await known()) === "complete", "the verb has a class");
  await page.getByText("changed; standard: Other").waitFor();
  await accessible(page, "verbs");
  await tabTo(page, ".undo button");
  await page.keyboard.press("Enter");
  await until(async () => [undefined, "other"].includes(await known()), "the class is as before");
  await tidy(page, "verbs");
  await page.context().close();
});

test("two identities become one person, and two again", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("/mapping?of=people"));
  await page.getByLabel("Identity", { exact: true }).fill(people[0]);
  await page.getByLabel("Becomes one with", { exact: true }).fill(people[1]);
  await page.locator("[data-preview]").nth(1).waitFor();
  await page.getByText("with 2 statements", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Merge", exact: true }).press("Enter");
  const statements = async () => (await owner.query("sample", { kind: "table", metrics: ["statements"], filter: ["is", "person", [people[1]]], time: { range: "all" } })).rows[0][0];
  await until(async () => (await statements()) === 2, "they are one person");
  await page.locator("tbody tr", { hasText: people[0] }).getByRole("button", { name: /^Split/ }).press("Enter");
  await until(async () => (await statements()) === 1, "they are two people");
  await accessible(page, "people");
  await tidy(page, "people");
  await page.context().close();
});
