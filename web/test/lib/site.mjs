// A server with an owner, the sample store, an empty store, and somebody of each
// role. run.mjs makes one for all test files; a file that is run alone makes its
// own.
import { start } from "./server.mjs";
import { Client, invite, setUp, until } from "./client.mjs";

/** The roles that tests look through, by what they are called in tests. */
export const roles = ["owner", "analyst", "instructor", "learner"];

async function make() {
  const server = await start();
  const owner = await setUp(server);
  await owner.call("POST", "/sample", {});
  await until(async () => {
    const { sample } = await owner.call("GET", "/sample");
    if (sample.state === "failed") throw new Error("the sample data failed: " + sample.message);
    return sample.state === "ready";
  }, "the sample data is loaded", 240);
  const people = await until(async () => {
    const answer = await owner.query("sample", { kind: "table", metrics: ["statements"], dimensions: ["person"], filter: ["exists", "person"], time: { range: "all" }, limit: 40 });
    return answer.rows.length >= 40 && answer.rows.map((row) => row[0]);
  }, "the facts have the sample's people", 120);
  const grant = (role, persons) => [{ store: "sample", role, groups: [], persons, min_group: role === "analyst" ? 5 : 1 }];
  const clients = {
    owner,
    analyst: await invite(owner, "analyst@example.org", "Anna Analyst", grant("analyst", [])),
    instructor: await invite(owner, "instructor@example.org", "Ivo Instructor", grant("instructor", people.slice(0, 30))),
    learner: await invite(owner, "learner@example.org", "Lea Learner", grant("learner", people.slice(0, 1))),
  };
  return { server, clients, people };
}

/** The site: { url, clients: {owner, analyst, …}, people, close() }. */
export async function site() {
  const given = process.env.LORE_SITE;
  if (given) {
    const { url, cookies, people } = JSON.parse(given);
    const clients = Object.fromEntries(Object.entries(cookies).map(([role, cookie]) => [role, new Client(url, cookie)]));
    return { url, clients, people, close: async () => undefined };
  }
  const { server, clients, people } = await make();
  return { url: server.url, clients, people, server, close: server.remove };
}

/** The site as text for LORE_SITE. */
export function describe({ url, clients, people }) {
  return JSON.stringify({ url, people, cookies: Object.fromEntries(Object.entries(clients).map(([role, client]) => [role, client.cookie])) });
}
