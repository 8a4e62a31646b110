// TinCanJS 0.50 against Lore.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import TinCan from 'tincanjs';
import { credentials, startServer } from './server.mjs';
import { activity, learner, statement, verb } from './statements.mjs';

let server;
let lrs;
before(async () => {
  server = await startServer();
  lrs = new TinCan.LRS({ endpoint: server.endpoint, username: credentials.user, password: credentials.pass, allowFail: false });
});
after(() => server.stop());

// call turns a callback method of the client into a promise.
const call = (method, ...args) => new Promise((resolve, reject) => {
  const options = args.pop();
  lrs[method](...args, {
    ...options,
    callback: (error, result) => error === null ? resolve(result) : reject(Object.assign(new Error(`${method}: ${error} ${result?.responseText}`), { status: error })),
  });
});
const save = (body) => call('saveStatement', new TinCan.Statement(body), {});
const agent = new TinCan.Agent(learner);
const course = (name) => new TinCan.Activity(activity(name));

test('a statement is stored with PUT and read back', async () => {
  const sent = statement('tincan-put', { result: { score: { scaled: 0.12123434 }, completion: true, duration: 'PT1M30S' } });
  await save(sent);
  const got = await call('retrieveStatement', sent.id, {});
  assert.equal(got.id, sent.id);
  assert.equal(got.result.score.scaled, 0.12123434);
  assert.equal(got.target.definition.name.en, 'Activity tincan-put');
  assert.equal(got.authority.account.name, credentials.user);
});

test('a batch comes back through filters and more to its end', async () => {
  const registration = randomUUID();
  const batch = Array.from({ length: 23 }, (_, i) => new TinCan.Statement(statement(`tincan-page-${i}`, { context: { registration } })));
  await call('saveStatements', batch, {});
  let page = await call('queryStatements', { params: { registration, limit: 5 } });
  const seen = [];
  for (;;) {
    seen.push(...page.statements.map((s) => s.id));
    if (!page.more) break;
    page = await call('moreStatements', { url: page.more });
  }
  assert.deepEqual(seen, batch.map((s) => s.id).reverse());

  const byAgent = await call('queryStatements', { params: { agent, verb: new TinCan.Verb(verb('experienced')), activity: course('tincan-page-7') } });
  assert.deepEqual(byAgent.statements.map((s) => s.id), [batch[7].id]);
});

test('a voided statement is found only as voided', async () => {
  const sent = statement('tincan-void');
  await save(sent);
  await save({ actor: learner, verb: verb('voided'), object: { objectType: 'StatementRef', id: sent.id } });
  await assert.rejects(call('retrieveStatement', sent.id, {}), { status: 404 });
  const voided = await call('retrieveVoidedStatement', sent.id, {});
  assert.equal(voided.id, sent.id);
});

// On Node this client sends what is valid UTF-8 only, and leaves out the line
// break between one attachment and the boundary of the next.
test('attachments come back byte for byte', async () => {
  const contents = ['line one\r\n--not-a-boundary\r\n\r\n\0', 'Zeugnis: Größe ✓\n'.repeat(500)].map((text) => Buffer.from(text));
  const toArrayBuffer = (b) => b.buffer.slice(b.byteOffset, b.byteOffset + b.length);
  const sent = statement('tincan-attachment', {
    attachments: contents.map((content, i) => ({
      usageType: 'https://example.org/usage/evidence',
      display: { en: `Evidence ${i}` },
      contentType: 'application/octet-stream',
      content: toArrayBuffer(content),
    })),
  });
  await save(sent);
  const got = await call('retrieveStatement', sent.id, { params: { attachments: true } });
  assert.deepEqual(got.attachments.map((a) => Buffer.from(a.content)), contents);
});

test('state documents obey If-Match', async () => {
  const where = { agent, activity: course('tincan-state'), registration: randomUUID(), contentType: 'application/json' };
  await call('saveState', 'bookmark', { page: 3 }, where);
  const first = await call('retrieveState', 'bookmark', where);
  assert.deepEqual(first.contents, { page: 3 });
  await call('saveState', 'bookmark', { page: 4 }, { ...where, lastSHA1: first.etag });
  await assert.rejects(call('saveState', 'bookmark', { page: 5 }, { ...where, lastSHA1: first.etag }), { status: 412 });
  await call('saveState', 'bookmark', { note: 'merged' }, { ...where, method: 'POST' });
  assert.deepEqual((await call('retrieveState', 'bookmark', where)).contents, { page: 4, note: 'merged' });
  assert.deepEqual(await call('retrieveStateIds', where), ['bookmark']);
  await call('dropState', 'bookmark', where);
  assert.equal(await call('retrieveState', 'bookmark', where), null);
});

test('profile documents need no header when new and a tag when changed', async () => {
  const byAgent = { agent, contentType: 'application/json' };
  await call('saveAgentProfile', 'theme', { dark: true }, byAgent);
  await assert.rejects(call('saveAgentProfile', 'theme', { dark: false }, byAgent), { status: 412 });
  const got = await call('retrieveAgentProfile', 'theme', byAgent);
  assert.deepEqual(got.contents, { dark: true });
  await call('saveAgentProfile', 'theme', { dark: false }, { ...byAgent, lastSHA1: got.etag });
  assert.deepEqual(await call('retrieveAgentProfileIds', byAgent), ['theme']);
  await call('dropAgentProfile', 'theme', byAgent);

  const byActivity = { activity: course('tincan-profile'), contentType: 'text/plain' };
  await call('saveActivityProfile', 'note', 'plain text', byActivity);
  const note = await call('retrieveActivityProfile', 'note', byActivity);
  assert.equal(note.contents, 'plain text');
  assert.equal(note.contentType, 'text/plain');
  await call('dropActivityProfile', 'note', byActivity);
});

test('about and activities answer', async () => {
  const about = await call('about', {});
  assert.deepEqual(about.version, ['1.0.3', '2.0.0']);
  await save(statement('tincan-known'));
  const known = await call('retrieveActivity', activity('tincan-known').id, {});
  assert.equal(known.definition.name.en, 'Activity tincan-known');
});
