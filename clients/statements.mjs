// What all client tests send.
import { randomUUID } from 'node:crypto';

export const learner = { objectType: 'Agent', name: 'Ada', mbox: 'mailto:ada@example.org' };

export const activity = (name) => ({
  objectType: 'Activity',
  id: `https://example.org/activities/${name}`,
  definition: { name: { en: `Activity ${name}` }, type: 'http://adlnet.gov/expapi/activities/course' },
});

export const verb = (name) => ({ id: `http://adlnet.gov/expapi/verbs/${name}`, display: { en: name } });

export const statement = (name, more = {}) => ({
  id: randomUUID(),
  actor: learner,
  verb: verb('experienced'),
  object: activity(name),
  ...more,
});
