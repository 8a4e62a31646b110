// Every number on every screen is one that the API says: what the page asked is asked
// again outside of the browser, and each number of the page is found there, or comes
// of those by a rule that has a name (ui.md §1, testing-web-and-analytics §1).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { read, recorder } from "./lib/answers.mjs";
import { launch, open, settled, visit } from "./lib/browser.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { numbersOf, rounds, shown } from "./lib/shown.mjs";
import { sender } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let here, browser, list;

before(async () => {
  here = await site();
  browser = await launch();
  const of = await subjects(here.clients.owner, "sample", here.people);
  list = [...screens(of), ...(await more(of))];
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const same = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** What a number of the API may be turned into before it is shown, by name. */
const turned = {
  "as it is": (n) => n,
  "the rest of a share": (n) => 1 - n,
  "seconds of microseconds": (n) => n / 1e6,
};

/** What is counted over a column of an answer, by name. */
const over = {
  "a sum": (all) => all.reduce((sum, n) => sum + n, 0),
  "the highest": (all) => Math.max(...all),
  "the lowest": (all) => Math.min(...all),
  "how many there are": (all) => all.length,
  "how many are not 0": (all) => all.filter((n) => n !== 0).length,
};

/** What texts of the catalogue say themselves: «in 7 days» is no number of the data. */
const messages = [];
const folder = new URL("../src/messages/en/", import.meta.url);
for (const file of readdirSync(folder)) for (const message of Object.values(JSON.parse(readFileSync(new URL(file, folder), "utf8")))) messages.push(message);
const ownDigits = messages.flatMap((message) => message.replace(/\{\w+\}/g, "\u0000").split(/[\u0000{}]/)).filter((piece) => /\d/.test(piece) && /[a-z%]/i.test(piece)).map((piece) => piece.replace(/'/g, "").trim()).sort((a, b) => b.length - a.length);

/** A text without what the catalogue and the server's texts say by themselves. */
function bare(text, answers) {
  for (const piece of ownDigits) text = text.replaceAll(piece, piece.replace(/\d/g, ""));
  const said = answers.flatMap((answer) => [...answer.texts]).filter((one) => /\d/.test(one) && one.length > 2 && !/^[\d.,]+$/.test(one)).sort((a, b) => b.length - a.length);
  for (const one of said) text = text.replaceAll(one, " … ");
  // An hour of the day is the name of a group.
  return text.replace(/\b([01]?\d|2[0-3]):00\b/g, (hour, n) => (answers.some(({ asked, columns }) => asked.query?.dimensions?.includes("hour") && columns.get(".rows[].hour")?.includes(Number(n))) ? "" : hour));
}

/** Finds numbers in answers. */
function finder(answers) {
  const direct = answers.flatMap((answer) => [...answer.columns].map(([path, values]) => ({ path, values, answer })));
  const every = direct.flatMap(({ values }) => values);
  const buckets = answers.flatMap(({ records, asked }) => {
    if (asked.query?.kind !== "trend" || !asked.query.dimensions?.length) return [];
    const sums = new Map();
    for (const { path, object } of records) if (path === ".rows[]") for (const [name, n] of Object.entries(object)) if (typeof n === "number") sums.set(name + object.bucket, (sums.get(name + object.bucket) ?? 0) + n);
    return [...sums.values()];
  });
  const moments = new Set(answers.flatMap(({ records }) => records.flatMap(({ times }) => times)));
  /** The numbers of the records that are about one of these keys. */
  const recordsAbout = (keys) => answers.flatMap(({ records, about }) => (keys.some((key) => about.has(key)) ? records : records.filter((record) => record.path !== "" && keys.some((key) => record.keys.has(key)))));
  const about = (keys) => ({ numbers: recordsAbout(keys).flatMap((record) => record.numbers) });
  const inAll = (hit, pool) => Object.entries(turned).find(([, turn]) => pool.some((n) => hit(turn(n))))?.[0];
  const overColumns = (hit) => {
    for (const { path, values } of direct) for (const [name, count] of Object.entries(over)) if (hit(count(values))) return `${name} of ${path}`;
    return buckets.some(hit) ? "a sum of the groups of a bucket" : undefined;
  };
  /** A share or a difference of two numbers that stand in one record, or of one and a column's sum. */
  const ofTwo = (hit, keys) => {
    for (const { records, columns } of keys ? [{ records: recordsAbout(keys), columns: new Map() }] : answers) {
      for (const { numbers } of records) {
        if (numbers.length > 60) continue;
        for (const a of numbers) for (const b of numbers) {
          if (b !== 0 && hit(a / b)) return "a share of two numbers of a row";
          if (hit(a - b)) return "a difference of two numbers of a row";
        }
      }
      for (const values of columns.values()) {
        const sum = over["a sum"](values);
        if (sum !== 0 && values.some((n) => hit(n / sum))) return "a share of a column's sum";
      }
    }
    return undefined;
  };
  /** How long it took from one moment of a record to another, in seconds. */
  const between = (hit) => (answers.some(({ records }) => records.some(({ times }) => times.length < 12 && times.some((a) => times.some((b) => a > b && hit((a - b) / 1000))))) ? "the time between two moments of a row" : undefined);
  /** A whole column of a table: all of it from one column of one answer. */
  const column = (wanted) => {
    for (const { path, values } of direct) {
      for (const [name, turn] of Object.entries(turned)) {
        const left = values.map(turn);
        if (wanted.every((n) => { const at = left.findIndex((one) => same(one, n)); if (at < 0) return false; left.splice(at, 1); return true; })) return `${name}: ${path}`;
      }
    }
    return undefined;
  };
  return { every, moments, about, inAll, overColumns, ofTwo, between, column };
}

/**
 * What numbers of a page no answer accounts for; `derived` are numbers made of the
 * answers, by the rule's name: a list, or by what a row is about.
 */
function unexplained(page, answers, derived = {}) {
  const find = finder(answers);
  const faults = [];
  const used = {};
  const by = (rule) => { used[rule] = (used[rule] ?? 0) + 1; };
  const made = (hit, keys = []) => Object.entries(derived).find(([, numbers]) => (numbers instanceof Map ? keys.flatMap((key) => numbers.get(key) ?? []) : numbers).some(hit))?.[0];
  // Columns of tables, whole.
  const columns = new Map();
  for (const one of page.values) {
    if (one.table < 0 || one.value === "" || Number.isNaN(Number(one.value))) continue;
    const key = one.table + "/" + one.column;
    columns.get(key)?.push(one) ?? columns.set(key, [one]);
  }
  const whole = new Map([...columns].map(([key, all]) => [key, find.column(all.map((one) => Number(one.value)))]));
  for (const one of page.values) {
    const told = numbersOf(bare(one.text, answers));
    const own = one.group.keys.length > 0 ? find.about(one.group.keys) : { numbers: [], times: [] };
    if (one.value === "") {
      // «< 5» of a number that is hidden
      if (told.some(({ n }) => !find.every.includes(n))) faults.push(`${one.html}: says ${one.text}, and has no value`);
      continue;
    }
    for (const value of one.value.split(" ").map(Number)) {
      if (Number.isNaN(value)) { // an instant, or a word in the table of a chart
        if (/\d/.test(bare(one.value, answers)) && !find.moments.has(Date.parse(one.value))) faults.push(`${one.html}: ${one.value} is in no answer`);
        continue;
      }
      if (told.length > 0 && !told.some((number) => rounds(value, number) || rounds(-value, number))) {
        // A cell that shows something else of its row: the score beside how many statements.
        const other = told.find((number) => !find.inAll((n) => rounds(n, number), own.numbers) && !find.ofTwo((n) => rounds(n, number), one.group.keys));
        if (other) faults.push(`${one.html}: shows «${one.text}» for ${value}`);
      }
      const hit = (n) => same(n, value);
      // A row that says who it is about has numbers of them, and of nobody else.
      const strict = own.numbers.length > 0 && one.group.kind === "tr" && !one.chart;
      const rule = (find.inAll(hit, own.numbers) && "a number of its row")
        || made(hit, one.group.keys)
        || (strict && find.ofTwo(hit, one.group.keys))
        || (!strict && whole.get(one.table + "/" + one.column) && "a column of an answer")
        || (!strict && one.table < 0 && find.inAll(hit, find.every) && "a number of an answer")
        || (!strict && !one.chart && (find.overColumns(hit)?.replace(/ of .*/, " of a column") ?? find.ofTwo(hit) ?? find.between(hit)));
      if (rule) by(rule);
      else faults.push(`${one.html}: ${value} is in no answer (${one.text})`);
    }
  }
  for (const one of page.texts) {
    for (const number of numbersOf(bare(one.text, answers))) {
      const hit = (n) => rounds(n, number);
      const now = one.beside ? Number(one.beside) : NaN;
      const rule = (find.inAll(hit, find.every) && "a number of an answer")
        || (find.overColumns(hit) && "of a column")
        || (number.percent && find.every.some((n) => n !== 0 && hit((now - n) / n)) && "a change against the period before")
        || (find.every.some((n) => hit((now - n) * 100)) && "a difference in points")
        || made(hit)
        || find.ofTwo(hit)
        || find.between(hit);
      if (rule) by("in a text, " + rule);
      else faults.push(`«${one.full.slice(0, 120)}»: ${number.n} is in no answer (${one.html.slice(0, 80)})`);
    }
  }
  return { faults, used };
}

const rowsOf = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]])));
const asking = (answers, path, of = () => true) => answers.filter(({ asked }) => asked.path.startsWith(path + "?") && of(asked.query)).map(({ answer }) => answer);

