// Learners, a person's journey and progress: every number is the API's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { site } from "./lib/site.mjs";

let made, browser;
before(async () => {
  made = await site();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await made?.close();
});

const year = { range: "365d", zone: "Europe/Berlin" };
const month = { range: "28d", zone: "Europe/Berlin" };
const only = (person) => ["is", "person", [person]];
const query = (client, body) => client.query("sample", body);
const value = async (locator) => Number(await locator.getAttribute("data-value"));

/** The people behind a number, latest first, as the screen orders them. */
async function active(client, time) {
  const answer = await client.call("POST", "/query/actors", { query: { kind: "table", metrics: ["people"], time }, cell: { metric: "people" }, of: "people", limit: 10000 }, { store: "sample" });
  return answer.rows.map(([person, name, statements, , last]) => ({ person, name: name ?? person, statements, last })).sort((a, b) => Date.parse(b.last) - Date.parse(a.last) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** What the screens call completed: the course itself, else something in it. */
async function courses(client, filter, time) {
  const within = await query(client, { kind: "table", dimensions: ["person", "course"], metrics: ["statements", "started_people", "completed_people", "passed_people", "time_reported"], filter: ["and", filter, ["exists", "course"]], time, limit: 10000 });
  const ids = [...new Set(within.rows.map((row) => row[1]))];
  if (ids.length === 0) return [];
  const own = await query(client, { kind: "table", dimensions: ["person", "activity"], metrics: ["completed_people", "passed_people"], filter: ["and", filter, ["is", "activity", ids]], time, limit: 10000 });
  const spoken = new Set(own.rows.map((row) => row[1]));
  return within.rows.map(([person, course, statements, started, completed, passed, time_]) => {
    const itself = own.rows.find((row) => row[0] === person && row[1] === course);
    return { person, course, statements, time: time_ ?? 0, started, passed, completed: spoken.has(course) ? Math.max(itself?.[2] ?? 0, itself?.[3] ?? 0) : Math.max(completed, passed) };
  });
}

test("the list has everybody, last active first, with the API's numbers", async () => {
  const page = await open(browser, { client: made.clients.owner });
  await visit(page, `${made.url}/s/sample/learners`);
  const people = await active(made.clients.owner, month);
  assert.equal(await value(page.locator("h2 [data-value]")), people.length);
  const rows = page.locator("table tbody tr");
  assert.equal(await rows.count(), Math.min(25, people.length));
  const shown = await rows.evaluateAll((all) => all.map((row) => ({
    last: row.querySelector("[data-last]").dataset.last,
    ...Object.fromEntries([...row.querySelectorAll("[data-what]")].map((cell) => [cell.dataset.what, Number(cell.dataset.value)])),
  })));
  const first = people.slice(0, 25);
  assert.deepEqual(shown.map((row) => row.last), first.map((one) => one.last));
  const standing = await courses(made.clients.owner, ["is", "person", first.map((one) => one.person)], month);
  const times = await query(made.clients.owner, { kind: "table", dimensions: ["person"], metrics: ["time_reported"], filter: ["is", "person", first.map((one) => one.person)], time: month, limit: 25 });
  for (const [i, one] of first.entries()) {
    const count = (what) => standing.filter((row) => row.person === one.person && row[what] === 1).length;
    const expected = { last: one.last, started: count("started"), completed: count("completed"), passed: count("passed"), statements: one.statements, time: times.rows.find((row) => row[0] === one.person)?.[1] ?? 0 };
    assert.deepEqual(shown[i], expected, one.person);
  }
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await settled(page);
  assert.match(page.url(), /offset=25/);
  assert.equal(await page.locator("tbody [data-last]").first().getAttribute("data-last"), people[25].last);
  await accessible(page, "learners");
  await tidy(page, "learners");
  await page.context().close();
});

test("people are found by the keyboard, and a filter is saved as a group", async () => {
  const page = await open(browser, { client: made.clients.owner });
  await visit(page, `${made.url}/s/sample/learners`);
  const [someone] = await active(made.clients.owner, month);
  await page.locator("h1").click();
  await page.keyboard.press("/");
  await page.keyboard.type(someone.name.toLowerCase());
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length < 5);
  assert.ok((await page.locator("tbody th").allInnerTexts()).includes(someone.name));
  assert.match(page.url(), /find=/);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByLabel("Who to show").selectOption("quiet");
  await settled(page);
  const name = "Quiet " + Date.now();
  await page.getByRole("button", { name: "Save as a group" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/scope=/);
  const { segments } = await made.clients.owner.call("GET", "/meaning/segments", undefined, { store: "sample" });
  assert.deepEqual(segments.find((one) => one.name === name)?.filter, ["has_not_done", { filter: ["exists", "verb"], within: "14d" }]);
  const counted = await query(made.clients.owner, { kind: "table", metrics: ["people"], filter: ["in_segment", name], time: month });
  await settled(page);
  assert.equal(await value(page.locator("h2 [data-value]")), counted.rows[0][0]);
  await made.clients.owner.call("DELETE", "/meaning/segments/" + encodeURIComponent(name), undefined, { store: "sample" });
  await page.context().close();
});

test("the list is saved as a CSV file of the same people", async () => {
  const page = await open(browser, { client: made.clients.owner });
  await visit(page, `${made.url}/s/sample/learners`);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trim().split(/\r?\n/);
  const answer = await query(made.clients.owner, { kind: "table", dimensions: ["person", "course"], metrics: ["statements"], filter: ["exists", "course"], time: month, limit: 10000 });
  assert.equal(lines.length - 1, answer.rows.length);
  assert.match(lines[0], /^person,course,statements,/);
  await page.context().close();
});

test("a journey tells every episode of the person, as timeline and as list", async () => {
  const person = made.people[0];
  const page = await open(browser, { client: made.clients.owner });
  const address = `${made.url}/s/sample/learners/journey?person=${encodeURIComponent(person)}`;
  await visit(page, address);
  const episodes = await query(made.clients.owner, { kind: "episodes", milestones: true, filter: only(person), time: year, limit: 100 });
  assert.equal(await page.locator("[data-episodes]").getAttribute("data-episodes"), String(episodes.rows.length));
  const formal = await query(made.clients.owner, { kind: "table", dimensions: ["formal"], metrics: ["statements", "time_reported"], filter: only(person), time: year });
  const statements = formal.rows.reduce((sum, row) => sum + row[1], 0);
  const metrics = await page.locator(".metric-value [data-value]").evaluateAll((all) => all.map((one) => one.dataset.value));
  assert.equal(Number(metrics[0]), statements);
  assert.equal(Number(metrics[1]), (formal.rows.find((row) => row[0] === true)?.[1] ?? 0) / statements);
  assert.equal(Number(metrics[2]), formal.rows.reduce((sum, row) => sum + (row[2] ?? 0), 0));
  for (const lane of ["Formal", "Informal", "Assessment", "Credential"]) await page.locator("figure svg text", { hasText: lane }).first().waitFor();
  await accessible(page, "journey, timeline");
  await tidy(page, "journey, timeline");

  await page.getByRole("button", { name: "List" }).click();
  assert.match(page.url(), /view=list/);
  await settled(page);
  const column = (name) => episodes.columns.findIndex((one) => one.name === name);
  const shown = await page.locator(".episode [data-value]").evaluateAll((all) => all.map((one) => Number(one.dataset.value)));
  assert.deepEqual(shown, episodes.rows.slice(0, shown.length).map((row) => row[column("statements")]));
  await accessible(page, "journey, list");
  await page.locator(".episode .link").first().click();
  const sentences = page.getByRole("dialog").locator(".sentences > li");
  await sentences.first().waitFor();
  assert.equal(await sentences.count(), Math.min(50, shown[0]));
  await accessible(page, "statements of an episode");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.context().close();
});

test("progress is compared with the course, and every cell is the API's", async () => {
  const person = made.people[0];
  const page = await open(browser, { client: made.clients.owner });
  await visit(page, `${made.url}/s/sample/learners/progress?person=${encodeURIComponent(person)}`);
  const expected = await courses(made.clients.owner, only(person), year);
  const scores = (dimensions, filter) => query(made.clients.owner, { kind: "table", dimensions, metrics: ["score_median"], attempts: "best", filter: ["and", filter, ["exists", "score"], ["missing", "interaction"]], time: year, limit: 1000 });
  const mine = await scores(["course"], ["and", only(person), ["exists", "course"]]);
  const medians = await scores(["course"], ["is", "course", expected.map((one) => one.course)]);
  const shown = await page.locator("tbody tr").evaluateAll((all) => all.map((row) => ({
    course: row.querySelector("bdi").title,
    ...Object.fromEntries([...row.querySelectorAll("[data-what]")].map((cell) => [cell.dataset.what, cell.dataset.value])),
  })));
  assert.equal(shown.length, expected.length);
  for (const row of shown) {
    const one = expected.find((other) => other.course === row.course);
    const score = (answer) => answer.rows.find((other) => other[0] === row.course)?.[1] ?? "";
    for (const what of ["started", "completed", "passed", "statements", "time"]) assert.equal(Number(row[what]), one[what], `${what} of ${row.course}`);
    assert.equal(row.score, String(score(mine)), row.course);
    assert.equal(row.median, String(score(medians)), row.course);
  }
  await page.locator("tbody .link").first().click();
  await page.getByRole("dialog").locator(".sentences > li").first().waitFor();
  await page.context().close();
});

test("whoever may see only some people sees nothing of others", async () => {
  const page = await open(browser, { client: made.clients.instructor });
  await visit(page, `${made.url}/s/sample/learners?range=all`);
  assert.equal(await value(page.locator("h2 [data-value]")), (await active(made.clients.instructor, { range: "all" })).length);
  await visit(page, `${made.url}/s/sample/learners/journey?person=${encodeURIComponent(made.people[35])}`);
  await page.getByText("Nothing is known of this person in this time").waitFor();
  assert.equal(await page.locator("[data-episodes]").count(), 0);
  await tidy(page, "a journey out of sight");
  await page.context().close();

  const learner = await open(browser, { client: made.clients.learner });
  await visit(learner, `${made.url}/s/sample/learners/journey?person=${encodeURIComponent(made.people[1])}`);
  await learner.getByRole("heading", { name: "Not for this role" }).first().waitFor();
  await learner.context().close();
});

for (const [theme, width, language] of [["dark", "phone", "en"], ["light", "phone", "ar"], ["dark", "desktop", "de"]]) {
  test(`the screens fit: ${theme}, ${width}, ${language}`, async () => {
    const page = await open(browser, { client: made.clients.owner, theme, width, language });
    await page.route("**/api/v1/session", async (route) => {
      // The person's language is a setting of the account; the browser's is not asked.
      const response = await route.fetch();
      const session = await response.json();
      session.user.language = language;
      await route.fulfill({ response, json: session });
    });
    const person = encodeURIComponent(made.people[0]);
    for (const path of ["/learners", `/learners/journey?person=${person}`, `/learners/progress?person=${person}`]) {
      await visit(page, `${made.url}/s/sample${path}`);
      await accessible(page, path);
      await tidy(page, path);
      await largeEnough(page, path);
    }
    await page.context().close();
  });
}

test("months of a journey begin and end where the zone says, over summer time and the year's end", async () => {
  for (const zone of ["Pacific/Auckland", "America/Los_Angeles"]) {
    const page = await open(browser, { client: made.clients.owner, zone });
    await page.route("**/api/v1/session", async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      session.user.zone = zone;
      await route.fulfill({ response, json: session });
    });
    await visit(page, `${made.url}/s/sample/learners/journey?person=${encodeURIComponent(made.people[0])}&view=list&range=all`);
    const said = new Intl.DateTimeFormat("en", { timeZone: zone, month: "short", year: "numeric" });
    const months = await page.locator(".months section").evaluateAll((all) => all.map((one) => ({ label: one.getAttribute("aria-label"), times: [...one.querySelectorAll("time")].map((time) => time.dateTime) })));
    assert.ok(months.length > 0);
    for (const month of months) for (const time of month.times) assert.equal(month.label, said.format(new Date(time)), `${time} in ${zone}`);
    await page.context().close();
  }
});
