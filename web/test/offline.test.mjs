// Without a network: what was seen is shown, what is written down waits and is
// stored once, and nothing is left of somebody who signed out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { Client, invite, passwords, until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let made, browser;
const emails = [`off-${Date.now()}@example.org`, `other-${Date.now()}@example.org`];
before(async () => {
  made = await site();
  browser = await launch();
  for (const [i, email] of emails.entries()) {
    await invite(made.clients.owner, email, ["Ofelia Offline", "Otto Other"][i], [{ store: "sample", role: "learner", groups: [], persons: [made.people[5 + i]], min_group: 1 }]);
  }
});
after(async () => {
  await browser?.close();
  await made?.close();
});

/** A session of one's own, so that signing out ends no other test's. */
async function signedIn(email) {
  const client = new Client(made.url);
  await client.call("POST", "/session", { email, password: passwords.others });
  return client;
}

/** Opens my learning, with the service worker in charge and everything kept. */
async function visited(client, more) {
  const page = await open(browser, { client, ...more });
  // A request that finds no network is said in the console; that is the browser's word, not a fault.
  page.expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|EventSource/;
  await visit(page, `${made.url}/s/sample/my?view=list`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await until(async () => (await kept(page)).some((one) => one.key === "session"), "the session is kept");
  return page;
}

const room = (page, name) => page.evaluate((name) => new Promise((resolve, reject) => {
  const request = indexedDB.open("lore", 1);
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
}), name);
const kept = (page) => room(page, "answers");

async function write(page, title) {
  await page.getByRole("button", { name: "Add something I learned" }).click();
  await page.getByRole("dialog").getByLabel("What was it?").fill(title);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** The statements about oneself that are called so. */
async function called(client, title) {
  const q = JSON.stringify({ kind: "statements", filter: ["is", "self_asserted", [true]], limit: 100, time: { range: "all" } });
  const { statements } = await client.call("GET", "/statements?q=" + encodeURIComponent(q), undefined, { store: "sample" });
  return statements.filter((line) => line.object.name === title);
}

const numbers = (page) => page.locator("main [data-value]").evaluateAll((all) => all.map((one) => one.dataset.value));

test("what was seen is shown without a network, after a reload too, and what is written down is stored once", async () => {
  const client = await signedIn(emails[0]);
  const page = await visited(client, { width: "phone" });
  const before = await numbers(page);
  const courses = await page.locator("tbody th").allInnerTexts();
  await page.context().setOffline(true);
  await page.getByText(/^Offline, data from/).first().waitFor();
  const title = "Knots without a net " + Date.now();
  await write(page, title);
  await page.locator("[data-waiting]").getByText("Waiting").waitFor();
  assert.equal((await called(client, title)).length, 0);

  await page.reload();
  await settled(page);
  await page.getByText(/^Offline, data from/).first().waitFor();
  assert.deepEqual(await numbers(page), before, "the same numbers as before");
  assert.deepEqual(await page.locator("tbody th").allInnerTexts(), courses, "the same names as before");
  await page.locator("[data-waiting]", { hasText: title }).waitFor();
  await accessible(page, "offline");

  await page.context().setOffline(false);
  await until(async () => (await called(client, title)).length > 0, "what was written down is stored");
  await page.locator("[data-waiting]").waitFor({ state: "detached" });
  await page.locator(".episode", { hasText: title }).first().waitFor();
  assert.equal((await called(client, title)).length, 1);
  assert.deepEqual(await room(page, "outbox"), []);
  await tidy(page, "online again");
  await page.context().close();
});

test("an id that is another's is shown, and sent anew when one says so", async () => {
  const client = await signedIn(emails[0]);
  const page = await visited(client);
  const title = "A twin " + Date.now();
  await page.context().setOffline(true);
  await write(page, title);
  const [waiting] = await room(page, "outbox");
  // Somebody else's statement takes the id meanwhile.
  await made.clients.learner.call("POST", "/learning", { ...waiting.body, title: "The other twin" }, { store: "sample" });
  page.expected = /409|ERR_INTERNET_DISCONNECTED|ERR_FAILED|EventSource/;
  await page.context().setOffline(false);
  const row = page.locator("[data-waiting]", { hasText: title });
  await row.getByText("The server has another statement with this id").waitFor();
  await page.reload();
  await row.getByRole("button", { name: "Send under a new id" }).click();
  await row.waitFor({ state: "detached" });
  await until(async () => (await called(client, title)).length === 1, "it is stored under a new id");
  await page.context().close();
});

test("signing out wipes this device, and another user sees nothing of the first", async () => {
  const client = await signedIn(emails[0]);
  const page = await visited(client);
  assert.ok((await kept(page)).length > 5);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await until(async () => (await kept(page)).length === 0, "nothing is kept");
  await page.getByLabel("E-mail").fill(emails[1]);
  await page.getByLabel("Password").fill(passwords.others);
  await page.getByRole("button", { name: /Sign in/ }).click();
  await page.waitForURL(/\/my/);
  await settled(page);
  await page.context().setOffline(true);
  await page.reload();
  await settled(page);
  const first = made.people[5];
  const all = JSON.stringify(await kept(page));
  assert.ok(!all.includes(first), "an answer of the first user is on the device");
  assert.ok(!(await page.locator("body").innerText()).includes("Ofelia"));
  await page.context().close();
});

test("what waits is asked about before it is wiped, and stays when one stays", async () => {
  const page = await visited(await signedIn(emails[0]));
  await page.context().setOffline(true);
  await write(page, "Not to be lost");
  let asked = "";
  page.once("dialog", (dialog) => { asked = dialog.message(); void dialog.dismiss(); });
  await page.getByRole("button", { name: "Sign out" }).click();
  await until(() => asked !== "", "it is asked");
  assert.match(asked, /One entry/);
  assert.equal((await room(page, "outbox")).length, 1);
  await page.locator("[data-waiting]").waitFor();
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await until(async () => (await room(page, "outbox")).length + (await kept(page)).length === 0, "nothing is left");
  // The session is ended on the server as soon as it can be reached.
  await page.context().setOffline(false);
  await page.goto(made.url + "/");
  await page.waitForURL(/sign-in/);
  const [cookie] = await page.context().cookies();
  const me = await new Client(made.url, cookie ? `${cookie.name}=${cookie.value}` : "").call("GET", "/session");
  assert.equal(me.signed_in, false);
  await page.context().close();
});

test("whoever wants nothing kept has nothing kept", async () => {
  const client = await signedIn(emails[1]);
  const page = await visited(client);
  const { user } = await client.call("GET", "/session");
  await client.call("PUT", "/session/user", { name: user.name, language: user.language, zone: user.zone, theme: user.theme, preferences: { ...user.preferences, keep_offline: false } });
  await visit(page, `${made.url}/s/sample/my`);
  await until(async () => (await kept(page)).length === 0, "nothing is kept");
  await page.context().close();
});

test("an answer is shown for seven days and no longer", async () => {
  const page = await visited(await signedIn(emails[0]));
  await page.clock.install({ time: Date.now() + 6 * 86_400_000 });
  await page.context().setOffline(true);
  await page.reload();
  await settled(page);
  await page.locator("tbody th").first().waitFor();
  await page.clock.setSystemTime(Date.now() + 8 * 86_400_000);
  await page.reload();
  await page.getByText("The server cannot be reached").first().waitFor();
  assert.equal(await page.locator("tbody th").count(), 0);
  await page.context().close();
});
