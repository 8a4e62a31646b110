// A signed-in caller of the API, as the app is one.
import assert from "node:assert/strict";

export class Client {
  constructor(url, cookie = "") {
    this.url = url;
    this.cookie = cookie;
  }

  /** Asks the API and returns the JSON of its answer; fails on any other status than 2xx. */
  async call(method, path, body, { store, raw } = {}) {
    const address = new URL(this.url + "/api/v1" + path);
    if (store) address.searchParams.set("store", store);
    const response = await fetch(address, {
      method,
      headers: { ...(this.cookie && { Cookie: this.cookie }), ...(body !== undefined && { "Content-Type": "application/json" }) },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().find((one) => one.startsWith("lore_session="));
    if (set) this.cookie = set.split(";")[0];
    if (raw) return response;
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Asks a query of a store. */
  query(store, query) {
    return this.call("POST", "/query", query, { store });
  }

  /** The cookie as Playwright takes it. */
  storageState() {
    const [name, value] = this.cookie.split("=");
    return { cookies: [{ name, value, domain: new URL(this.url).hostname, path: "/", httpOnly: true, secure: false, sameSite: "Lax", expires: -1 }], origins: [] };
  }
}

/** Makes the first account with the link that the server printed. */
export async function setUp(server, { store = { name: "school", title: "School" }, language = "en", zone = "Europe/Berlin" } = {}) {
  const owner = new Client(server.url);
  await owner.call("POST", "/session/setup", {
    // The link is printed after the address.
    link: (await until(() => server.setup, "the one-time link is printed")).split("#")[1], email: "owner@example.org", name: "Olivia Owner", password: passwords.owner,
    organisation: "Northwind", language, zone, store,
  });
  return owner;
}

export const passwords = { owner: "correct horse battery staple", others: "a quiet river runs deep" };

/** Invites somebody and signs in as them. */
export async function invite(owner, email, name, grants) {
  const { link } = await owner.call("POST", "/users", { email, name, administrator: false, grants });
  const client = new Client(owner.url);
  await client.call("POST", "/session/invitation", { link: link.split("#")[1] ?? link, password: passwords.others });
  return client;
}

/** Makes a key of a store and returns a function that stores statements with it. */
export async function sender(owner, store, name = "Test") {
  const key = await owner.call("POST", "/keys", { name, scopes: ["all"] }, { store });
  const authorization = "Basic " + Buffer.from(`${key.key}:${key.secret}`).toString("base64");
  const send = async (statements) => {
    const response = await fetch(owner.url + "/xapi/statements", {
      method: "POST",
      headers: { Authorization: authorization, "Content-Type": "application/json", "X-Experience-API-Version": "2.0.0" },
      body: JSON.stringify(statements),
    });
    return response;
  };
  return { key, send };
}

/** Waits until a condition holds; fails after so many seconds. */
export async function until(condition, what, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `after ${seconds} s not yet: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
