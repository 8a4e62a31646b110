// Starts the real Lore binary (LORE_BINARY) on a fresh data directory, with a
// store and a key, for the length of a test file.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.LORE_BINARY;
if (!binary) throw new Error('LORE_BINARY names no binary: run `make clients`');

export const credentials = { user: 'client-test', pass: 'client-test-secret' };

// startServer resolves to { endpoint, stop } once the server answers.
export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'lore-clients-'));
  const lore = (...args) => execFileSync(binary, [...args, '--data', data], { encoding: 'utf8' });
  lore('store', 'create', 'clients');
  lore('key', 'create', '--store', 'clients', '--name', 'Client tests', '--scope', 'all',
    '--key', credentials.user, '--secret', credentials.pass);

  const server = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--metrics-listen', '']);
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
