// The first account, signing in and out, the second factor, sessions, and that
// nothing of the app is shown to whoever is not signed in.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { Client, invite, passwords } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

const email = "olivia@example.org";
let password = passwords.owner;
let server, browser, desk, setupLink;

before(async () => {
  server = await start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

/** A browser of its own that nobody is signed in with. */
async function fresh(options = {}) {
  const page = await open(browser, { language: "en", ...options });
  page.expected = /status of (400|401|403|429)/;
  return page;
}

/** The state is fit to be seen: axe, width, targets. */
async function fine(page, what) {
  await settled(page);
  await tidy(page, what);
  await accessible(page, what);
  await largeEnough(page, what);
}

async function fillIn(page, name, word) {
  await page.getByLabel("E-mail").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(word);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signedIn(page) {
  await page.getByRole("navigation", { name: "Main" }).first().waitFor();
  await settled(page);
}

/** The code of RFC 6238 for a secret in base 32, at a time in milliseconds. */
function codeOf(secret, at) {
  const bits = [...secret.replace(/[\s=]/g, "").toUpperCase()].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("the code of the test vectors of RFC 6238", () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // 12345678901234567890
  assert.equal(codeOf(secret, 59_000), "287082");
  assert.equal(codeOf(secret, 1_111_111_109_000), "081804");
});

test("the printed link makes the first account, once", async () => {
  setupLink = server.setup;
  desk = await fresh();
  await visit(desk, server.url);
  assert.equal(new URL(desk.url()).pathname, "/setup", "a server without an account leads to its setup");
  await fine(desk, "setup without a link");
  await visit(desk, setupLink);
  await desk.getByRole("heading", { name: "Welcome to Lore" }).waitFor();
  if (await desk.getByLabel("Your name").count() === 0) await desk.reload(); // only what follows # changed
  await fine(desk, "setup");
  await desk.getByLabel("Your name").fill("Olivia Owner");
  await desk.getByLabel("E-mail").fill(email);
  const field = desk.getByLabel("Password", { exact: true });
  assert.equal(await field.getAttribute("autocomplete"), "new-password");
  await field.fill(password);
  await desk.getByRole("button", { name: "Show the password" }).click();
  assert.equal(await desk.getByLabel("Password", { exact: true }).getAttribute("type"), "text");
  assert.equal(await desk.getByLabel("Password", { exact: true }).inputValue(), password, "looking at it keeps it");
  await desk.getByLabel("Organisation").fill("Northwind Übung");
  await desk.getByLabel("Time zone").selectOption("Europe/Berlin");
  await desk.getByRole("button", { name: "Create account" }).click();
  await signedIn(desk);
  assert.match(desk.url(), /\/s\/northwind-ubung\/data\/connect$/, "setting up leads on to the first key, and the link is out of the address");

  const other = await fresh();
  await visit(other, setupLink);
  await other.getByText("This server is set up already.").waitFor();
  await fine(other, "setup that is done");
  const again = await new Client(server.url).call("POST", "/session/setup", {
    link: setupLink.split("#")[1], email: "eve@example.org", name: "Eve", password, organisation: "Evil", language: "en", zone: "UTC", store: { name: "evil", title: "Evil" },
  }, { raw: true });
  assert.equal(again.status, 403);
  assert.equal((await again.json()).code, "link-wrong");
  await other.context().close();
});

test("the cookie is kept from scripts and other sites", async () => {
  const cookies = await desk.context().cookies();
  const session = cookies.find((one) => one.name === "lore_session");
  assert.equal(session.httpOnly, true);
  assert.equal(session.sameSite, "Lax");
  assert.ok(session.expires > Date.now() / 1000, "it outlives the browser's window");
  assert.deepEqual(cookies.filter((one) => one !== session), [], "there is no other cookie");
  assert.equal(await desk.evaluate(() => document.cookie), "");
  const client = new Client(server.url, `lore_session=${session.value}`);
  const body = JSON.stringify({ name: "Evil", language: "en", zone: "", theme: "dark", preferences: {} });
  const send = (headers) => fetch(server.url + "/api/v1/session/user", { method: "PUT", headers: { Cookie: client.cookie, "Content-Type": "application/json", ...headers }, body });
  for (const headers of [{ Origin: "https://evil.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }, { Origin: "http://127.0.0.1:1" }]) {
    const answer = await send(headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal((await answer.json()).code, "other-origin");
  }
  const form = await fetch(server.url + "/api/v1/session", { method: "POST", headers: { Origin: "https://evil.example", "Content-Type": "text/plain" }, body: JSON.stringify({ email, password }) });
  assert.ok(form.status >= 400, "nobody is signed in by another site's form");
  assert.equal((await client.call("GET", "/session")).user.name, "Olivia Owner", "nothing was changed");
});

test("signed out, nothing of the app is shown", async () => {
  const page = await fresh();
  const asked = [];
  page.on("request", (request) => { if (request.url().includes("/api/")) asked.push(new URL(request.url()).pathname); });
  for (const path of ["/", "/s/northwind-ubung/home", "/s/northwind-ubung/learners?range=7d", "/account", "/server", "/server/backups", "/s/nowhere/live"]) {
    await visit(page, server.url + path);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(await page.getByRole("navigation").count(), 0, `${path}: no rail`);
    assert.doesNotMatch(await page.locator("body").innerText(), /northwind|olivia/i, `${path}: no names`);
  }
  assert.deepEqual([...new Set(asked)], ["/api/v1/session"], "nothing else is asked of the API");
  for (const path of ["/users", "/stores", "/server", "/keys", "/sessions", "/backups", "/live"]) {
    assert.equal((await new Client(server.url).call("GET", path, undefined, { raw: true })).status, 401, path);
  }
  assert.equal((await new Client(server.url).call("POST", "/query", { kind: "table", metrics: ["statements"] }, { raw: true })).status, 401);
  await fine(page, "sign in");
  await page.context().close();
});

test("signing out and in again, with a password manager or the clipboard", async () => {
  await desk.getByRole("button", { name: "Sign out" }).click();
  await desk.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await desk.context().cookies(), [], "the cookie is gone");
  await desk.goBack().catch(() => undefined);
  await desk.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await desk.getByLabel("E-mail").getAttribute("autocomplete"), "username");
  assert.equal(await desk.getByLabel("E-mail").getAttribute("type"), "email");
  assert.equal(await desk.getByLabel("Password", { exact: true }).getAttribute("autocomplete"), "current-password");
  await desk.getByLabel("E-mail").fill(email);
  await desk.getByLabel("E-mail").press("Tab");
  await desk.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  await desk.evaluate((text) => navigator.clipboard.writeText(text), password);
  await desk.keyboard.press("Control+v");
  assert.equal(await desk.getByLabel("Password", { exact: true }).inputValue(), password, "the next field takes what is pasted");
  await desk.keyboard.press("Enter");
  await signedIn(desk);
});

test("a wrong password and an unknown address are told the same", async () => {
  const page = await fresh({ width: "phone", theme: "dark" });
  const said = [];
  for (const [name, word] of [[email, "this is not the password"], ["nobody@example.org", "this is not the password"]]) {
    await visit(page, server.url + "/sign-in");
    await fillIn(page, name, word);
    await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
    said.push(await page.locator("main").innerText());
    assert.equal(await page.getByLabel("E-mail").inputValue(), name, "what was typed is kept");
    await fine(page, "a wrong password");
  }
  assert.match(said[0], /E-mail or password is wrong/);
  assert.equal(said[0], said[1]);
  await fillIn(page, email.toUpperCase(), password);
  await page.getByRole("navigation", { name: "Main" }).last().waitFor();
  await page.context().close();
});

test("who was signed out comes back to where they were, and never leaves the app", async () => {
  const owner = await new Client(server.url);
  await owner.call("POST", "/session", { email, password });
  const page = await fresh({ client: owner });
  const wanted = server.url + "/s/northwind-ubung/admin/keys?range=7d";
  await visit(page, wanted);
  const { sessions } = await owner.call("GET", "/sessions");
  const mine = sessions.find((one) => one.current);
  const ender = new Client(server.url);
  await ender.call("POST", "/session", { email, password });
  await ender.call("DELETE", "/sessions/" + mine.id);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  await fillIn(page, email, password);
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  assert.match(page.url(), /\/s\/northwind-ubung\/admin\/settings\?range=7d$/);

  for (const next of ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "javascript:alert(1)", "/.//evil.example", "/sign-in", "/setup"]) {
    await page.context().clearCookies();
    const left = [];
    const watch = (request) => { if (!request.url().startsWith(server.url)) left.push(request.url()); };
    page.on("request", watch);
    await visit(page, `${server.url}/sign-in?next=${encodeURIComponent(next)}`);
    await fillIn(page, email, password);
    await signedIn(page);
    assert.equal(new URL(page.url()).pathname, "/s/northwind-ubung/home", next);
    assert.deepEqual(left, [], next);
    page.off("request", watch);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a second factor: turned on, asked for, good once, and recovery codes", async () => {
  await visit(desk, server.url + "/account");
  await fine(desk, "account");
  await desk.getByRole("button", { name: "Set up" }).click();
  await desk.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await fine(desk, "the second factor offered");
  const secret = (await desk.getByRole("region", { name: "Or type this into the app" }).innerText()).trim();
  assert.match(secret, /^[A-Z2-7 ]{16,}$/);
  await desk.getByLabel("Code", { exact: true }).fill("000000");
  await desk.getByRole("button", { name: "Turn on" }).click();
  await desk.getByText("This is not the code that the app shows now").waitFor();
  const now = Date.now();
  const first = codeOf(secret, now);
  await desk.getByLabel("Code", { exact: true }).fill(first);
  await desk.getByRole("button", { name: "Turn on" }).click();
  const recovery = (await desk.getByRole("region", { name: "Recovery codes" }).innerText()).trim().split(/\s*\n\s*/);
  assert.equal(recovery.length, 10);
  assert.equal(new Set(recovery).size, 10);
  await fine(desk, "the recovery codes");
  assert.equal((await desk.evaluate(() => fetch("/api/v1/session").then((answer) => answer.json()))).user.totp, true);

  const page = await fresh();
  await visit(page, server.url + "/sign-in");
  await fillIn(page, email, password);
  const code = page.getByLabel("Code", { exact: true });
  await code.waitFor();
  assert.equal(await code.getAttribute("autocomplete"), "one-time-code");
  assert.equal(await code.evaluate((element) => element === document.activeElement), true, "the focus is where the code goes");
  await fine(page, "the code asked for");
  const tryCode = async (text) => {
    await code.fill(text);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await tryCode(first);
  await page.getByText("This code is wrong or was used already").waitFor();
  const second = codeOf(secret, now + 30_000);
  await tryCode(second);
  await signedIn(page);

  const ask = (text) => new Client(server.url).call("POST", "/session", { email, password, code: text }, { raw: true });
  const replayed = await ask(second);
  assert.equal(replayed.status, 401, "a code is good once");
  assert.equal((await replayed.json()).code, "code-wrong");

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await fillIn(page, email, password);
  await code.waitFor();
  await tryCode(recovery[3]);
  await signedIn(page);
  assert.equal((await ask(recovery[3])).status, 401, "a recovery code is good once");
  await page.context().close();

  await visit(desk, server.url + "/account");
  const card = desk.locator("section, .card").filter({ has: desk.getByRole("heading", { name: "Second factor" }) }).last();
  await card.getByLabel("Present password").fill("not the password at all");
  await card.getByRole("button", { name: "Turn off" }).click();
  await card.getByText("The present password is wrong.").waitFor();
  await card.getByLabel("Present password").fill(password);
  await card.getByRole("button", { name: "Turn off" }).click();
  await card.getByRole("button", { name: "Set up" }).waitFor();
});

test("a new password ends the sessions elsewhere, and sessions can be ended one by one", async () => {
  const elsewhere = await fresh();
  await visit(elsewhere, server.url + "/sign-in");
  await fillIn(elsewhere, email, password);
  await signedIn(elsewhere);
  await visit(desk, server.url + "/account");
  const card = desk.locator("section, .card").filter({ has: desk.getByRole("heading", { name: "Password", exact: true }) }).last();
  await card.getByLabel("Present password").fill("not the password at all");
  await card.getByLabel("New password").fill("a quite new long password");
  await card.getByRole("button", { name: "Change password" }).click();
  await card.getByText("The present password is wrong.").waitFor();
  await card.getByLabel("Present password").fill(password);
  await card.getByRole("button", { name: "Change password" }).click();
  await desk.getByRole("status").getByText("The password was changed").waitFor();
  password = "a quite new long password";
  await elsewhere.getByRole("link", { name: "Olivia Owner" }).click();
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();
  await fillIn(elsewhere, email, passwords.owner);
  await elsewhere.getByText("E-mail or password is wrong.").waitFor();
  await fillIn(elsewhere, email, password);
  await elsewhere.getByRole("heading", { name: "Your account" }).waitFor();

  await desk.reload();
  await settled(desk);
  const { sessions } = await desk.evaluate(() => fetch("/api/v1/sessions").then((answer) => answer.json()));
  const rows = desk.getByRole("listitem").filter({ hasText: "active" });
  assert.equal(await rows.count(), sessions.length, "each session is listed");
  assert.equal(sessions.length, 2, "the others had ended");
  assert.equal(await rows.filter({ hasText: "this one" }).count(), 1);
  await desk.getByRole("button", { name: "Sign out there" }).click();
  await desk.getByRole("button", { name: "Sign out there" }).waitFor({ state: "detached" });
  await elsewhere.reload();
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();
  await fine(desk, "sessions");
  await elsewhere.context().close();
});

test("an invitation is good once, and a new-password link does not get past the second factor", async () => {
  const owner = new Client(server.url);
  await owner.call("POST", "/session", { email, password });
  const { user, link } = await owner.call("POST", "/users", { email: "ivo@example.org", name: "Ivo", administrator: false, grants: [{ store: "northwind-ubung", role: "auditor" }] });
  const page = await fresh({ width: "phone" });
  await visit(page, link);
  await fine(page, "an invitation");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Save and sign in" }).click();
  assert.equal(await page.getByLabel("New password").evaluate((input) => input.validity.tooShort), true);
  await page.getByLabel("New password").fill(passwords.others);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL(/\/s\/northwind-ubung\/home$/);
  await page.context().clearCookies();
  await page.goto("about:blank");
  await visit(page, link);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.getByText("This link was used or is too old.").waitFor();

  const ivo = new Client(server.url);
  await ivo.call("POST", "/session", { email: "ivo@example.org", password: passwords.others });
  const { secret } = await ivo.call("POST", "/session/totp");
  const now = Date.now();
  await ivo.call("PUT", "/session/totp", { code: codeOf(secret, now) });
  const renewed = await owner.call("POST", `/users/${user.id}/link`);
  await page.goto("about:blank");
  await visit(page, renewed.link);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, now + 30_000));
  await fine(page, "a link that needs the code");
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL(/\/s\/northwind-ubung\/home$/);
  await page.context().close();
});

test("too many tries are told so, with the time to wait", async () => {
  const owner = new Client(server.url);
  await owner.call("POST", "/session", { email, password });
  await invite(owner, "many@example.org", "Many", [{ store: "northwind-ubung", role: "auditor" }]);
  for (let n = 0; n < 10; n++) await new Client(server.url).call("POST", "/session", { email: "many@example.org", password: "wrong wrong wrong" }, { raw: true });
  const page = await fresh();
  await visit(page, server.url + "/sign-in");
  await fillIn(page, "many@example.org", passwords.others);
  await page.getByText(/Too many tries. Try again in \d+ minutes?\./).waitFor();
  await fine(page, "too many tries");
  await page.context().close();
});
