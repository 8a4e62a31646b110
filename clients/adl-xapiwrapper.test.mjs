// ADL's wrapper against Lore, and the alternate request syntax in the form in
// which ADL's browser wrapper sends it.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import ADL from 'adl-xapiwrapper';
import { credentials, startServer } from './server.mjs';
import { activity, learner, statement, verb } from './statements.mjs';

let server;
let lrs;
before(async () => {
  server = await startServer();
  lrs = new ADL.XAPIWrapper({ url: server.endpoint, auth: credentials });
});
after(() => server.stop());

// call turns a callback method of the client into a promise of { status, body }.
const call = (method, ...args) => new Promise((resolve, reject) => {
  lrs[method](...args, (error, response, body) => error ? reject(error) : resolve({ status: response.statusCode, body, headers: response.headers }));
});
const sha1 = (text) => createHash('sha1').update(text).digest('hex');

test('statements, filters and more', async () => {
  const registration = randomUUID();
  const batch = Array.from({ length: 7 }, (_, i) => statement(`adl-${i}`, { context: { registration } }));
  const sent = await call('sendStatements', batch);
  assert.deepEqual([sent.status, JSON.parse(sent.body)], [200, batch.map((s) => s.id)]);

  let page = JSON.parse((await call('getStatements', { registration, limit: 3 }, null)).body);
  const seen = [];
  for (;;) {
    seen.push(...page.statements.map((s) => s.id));
    if (!page.more) break;
    page = JSON.parse((await call('getStatements', null, page.more)).body);
  }
  assert.deepEqual(seen, batch.map((s) => s.id).reverse());
});

test('voiding', async () => {
  const sent = statement('adl-void');
  await call('sendStatements', [sent]);
  await call('sendStatements', { actor: learner, verb: verb('voided'), object: { objectType: 'StatementRef', id: sent.id } });
  assert.equal((await call('getStatements', { statementId: sent.id }, null)).status, 404);
  assert.equal((await call('getStatements', { voidedStatementId: sent.id }, null)).status, 200);
});

// The wrapper sends a bare SHA-1 in If-Match, without the quotes of an entity tag.
test('state with the wrapper\'s bare hashes', async () => {
  const id = activity('adl-state').id;
  const first = { page: 1 };
  assert.equal((await call('sendState', id, learner, 'bookmark', null, first, null, '*')).status, 204);
  assert.equal((await call('sendState', id, learner, 'bookmark', null, { page: 2 }, sha1(JSON.stringify(first)), null)).status, 204);
  assert.equal((await call('sendState', id, learner, 'bookmark', null, { page: 3 }, sha1(JSON.stringify(first)), null)).status, 412);
  assert.deepEqual(JSON.parse((await call('getState', id, learner, 'bookmark', null, null)).body), { page: 2 });
  assert.deepEqual(JSON.parse((await call('getState', id, learner, null, null, new Date(0))).body), ['bookmark']);
});

test('profiles', async () => {
  const id = activity('adl-profile').id;
  assert.equal((await call('sendActivityProfile', id, 'p', { a: 1 }, null, '*')).status, 204);
  assert.deepEqual(JSON.parse((await call('getActivityProfile', id, 'p', null)).body), { a: 1 });
  assert.equal((await call('sendAgentProfile', learner, 'p', 'plain', null, '*')).status, 204);
  assert.equal((await call('getAgentProfile', learner, 'p', null)).body, 'plain');
  assert.equal(JSON.parse((await call('getAgents', learner)).body).objectType, 'Person');
  assert.equal(JSON.parse((await call('getActivities', id)).body).id, id);
});

// ADL's browser wrapper turns cross-domain requests into this form: the method
// in the query, everything else in the body, no other header.
const alternate = async (method, resource, form) => {
  const response = await fetch(`${server.endpoint}${resource}?method=${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: Object.entries({
      Authorization: 'Basic ' + Buffer.from(`${credentials.user}:${credentials.pass}`).toString('base64'),
      'X-Experience-API-Version': '1.0.3',
      ...form,
    }).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&'),
  });
  return { status: response.status, body: await response.text() };
};

test('alternate request syntax', async () => {
  const sent = statement('adl-alternate', { result: { response: 'Grüße & =?' } });
  assert.equal((await alternate('PUT', 'statements', { statementId: sent.id, 'Content-Type': 'application/json', content: JSON.stringify(sent) })).status, 204);
  const got = await alternate('GET', 'statements', { statementId: sent.id });
  assert.deepEqual(JSON.parse(got.body).result, sent.result);

  const where = { activityId: sent.object.id, agent: JSON.stringify(learner), stateId: 'bookmark' };
  assert.equal((await alternate('PUT', 'activities/state', { ...where, 'Content-Type': 'text/plain', content: 'page 3' })).status, 204);
  assert.deepEqual(await alternate('GET', 'activities/state', where), { status: 200, body: 'page 3' });
  assert.equal((await alternate('DELETE', 'activities/state', where)).status, 204);
  assert.equal((await alternate('GET', 'activities/state', where)).status, 404);
  assert.equal((await alternate('GET', 'statements', { limit: '1', Authorization: 'Basic bm86bm8=' })).status, 401);
});
