// Days and hours are those of the zone in force, across changes of daylight saving
// time and the year's end: buckets, their names, «today», and how long ago.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { invite, sender, until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let here, browser, user;
const store = "times" + Date.now().toString(36);
const minute = 60_000;
const hour = 60 * minute;

/** What happens to the clock, where: [from, to] are days of that zone, `at` the moment. */
const changes = [
  { zone: "Europe/Berlin", at: "2026-03-29T01:00:00Z", what: "an hour is skipped" },
  { zone: "Europe/Berlin", at: "2026-10-25T01:00:00Z", what: "an hour comes twice" },
  { zone: "America/New_York", at: "2026-03-08T07:00:00Z", what: "an hour is skipped" },
  { zone: "America/New_York", at: "2026-11-01T06:00:00Z", what: "an hour comes twice" },
  { zone: "Australia/Lord_Howe", at: "2026-04-04T15:00:00Z", what: "half an hour comes twice" },
  { zone: "Australia/Lord_Howe", at: "2026-10-03T15:30:00Z", what: "half an hour is skipped" },
  { zone: "Asia/Kolkata", at: "2025-12-31T18:30:00Z", what: "the year ends at half past an hour of UTC" },
  { zone: "America/New_York", at: "2026-01-01T05:00:00Z", what: "the year ends" },
];

/** When something happened: every quarter of an hour around each change, and what the relative times are of. */
const moments = [];

before(async () => {
  here = await site();
  browser = await launch();
  await here.clients.owner.call("POST", "/stores", { name: store, title: "Times" });
  const { send } = await sender(here.clients.owner, store);
  for (const { at } of changes) for (let n = -14; n <= 14; n++) moments.push(new Date(Date.parse(at) + n * 15 * minute - (n % 2) * 1000));
  for (const { at } of changes) for (let n = 4; n <= 30; n++) for (const sign of [-1, 1]) moments.push(new Date(Date.parse(at) + sign * n * hour));
  const now = Date.now();
  for (const zone of new Set(changes.map((one) => one.zone))) {
    const begins = midnight(now, zone);
    for (const at of [begins - 1000, begins, begins + 1000]) if (at < now) moments.push(new Date(at));
    for (const days of [6, 7, 27, 28]) for (const off of [-1000, 1000]) moments.push(new Date(midnight(begins - days * 24 * hour + 12 * hour, zone) + off));
  }
  const statements = moments.map((at, i) => ({
    actor: { name: `Learner ${i}`, mbox: `mailto:at${at.getTime()}.${i}@example.org` }, verb: { id: "http://adlnet.gov/expapi/verbs/completed" },
    object: { id: "https://example.org/course" }, result: { completion: true }, timestamp: at.toISOString(),
  }));
  for (let i = 0; i < statements.length; i += 200) assert.equal((await send(statements.slice(i, i + 200))).status, 200);
  await until(async () => (await here.clients.owner.query(store, { kind: "table", metrics: ["statements"], time: { range: "all" } })).rows[0][0] === moments.length, "the statements are counted");
  user = await invite(here.clients.owner, `${store}@example.org`, "Tess Time", [{ store, role: "owner", groups: [], persons: [], min_group: 1 }]);
});

after(async () => {
  await here?.clients.owner.call("DELETE", `/stores/${store}?confirm=${store}`);
  await browser?.close();
  await here?.close();
});

const parts = (at, zone) => Object.fromEntries(new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).formatToParts(at).map(({ type, value }) => [type, value]));
const dayOf = (at, zone) => { const { year, month, day } = parts(at, zone); return `${year}-${month}-${day}`; };

/** When the day of an instant began: the first millisecond with its date. */
function midnight(at, zone) {
  const day = dayOf(at, zone);
  let [no, yes] = [at - 26 * hour, at];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (dayOf(middle, zone) === day) yes = middle;
    else no = middle;
  }
  return yes;
}

const plus = (day, n) => new Date(Date.parse(day) + n * 24 * hour).toISOString().slice(0, 10);
const zoned = (zone) => user.call("PUT", "/session/user", { name: "Tess Time", language: "en", zone, theme: "system", preferences: {} });
const path = (screen, range) => `${here.url}/s/${store}${screen}?range=${range}`;

