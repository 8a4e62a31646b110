// @xapi/xapi 3 against Lore, in both versions of xAPI.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import XAPI from '@xapi/xapi';
import { credentials, startServer } from './server.mjs';
import { activity, learner, statement, verb } from './statements.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const status = (code) => (error) => {
  assert.equal(error.response?.status, code, error.message);
  return true;
};

for (const version of ['1.0.3', '2.0.0']) {
  describe(`version ${version}`, () => {
    let xapi;
    before(() => {
      xapi = new XAPI({ endpoint: server.endpoint, auth: XAPI.toBasicAuth(credentials.user, credentials.pass), version });
    });
    const name = (what) => `xapi-${version}-${what}`;

    test('statements are stored and found by every filter', async () => {
      const registration = randomUUID();
      const sent = statement(name('find'), {
        context: { registration, contextActivities: { parent: activity(name('parent')) }, instructor: { mbox: 'mailto:grace@example.org', objectType: 'Agent' } },
      });
      const stored = await xapi.sendStatement({ statement: sent });
      assert.deepEqual(stored.data, [sent.id]);
      assert.equal(stored.headers['x-experience-api-version'], version);
      assert.ok(stored.headers['x-experience-api-consistent-through']);

      const filters = [
        { registration },
        { registration, agent: learner },
        { registration, agent: { mbox: 'mailto:grace@example.org' }, related_agents: true },
        { registration, verb: sent.verb.id },
        { registration, activity: sent.object.id },
        { registration, activity: activity(name('parent')).id, related_activities: true },
        { registration, since: '2020-01-01T00:00:00Z', ascending: true },
      ];
      for (const filter of filters) {
        const { data } = await xapi.getStatements(filter);
        assert.deepEqual(data.statements.map((s) => s.id), [sent.id], JSON.stringify(filter));
      }
      for (const filter of [{ agent: { mbox: 'mailto:grace@example.org' } }, { activity: activity(name('parent')).id }, { until: '2020-01-01T00:00:00Z' }]) {
        const { data } = await xapi.getStatements({ registration, ...filter });
        assert.deepEqual(data.statements, [], JSON.stringify(filter));
      }
    });

    test('the three formats', async () => {
      const sent = statement(name('format'), { verb: { id: verb('experienced').id, display: { en: 'experienced', de: 'erlebte' } } });
      await xapi.sendStatement({ statement: sent });
      const exact = (await xapi.getStatement({ statementId: sent.id, format: 'exact' })).data;
      assert.deepEqual([exact.actor, exact.verb, exact.object], [sent.actor, sent.verb, sent.object]);
      const ids = (await xapi.getStatement({ statementId: sent.id, format: 'ids' })).data;
      assert.deepEqual([ids.verb, ids.object], [{ id: sent.verb.id }, { id: sent.object.id }]);
      const canonical = (await xapi.getStatement({ statementId: sent.id, format: 'canonical' })).data;
      assert.equal(Object.keys(canonical.verb.display).length, 1);
    });

    test('paging through more to the end', async () => {
      const registration = randomUUID();
      const batch = Array.from({ length: 17 }, (_, i) => statement(name(`page-${i}`), { context: { registration } }));
      await xapi.sendStatements({ statements: batch });
      let page = (await xapi.getStatements({ registration, limit: 4, ascending: true })).data;
      const seen = [];
      for (;;) {
        seen.push(...page.statements.map((s) => s.id));
        if (!page.more) break;
        page = (await xapi.getMoreStatements({ more: page.more })).data;
      }
      assert.deepEqual(seen, batch.map((s) => s.id));
    });

    test('voiding', async () => {
      const sent = statement(name('void'));
      await xapi.sendStatement({ statement: sent });
      await xapi.voidStatement({ actor: learner, statementId: sent.id });
      await assert.rejects(xapi.getStatement({ statementId: sent.id }), status(404));
      assert.equal((await xapi.getVoidedStatement({ voidedStatementId: sent.id })).data.id, sent.id);
    });

    const attachment = (bytes, contentType) => ({
      usageType: XAPI.AttachmentUsages.CERTIFICATE_OF_COMPLETION,
      display: { en: 'Certificate' },
      contentType,
      length: bytes.length,
      sha2: createHash('sha256').update(bytes).digest('hex'),
    });
    // With axios on Node the client loses the multipart content type.
    const withFetch = () => new XAPI({ endpoint: server.endpoint, auth: XAPI.toBasicAuth(credentials.user, credentials.pass), version, adapter: 'fetch' });

    test('an attachment goes out and comes back', async () => {
      const text = 'Certificate of completion: äöü €';
      const bytes = Buffer.from(text);
      const sent = statement(name('attachment'), { attachments: [attachment(bytes, 'text/plain; charset=utf-8')] });
      await withFetch().sendStatement({ statement: sent, attachments: [bytes] });
      const [json, content] = (await xapi.getStatement({ statementId: sent.id, attachments: true })).data;
      assert.equal(json.id, sent.id);
      assert.equal(content, text);
    });

    test('binary attachments come back byte for byte', async () => {
      const contents = [randomBytes(40_000), Buffer.from('\r\n--\0\xff\r\n', 'latin1')];
      const sent = statement(name('binary'), { attachments: contents.map((bytes) => attachment(bytes, 'application/octet-stream')) });
      await withFetch().sendStatement({ statement: sent, attachments: contents });
      const response = await fetch(`${server.endpoint}statements?statementId=${sent.id}&attachments=true`, { headers: { ...xapi.headers } });
      const boundary = response.headers.get('content-type').match(/^multipart\/mixed; ?boundary="?([^"]+)/)[1];
      const body = Buffer.from(await response.arrayBuffer());
      for (const bytes of contents) {
        const hash = createHash('sha256').update(bytes).digest('hex');
        const header = body.indexOf('\r\n\r\n', body.lastIndexOf(hash));
        assert.deepEqual(body.subarray(header + 4, body.indexOf(`\r\n--${boundary}`, header + 4)), bytes);
      }
    });

    test('state with concurrency control', async () => {
      const where = { agent: learner, activityId: activity(name('state')).id, stateId: 'bookmark' };
      await xapi.createState({ ...where, state: { page: 1 } });
      const first = await xapi.getState(where);
      assert.deepEqual(first.data, { page: 1 });
      const { etag } = first.headers;
      await xapi.setState({ ...where, state: { page: 2 }, etag, matchHeader: 'If-Match' });
      await assert.rejects(xapi.setState({ ...where, state: { page: 3 }, etag, matchHeader: 'If-Match' }), status(412));
      if (version === '2.0.0') await assert.rejects(xapi.setState({ ...where, state: { page: 3 } }), status(409));
      assert.deepEqual((await xapi.getStates(where)).data, ['bookmark']);
      await xapi.deleteStates(where);
      await assert.rejects(xapi.getState(where), status(404));
    });

    test('profiles', async () => {
      const byAgent = { agent: learner, profileId: name('profile') };
      await xapi.createAgentProfile({ ...byAgent, profile: { a: 1 } });
      const { data, headers } = await xapi.getAgentProfile(byAgent);
      assert.deepEqual(data, { a: 1 });
      await xapi.setAgentProfile({ ...byAgent, profile: { b: 2 }, etag: headers.etag, matchHeader: 'If-Match' });
      assert.ok((await xapi.getAgentProfiles(byAgent)).data.includes(byAgent.profileId));
      await xapi.deleteAgentProfile(byAgent);

      const byActivity = { activityId: activity(name('profile')).id, profileId: 'p' };
      await xapi.createActivityProfile({ ...byActivity, profile: { c: 3 } });
      assert.deepEqual((await xapi.getActivityProfile(byActivity)).data, { c: 3 });
      await xapi.deleteActivityProfile(byActivity);
    });

    test('about, agents and activities', async () => {
      assert.deepEqual((await xapi.getAbout()).data.version, ['1.0.3', '2.0.0']);
      const person = (await xapi.getAgent({ agent: learner })).data;
      assert.equal(person.objectType, 'Person');
      assert.deepEqual(person.mbox, [learner.mbox]);
      assert.equal((await xapi.getActivity({ activityId: activity(name('find')).id })).data.definition.name.en, `Activity ${name('find')}`);
    });
  });
}
