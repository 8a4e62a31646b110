// Activities, and the page of a course with its tabs: every number on screen is
// the API's answer on the sample store.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

const range = "365d";
const time = { range, zone: "Europe/Berlin" };
let here, browser, page, course;

const rowsOf = (answer) => answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, i) => [column.name, row[i]])));
const ask = async (query, as = "owner") => rowsOf(await here.clients[as].query("sample", { time, ...query }));
const at = (tab, params = {}) => `${here.url}/s/sample/activities/activity?${new URLSearchParams({ activity: course, range, ...(tab && { tab }), ...params })}`;
/** The number that an element holds; null for none. */
const valueOf = async (locator) => {
  const text = await locator.first().getAttribute("data-value");
  return text === "" ? null : Number(text);
};
/** The value of the metric of a label. */
const metric = (label) => valueOf(page.locator(".metric", { has: page.locator(".metric-label > span", { hasText: new RegExp(`^${label}$`) }) }).locator("[data-value]"));
const near = (seen, told, what) => assert.ok(seen === told || Math.abs(seen - told) < 1e-9, `${what}: ${seen} on screen, ${told} from the API`);

before(async () => {
  here = await site();
  browser = await launch();
  page = await open(browser, { client: here.clients.owner, language: "en" });
  // The course of which people make most use that has videos, a test and passes.
  const found = await ask({ kind: "table", dimensions: ["course"], metrics: ["time_video", "passed_people"], filter: ["is", "activity.type", ["https://w3id.org/xapi/video/activity-type/video", "http://adlnet.gov/expapi/activities/assessment"]] });
  course = found.find((row) => row.course && row.passed_people > 30 && row.time_video > 0).course;
});

after(async () => {
  await browser?.close();
  await here?.close();
});

test("the list tells of each course what the API does, and opens by keyboard", async () => {
  await visit(page, `${here.url}/s/sample/activities?range=${range}`);
  const courses = await ask({ kind: "table", dimensions: ["course"], metrics: ["people", "started_people", { rate: ["passed_people", "started_people"], as: "pass" }, { divide: ["time_reported", "people"], as: "time" }], limit: 5000, filter: ["exists", "activity"] });
  const own = await ask({ kind: "table", dimensions: ["course", "activity"], metrics: ["started_people", { rate: ["completed_people", "started_people"], as: "completion" }, { rate: ["passed_people", "started_people"], as: "pass" }], limit: 5000, filter: ["exists", "activity"] });
  assert.equal(await page.locator("tr[aria-level='1']").count(), courses.length);
  for (const told of courses.filter((row) => row.course && row.people > 1)) {
    const row = page.locator(`tr[data-key="${told.course}"]`);
    const self = own.find((one) => one.course === told.course && one.activity === told.course);
    near(await valueOf(row.locator("[data-column=people] [data-value]")), told.people, told.course);
    near(await valueOf(row.locator("[data-column=time] [data-value]")), told.time, told.course);
    if (self?.completion.denominator > 0) {
      near(await valueOf(row.locator("[data-column=started] [data-value]")), self.started_people, told.course);
      near(await valueOf(row.locator("[data-column=completion] [data-value]")), self.completion.value, told.course);
      near(await valueOf(row.locator("[data-column=lost] [data-value]")), 1 - self.completion.value, told.course);
    }
    const pass = self?.pass.numerator > 0 ? self.pass : told.pass.numerator > 0 ? told.pass : { value: null };
    near(await valueOf(row.locator("[data-column=pass] [data-value]")), pass.value, told.course);
  }
  const row = page.locator(`tr[data-key="${course}"]`);
  await row.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await row.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowRight");
  const child = page.locator("tr:focus");
  assert.equal(await child.getAttribute("aria-level"), "2");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await row.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  await page.waitForURL(/activities\/activity/);
  assert.equal(new URL(page.url()).searchParams.get("activity"), course);
  await tidy(page, "activities");
});

test("search, type and sorting hold in the address", async () => {
  await visit(page, `${here.url}/s/sample/activities?range=${range}`);
  await page.keyboard.press("/");
  await page.keyboard.type("fire");
  await page.waitForURL(/q=fire/);
  assert.ok((await page.locator("tr .row-link", { hasText: /fire/i }).count()) > 0);
  await visit(page, `${here.url}/s/sample/activities?range=${range}&sort=name`);
  // Names come after the rows, and put these in order then.
  await until(async () => {
    const shown = await page.locator("tr[aria-level='1'] .row-link").allTextContents();
    return shown.join("\n") === [...shown].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).join("\n");
  }, "the courses are sorted by name", 10);
  await visit(page, `${here.url}/s/sample/activities?range=${range}&type=${encodeURIComponent("https://w3id.org/xapi/video/activity-type/video")}`);
  const types = new Set(await page.locator("tr[aria-level='2'] .act-tree-type").allTextContents());
  assert.deepEqual([...types], ["video"]);
  await accessible(page, "the filtered list");
});

