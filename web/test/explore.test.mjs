// The statement browser: what it shows is what the API answers, what it is set to
// is in the address, what is stored appears, and nothing that was sent can run.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { sender, until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let here, browser, owner, source;

before(async () => {
  here = await site();
  owner = here.clients.owner;
  browser = await launch();
  source = await sender(owner, "sample", "Browser test");
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const zone = "Europe/Berlin";
const at = (path) => `${here.url}/s/sample/explore${path}`;
const statements = (query) => owner.call("GET", "/statements?" + new URLSearchParams({ q: JSON.stringify({ kind: "statements", limit: 100, ...query }) }), undefined, { store: "sample" });
const ids = (page) => page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.dataset.id));
const passed = "http://adlnet.gov/expapi/verbs/passed";

/** A statement about somebody new. */
function statement(name, more = {}) {
  return {
    id: randomUUID(), timestamp: new Date().toISOString(),
    actor: { name, mbox: `mailto:${randomUUID()}@example.org` }, verb: { id: passed, display: { en: "passed" } },
    object: { id: "https://example.org/tail", definition: { name: { en: "The tail" } } }, ...more,
  };
}

/** Waits until the API lists a statement. */
const listed = (one) => until(async () => (await statements({ time: { range: "all" }, filter: ["is", "statement_id", [one.id]] })).statements.length === 1, "the statement is in the facts");

test("the list, its number and its bars are the API's", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("?range=90d"));
  await page.locator("[data-row]").first().waitFor();
  const answer = await statements({ time: { range: "90d", zone } });
  const shown = await ids(page);
  assert.deepEqual(shown, answer.statements.slice(0, shown.length).map((line) => line.id));
  const trend = await owner.query("sample", { kind: "trend", metrics: ["statements"], time: { range: "90d", bucket: "week", zone } });
  const counts = trend.rows.map((row) => row[1]);
  assert.deepEqual(await page.locator(".timeline-bars rect[data-bucket]").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.value))), counts);
  assert.equal(Number(await page.locator("[data-of=statements]").getAttribute("data-value")), counts.reduce((sum, count) => sum + count, 0));

  // To the end of the second page and back: only what is in sight is in the document.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.waitForFunction(() => Number(document.querySelector(".statements").dataset.count) > 100);
  assert.ok((await page.locator("[data-row]").count()) < 80, "the list is virtual");
  await tidy(page, "the list");
  await accessible(page, "the list");
  await page.context().close();
});

test("parts filter, filters turn round, and the address has it all", async () => {
  // The time before today: what other tests send is not in it.
  const day = (before) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
  const range = [day(300), day(1)];
  const page = await open(browser, { client: owner });
  await visit(page, at("?range=" + range.join("..")));
  const row = page.locator("[data-row]").first();
  const [line] = (await statements({ limit: 1, time: { range, zone } })).statements;
  await row.getByRole("button", { name: line.actor.name, exact: true }).click();
  await page.locator(".filter-chip").waitFor();
  const filter = JSON.parse(new URL(page.url()).searchParams.get("filter"));
  assert.deepEqual(filter, ["is", "person", [line.actor.identity]]);
  const expected = async (wanted) => (await statements({ time: { range, zone }, filter: wanted })).statements.map((one) => one.id);
  const same = async (wanted) => {
    const list = await expected(wanted);
    await page.waitForFunction((first) => document.querySelector("[data-row]")?.dataset.id === first, list[0]);
    const shown = await ids(page);
    assert.deepEqual(shown, list.slice(0, shown.length));
  };
  await same(filter);

  await page.keyboard.press("/");
  await page.keyboard.type("passed");
  await page.getByRole("option").filter({ hasText: "Verb" }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".filter-chip").nth(1).waitFor();
  const both = JSON.parse(new URL(page.url()).searchParams.get("filter"));
  assert.deepEqual(both, ["and", filter, ["is", "verb", [passed]]]);
  await page.getByRole("button", { name: /^is passed/ }).click();
  await page.locator(".filter-chip-not").waitFor();
  const turned = ["and", filter, ["is_not", "verb", [passed]]];
  await same(turned);
  const shown = await ids(page);
  await page.reload();
  await settled(page);
  await page.locator("[data-row]").first().waitFor();
  assert.deepEqual((await ids(page)).slice(0, 5), shown.slice(0, 5), "the address shows the same");
  assert.equal(await page.locator(".filter-chip").count(), 2);

  // The file has exactly these.
  await page.keyboard.press("e");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[data-format=ndjson]").click()]);
  const exported = readFileSync(await download.path(), "utf8").trim().split("\n").map((text) => JSON.parse(text));
  const every = await statements({ time: { range, zone }, filter: turned, limit: 1000 });
  assert.deepEqual(exported.map((one) => one.id ?? one.statement_id), every.statements.map((one) => one.id));

  await page.getByRole("button", { name: /^Take away the filter passed/ }).click();
  await page.waitForFunction(() => document.querySelectorAll(".filter-chip").length === 1);
  await same(filter);
  await tidy(page, "filters");
  await page.context().close();
});

