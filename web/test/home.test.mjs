// Home: its numbers are the API's, what needs somebody is told with the number that
// tells, and defaults become KPIs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { invite, sender, until } from "./lib/client.mjs";
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

const zone = "Europe/Berlin";
const home = (store, params = "") => `${here.url}/s/${store}/home${params}`;
const time = (range) => ({ range, zone });
const questions = ["missing", "interaction"];

/** The first row of an answer by the names of its columns. */
async function row(client, query, store = "sample") {
  const answer = await client.query(store, query);
  return Object.fromEntries(answer.columns.map((column, i) => [column.name, answer.rows[0]?.[i]]));
}

const valuesOf = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((one) => (one.dataset.value === "" ? null : Number(one.dataset.value))));

/** What the store's KPIs on Home are, asked of the API. */
async function expected(client, range, filter) {
  const { kpis } = await client.call("GET", "/kpis", undefined, { store: "sample" });
  const values = [];
  for (const { query } of kpis.filter((kpi) => kpi.on_home)) {
    const all = [query.filter, filter].filter(Boolean);
    const answer = await client.query("sample", { ...query, kind: "table", time: time(range), ...(all.length > 0 && { filter: all.length > 1 ? ["and", ...all] : all[0] }) });
    values.push(numberOf(answer.rows[0][0]));
  }
  return values;
}

const numberOf = (cell) => (cell !== null && typeof cell === "object" ? cell.value : cell);

/** What the six defaults of a store are, asked of the API. */
async function defaults(client, store, range) {
  const of = (metric, more = {}) => row(client, { kind: "table", metrics: [metric], time: time(range), ...more }, store);
  return [
    (await of("active_people")).active_people,
    (await of("completed_people")).completed_people,
    (await of({ rate: ["passed_people", "started_people"], as: "r" })).r.value,
    (await of("score_median", { filter: questions })).score_median,
    (await of({ divide: ["time_estimated", "active_people"], as: "t" })).t,
    (await of("statements")).statements,
  ];
}

for (const role of ["owner", "instructor", "analyst"]) {
  test(`the numbers are the API's: ${role}`, async () => {
    const client = here.clients[role];
    const page = await open(browser, { client, language: "en" });
    for (const range of ["28d", "365d"]) {
      await visit(page, home("sample", `?range=${range}`));
      assert.deepEqual(await valuesOf(page, ".kpi .metric-value > [data-value]"), await expected(client, range), `${role}, ${range}`);
      const top = await client.query("sample", {
        kind: "table", metrics: ["active_people", "completed_people"], dimensions: ["activity"], time: time(range), limit: 8,
        filter: ["and", ["exists", "activity"], questions], order: [["active_people", "desc"]],
      });
      assert.deepEqual(await valuesOf(page, ".table tbody [data-value]"), top.rows.flatMap((one) => [one[1], one[2]]), `${role}, ${range}: activities`);
    }
    await tidy(page, role);
    await accessible(page, role);
    await page.context().close();
  });
}

test("a group's or a course's numbers are the API's", async () => {
  const course = (await here.clients.owner.query("sample", { kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"], time: time("365d"), limit: 1 })).rows[0][0];
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, home("sample", `?range=365d&course=${encodeURIComponent(course)}`));
  assert.deepEqual(await valuesOf(page, ".kpi .metric-value > [data-value]"), await expected(here.clients.owner, "365d", ["is", "course", [course]]));
  await page.context().close();
});

test("a number opens its people and its definition", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, home("sample"));
  await page.locator(".kpi .number-link").first().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("tbody tr").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^How is «.*» counted\?$/ }).first().click();
  await page.getByRole("dialog").getByText("persons with a row of any class but enrol").waitFor();
  await accessible(page, "counted");
  await page.context().close();
});

test("what needs somebody is what the API says", async () => {
  const { owner } = here.clients;
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, home("sample"));
  const said = Object.fromEntries(await page.locator("[data-need]").evaluateAll((all) => all.map((one) => [one.dataset.need, { count: Number(one.dataset.value), text: one.innerText, href: one.getAttribute("href") }])));
  const { reasons } = await owner.call("GET", `/rejections?since=${encodeURIComponent(new Date(Date.now() - 86_400_000).toISOString())}`, undefined, { store: "sample" });
  const rejected = reasons.reduce((sum, reason) => sum + reason.count, 0);
  assert.equal(said.rejected?.count ?? 0, rejected, "rejected requests of 24 h");
  const { sources } = await owner.call("GET", "/sources", undefined, { store: "sample" });
  assert.equal(await page.locator("[data-need=silent]").count(), sources.filter((source) => source.arrival === "silent" && !source.revoked).length, "silent sources");
  const drops = await owner.query("sample", { kind: "table", metrics: [{ rate: ["completed_people", "started_people"], as: "c" }], dimensions: ["activity"], filter: ["is", "activity.type", ["http://adlnet.gov/expapi/activities/course"]], time: time("90d") });
  const left = drops.rows.map(([, rate]) => rate).filter((rate) => rate.denominator >= 20 && rate.numerator / rate.denominator < 0.5).map((rate) => rate.denominator - rate.numerator).sort((a, b) => b - a).slice(0, 3);
  assert.deepEqual(await valuesOf(page, "[data-need=drop]"), left, "courses that most have not completed");
  for (const need of Object.values(said)) assert.match(need.href, /\/s\/sample\/(live|data|activities|dashboards\/kpis)/);
  await page.context().close();
});