test("the overview of a course is what the API says", async () => {
  await visit(page, at());
  const whole = ["is", "course", [course]];
  const itself = ["is", "activity", [course]];
  const [people] = await ask({ kind: "table", metrics: ["people", "started_people", { divide: ["time_reported", "people"], as: "time" }], filter: whole });
  const [done] = await ask({ kind: "table", metrics: ["completed_people", { rate: ["completed_people", "started_people"], as: "rate" }, "passed_people"], filter: itself });
  const [pass] = await ask({ kind: "table", metrics: ["passed_people", { rate: ["passed_people", "started_people"], as: "rate" }], filter: done.passed_people > 0 ? itself : whole });
  const [score] = await ask({ kind: "table", metrics: ["score_median"], filter: ["and", whole, ["missing", "interaction"]] });
  near(await metric("People"), people.people, "people");
  near(await metric("Started"), people.started_people, "started");
  near(await metric("Completed"), done.completed_people, "completed");
  near(await metric("Completion rate"), done.rate.value, "completion rate");
  near(await metric("Passed"), pass.passed_people, "passed");
  near(await metric("Pass rate"), pass.rate.value, "pass rate");
  near(await metric("Median score"), score.score_median, "score");
  near(await metric("Time per person"), people.time, "time");
  // Kaplan–Meier from the people behind the numbers.
  const firsts = async (name) => new Map(rowsOf(await here.clients.owner.call("POST", "/query/actors", { query: { kind: "table", metrics: [name], filter: itself, time: { range: "all" } }, cell: { metric: name }, of: "people", limit: 5000 }, { store: "sample" })).map((row) => [row.person, Date.parse(row.first)]));
  const [starts, ends] = [await firsts("started_people"), await firsts("completed_people")];
  const begun = [...starts.keys()].length;
  const curve = page.locator(".card", { has: page.locator("h2", { hasText: "Time to complete" }) });
  near(await valueOf(curve.locator("dd[data-value]").nth(0)), begun, "started in the curve");
  near(await valueOf(curve.locator("dd[data-value]").nth(3)), begun - [...ends.keys()].filter((person) => starts.has(person)).length, "still on the way");
  const open_ = page.locator(".metric").filter({ hasText: "Completed" }).first().locator("button.number-link");
  await open_.click();
  await page.locator("dialog[open] table tbody tr").first().waitFor();
  assert.equal(await page.locator("dialog[open] table tbody tr").count(), Math.min(50, done.completed_people));
  await page.keyboard.press("Escape");
  await accessible(page, "overview");
  await tidy(page, "overview");
});

test("the funnel's steps are the API's, are edited in the address, and open who dropped out", async () => {
  await visit(page, at("funnel"));
  const itself = ["is", "activity", [course]];
  const done = ["or", ["in_class", "verb", ["complete"]], ["is", "completion", [true]]];
  const told = await ask({ kind: "funnel", match: "any", filter: ["is", "course", [course]], steps: [
    { name: "enrolled", filter: ["in_class", "verb", ["enrol"]] }, { name: "started", filter: ["in_class", "verb", ["start"]] },
    { name: "progress", filter: ["in_class", "verb", ["progress", "answer", "view"]] }, { name: "completed", filter: ["and", itself, done] },
  ] });
  const rows = page.locator("table[data-rows] tbody tr");
  for (const [i, step] of told.entries()) near(await valueOf(rows.nth(i).locator("[data-value]").nth(0)), step.count, "step " + (i + 1));
  const lost = told[2].count - told[3].count;
  const button = rows.nth(3).locator("button.number-link").nth(1);
  near(await valueOf(button), lost, "lost before the completion");
  await button.click();
  await page.locator("dialog[open] table tbody tr").first().waitFor();
  assert.equal(await page.locator("dialog[open] table tbody tr").count(), Math.min(50, lost));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove step 1" }).click();
  await settled(page);
  assert.match(new URL(page.url()).searchParams.get("steps"), /^started progress/);
  await page.getByLabel("Order").selectOption("ordered");
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get("match"), "ordered");
  await accessible(page, "funnel");
  await tidy(page, "funnel");
});