/** Numbers that a screen makes of several answers, by the rule's name: each is counted here a second time. */
const derived = {
  course(answers) {
    const [begun, done] = ["started_people", "completed_people"].map((metric) => asking(answers, "/query/actors", (query) => query.cell.metric === metric)[0]);
    const range = asking(answers, "/query", (query) => query.kind === "table" && query.metrics[0] === "started_people" && query.metrics[1] === "completed_people")[0].meta;
    return { "Kaplan-Meier of the first start and completion": kaplanMeier(rowsOf(begun), rowsOf(done), range) };
  },
  "course-video"(answers) {
    const row = rowsOf(asking(answers, "/query", (query) => query.kind === "table" && JSON.stringify(query.metrics).includes('"each"'))[0])[0];
    const { max } = rowsOf(asking(answers, "/query", (query) => query.of === "video.length")[0])[0];
    const statements = asking(answers, "/query", (query) => query.kind === "statements" && !query.cursor).concat(asking(answers, "/query", (query) => query.kind === "statements" && query.cursor)).flatMap(rowsOf);
    return { "how much of a video one watched": [row.each / max], ...sittings(statements) };
  },
  question(answers) {
    const thirds = asking(answers, "/query", (query) => query.kind === "items").flatMap(rowsOf).filter((item) => item.responses);
    return { "the shares of all right responses": thirds.flatMap(({ responses }) => ["low_third", "middle_third", "top_third"].map((third) => responses.filter((one) => one.correct).reduce((sum, one) => sum + (one[third] ?? 0), 0))) };
  },
  learners: standing,
  "learners, of a year": standing,
  kpis(answers) {
    const [{ kpis }] = asking(answers, "/kpis");
    const now = (kpi) => answers.filter(({ asked }) => asked.query?.metrics && JSON.stringify([asked.query.metrics, asked.query.filter]) === JSON.stringify([kpi.query.metrics, kpi.query.filter]));
    return { "what the query of a KPI answers": new Map(kpis.map((kpi) => [kpi.title, now(kpi).flatMap(({ records }) => records.filter((one) => one.path === ".rows[]").flatMap((one) => one.numbers))])) };
  },
  account: () => ({ "the least length of a password, which no answer says": [12] }),
};

