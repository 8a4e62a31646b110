// Connecting a tool: the whole first run by role and name and with the keyboard
// alone, what guides give to copy, and what is refused.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { sender, setUp, until } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

const run = promisify(execFile);
// The libraries that the guides name are those of clients/.
const clients = new URL("../../clients/", import.meta.url).pathname;

let server, owner, browser;

before(async () => {
  server = await start();
  owner = await setUp(server);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

const tools = (page) => page.getByRole("navigation", { name: "How to connect your tool" });

/** Opens the guide of a tool and returns its lines to copy, the last ones. */
async function linesOf(page, tool) {
  await tools(page).getByRole("link", { name: tool, exact: true }).click();
  await page.getByRole("heading", { name: `Steps: ${tool}` }).waitFor();
  return page.locator(".connect-what pre").last().innerText();
}

async function madeKey(page) {
  await page.getByRole("button", { name: /^Make (a|another) key$/ }).click();
  const secret = page.getByRole("region", { name: "Secret" });
  await secret.waitFor();
  return { key: await page.getByRole("region", { name: "Key", exact: true }).innerText(), secret: await secret.innerText(), endpoint: await page.getByRole("region", { name: "Endpoint", exact: true }).innerText() };
}

test("the first run: a key, a refusal in words, a first statement, without loading the page again", async () => {
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/connect`);
  await page.evaluate(() => { window.here = true; });
  assert.equal(await page.locator("[data-done=true]").count(), 2, "account and organisation are done, nothing else");
  await page.getByText("Waiting for your first statement…").waitFor();
  assert.match(await linesOf(page, "curl"), /YOUR-KEY:YOUR-SECRET/);
  const key = await madeKey(page);
  assert.equal(key.endpoint, server.url + "/xapi/");
  const { keys } = await owner.call("GET", "/keys", undefined, { store: "school" });
  assert.deepEqual(keys.map((one) => one.key), [key.key]);
  const lines = await linesOf(page, "curl");
  assert.ok(lines.includes(key.key + ":" + key.secret), "the key is filled in");

  await run("sh", ["-c", lines.replace(key.secret, "wrong-secret")]);
  const check = page.locator("[data-state]");
  await page.locator("[data-state=refused]").waitFor();
  assert.match(await check.innerText(), /Wrong key or secret/);
  await page.getByText("Copy the key and the secret again").waitFor();
  await accessible(page, "a wrong secret");

  await run("sh", ["-c", lines.replace('"mbox": "mailto:', '"mbox": "')]);
  await page.getByText("A rule of xAPI is broken").waitFor();
  const [rejection] = (await owner.call("GET", "/rejections?limit=1", undefined, { store: "school" })).rejections;
  assert.equal(rejection.code, "invalid-statement");
  await page.getByText(rejection.explanation).waitFor();
  await page.getByText(rejection.fix).waitFor();
  assert.ok((await check.innerText()).includes(rejection.message));

  await run("sh", ["-c", lines]);
  await page.locator("[data-state=came]").waitFor();
  assert.match(await check.innerText(), /Olivia Owner experienced My first course/);
  await page.getByRole("listitem", { name: /^Your first statement – done/ }).waitFor();
  assert.equal(await page.evaluate(() => window.here), true, "the page was not loaded again");
  await tidy(page, "the first statement");
  await accessible(page, "the first statement");

  // It stays done, and the secret is gone with the window.
  await page.reload();
  await settled(page);
  await page.getByRole("listitem", { name: /^Your first statement – done/ }).waitFor();
  assert.ok(!(await page.locator("main").innerText()).includes(key.secret));
  await page.getByLabel("Key to show and to listen to").selectOption(key.key);
  await page.getByText("cannot be shown again").waitFor();
  await page.context().close();
});

test("what the guides give to copy works as it is", async (t) => {
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/connect`);
  await madeKey(page);
  const dir = mkdtempSync(join(clients, ".guides-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  assert.ok(existsSync(clients + "node_modules/@xapi/xapi"), "the libraries are there: npm ci in clients/");
  const ways = {
    curl: async (lines) => run("sh", ["-c", lines]),
    Python: async (lines) => { writeFileSync(join(dir, "first.py"), lines); return run("python3", [join(dir, "first.py")]); },
    "xAPI.js": async (lines) => { writeFileSync(join(dir, "first.mjs"), lines); return run(process.execPath, [join(dir, "first.mjs")]); },
    TinCanJS: async (lines) => { writeFileSync(join(dir, "tincan.mjs"), lines); return run(process.execPath, [join(dir, "tincan.mjs")]); },
  };
  let n = 0;
  for (const [tool, go] of Object.entries(ways)) {
    await t.test(tool, async () => {
      const { stdout, stderr } = await go(await linesOf(page, tool));
      n++;
      await page.getByText(n === 1 ? "A statement arrived" : `${n} statements arrived`, { exact: true }).waitFor({ timeout: 15_000 }).catch(() => assert.fail(`${tool}: not seen; it said ${stdout} ${stderr}`));
    });
  }
  await t.test("a launch link has what a course needs", async () => {
    const link = new URL(await linesOf(page, "Articulate"));
    const answer = await fetch(link.searchParams.get("endpoint") + "statements", {
      method: "POST", headers: { Authorization: link.searchParams.get("auth"), "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3" },
      body: JSON.stringify({ actor: JSON.parse(link.searchParams.get("actor")), verb: { id: "http://adlnet.gov/expapi/verbs/attempted" }, object: { id: "https://example.org/launched" } }),
    });
    assert.equal(answer.status, 200, await answer.text());
  });
  await page.context().close();
});

test("the check listens to the chosen key alone", async () => {
  const one = await sender(owner, "school", "One");
  const two = await sender(owner, "school", "Two");
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/connect?key=${one.key.key}`);
  await page.getByText("Waiting for your first statement…").waitFor();
  const statement = (name) => ({ actor: { name, mbox: `mailto:${name.toLowerCase()}@example.org` }, verb: { id: "http://adlnet.gov/expapi/verbs/completed", display: { en: "completed" } }, object: { id: "https://example.org/a", definition: { name: { en: "Alpha" } } } });
  assert.equal((await two.send(statement("Tom"))).status, 200);
  assert.equal((await one.send(statement("Una"))).status, 200);
  await page.locator("[data-state=came]").waitFor();
  assert.match(await page.locator("[data-state]").innerText(), /Una completed Alpha/);
  await page.getByText("A statement arrived", { exact: true }).waitFor();
  await page.context().close();
});

test("with the keyboard alone, from a key to the sample data and back", async () => {
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/connect`);
  /** Presses Tab until something of this name has the focus. */
  const to = async (name) => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const text = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
      if (name.test(text)) return;
    }
    assert.fail(`Tab does not lead to ${name}`);
  };
  await to(/^Make (a|another) key$/);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Secret" }).waitFor();
  await to(/^Load sample data$/);
  await page.keyboard.press("Enter");
  await page.locator("progress").waitFor();
  assert.equal(await page.getByRole("progressbar").getAttribute("max") > 0, true);
  await page.getByRole("link", { name: "Open the sample data" }).waitFor({ timeout: 120_000 });
  const { sample } = await owner.call("GET", "/sample");
  assert.equal(sample.state, "ready");
  await accessible(page, "the sample data is there");
  await page.locator("h1").focus();
  await to(/^Remove sample data$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await to(/^Remove sample data$/);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Load sample data" }).waitFor({ timeout: 60_000 });
  await until(async () => (await owner.call("GET", "/sample")).sample.state === "none", "the sample data are gone");
  await tidy(page, "the sample data came and went");
  await page.context().close();
});

for (const [theme, width] of [["light", "phone"], ["dark", "desktop"]]) {
  test(`every guide, ${theme}, ${width}`, async () => {
    const page = await open(browser, { client: owner, theme, width, language: "en" });
    for (const tool of ["moodle", "canvas", "h5p", "articulate", "captivate", "xapijs", "tincanjs", "python", "curl", "other"]) {
      await visit(page, `${server.url}/s/school/data/connect?tool=${tool}`);
      const text = await page.locator("main").innerText();
      assert.ok(!/connect\.[a-z]/.test(text), `${tool}: a message is missing: ${/connect\.[a-z_0-9]+/.exec(text)}`);
      assert.ok(text.includes(`${server.url}/xapi/`) || tool === "canvas", `${tool} names the endpoint`);
      await tidy(page, tool);
      await accessible(page, tool);
      await largeEnough(page, tool);
    }
    await page.context().close();
  });
}

test("in German", async () => {
  const page = await open(browser, { client: owner, language: "de" });
  await owner.call("PUT", "/session/user", { name: "Olivia Owner", language: "de", zone: "", theme: "system", preferences: {} });
  await visit(page, `${server.url}/s/school/data/connect`);
  assert.equal(await page.locator("h1").innerText(), "Verbinden");
  await page.getByText(/^(Warten auf Ihr erstes Statement…|Es geht: Ein Statement ist angekommen.)$/).first().waitFor();
  await page.getByRole("navigation", { name: "So verbinden Sie Ihr Werkzeug" }).getByRole("link", { name: "Anderes Werkzeug" }).click();
  await page.getByRole("heading", { name: "Was oft schiefgeht" }).waitFor();
  await tidy(page, "German");
  await owner.call("PUT", "/session/user", { name: "Olivia Owner", language: "en", zone: "", theme: "system", preferences: {} });
  await page.context().close();
});