test("paths, cohorts, assessment, video and learners tell what the API does", async () => {
  await visit(page, at("paths"));
  const paths = await ask({ kind: "paths", of: "activity", in: "session", from: course, depth: 3, top: 6, filter: ["and", ["exists", "activity"], ["is", "course", [course]], ["missing", "interaction"]] });
  const first = paths.filter((row) => row.layer === 0);
  const rows = page.locator("table[data-rows] tbody tr");
  assert.equal(await rows.count(), first.length);
  for (const [i, row] of first.entries()) near(await valueOf(rows.nth(i).locator("[data-value]").first()), row.people, "path " + i);
  await accessible(page, "paths");

  await visit(page, at("cohorts"));
  const cells = await ask({ kind: "retention", period: "month", periods: 12, filter: ["is", "course", [course]] });
  const sizes = cells.filter((cell) => cell.cohort && cell.k === 0);
  assert.equal(await rows.count(), sizes.length);
  for (const [i, cell] of sizes.entries()) {
    near(await valueOf(rows.nth(i).locator("[data-value]").nth(0)), cell.size, "size of " + cell.cohort);
    const later = cells.find((one) => one.cohort === cell.cohort && one.k === 1);
    if (later.people !== null) near(await valueOf(rows.nth(i).locator("[data-value]").nth(1)), later.people, "a month after " + cell.cohort);
  }
  await accessible(page, "cohorts");

  await visit(page, at("assessment"));
  const answer = await here.clients.owner.query("sample", { kind: "items", time, limit: 500, filter: ["is", "course", [course]] });
  const quiz = answer.meta.tests.reduce((best, one) => (one.items > best.items ? one : best));
  for (const name of ["people", "complete", "mean", "sd", "alpha", "sem"]) near(await valueOf(page.locator(`[data-test=${name}]`)), quiz[name], name);
  const items = rowsOf(answer).filter((item) => item.assessment === quiz.assessment);
  assert.equal(await rows.count(), items.length);
  for (const [i, item] of items.entries()) {
    near(await valueOf(rows.nth(i).locator("[data-value]").nth(1)), item.facility, "facility of " + item.item);
    near(await valueOf(rows.nth(i).locator("[data-value]").nth(3)), item.discrimination, "discrimination of " + item.item);
    assert.equal(await rows.nth(i).locator("[data-flag]").getAttribute("data-flag"), item.flag ?? "");
  }
  await accessible(page, "assessment");

  await visit(page, at("video"));
  const video = await page.getByLabel("Video").inputValue().catch(() => undefined);
  const videos = await ask({ kind: "table", dimensions: ["activity"], metrics: ["people", "time_video", { divide: ["time_video", "people"], as: "each" }], filter: ["and", ["is", "course", [course]], ["is", "activity.type", ["https://w3id.org/xapi/video/activity-type/video"]]] });
  const seen = videos.find((one) => one.activity === video) ?? videos[0];
  near(await metric("People"), seen.people, "people who watched");
  near(await metric("Time seen, per person"), seen.each, "seconds each");
  assert.equal(Number(await page.locator("[data-watchers]").getAttribute("data-watchers")), seen.people);
  await accessible(page, "video");

  await visit(page, at("learners"));
  const people = await ask({ kind: "table", dimensions: ["person"], metrics: ["statements"], order: [["person", "asc"]], limit: 25, filter: ["and", ["is", "course", [course]], ["exists", "person"]] });
  assert.deepEqual(await page.locator("tr[data-person]").evaluateAll((all) => all.map((one) => one.dataset.person)), people.map((row) => row.person));
  const marks = await ask({ kind: "table", dimensions: ["person", "activity"], metrics: ["statements"], limit: 10000, filter: ["and", ["is", "course", [course]], ["is", "person", people.map((row) => row.person)], ["missing", "interaction"]] });
  const shown = await page.locator("td[data-activity]").evaluateAll((all) => all.map((one) => [one.closest("tr").dataset.person, one.dataset.activity, Number(one.dataset.value)]));
  for (const [person, activity, value] of shown) assert.equal(value, marks.find((one) => one.person === person && one.activity === activity)?.statements ?? 0, `${person} in ${activity}`);
  await accessible(page, "learners");
  await tidy(page, "the tabs");
});