/** The table of Home's chart: names and numbers of its buckets. */
async function chart(page) {
  await page.locator("main").evaluate((main) => { for (const button of main.querySelectorAll(".chart-tools button[aria-expanded=false]")) button.click(); });
  await page.locator(".chart-data tbody tr").first().waitFor();
  return page.locator(".chart-data tbody tr").evaluateAll((rows) => rows.map((row) => ({ name: row.cells[0].querySelector("bdi").textContent, n: Number(row.cells[1].dataset.value) })));
}

/** The bars of Explore's timeline: where they begin and how many they stand for. */
const bars = (page) => page.locator(".timeline rect[data-bucket]").evaluateAll((all) => all.map((one) => ({ at: one.dataset.bucket, n: Number(one.dataset.value) })));

/** How English names the hour or the day that begins at an instant. */
const named = (at, zone, bucket) => new Intl.DateTimeFormat("en-US", { timeZone: zone, day: "numeric", month: "short", ...(bucket === "hour" ? { hour: "numeric", minute: "2-digit" } : { year: "numeric" }) }).format(new Date(at));

describe("around a change", () => {
  for (const { zone, at, what } of changes) {
    test(`${zone}: ${what}`, async () => {
      await zoned(zone);
      // The browser is somewhere else: its zone says nothing.
      const page = await open(browser, { client: user, language: "en", zone: "Pacific/Auckland" });
      const day = dayOf(new Date(at), zone);
      for (const [range, bucket] of [[`${day}..${plus(day, 2)}`, "hour"], [`${plus(day, -9)}..${plus(day, 9)}`, "day"]]) {
        const query = { kind: "trend", metrics: ["statements"], time: { range: range.split(".."), bucket, zone } };
        const api = await user.query(store, query);
        const rows = api.rows.map(([begins, n]) => ({ begins, n }));
        // Counted by hand: what happened on the days of the range, each day for itself.
        const byDay = new Map();
        for (const one of moments) byDay.set(dayOf(one, zone), (byDay.get(dayOf(one, zone)) ?? 0) + 1);
        const told = new Map();
        for (const { begins, n } of rows) told.set(dayOf(new Date(begins), zone), (told.get(dayOf(new Date(begins), zone)) ?? 0) + n);
        for (const [date, n] of told) assert.equal(n, byDay.get(date) ?? 0, `${date} in ${zone}, by ${bucket}`);
        assert.ok([...told.values()].reduce((sum, n) => sum + n, 0) > 40, "the range is around the change");
        // An hour that comes twice stands there twice, one that is skipped does not.
        for (let i = 1; i < rows.length; i++) assert.ok(Date.parse(rows[i].begins) > Date.parse(rows[i - 1].begins), `${rows[i].begins} comes after ${rows[i - 1].begins}`);

        await visit(page, path("/home", range) + "&show=statements");
        const home = await chart(page);
        assert.deepEqual(home.map((one) => one.n), rows.map((one) => one.n), `Home, ${range}`);
        assert.deepEqual(home.map((one) => one.name), rows.map((one) => named(one.begins, zone, bucket)), `Home, ${range}`);
        await visit(page, path("/explore", range));
        await page.locator(".timeline rect[data-bucket]").first().waitFor({ state: "attached" });
        const explore = await bars(page);
        assert.deepEqual(explore.map((one) => [Date.parse(one.at), one.n]), rows.map((one) => [Date.parse(one.begins), one.n]), `Explore, ${range}`);
        assert.equal(Number(await page.locator(".timeline-total [data-value]").getAttribute("data-value")), rows.reduce((sum, one) => sum + one.n, 0));
      }
      await tidy(page, zone);
      await page.context().close();
    });
  }
});

test("months part where the year ends in the zone in force, and not elsewhere", async () => {
  for (const zone of ["Asia/Kolkata", "America/New_York", "UTC"]) {
    await zoned(zone);
    const page = await open(browser, { client: user, language: "en", zone: "Asia/Tokyo" });
    await visit(page, path("/home", "2025-11-01..2027-01-01") + "&show=statements");
    const rows = await chart(page);
    for (const [name, month] of [["December 2025", "2025-12"], ["January 2026", "2026-01"]]) {
      assert.equal(rows.find((one) => one.name === name)?.n, moments.filter((at) => dayOf(at, zone).startsWith(month)).length, `${name} in ${zone}`);
    }
    await page.context().close();
  }
});