test("a span of the timeline becomes the range, by keys alone", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("?range=2026-03-01..2026-03-15"));
  await page.locator(".timeline-bars").waitFor();
  const counts = await page.locator(".timeline-bars rect[data-bucket]").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.value)));
  assert.equal(counts.length, 14);
  await page.getByRole("slider", { name: "From" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "End earlier" }).press("Enter");
  await page.getByRole("slider", { name: "To" }).press("Enter");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("range") === "2026-03-03..2026-03-14");
  const total = counts.slice(2, 13).reduce((sum, count) => sum + count, 0);
  await page.waitForFunction((n) => Number(document.querySelector("[data-of=statements]")?.dataset.value) === n, total);
  await page.context().close();
});

test("what is stored appears without reloading; Pause holds it", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("?range=7d"));
  await page.getByText("New statements appear here by themselves").waitFor();
  const first = statement("Tess Tail", { result: { score: { scaled: 0.92 } } });
  assert.equal((await source.send([first])).status, 200);
  await page.locator(`[data-id="${first.id}"]`).waitFor({ timeout: 10_000 });
  assert.match(await page.locator(`[data-id="${first.id}"]`).innerText(), /Tess Tail passed The tail 92%/);
  await page.keyboard.press(".");
  const second = statement("Paul Paused");
  assert.equal((await source.send([second])).status, 200);
  await page.getByRole("button", { name: "Go on (1 new)" }).waitFor();
  assert.equal(await page.locator(`[data-id="${second.id}"]`).count(), 0, "paused");
  await page.getByRole("button", { name: "Go on (1 new)" }).press("Enter");
  await page.locator(`[data-id="${second.id}"]`).waitFor();

  // Filters of the stream, and one that it cannot express.
  await listed(second);
  for (const filter of [["is", "activity", ["https://example.org/tail"]], ["is_not", "verb", ["https://example.org/none"]]]) {
    await visit(page, at("?" + new URLSearchParams({ range: "7d", filter: JSON.stringify(filter) })));
    await page.locator(`[data-id="${second.id}"]`).waitFor();
    const other = statement("Olga Other", { object: { id: "https://example.org/elsewhere" } });
    const third = statement("Theo Third");
    assert.equal((await source.send([other, third])).status, 200);
    await page.locator(`[data-id="${third.id}"]`).waitFor({ timeout: 15_000 });
    assert.equal(await page.locator(`[data-id="${other.id}"]`).count(), filter[0] === "is" ? 0 : 1);
  }
  await tidy(page, "the tail");
  await page.context().close();
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** Sends a statement with the bytes of its attachments. */
async function sendWith(one, parts) {
  const { key, secret } = source.key;
  const boundary = "part" + randomUUID();
  const chunks = [Buffer.from(`--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(one)}\r\n`)];
  for (const { type, bytes, sha2 } of parts) chunks.push(Buffer.from(`--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha2}\r\n\r\n`), bytes, Buffer.from("\r\n"));
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  const response = await fetch(here.url + "/xapi/statements", {
    method: "POST", body: Buffer.concat(chunks),
    headers: { Authorization: "Basic " + Buffer.from(`${key}:${secret}`).toString("base64"), "Content-Type": `multipart/mixed; boundary=${boundary}`, "X-Experience-API-Version": "2.0.0" },
  });
  assert.equal(response.status, 200, await response.text());
}

test("attachments are shown, and nothing in them runs", async () => {
  const hostile = Buffer.from("<script>document.title='it ran';parent.ran=true</script>");
  const files = [
    { name: "Certificate", type: "image/png", bytes: png },
    { name: "Essay", type: "text/html", bytes: hostile },
    { name: "Drawing", type: "image/svg+xml", bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran=true"/>') },
    { name: "Paper", type: "application/pdf", bytes: Buffer.from("%PDF-1.4\n") },
  ].map((file) => ({ ...file, sha2: createHash("sha256").update(file.bytes).digest("hex") }));
  const one = statement("Aida Attach", {
    attachments: files.map((file) => ({ usageType: "https://example.org/usage", display: { en: file.name }, contentType: file.type, length: file.bytes.length, sha2: file.sha2 })),
  });
  await sendWith(one, files);
  const page = await open(browser, { client: owner });
  await visit(page, at("?statement=" + one.id));
  const dialog = page.getByRole("dialog");
  const picture = dialog.getByRole("img", { name: "Certificate" });
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector("dialog img")?.naturalWidth === 1);
  assert.equal(await dialog.locator("img, iframe, object, embed").count(), 1, "only the picture is shown in place");
  assert.equal(await dialog.getByRole("link", { name: "Open in a new tab" }).count(), 1, "only the PDF opens");
  for (const name of ["Essay", "Drawing"]) {
    const link = dialog.locator("figure", { hasText: name }).getByRole("link", { name: "Save" });
    const response = await fetch(new URL(await link.getAttribute("href"), here.url), { headers: { Cookie: owner.cookie } });
    assert.match(response.headers.get("content-security-policy"), /sandbox/);
    assert.match(response.headers.get("content-disposition"), /^attachment/);
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.ok(download.suggestedFilename().startsWith(name));
  }
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.match(await page.title(), /^Explore/);
  await accessible(page, "the card");
  await tidy(page, "the card");
  await page.context().close();
});

