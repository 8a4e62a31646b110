// Makes one site and runs every test file on it, one after the other: they share
// two cores with the server and the browser. A file that fails is run once more, on
// a site that nobody has touched, and both outcomes are printed, so that a machine
// which stood still for a moment is told from a fault; twice is a fault.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, site } from "./lib/site.mjs";

const here = new URL(".", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const files = (wanted.length > 0 ? wanted : readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()).map((name) => name.replace(/^.*\//, ""));

const notes = mkdtempSync(join(tmpdir(), "lore-tests-"));

/** Runs a file; says how long it took and what failed, and why. */
async function run(file, made) {
  const began = Date.now();
  const why = join(notes, file);
  const tests = spawn(process.execPath, [
    "--test", "--test-reporter=spec", "--test-reporter-destination=stdout", `--test-reporter=${here}lib/failures.mjs`, `--test-reporter-destination=${why}`, here + file,
  ], { stdio: "inherit", env: { ...process.env, LORE_SITE: describe(made) } });
  const [code] = await once(tests, "exit");
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${code === 0 ? "ok" : "FAILED"} ${file} in ${seconds} s`);
  return { file, seconds, passed: code === 0, why: readFileSync(why, "utf8").trim() };
}

const began = Date.now();
const shared = await site();
const first = [];
for (const file of files) first.push(await run(file, shared));
await shared.close();
const again = [];
for (const { file } of first.filter((one) => !one.passed)) {
  const untouched = await site();
  again.push(await run(file, untouched));
  await untouched.close();
}
rmSync(notes, { recursive: true, force: true });

console.log(`\nSeconds of each file, ${Math.round((Date.now() - began) / 1000)} in all:`);
for (const { file, seconds } of [...first].sort((a, b) => b.seconds - a.seconds)) console.log(`${String(seconds).padStart(5)} ${file}`);
for (const { file, why, passed } of again) {
  console.log(`\n${file} failed at first${passed ? ", and passed when it was run again" : ", and again"}:\n${first.find((one) => one.file === file).why || "it ended without a test that failed"}`);
  if (!passed) console.log(`The second time:\n${again.find((one) => one.file === file).why || "it ended without a test that failed"}`);
}
const twice = again.filter((one) => !one.passed).map((one) => one.file);
console.log(`\n${files.length - twice.length} passed, ${twice.length} failed`);
if (twice.length > 0) console.log("failed twice: " + twice.join(", "));
process.exit(twice.length > 0 ? 1 : 0);
