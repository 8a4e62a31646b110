// What the app weighs on its way to a browser (testing-web-and-analytics §1).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, visit } from "./lib/browser.mjs";
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

/** Loads a screen in a browser that has nothing kept and returns each script's bytes as they were sent, in the order they came. */
async function scripts(path) {
  const page = await open(browser, { client: here.clients.owner, context: { serviceWorkers: "block" } });
  const seen = new Map();
  const hosts = new Set();
  const waits = [];
  page.on("response", (response) => {
    hosts.add(new URL(response.url()).host);
    if (/\.js$/.test(new URL(response.url()).pathname)) waits.push(response.request().sizes().then((sizes) => seen.set(response.url(), sizes.responseBodySize)));
  });
  await visit(page, here.url + path);
  await Promise.all(waits);
  const charts = new Set(await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => /\/plotted-[^/]*\.js$/.test(name))));
  await page.context().close();
  return { seen, hosts, charts };
}

const sum = (sizes) => sizes.reduce((all, one) => all + one, 0);

test("the first screen has at most 120 kB of script without charts, charts at most 160 kB", async () => {
  const { seen, charts } = await scripts("/s/sample/home");
  const light = sum([...seen].filter(([url]) => !charts.has(url)).map(([, size]) => size));
  const heavy = sum([...seen].filter(([url]) => charts.has(url)).map(([, size]) => size));
  assert.ok(charts.size > 0, "no chart was loaded: its chunk is named plotted-…");
  assert.ok(light <= 120_000, `${light} bytes of script without charts`);
  assert.ok(heavy <= 160_000, `${heavy} bytes of script for charts`);
});

test("no request leaves the server", async () => {
  for (const path of ["/s/sample/home", "/s/sample/explore", "/sign-in"]) {
    assert.deepEqual([...(await scripts(path)).hosts], [new URL(here.url).host], path);
  }
});

test("the policy has no exception", async () => {
  for (const path of ["/", "/s/sample/home", "/embed", "/setup"]) {
    const policy = (await fetch(here.url + path)).headers.get("Content-Security-Policy");
    assert.ok(policy && !/unsafe|\*(?!$)/.test(policy.replace("frame-ancestors *", "")), `${path}: ${policy}`);
  }
});