test("the card says what the API says, and its links lead to voided and voiding statements", async () => {
  const one = statement("Vera Voided", { result: { score: { scaled: 0.5 }, success: true, duration: "PT90S" }, context: { platform: "Test bench", extensions: { "https://example.org/room": "B 12" } } });
  const voiding = { id: randomUUID(), actor: one.actor, verb: { id: "http://adlnet.gov/expapi/verbs/voided" }, object: { objectType: "StatementRef", id: one.id } };
  for (const list of [[one], [voiding]]) assert.equal((await source.send(list)).status, 200);
  const page = await open(browser, { client: owner });
  await visit(page, at("?statement=" + one.id));
  const dialog = page.getByRole("dialog");
  const card = await owner.call("GET", "/statements/" + one.id, undefined, { store: "sample" });
  assert.equal(card.voided_by, voiding.id);
  for (const text of ["Vera Voided", "The tail", "Test bench", "B 12", "https://example.org/room", card.stored, source.key.key]) await dialog.getByText(text, { exact: false }).first().waitFor();
  assert.equal(Number(await dialog.locator(".card-figures [data-value]").first().getAttribute("data-value")), card.line.result.score.scaled);
  await dialog.getByText("The statement as it is stored").click();
  assert.deepEqual(JSON.parse(await dialog.locator(".snippet code").innerText()), card.statement);
  await dialog.getByRole("link", { name: voiding.id }).first().click();
  await page.waitForFunction((id) => new URL(location.href).searchParams.get("statement") === id, voiding.id);
  await settled(page);
  await page.getByRole("dialog").getByText("Takes back").waitFor();
  await page.getByRole("dialog").getByRole("link", { name: one.id }).click();
  await page.getByRole("dialog").getByText("Vera Voided").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(new URL(page.url()).searchParams.get("statement"), null);
  await tidy(page, "the card");
  await page.context().close();
});

test("rows are opened by keys, and the address of one is shared", async () => {
  const page = await open(browser, { client: owner });
  await visit(page, at("?range=90d"));
  await page.locator("[data-row]").first().waitFor();
  const shown = await ids(page);
  for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("statement"), shown[1]);
  await page.context().close();
});

test("«why» explains a rejected statement in words", async () => {
  const id = randomUUID();
  const refused = await source.send([{ ...statement("Rita Rejected"), id, result: { score: { scaled: 85 } } }]);
  assert.equal(refused.status, 400);
  const page = await open(browser, { client: owner });
  await visit(page, at("?tab=missing"));
  await until(async () => {
    const { steps } = await owner.call("GET", "/statements/missing?id=" + id, undefined, { store: "sample" });
    return steps.find((step) => step.step === "rejected").found;
  }, "the rejected request is kept");
  await page.getByLabel("Statement id").fill(id);
  await page.getByRole("button", { name: "Look for it" }).press("Enter");
  const step = page.locator("[data-step=rejected]");
  await step.waitFor();
  assert.equal(await step.getAttribute("data-found"), "true");
  await step.getByText("/0/result/score/scaled").or(step.getByText("/result/score/scaled")).first().waitFor();
  await step.getByText("What to do:").waitFor();
  const { steps } = await owner.call("GET", "/statements/missing?id=" + id, undefined, { store: "sample" });
  for (const one of steps) assert.equal(await page.locator(`[data-step=${one.step}]`).getAttribute("data-found"), String(one.found), one.step);
  assert.equal(await page.locator("[data-step]").count(), steps.length);
  await accessible(page, "why");
  await tidy(page, "why");
  await page.context().close();
});

test("an analyst is told why not, an instructor sees lines without the raw statement", async () => {
  const analyst = await open(browser, { client: here.clients.analyst });
  await visit(analyst, at(""));
  await analyst.getByText("Not for this role").waitFor();
  await analyst.getByText("Single statements name people", { exact: false }).waitFor();
  await accessible(analyst, "forbidden");
  await analyst.context().close();
  const page = await open(browser, { client: here.clients.instructor });
  await visit(page, at("?range=365d"));
  await page.locator("[data-row]").first().waitFor();
  assert.equal(await page.getByText("Export").count(), 0);
  await page.locator("[data-row] a").first().press("Enter");
  await page.getByRole("dialog").getByText("Your role does not include the statement as it is stored.").waitFor();
  assert.equal(await page.getByRole("dialog").locator(".snippet").count(), 0);
  await page.context().close();
});
