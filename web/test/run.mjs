// Makes one site and runs every test file on it, one after the other: they share
// two cores with the server and the browser. A file that fails is run once more, on
// a site that nobody has touched, and both outcomes are printed, so that a machine
// which stood still for a moment is told from a fault; twice is a fault.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { describe, site } from "./lib/site.mjs";

const here = new URL(".", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const files = (wanted.length > 0 ? wanted : readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()).map((name) => name.replace(/^.*\//, ""));

async function run(file, made) {
  const began = Date.now();
  const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", here + file], {
    stdio: "inherit", env: { ...process.env, LORE_SITE: describe(made) },
  });
  const [code] = await once(tests, "exit");
  console.log(`${code === 0 ? "ok" : "FAILED"} ${file} in ${Math.round((Date.now() - began) / 1000)} s`);
  return code === 0;
}

const failed = [];
const shared = await site();
for (const file of files) if (!(await run(file, shared))) failed.push(file);
await shared.close();
const twice = [];
for (const file of failed) {
  const untouched = await site();
  if (!(await run(file, untouched))) twice.push(file);
  await untouched.close();
}
console.log(`${files.length - twice.length} passed, ${twice.length} failed`);
if (twice.length > 0) console.log("failed twice: " + twice.join(", "));
process.exit(twice.length > 0 ? 1 : 0);