test("what a role may not see is not asked for", async () => {
  const page = await open(browser, { client: here.clients.instructor, language: "en" });
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await visit(page, home("sample"));
  for (const path of ["/sources", "/rejections", "/followers"]) assert.ok(!asked.includes("/api/v1" + path), `an instructor's page asks for ${path}`);
  await tidy(page, "instructor");
  await page.context().close();
});

test("an empty store says what is missing", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en", width: "phone" });
  await visit(page, home("school"));
  await page.getByRole("heading", { name: "Nothing has arrived yet" }).waitFor();
  await page.getByText("Nothing needs you").waitFor();
  assert.ok(!/NaN|undefined|Infinity/.test(await page.locator("main").innerText()));
  await tidy(page, "empty");
  await accessible(page, "empty");
  await page.context().close();
});

test("a learner is told that Home is not theirs", async () => {
  const page = await open(browser, { client: here.clients.learner, language: "en" });
  await visit(page, home("sample"));
  assert.match(await page.locator("main").innerText(), /Not for this role/);
  await tidy(page, "learner");
  await page.context().close();
});

test("in German everything is German", async () => {
  const user = await invite(here.clients.owner, `dora${Date.now().toString(36)}@example.org`, "Dora", [{ store: "sample", role: "owner", groups: [], persons: [], min_group: 1 }]);
  await user.call("PUT", "/session/user", { name: "Dora", language: "de", zone, theme: "system", preferences: {} });
  const page = await open(browser, { client: user, width: "phone", theme: "dark" });
  await visit(page, home("sample"));
  const text = await page.locator("main").innerText();
  for (const word of ["Aktive Lernende", "Hier sind Sie gefragt", "Meistgenutzte Aktivitäten", "Neueste Erfolge"]) assert.ok(text.includes(word), word);
  assert.ok(!/home\.[a-z_]+|Active learners|Needs you/.test(text));
  await tidy(page, "German");
  await accessible(page, "German");
  await largeEnough(page, "German");
  await page.context().close();
});

test("defaults become KPIs with an owner, an action and a standing", async () => {
  const { owner } = here.clients;
  const store = "kpis" + Date.now().toString(36);
  await owner.call("POST", "/stores", { name: store, title: "Without KPIs" });
  const { send } = await sender(owner, store);
  const people = Array.from({ length: 30 }, (_, i) => ({ name: `Learner ${i}`, mbox: `mailto:l${i}@example.org` }));
  const did = (actor, verb, more = {}) => ({ actor, verb: { id: "http://adlnet.gov/expapi/verbs/" + verb }, object: { id: "https://example.org/course" }, ...more });
  const sent = await send(people.flatMap((actor, i) => [did(actor, "launched"), ...(i % 3 === 0 ? [did(actor, "passed", { result: { score: { scaled: 0.5 + i / 100 }, success: true, completion: true } })] : [])]));
  assert.equal(sent.status, 200);
  const page = await open(browser, { client: owner, language: "en" });
  try {
    await until(async () => (await defaults(owner, store, "28d"))[5] === 40, "the statements are counted");
    await visit(page, home(store));
    await page.getByText("These six figures are defaults").waitFor();
    const values = await defaults(owner, store, "28d");
    assert.deepEqual(await valuesOf(page, ".kpi .metric-value > [data-value]"), values);
    await page.getByRole("button", { name: "Make these mine" }).click();
    await accessible(page, "choosing KPIs");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Answers for it").fill("Olivia Owner");
    await dialog.getByRole("checkbox", { name: /Statements/ }).uncheck();
    // Out of reach, so that the first one is red.
    await dialog.getByLabel("Target").first().fill("100000");
    await dialog.getByLabel("Red from").first().fill("90000");
    await dialog.getByRole("button", { name: "Save 5 figures" }).click();
    await until(async () => (await page.locator(".kpi-who").count()) === 5, "the five KPIs show");
    await settled(page);
    const { kpis } = await owner.call("GET", "/kpis", undefined, { store });
    assert.equal(kpis.filter((kpi) => kpi.on_home).length, 5);
    assert.ok(kpis.every((kpi) => kpi.owner === "Olivia Owner" && kpi.action !== ""));
    assert.match(await page.locator(".kpi-grid > section").first().innerText(), /Act[\s\S]*at least 100,000[\s\S]*Ask the managers/);
    assert.match(await page.locator(".kpi-grid > section").nth(1).innerText(), /On track/);
    // The red one stands first among what needs somebody, whole, with what is done and who answers for it.
    const red = page.locator(".needs li").first();
    assert.match(await red.innerText(), /^(Act: )?Active learners is 30, the target at least 100,000\. What we do: Ask the managers.* Olivia Owner answers for it\.$/m);
    assert.equal(await red.locator("a").getAttribute("data-need"), "kpi_up");
    assert.equal(Number(await red.locator("a").getAttribute("data-value")), values[0]);
    assert.equal(await page.locator("[data-need^=kpi]").count(), 1, "only what is red needs somebody");
    // Cards are as high as each other, also the red one.
    const heights = await page.locator(".kpi-grid > section").evaluateAll((all) => all.map((one) => one.firstElementChild.offsetHeight));
    assert.ok(Math.max(...heights) - Math.min(...heights) <= 2, `the cards' heights are ${heights}`);
    assert.deepEqual(await valuesOf(page, ".kpi .metric-value > [data-value]"), values.slice(0, 5));
    await tidy(page, "KPIs");
    await accessible(page, "KPIs");
  } finally {
    await page.context().close();
    await owner.call("DELETE", `/stores/${store}?confirm=${store}`);
  }
});
