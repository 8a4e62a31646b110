// Starts the real Lore binary (LORE_BINARY) with a store and a key, for the
// length of a test file: on a fresh data directory, or, when LORE_TEST_DATABASE
// names one, on a PostgreSQL database that all test files share, one node each.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.LORE_BINARY;
if (!binary) throw new Error('LORE_BINARY names no binary: run `make clients`');

// One process runs one test file.
const name = `client-test-${process.pid}`;

export const credentials = { user: name, pass: 'client-test-secret' };

// startServer resolves to { endpoint, stop } once the server answers.
export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'lore-clients-'));
  const env = { ...process.env, LORE_DATABASE: process.env.LORE_TEST_DATABASE ?? '' };
  const lore = (...args) => execFileSync(binary, [...args, '--data', data], { encoding: 'utf8', env });
  lore('store', 'create', name);
  lore('key', 'create', '--store', name, '--name', 'Client tests', '--scope', 'all',
    '--key', credentials.user, '--secret', credentials.pass);

  const server = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--metrics-listen', ''], { env });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  let log = '';
  const origin = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      const address = log.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) resolve(address[0]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    exited.then((code) => reject(new Error(`lore serve exited with ${code}:\n${log}`)));
  });
  return {
    endpoint: `${origin}/xapi/`,
    async stop() {
      server.kill('SIGTERM');
      await exited;
      rmSync(data, { recursive: true });
    },
  };
}
