// The real binary on a directory of its own and a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.LORE_BINARY ?? new URL("../../../bin/lore", import.meta.url).pathname;

/**
 * Starts a server. `url` is without a slash at its end, `setup` the one-time
 * link (undefined when there are accounts already).
 */
export async function start({ dir = mkdtempSync(join(tmpdir(), "lore-web-")), listen = "127.0.0.1:0", args = [] } = {}) {
  const process_ = spawn(binary, ["serve", "--data", dir, "--listen", listen, "--metrics-listen", "", "--log-level", "warn", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  process_.stderr.on("data", (chunk) => { errors += chunk; });
  const server = { dir, process: process_, url: "", setup: undefined, log: () => errors };
  const lines = createInterface({ input: process_.stdout });
  await new Promise((resolve, reject) => {
    process_.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${errors}`)));
    lines.on("line", (line) => {
      const [name, value] = line.split(/: (.*)/s);
      if (name === "setup") server.setup = value;
      if (name === "endpoint") {
        server.url = new URL(value).origin;
        setImmediate(resolve);
      }
    });
  });
  await ready(server.url);
  server.stop = async () => {
    if (process_.exitCode !== null || process_.signalCode !== null) return;
    process_.kill("SIGTERM");
    await once(process_, "exit");
  };
  server.remove = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  /** Stops it and starts it again on the same directory and port. */
  server.restart = async () => {
    await server.stop();
    Object.assign(server, await start({ dir, listen: new URL(server.url).host, args }));
  };
  return server;
}

async function ready(url) {
  for (;;) {
    try {
      if ((await fetch(url + "/readyz")).ok) return;
    } catch {
      // it is not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
