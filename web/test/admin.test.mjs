// The administrator's tasks (ui.md §4), by role and name as people do them; every
// number that the screens show is compared with the API.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { passwords, sender, setUp, until } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

const people = ["ada", "bob", "cid", "dora", "eve", "fay", "gus"].map((name) => ({ name: name[0].toUpperCase() + name.slice(1) + " Lovelace", mbox: `mailto:${name}@example.org` }));
let server, browser, owner, page;

before(async () => {
  server = await start();
  owner = await setUp(server);
  const { send } = await sender(owner, "school", "Course");
  const stored = await send(people.map((actor) => ({
    id: randomUUID(), actor, verb: { id: "http://adlnet.gov/expapi/verbs/completed", display: { en: "completed" } }, result: { completion: true },
    object: { id: "https://example.org/course", definition: { name: { en: "Fire safety" }, type: "http://adlnet.gov/expapi/activities/course" } },
  })));
  assert.equal(stored.status, 200, await stored.text());
  await until(async () => (await owner.query("school", { kind: "table", metrics: ["people"], time: { range: "all" } })).rows[0]?.[0] === people.length, "the facts have the people");
  browser = await launch();
  page = await open(browser, { client: owner, language: "en" });
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

const school = () => server.url + "/s/school";

async function fine(page, what) {
  await settled(page);
  await tidy(page, what);
  await accessible(page, what);
  await largeEnough(page, what);
}

/** The row of a table whose first cell says so. */
const row = (page, name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

/** A number of the screen, as the API gave it. */
const valueOf = async (place) => Number(await place.locator("[data-value]").first().getAttribute("data-value"));

/** What stands in a box to copy. */
const copied = async (page, label) => (await page.getByRole("region", { name: label, exact: true }).innerText()).trim();

const xapi = (path, key, secret, init = {}) => fetch(server.url + "/xapi/" + path, { ...init, headers: { Authorization: "Basic " + Buffer.from(`${key}:${secret}`).toString("base64"), "X-Experience-API-Version": "2.0.0", "Content-Type": "application/json" } });

test("a group is made and given to an instructor, who sees its people alone", async () => {
  await visit(page, school() + "/admin");
  await page.getByRole("link", { name: "Groups of people" }).click();
  await page.getByRole("heading", { name: "No groups yet" }).waitFor();
  await fine(page, "no groups");
  await page.getByRole("button", { name: "Add a group" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("North");
  await dialog.getByLabel("People").fill("ada@example.org\n mailto:bob@example.org \n\n");
  await fine(page, "a new group");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row(page, "North").waitFor();
  const { groups } = await owner.call("GET", "/groups", undefined, { store: "school" });
  assert.deepEqual(groups, [{ name: "north", title: "North", persons: ["mailto:ada@example.org", "mailto:bob@example.org"] }]);
  assert.equal(await valueOf(row(page, "North")), 2);
  await fine(page, "groups");

  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await dialog.getByLabel("E-mail").fill("ivo@example.org");
  await dialog.getByLabel("Name").fill("Ivo Instructor");
  await dialog.getByLabel("Role in school").selectOption("Instructor");
  await dialog.getByLabel(/North/).check();
  await fine(page, "an invitation");
  await dialog.getByRole("button", { name: "Make the invitation" }).click();
  await dialog.getByRole("heading", { name: "One-time link" }).waitFor();
  const link = await copied(page, "One-time link");
  assert.ok(link.startsWith(server.url + "/invitation#"), link);
  await fine(page, "the link");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await row(page, "Ivo Instructor").getByText("invited").waitFor();

  const ivo = await open(browser, { language: "en", width: "phone" });
  ivo.expected = /status of (401|403)/;
  await visit(ivo, link);
  await ivo.getByLabel("New password").fill(passwords.others);
  await ivo.getByRole("button", { name: "Save and sign in" }).click();
  await ivo.waitForURL(/\/s\/school\/home$/);
  await settled(ivo);
  await visit(ivo, school() + "/learners?range=all");
  await ivo.getByText("Ada Lovelace").first().waitFor();
  const said = await ivo.locator("main").innerText();
  assert.match(said, /Bob Lovelace/);
  for (const hidden of people.slice(2)) assert.doesNotMatch(said, new RegExp(hidden.name), `${hidden.name} is not Ivo's`);
  await ivo.getByRole("button", { name: "More" }).click();
  assert.equal(await ivo.getByRole("dialog").getByRole("link", { name: "Admin" }).count(), 0, "no administration for an instructor");
  await ivo.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  for (const path of ["/admin", "/admin/keys", "/admin/settings"]) {
    await visit(ivo, school() + path);
    assert.match(await ivo.locator("main").innerText(), /Not for this role/, path);
  }
  await visit(ivo, server.url + "/server");
  assert.match(await ivo.locator("main").innerText(), /Not for this role/);

  await page.reload();
  await settled(page);
  await row(page, "Ivo Instructor").getByText("active", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Ivo Instructor" }).click();
  assert.equal(await dialog.getByLabel(/North/).isChecked(), true);
  await fine(page, "a user");
  await dialog.getByLabel("Role in school").selectOption("Auditor");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row(page, "Ivo Instructor").getByText("Auditor").waitFor();
  await visit(ivo, school() + "/learners?range=all");
  await ivo.getByText("Gus Lovelace").first().waitFor();

  await page.getByRole("button", { name: "Ivo Instructor" }).click();
  await dialog.getByRole("button", { name: "Disable" }).click();
  await row(page, "Ivo Instructor").getByText("disabled").waitFor();
  await ivo.reload();
  await ivo.getByRole("heading", { name: "Sign in" }).waitFor();
  await fine(page, "users");
  await ivo.context().close();

  await page.getByRole("button", { name: "Ivo Instructor" }).click();
  await dialog.getByRole("button", { name: "Enable" }).click();
  await row(page, "Ivo Instructor").getByText("active", { exact: true }).waitFor();
});

test("a scoped key is made, used, and rotated without downtime", async () => {
  await visit(page, school() + "/admin/keys");
  await page.getByRole("button", { name: "Add a key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Moodle");
  for (const box of await dialog.getByRole("checkbox").all()) await box.uncheck();
  await dialog.getByRole("checkbox", { name: /^statements\/write/ }).check();
  await fine(page, "a new key");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByText("Copy the secret now").waitFor();
  assert.equal(await copied(page, "Endpoint"), server.url + "/xapi/");
  const old = { key: await copied(page, "Key"), secret: await copied(page, "Secret") };
  await fine(page, "a secret");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  const statement = () => ({ method: "POST", body: JSON.stringify({ actor: people[0], verb: { id: "http://adlnet.gov/expapi/verbs/experienced" }, object: { id: "https://example.org/a" } }) });
  await row(page, "Moodle").getByText("never used").waitFor();
  assert.equal((await xapi("statements", old.key, old.secret, statement())).status, 200);
  assert.equal((await xapi("statements", old.key, old.secret)).status, 403, "the key may not read");

  await page.getByRole("button", { name: "Moodle" }).click();
  await fine(page, "a key");
  await dialog.getByRole("button", { name: "Make its successor" }).click();
  await dialog.getByText("Copy the secret now").waitFor();
  const next = { key: await copied(page, "Key"), secret: await copied(page, "Secret") };
  await dialog.getByRole("button", { name: "Close" }).last().click();
  assert.notEqual(next.key, old.key);
  for (const one of [old, next]) assert.equal((await xapi("statements", one.key, one.secret, statement())).status, 200, "both are good");
  assert.equal((await xapi("statements", next.key, next.secret)).status, 403, "the successor may no more");

  const line = page.getByRole("row").filter({ hasText: old.key });
  await line.getByRole("button", { name: "Moodle" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await line.getByText("revoked").waitFor();
  await until(async () => (await xapi("statements", old.key, old.secret, statement())).status === 401, "the old key is refused", 10);
  assert.equal((await xapi("statements", next.key, next.secret, statement())).status, 200, "the successor works on");
  await fine(page, "keys");
  const { keys } = await owner.call("GET", "/keys", undefined, { store: "school" });
  assert.equal(await page.getByRole("table", { name: "Access keys" }).getByRole("row").count() - 1, keys.length);
});

test("an API token is made, used and revoked", async () => {
  await visit(page, school() + "/admin/keys");
  await page.getByRole("button", { name: "Add a token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Report");
  await dialog.getByLabel("Role").selectOption("Manager");
  await dialog.getByLabel("People").fill("ada@example.org");
  await fine(page, "a new token");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByText("Copy the token now").waitFor();
  const token = await copied(page, "Token");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  const ask = () => fetch(server.url + "/api/v1/query", { method: "POST", headers: { Authorization: "Bearer " + token, "Content-Type": "application/json" }, body: JSON.stringify({ kind: "table", metrics: ["people"], time: { range: "all" } }) });
  const answer = await ask();
  assert.equal(answer.status, 200);
  assert.deepEqual((await answer.json()).rows, [[1]], "the token is about Ada alone");
  await row(page, "Report").getByText("Manager").waitFor();
  await page.getByRole("button", { name: "Report" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await row(page, "Report").getByText("revoked").waitFor();
  assert.equal((await ask()).status, 401);
  await fine(page, "tokens");
});

test("settings change what is shown: title, accent, zone, smallest group", async () => {
  await visit(page, school() + "/admin/settings");
  const before_ = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent"));
  await page.getByLabel("Title").fill("Academy");
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  await page.getByRole("radio", { name: "Violet" }).check();
  await page.getByLabel("Smallest group").fill("7");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent")), before_, "the accent changes at once");
  await fine(page, "settings");
  const { stores } = await owner.call("GET", "/stores");
  const store = stores.find((one) => one.name === "school");
  assert.deepEqual([store.title, store.zone, store.accent, store.min_group], ["Academy", "Pacific/Auckland", "violet", 7]);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByLabel("Title").inputValue(), "Academy");
  assert.equal(await page.getByRole("radio", { name: "Violet" }).isChecked(), true);
  assert.equal(await page.getByLabel("Smallest group").inputValue(), "7");

  const made = new Date(Date.parse(store.created));
  await visit(page, server.url + "/server");
  const shown = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "Pacific/Auckland" }).format(made);
  await row(page, "Academy").getByText(shown).waitFor();
  await page.getByRole("link", { name: "Olivia Owner" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();

  await visit(page, school() + "/admin/keys");
  await page.getByRole("button", { name: "Add a token" }).click();
  const smallest = page.getByRole("dialog").getByLabel("Smallest group");
  await until(async () => await smallest.inputValue() === "7", "a new analyst is told nothing of fewer people", 10);
  await page.keyboard.press("Escape");
});

test("a store is made, worked in, and removed by typing its name", async () => {
  await visit(page, server.url + "/server");
  await page.getByRole("button", { name: "Add a store" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Trial");
  await dialog.getByLabel("Name in addresses").fill("No Spaces");
  await dialog.getByRole("button", { name: "Make the store" }).click();
  assert.equal(await dialog.getByLabel("Name in addresses").evaluate((input) => input.validity.patternMismatch), true);
  await dialog.getByLabel("Name in addresses").fill("school");
  page.expected = /status of (409|400)/;
  await dialog.getByRole("button", { name: "Make the store" }).click();
  await dialog.getByRole("alert").filter({ hasText: /./ }).waitFor();
  await dialog.getByLabel("Name in addresses").fill("trial");
  await fine(page, "a new store");
  await dialog.getByRole("button", { name: "Make the store" }).click();
  await row(page, "Trial").waitFor();
  await page.getByRole("combobox", { name: "Store" }).first().selectOption("Trial");
  await page.waitForURL(/\/s\/trial\/home$/);
  await settled(page);

  await visit(page, server.url + "/server");
  await row(page, "Trial").getByRole("button", { name: "Remove" }).click();
  const remove = dialog.getByRole("button", { name: "Remove" });
  assert.equal(await remove.isDisabled(), true);
  await dialog.getByLabel("Type trial to confirm").fill("tria");
  assert.equal(await remove.isDisabled(), true);
  await dialog.getByLabel("Type trial to confirm").fill("trial");
  await fine(page, "removing a store");
  await remove.click();
  await row(page, "Trial").waitFor({ state: "detached" });
  assert.deepEqual((await owner.call("GET", "/stores")).stores.map((one) => one.name), ["school"]);
  await fine(page, "stores");
  await visit(page, server.url + "/s/trial/home");
  await page.getByText("There is no such page").waitFor();
});

test("a backup is made, downloaded and removed", async () => {
  await visit(page, server.url + "/server/backups");
  await page.getByRole("heading", { name: "No backups here yet" }).waitFor();
  await fine(page, "no backups");
  await page.getByRole("button", { name: "Back up now" }).click();
  const link = page.getByRole("link", { name: /^Download/ });
  await link.waitFor();
  const { backups } = await owner.call("GET", "/backups");
  assert.equal(backups.length, 1);
  assert.equal(await valueOf(page.getByRole("table")), backups[0].size);
  await fine(page, "backups");
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), backups[0].name.includes(".") ? backups[0].name : download.suggestedFilename());
  assert.ok(readFileSync(await download.path()).length > 0);
  await page.getByRole("button", { name: /^Remove/ }).click();
  const dialog = page.getByRole("dialog");
  await fine(page, "removing a backup");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.equal((await owner.call("GET", "/backups")).backups.length, 1);
  await page.getByRole("button", { name: /^Remove/ }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("heading", { name: "No backups here yet" }).waitFor();
  assert.deepEqual((await owner.call("GET", "/backups")).backups, []);
});

test("the server says what it is; followers are paused and resumed", async () => {
  await visit(page, server.url + "/server/about");
  const said = await owner.call("GET", "/server");
  const main = page.getByRole("main");
  await main.getByText(said.version, { exact: true }).first().waitFor();
  const metric = (label) => valueOf(page.locator(".metric").filter({ hasText: label }));
  assert.equal(await metric("Statements"), said.statements);
  assert.ok(await metric("Memory") > 0);
  if (said.disk) assert.ok(await metric("On disk") > 0);
  for (const [name, list] of [["Limits and settings", said.limits], ["Licences", said.licences]]) {
    assert.equal(await page.getByRole("table", { name }).getByRole("row").count() - 1, list.length, name);
  }
  const followers = async () => (await owner.call("GET", "/followers", undefined, { store: "school" })).followers;
  const list = await followers();
  const table = page.getByRole("table", { name: "Followers of the log" });
  assert.equal(await table.getByRole("row").count() - 1, list.length);
  for (const one of list) assert.equal(Number(await table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: one.name }) }).locator("[data-value]").last().getAttribute("data-value")), one.dead, one.name);
  await fine(page, "the server");

  const line = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: list[0].name }) });
  const state = async () => (await followers()).find((one) => one.name === list[0].name).state;
  await line.getByRole("button", { name: /^Pause/ }).click();
  await line.getByRole("button", { name: /^Resume/ }).waitFor();
  assert.equal(await state(), "paused");
  await line.getByRole("button", { name: /^Resume/ }).click();
  await line.getByRole("button", { name: /^Pause/ }).waitFor();
  await until(async () => await state() === "running", "it runs again");
});