/** In how many courses somebody started, passed and completed: a course that anybody completed as such is only completed so. */
function standing(answers) {
  const by = (what) => asking(answers, "/query", (query) => JSON.stringify(query.dimensions) === JSON.stringify(what)).flatMap(rowsOf);
  const whole = by(["person", "activity"]);
  const spoken = new Set(whole.map((row) => row.activity));
  const found = new Map();
  for (const row of by(["person", "course"]).filter((row) => row.started_people !== undefined)) {
    const counts = found.get(row.person) ?? found.set(row.person, { started: 0, passed: 0, completed: 0 }).get(row.person);
    counts.started += row.started_people;
    counts.passed += row.passed_people;
    counts.completed += (spoken.has(row.course) ? whole.some((one) => one.person === row.person && one.activity === row.course && (one.completed_people === 1 || one.passed_people === 1)) : row.completed_people === 1 || row.passed_people === 1) ? 1 : 0;
  }
  return { "in how many courses": new Map([...found].map(([person, counts]) => [person, Object.values(counts)])) };
}

/** Everything that a curve of start to completion says; docs/analytics.md §3. */
function kaplanMeier(begun, done, { range, fresh_to }) {
  const [from, to] = range.map(Date.parse);
  const finished = new Map(done.map((row) => [row.person, Date.parse(row.first)]));
  const watched = begun.map((row) => ({ start: Date.parse(row.first), end: finished.get(row.person) }))
    .filter(({ start, end }) => start >= from && start < to && !(end < start))
    .map(({ start, end }) => ({ after: Math.max(0, ((end ?? Date.parse(fresh_to)) - start) / 1000), event: end !== undefined }));
  const numbers = [0, 1, watched.length, watched.filter((one) => !one.event).length];
  let left = 1;
  let variance = 0;
  let last = 0;
  for (const at of [...new Set(watched.filter((one) => one.event).map((one) => one.after))].sort((a, b) => a - b)) {
    const risk = watched.filter((one) => one.after >= at).length;
    const events = watched.filter((one) => one.event && one.after === at).length;
    left *= 1 - events / risk;
    if (risk > events) variance += events / (risk * (risk - events));
    const spread = left > 0 && left < 1 ? 1.96 * Math.sqrt(variance) / Math.abs(Math.log(left)) : 0;
    numbers.push(at, 1 - left, 1 - left ** Math.exp(spread), 1 - left ** Math.exp(-spread), risk);
    last = at;
  }
  // Where nothing happens any more the line goes on by a quarter.
  const longest = Math.max(...watched.map((one) => one.after));
  const end = Math.min(longest, Math.max(last * 1.25, last + 60));
  numbers.push(end, watched.filter((one) => one.after >= end).length);
  return numbers;
}

