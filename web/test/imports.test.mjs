// Imports: a file is checked, then stored, and the numbers are those of the API.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible, launch, open, tidy, visit } from "./lib/browser.mjs";
import { setUp } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

let server, owner, browser, dir;

before(async () => {
  server = await start();
  owner = await setUp(server);
  browser = await launch();
  dir = mkdtempSync(join(tmpdir(), "lore-imports-"));
});

after(async () => {
  await browser?.close();
  await server?.remove();
  rmSync(dir, { recursive: true, force: true });
});

const statement = (n) => ({
  id: randomUUID(), actor: { mbox: `mailto:p${n % 50}@example.org` }, verb: { id: "http://adlnet.gov/expapi/verbs/completed" },
  object: { id: `https://example.org/course/${n % 7}` }, timestamp: new Date(Date.UTC(2026, 0, 1 + (n % 300))).toISOString(),
});

/** Writes a file of this test. */
function file(name, text) {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

/** What the screen says an import did. */
async function counts(page) {
  const shown = {};
  for (const name of ["stored", "present", "rejected"]) shown[name] = Number(await page.locator(`.imports-chosen [data-count=${name}]`).getAttribute("data-value"));
  return shown;
}

const list = async () => (await owner.call("GET", "/imports", undefined, { store: "school" })).imports;
const stored = async () => (await owner.query("school", { kind: "table", metrics: ["statements"], time: { range: "all" } })).rows[0]?.[0] ?? 0;

test("a file with faults is checked, imported, and kept in the list", async () => {
  const lines = Array.from({ length: 500 }, (_, n) => JSON.stringify(statement(n)));
  lines.splice(3, 0, JSON.stringify({ ...statement(1), verb: { id: "no address" } }));
  lines.splice(10, 0, "{ this is no JSON");
  const path = file("old-lrs.ndjson", lines.join("\n") + "\n");
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/imports`);
  await page.getByText("Nothing was imported yet").waitFor();
  await accessible(page, "no imports");
  await page.getByLabel("Choose a file, or drop it here").setInputFiles(path);
  assert.equal(await page.getByLabel("Format").inputValue(), "ndjson");
  assert.equal(await page.getByLabel("Time zone").count(), 0, "statements have their own zone");
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("heading", { name: "Checked: nothing is stored yet" }).waitFor();
  const [checked] = await list();
  assert.equal(checked.dry_run, true);
  assert.deepEqual(await counts(page), { stored: checked.stored, present: checked.present, rejected: checked.rejected });
  assert.equal(checked.stored, 500);
  assert.ok(checked.rejected >= 1);
  assert.equal(await stored(), 0, "nothing is stored");
  const faults = page.getByRole("table", { name: "What is wrong" });
  assert.equal(await faults.locator("tbody tr").count(), checked.faults.length);
  const [fault] = checked.faults;
  const row = await faults.locator("tbody tr").first().innerText();
  for (const part of [String(fault.line), fault.message]) assert.ok(row.includes(part), `the first fault names ${part}: ${row}`);
  await accessible(page, "a checked file");

  await page.getByRole("button", { name: "Import 500 statements" }).click();
  await page.getByRole("heading", { name: "Imported" }).waitFor();
  const [imported] = await list();
  assert.equal(imported.dry_run, false);
  assert.deepEqual(await counts(page), { stored: imported.stored, present: imported.present, rejected: imported.rejected });
  assert.equal(imported.stored, 500);

  const history = page.getByRole("table", { name: "Imports so far" });
  await history.locator("tbody tr").nth(1).waitFor();
  assert.match(await history.locator("tbody tr").first().innerText(), /old-lrs\.ndjson[\s\S]*Done[\s\S]*Olivia Owner/);
  await history.getByRole("button", { name: "old-lrs.ndjson" }).first().click();
  await page.getByRole("dialog").getByRole("table", { name: "What is wrong" }).waitFor();
  await accessible(page, "an import of the list");
  await page.keyboard.press("Escape");

  // The same file again changes nothing.
  await page.getByRole("button", { name: "Import another file" }).click();
  await page.getByLabel("Choose a file, or drop it here").setInputFiles(path);
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("heading", { name: "Checked: nothing is stored yet" }).waitFor();
  const again = await counts(page);
  assert.deepEqual([again.stored, again.present], [0, 500]);
  await tidy(page, "imports");
  await page.context().close();
});

test("a table of results, with the keyboard alone; the template is one", async () => {
  const page = await open(browser, { client: owner, theme: "dark", language: "en" });
  await visit(page, `${server.url}/s/school/data/imports`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download a template" }).click()]);
  const template = readFileSync(await saved.path(), "utf8");
  const path = file("results.csv", template + "eve@example.org,Eve,flew,https://lms.example.org/course/7,,,,,2026-04-02,,,\r\n");
  // The chooser itself is the browser's; it opens by the space bar on a native input.
  const chooser = page.getByLabel("Choose a file, or drop it here");
  await chooser.focus();
  assert.ok(await chooser.evaluate((input) => document.activeElement === input && input.type === "file"));
  await chooser.setInputFiles(path);
  await page.getByLabel("Time zone").waitFor();
  assert.equal(await page.getByLabel("Format").inputValue(), "csv");
  await page.getByLabel("Time zone").selectOption("America/Toronto");
  await page.getByRole("button", { name: "Check the file" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Checked: nothing is stored yet" }).waitFor();
  assert.deepEqual(await counts(page), { stored: 2, present: 0, rejected: 1 });
  await page.getByRole("button", { name: "Import 2 statements" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Imported" }).waitFor();
  const { statements } = await owner.call("GET", "/statements?q=" + encodeURIComponent(JSON.stringify({ kind: "statements", filter: ["is", "person", ["mailto:ada@example.org"]], time: { range: "all" } })), undefined, { store: "school" });
  assert.equal(new Date(statements[0].timestamp).toISOString(), "2026-03-31T18:05:00.000Z", "14:05 in Toronto");
  await accessible(page, "a table of results, dark");
  await tidy(page, "a table of results");
  await page.context().close();
});

test("a table with a wrong column is refused in words", async () => {
  const page = await open(browser, { client: owner, width: "phone", language: "en" });
  page.expected = /status of 400/;
  await visit(page, `${server.url}/s/school/data/imports`);
  await page.getByLabel("Choose a file, or drop it here").setInputFiles(file("wrong.csv", "person,shoe size\nada@example.org,42\n"));
  await page.getByRole("button", { name: "Check the file" }).click();
  const alert = page.locator(".imports-chosen [role=alert], .imports-chosen .wrong").first();
  await alert.waitFor();
  assert.match(await alert.innerText(), /shoe_size/);
  await accessible(page, "a wrong table, phone");
  await tidy(page, "a wrong table");
  await page.context().close();
});

test("an import goes on while one looks elsewhere, and stops when it is told to", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => JSON.stringify(statement(n)));
  const path = file("large.ndjson", lines.join("\n") + "\n");
  const page = await open(browser, { client: owner, language: "en" });
  await visit(page, `${server.url}/s/school/data/imports`);
  await page.getByLabel("Choose a file, or drop it here").setInputFiles(path);
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("Checking…").waitFor();
  await page.getByRole("link", { name: "Connect", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Connect" }).waitFor();
  await page.getByRole("link", { name: "Imports", exact: true }).click();
  await page.getByRole("heading", { name: "Checked: nothing is stored yet" }).waitFor({ timeout: 60_000 });
  assert.equal((await counts(page)).stored, 20_000);
  await page.getByRole("button", { name: "Import 20,000 statements" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Stopped. What came before is stored").waitFor();
  await page.getByRole("button", { name: "Import 20,000 statements" }).click();
  await page.getByRole("heading", { name: "Imported" }).waitFor({ timeout: 60_000 });
  const { stored: now, present } = await counts(page);
  assert.equal(now + present, 20_000, "all of it is there");
  await tidy(page, "a long import");
  await page.context().close();
});