test("«today» and the last days begin at midnight of the zone in force", async () => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]) {
    await zoned(zone);
    const page = await open(browser, { client: user, language: "en", zone: "Pacific/Auckland" });
    for (const [range, days] of [["today", 0], ["7d", 6], ["28d", 27]]) {
      await until(async () => {
        // A midnight that passes meanwhile is waited out: both are asked again.
        const now = Date.now();
        const begins = midnight(midnight(now, zone) - days * 24 * hour + 12 * hour * Math.sign(days), zone);
        const wanted = moments.filter((at) => at >= begins && at <= now).length;
        await visit(page, path("/explore", range));
        await page.locator(".timeline-total [data-value], .browser-card").first().waitFor();
        const shown = await page.locator(".timeline-total [data-value]").count() === 0 ? 0 : Number(await page.locator(".timeline-total [data-value]").getAttribute("data-value"));
        if (dayOf(Date.now(), zone) !== dayOf(now, zone)) return false;
        assert.equal(shown, wanted, `${range} in ${zone}`);
        return true;
      }, `${range} in ${zone}`);
    }
    await page.context().close();
  }
});

test("how long ago is counted in time that passed, whatever the clocks did meanwhile", async () => {
  for (const { zone, at } of changes) {
    await zoned(zone);
    const page = await open(browser, { client: user, language: "en", zone });
    const now = Date.parse(at) + 100 * minute;
    await page.clock.setFixedTime(now);
    await visit(page, path("/learners", `${plus(dayOf(new Date(at), zone), -1)}..${plus(dayOf(new Date(at), zone), 1)}`));
    const times = await page.locator("time[data-last]").evaluateAll((all) => all.map((one) => ({ at: one.dateTime, text: one.textContent, title: one.title })));
    assert.ok(times.length >= 25, zone);
    for (const one of times) {
      const seconds = (Date.parse(one.at) - now) / 1000;
      const [size, unit] = [[60, "second"], [3600, "minute"], [86400, "hour"], [Infinity, "day"]].find(([limit]) => Math.abs(seconds) < limit);
      const per = { second: 1, minute: 60, hour: 3600, day: 86400 }[unit];
      assert.equal(one.text, new Intl.RelativeTimeFormat("en-US", { numeric: "auto", style: "short" }).format(Math.round(seconds / per), unit), `${one.at} (${size})`);
      assert.equal(one.title, new Intl.DateTimeFormat("en-US", { timeZone: zone, dateStyle: "medium", timeStyle: "short" }).format(new Date(one.at)));
    }
    await page.context().close();
  }
});

test("without a zone of one's own that of the store is in force, and never the browser's", async () => {
  const settings = await here.clients.owner.call("GET", "/settings", undefined, { store });
  const day = "2026-11-01";
  const read = async (page) => {
    await visit(page, path("/home", `${day}..${plus(day, 1)}`) + "&show=statements");
    return chart(page);
  };
  const page = await open(browser, { client: user, language: "en", zone: "Asia/Tokyo" });
  for (const [own, ofStore, inForce] of [["", "America/New_York", "America/New_York"], ["", "Asia/Kolkata", "Asia/Kolkata"], ["Europe/Berlin", "Asia/Kolkata", "Europe/Berlin"]]) {
    await here.clients.owner.call("PUT", "/settings", { title: settings.title, language: settings.language, accent: settings.accent, min_group: settings.min_group, zone: ofStore }, { store });
    await zoned(own);
    const rows = await read(page);
    assert.equal(rows.reduce((sum, one) => sum + one.n, 0), moments.filter((at) => dayOf(at, inForce) === day).length, `${day} in ${inForce}`);
    assert.equal(rows[0].name, named(midnight(Date.parse(day + "T12:00:00Z"), inForce), inForce, "hour"));
  }
  await settled(page);
  await page.context().close();
});