/** How often the sixtieths of a video were watched, from its played segments, latest statements first. */
function sittings(statements) {
  const extension = (of, name) => Object.entries(of?.extensions ?? {}).find(([key]) => key.endsWith("/video/extensions/" + name))?.[1];
  const found = new Map();
  for (const { person, statement } of statements) {
    const played = extension(statement.result, "played-segments");
    if (!played) continue;
    const key = person + " " + extension(statement.context, "session-id");
    if (!found.has(key)) found.set(key, { person, length: extension(statement.context, "length"), segments: played.split("[,]").map((one) => one.split("[.]").map(Number)) });
  }
  const all = [...found.values()];
  const size = Math.max(...all.map((one) => one.length)) / 60;
  const parts = Array.from({ length: 60 }, (_, i) => {
    const from = i * size;
    const overlap = ([a, b]) => Math.max(0, Math.min(b, from + size) - Math.max(a, from));
    const views = all.flatMap((one) => one.segments).reduce((sum, one) => sum + overlap(one), 0) / size;
    return { from, views, people: new Set(all.filter((one) => one.segments.some((segment) => overlap(segment) > 1e-9)).map((one) => one.person)).size };
  });
  const most = parts.reduce((best, one) => (one.views > best.views ? one : best));
  return {
    "views of the parts of a video": parts.map((one) => Math.round(one.views * 100) / 100),
    "people of the parts of a video": parts.map((one) => one.people),
    "where a part of a video begins": [...parts.map((one) => Math.round(one.from)), most.from + size],
    "sittings with a video, and its statements": [all.length, new Set(all.map((one) => one.person)).size, statements.length, parts.at(-1).people / new Set(all.map((one) => one.person)).size],
  };
}