test("compare puts the same numbers side by side", async () => {
  const [other] = (await ask({ kind: "table", dimensions: ["course"], metrics: ["people"], filter: ["exists", "course"] })).filter((row) => row.course !== course);
  await visit(page, at("compare", { with: other.course, ranges: "90d" }));
  const told = async (id, when) => (await ask({ kind: "table", metrics: ["people"], filter: ["is", "course", [id]], time: { range: when, zone: "Europe/Berlin" } }))[0].people;
  const side = (key) => valueOf(page.locator(`[data-side="${key}"] [data-metric=people] [data-value]`));
  near(await side("self"), await told(course, range), "the course");
  near(await side("a" + other.course), await told(other.course, range), "the other course");
  near(await side("t90d"), await told(course, "90d"), "the other time");
  await accessible(page, "compare");
});

test("compare begins with the time before, and the address says what was changed", async () => {
  const own = `${here.url}/s/sample/activities/activity?activity=${encodeURIComponent(course)}&tab=compare&range=90d`;
  await visit(page, own);
  const side = (key) => page.locator(`[data-side="${key}"] [data-metric=people] [data-value]`);
  await side("tbefore").waitFor();
  const [told] = await ask({ kind: "table", metrics: ["people"], filter: ["is", "course", [course]], time: { range: "90d", zone: "Europe/Berlin", compare: "previous" } });
  near(await valueOf(side("self")), told.people, "the course");
  near(await valueOf(side("tbefore")), told["people@previous"], "the time before");
  // Another time comes beside it; what is taken away stays away, also for who opens the address.
  await page.getByLabel("Another time…").selectOption("28d");
  await side("t28d").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("ranges"), "before 28d");
  await page.getByRole("button", { name: "Remove The time before" }).click();
  await page.getByRole("button", { name: "Remove Last 28 days" }).click();
  await page.getByText("Nothing to compare with yet").waitFor();
  await visit(page, page.url());
  await page.getByText("Nothing to compare with yet").waitFor();
  await accessible(page, "compare with the time before");
});

test("tabs are gone through by keyboard", async () => {
  await visit(page, at());
  const tab = page.getByRole("navigation", { name: "Views of this activity" }).getByRole("link");
  assert.equal(await tab.count(), 8);
  await tab.nth(0).focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Funnel");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get("tab"), "funnel");
  assert.equal(await tab.nth(1).getAttribute("aria-current"), "page");
});

test("an analyst sees groups: small ones are hidden and explained", async () => {
  const analyst = await open(browser, { client: here.clients.analyst, language: "en" });
  await visit(analyst, `${here.url}/s/sample/activities?range=7d`);
  const told = await here.clients.analyst.query("sample", { kind: "table", dimensions: ["course"], metrics: ["people", "started_people"], limit: 5000, filter: ["exists", "activity"], time: { range: "7d", zone: "Europe/Berlin" } });
  const hidden = rowsOf(told).filter((row) => row.people === null);
  assert.ok(hidden.length > 0, "the sample has small groups");
  for (const row of hidden) assert.equal(await analyst.locator(`tr[data-key="${row.course ?? "none"}"] [data-column=people] [data-hidden]`).textContent(), "< 5");
  await analyst.locator(".act-note").first().waitFor();
  assert.equal(await analyst.locator("button.number-link").count(), 0);
  await visit(analyst, at("cohorts"));
  await accessible(analyst, "cohorts of an analyst");
  await visit(analyst, at("learners"));
  await analyst.getByText("Your role sees groups, not people").waitFor();
  await visit(analyst, at("assessment"));
  await analyst.locator("[data-test=alpha]").waitFor();
  await tidy(analyst, "an analyst's tabs");
  await analyst.context().close();
});

test("an empty store says what is missing, with a statement to copy", async () => {
  await visit(page, `${here.url}/s/school/activities`);
  await page.getByText("Nothing was used in this time").waitFor();
  await page.locator(".snippet").waitFor();
  assert.ok((await page.locator(".state-figures dd").count()) >= 3);
  await accessible(page, "the empty list");
  await visit(page, `${here.url}/s/school/activities/activity?activity=${encodeURIComponent("https://nowhere.example.org/x")}`);
  await page.getByText("There is no statement about this").waitFor();
  await tidy(page, "the empty store");
});

test("a phone in Arabic and in the dark", async () => {
  const phone = await open(browser, { client: here.clients.owner, width: "phone", theme: "dark", language: "ar" });
  for (const address of [`${here.url}/s/sample/activities?range=${range}`, at(), at("funnel"), at("learners"), at("assessment")]) {
    await visit(phone, address);
    await tidy(phone, address);
    await accessible(phone, address);
    await largeEnough(phone, address);
  }
  await phone.context().close();
});
