// How busy a page is while 200 statements a second arrive: `make web-bench`. It
// prints and fails nothing, for how long a task takes is the machine's to say.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { launch, open, settled, visit } from "./lib/browser.mjs";
import { sender, setUp, until } from "./lib/client.mjs";
import { start } from "./lib/server.mjs";

const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const rate = 200;
const verbs = ["passed", "failed", "answered", "completed"];

const server = await start();
const browser = await launch();
try {
  const owner = await setUp(server);
  const { send } = await sender(owner, "school");
  let sent = 0;
  const next = () => ({
    id: randomUUID(), actor: { name: `Learner ${++sent % 400}`, mbox: `mailto:learner${sent % 400}@example.org` },
    verb: { id: "http://adlnet.gov/expapi/verbs/" + verbs[sent % verbs.length] }, object: { id: `https://example.org/activities/${sent % 40}`, definition: { name: { en: `Activity ${sent % 40}` } } },
  });
  await send(Array.from({ length: rate }, next));
  await until(async () => (await owner.query("school", { kind: "table", metrics: ["statements"], time: { range: "all" } })).rows[0][0] === sent, "the first statements are counted");
  console.log(`${rate} statements a second for ${seconds} s; milliseconds of the page's main thread`);
  console.log("screen   tasks > 50   > 200   longest   in scripts   in layout   of the whole");
  for (const screen of ["live", "home"]) {
    const page = await open(browser, { client: owner, language: "en" });
    await page.addInitScript(() => {
      globalThis.tasks = [];
      new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.tasks.push(one.duration); }).observe({ type: "longtask", buffered: true });
    });
    await visit(page, `${server.url}/s/school/${screen}`);
    await settled(page);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const measured = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
    // What was done to load the page is not what arriving statements cost.
    await page.evaluate(() => { globalThis.tasks.length = 0; });
    const before = await measured();
    const began = performance.now();
    for (let step = 0; step < seconds * 10; step++) {
      await send(Array.from({ length: rate / 10 }, next));
      await pause(Math.max(0, began + (step + 1) * 100 - performance.now()));
    }
    const after = await measured();
    const tasks = await page.evaluate(() => globalThis.tasks);
    const spent = (name) => Math.round((after[name] - before[name]) * 1000);
    const share = (after.TaskDuration - before.TaskDuration) / (after.Timestamp - before.Timestamp);
    console.log(`${screen.padEnd(9)}${String(tasks.length).padStart(10)}${String(tasks.filter((one) => one > 200).length).padStart(8)}${String(Math.round(Math.max(0, ...tasks))).padStart(10)}${String(spent("ScriptDuration")).padStart(13)}${String(spent("LayoutDuration") + spent("RecalcStyleDuration")).padStart(12)}${(Math.round(share * 100) + " %").padStart(15)}`);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.remove();
}