/** Screens with something more to show: what is compared, every kind of answer, a dashboard, a source. */
async function more(of) {
  const { owner } = here.clients;
  const below = (path, params) => `${path}?${new URLSearchParams(params)}`;
  const { dashboards } = await owner.call("GET", "/dashboards", undefined, { store: "sample" });
  const { sources } = await owner.call("GET", "/sources", undefined, { store: "sample" });
  const course = ["is", "course", [of.course]];
  const started = { name: "Started", filter: ["in_class", "verb", ["start"]] };
  const done = { name: "Completed", filter: ["in_class", "verb", ["complete"]] };
  const queries = {
    table: { kind: "table", metrics: ["people", "statements", { rate: ["passed_people", "started_people"], as: "passing" }, "score_median"], dimensions: ["course"], filter: ["exists", "course"] },
    compared: { kind: "table", metrics: ["people", "statements"], dimensions: ["verb_class"], time: { compare: "previous", range: "90d" } },
    trend: { kind: "trend", metrics: ["statements", "people"], time: { range: "365d", bucket: "month" } },
    distribution: { kind: "distribution", of: "score", filter: course },
    funnel: { kind: "funnel", steps: [started, done], filter: course },
    retention: { kind: "retention", period: "month" },
    lifecycle: { kind: "lifecycle", time: { range: "90d", bucket: "week" } },
    paths: { kind: "paths", filter: course },
    items: { kind: "items", filter: ["is", "parent", [of.assessment]] },
  };
  return [
    { name: "home, compared", path: below("/home", { range: "90d", compare: 1 }) },
    { name: "learners, of a year", path: below("/learners", { range: "365d" }) },
    { name: "course, compared", path: below("/activities/activity", { activity: of.course, range: "365d", tab: "compare", ranges: "90d last_year" }) },
    { name: "source", path: below("/data", { source: sources[0].source }) },
    ...dashboards.map(({ id }, i) => ({ name: `dashboard ${i + 1}`, path: below("/dashboards/dashboard", { id }) })),
    ...Object.entries(queries).map(([name, query]) => ({ name: "query: " + name, path: below("/explore", { tab: "query", as: "table", q: JSON.stringify({ ...query, time: { range: "365d", ...query.time } }) }) })),
  ];
}

/** What a page shows, and the answers that it came from. */
async function look(page, asked, screen, role) {
  asked.forget();
  await visit(page, address(here.url, screen));
  await page.locator("main").evaluate((main) => { for (const button of main.querySelectorAll(".chart-tools button[aria-expanded=false]")) button.click(); });
  await settled(page);
  const there = await shown(page);
  const answers = await asked.replay(here.clients[role]);
  // What streamed in is asked for by its id.
  const streamed = await page.locator("main [data-feed] [data-statement]").evaluateAll((all) => all.map((one) => one.dataset.statement));
  for (const id of streamed) answers.push(read(await here.clients[role].call("GET", "/statements/" + id, undefined, { store: "sample" }), { path: "/statements/" + id }));
  return { there, answers };
}

const opened = async (role) => {
  const page = await open(browser, { client: here.clients[role], language: "en", context: { serviceWorkers: "block" } });
  return { page, asked: await recorder(page) };
};

for (const role of ["owner", "learner"]) {
  test(`every number of every screen is the API's: ${role}`, async (t) => {
    const { page, asked } = await opened(role);
    for (const screen of list.filter((one) => (one.role ?? "owner") === role)) {
      await t.test(screen.name, async (t) => {
        const { there, answers } = await look(page, asked, screen, role);
        const { faults, used } = unexplained(there, answers, derived[screen.name]?.(answers));
        t.diagnostic(`${there.values.length} values, ${there.texts.length} texts: ${JSON.stringify(used)}`);
        assert.deepEqual(faults, [], screen.name);
      });
    }
    await page.context().close();
  });
}

test("a number that is wrong, or stands in the row of another, is found", async () => {
  const { page, asked } = await opened("owner");
  for (const name of ["home", "learners, of a year", "query: table"]) {
    const { there, answers } = await look(page, asked, list.find((one) => one.name === name), "owner");
    const made = derived[name]?.(answers);
    assert.deepEqual(unexplained(there, answers, made).faults, [], name);
    const numbers = there.values.filter((one) => one.value !== "" && !Number.isNaN(Number(one.value)));
    assert.ok(numbers.length > 20, name);
    for (const one of numbers) {
      const right = one.value;
      one.value = String(Number(right) * Math.SQRT2 + Math.E / 7);
      assert.notDeepEqual(unexplained({ values: [one], texts: [] }, answers, made).faults, [], `${name}: ${one.html}`);
      one.value = right;
    }
    // Rows that are told apart by who they are about.
    const rows = numbers.filter((one) => one.group.kind === "tr" && one.group.keys.length > 0 && !one.chart && Number(one.value) > 30);
    for (let i = 1; i < rows.length; i++) {
      if (rows[i].column !== rows[i - 1].column || rows[i].value === rows[i - 1].value || rows.some((one) => one.group === rows[i].group && one.value === rows[i - 1].value)) continue;
      assert.notDeepEqual(unexplained({ values: [{ ...rows[i], value: rows[i - 1].value, text: rows[i - 1].text }], texts: [] }, answers, made).faults, [], `${name}: ${rows[i].html} with the number of the row before`);
    }
  }
  await page.context().close();
});

/** The statements of a store as xAPI gives them, newest first, back to a time. */
async function statementsSince(store, since) {
  const { key } = await sender(here.clients.owner, store, "Counting by hand");
  const headers = { Authorization: "Basic " + Buffer.from(`${key.key}:${key.secret}`).toString("base64"), "X-Experience-API-Version": "2.0.0" };
  const all = [];
  for (let next = `/xapi/statements?limit=1000&since=${encodeURIComponent(since)}`; next; ) {
    const page = await (await fetch(here.url + next, { headers })).json();
    all.push(...page.statements);
    next = page.more;
  }
  return all;
}

test("the statements of Home and Explore are those that xAPI gives, counted by hand", async () => {
  const { page, asked } = await opened("owner");
  const { there, answers } = await look(page, asked, list.find((one) => one.name === "home"), "owner");
  const { meta } = answers.find(({ asked }) => asked.query?.kind === "trend").answer;
  // What came late was stored later than it happened, never before.
  const statements = await statementsSince("sample", new Date(Date.parse(meta.range[0]) - 1).toISOString());
  // What is said of a statement is no learning event (docs/query-api.md).
  const within = statements.filter(({ timestamp, object }) => !["StatementRef", "SubStatement"].includes(object.objectType)
    && Date.parse(timestamp) >= Date.parse(meta.range[0]) && Date.parse(timestamp) < Date.parse(meta.range[1]));
  assert.ok(within.length > 500);
  const values = there.values.map((one) => Number(one.value));
  const ofStatements = (await owned("/kpis")).kpis.some((kpi) => kpi.on_home && JSON.stringify(kpi.query.metrics) === '["statements"]');
  if (ofStatements) assert.ok(values.includes(within.length), `Home does not show ${within.length} statements`);
  await visit(page, address(here.url, { path: "/explore?range=28d" }));
  const days = await page.locator("[data-at][data-value], .timeline [data-value]").evaluateAll((all) => all.map((one) => Number(one.dataset.value)));
  const day = (at) => new Date(at).toLocaleDateString("en-CA", { timeZone: meta.zone });
  const byDay = new Map();
  for (const { timestamp } of within) byDay.set(day(timestamp), (byDay.get(day(timestamp)) ?? 0) + 1);
  for (const [date, n] of byDay) assert.ok(days.includes(n), `${date} has ${n} statements, which the timeline does not show: ${days}`);
  await page.context().close();
});

const owned = (path) => here.clients.owner.call("GET", path, undefined, { store: "sample" });

test("a number is what the query behind its question mark answers", async () => {
  const { page, asked } = await opened("owner");
  const { owner } = here.clients;
  let compared = 0;
  for (const name of ["home", "course", "course-video", "question", "journey", "kpis"]) {
    const { answers } = await look(page, asked, list.find((one) => one.name === name), "owner");
    const made = Object.values(derived[name]?.(answers) ?? {}).flat();
    const metrics = page.locator("main .metric:has(.metric-label button):has(.metric-value [data-value]:not([data-value='']))");
    for (let i = 0; i < await metrics.count(); i++) {
      const metric = metrics.nth(i);
      const value = Number(await metric.locator(".metric-value [data-value]").first().getAttribute("data-value"));
      const label = await metric.locator(".metric-label > span").first().innerText();
      await metric.locator(".metric-label button").click();
      const dialog = page.getByRole("dialog");
      const query = JSON.parse(await dialog.locator("pre").first().innerText());
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      const answer = read(await owner.query("sample", query));
      const hit = (n) => same(n, value);
      const find = finder([answer]);
      const told = answer.records.filter((record) => record.path === ".rows[]");
      const first = told.length === 1 ? told[0].numbers : [...answer.columns.values()].map(over["a sum"]);
      assert.ok(find.inAll(hit, query.kind === "items" ? find.every : first) || (told.length > 1 && find.ofTwo(hit)) || made.some(hit), `${name}: ${label} is ${value}, the query says ${JSON.stringify(told.slice(0, 3).map((one) => one.object))}`);
      compared++;
    }
  }
  assert.ok(compared >= 15, `${compared} numbers were compared`);
  await page.context().close();
});
